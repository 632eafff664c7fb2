/** Strides larger than kernels, and borders that no window reaches. */
import { describe, expect, test } from 'vitest';
import { fixed, messages, network, said } from './reviewed.ts';

describe('a stride larger than the kernel', () => {
  test('is warned about, with how much is never read', () => {
    // Windows at 0, 3, …, 30, two rows each: 22 of 32; 1 - (22/32)² = 52.7 %.
    const text = network('32x32x8', 'Conv(16, 2, stride: 3)');
    expect(said(text)).toEqual(['warning stride-skips at stride: 3']);
    expect(messages(text)[0]).toContain(
      'only 22 of 32 rows and 22 of 32 columns are read, 53 % of the values never',
    );
    // Every second of 8 rows, every column: half.
    expect(messages(network('8x8x8', 'Conv(16, 1, stride: [2, 1])'))[0]).toContain(
      'only 4 of 8 rows and 8 of 8 columns are read, 50 % of the values never',
    );
    expect(said(network('8x8x8', 'MaxPool(2, stride: 4)'))).toEqual(['warning stride-skips at stride: 4']);
    expect(said(network('8x8x8', 'DepthwiseConv(1, stride: 2)'))).toEqual([
      'warning stride-skips at stride: 2',
    ]);
  });

  test('is none where dilation makes the kernel reach as far', () => {
    expect(said(network('9x9x8', 'Conv(16, 2, stride: 2, dilation: 2, padding: 1)'))).toEqual([]);
  });

  test('is none where one window reads everything', () => {
    expect(said(network('2x2x8', 'AvgPool(2, stride: 3)'))).toEqual([]);
  });

  test('is fine in a shortcut’s 1x1, as other paths read all', () => {
    expect(said(network('8x8x8', 'Add(Conv(16, 3, stride: 2, padding: 1), Conv(16, 1, stride: 2))'))).toEqual(
      [],
    );
    const blocks =
      'block Norm(width, kernel, stride, padding = same) {\n' +
      '  Conv(width, kernel, stride: stride, padding: padding, bias: false) -> BatchNorm\n}\n' +
      'block Unit(width) {\n  residual = Norm(width, 3, 2, padding: 1) -> ReLU -> Norm(width, 3, 1)\n' +
      '  shortcut = Norm(width, 1, 2)\n  Add(residual, shortcut)\n}\n';
    expect(said(blocks + network('8x8x8', 'Unit(16)'))).toEqual([]);
    expect(said(blocks + network('8x8x8', 'Norm(16, 1, 2)'))).toEqual(
      ['hint unused-block at Unit', 'warning stride-skips at stride: stride'].toReversed(),
    );
  });

  test('is taken as meant where both paths of a residual unit leave out the same pixels, as in ResNet', () => {
    expect(
      said(network('8x8x8', 'Add(Conv(8, 1, stride: 2) -> ReLU -> Conv(8, 3), Conv(8, 1, stride: 2))')),
    ).toEqual([]);
    // Not where the paths are only concatenated.
    expect(said(network('8x8x8', 'Concat(Conv(8, 1, stride: 2), Conv(8, 1, stride: 2))'))).toEqual([
      'warning stride-skips at stride: 2',
      'warning stride-skips at stride: 2',
    ]);
  });

  test('is subsampling where a pooling of 1 says so', () => {
    expect(said(network('8x8x8', 'MaxPool(1, stride: 2) -> Conv(16, 3)'))).toEqual([]);
  });

  test('in a block is told with the calls that lead there, once', () => {
    const text =
      'block Down(width) {\n  Conv(width, 1, stride: 2)\n}\n' +
      network('32x32x8', 'Down(16) -> Down(32) -> Down(64)');
    expect(said(text)).toEqual(['warning stride-skips at stride: 2']);
  });
});

describe('a border that is lost', () => {
  test('is warned about, with how much it is', () => {
    // 7 = 3 windows of 2, and 1: 1 - (6/7)² = 26.5 %.
    const text = network('7x7x8', 'MaxPool(2)');
    expect(said(text)).toEqual(['warning border-lost at MaxPool']);
    expect(messages(text)[0]).toBe(
      "MaxPool's 2x2 windows at stride 2 do not come out even on 7x7: the last row and the last column are never read " +
        '(27 % of the values). `ceil: true` reads them, too, or a size that fits.',
    );
    // 3 windows of 3 in steps of 3 on 11 rows: 2 are left; 8 columns are read in 2, and 2 are left.
    expect(messages(network('11x8x8', 'AvgPool(3)'))[0]).toContain('the last 2 rows and the last 2 columns');
    expect(messages(network('8x9x8', 'Conv(8, 2, stride: 2, padding: valid)'))[0]).toContain(
      'the last column is never read (11 % of the values). `padding: same` or more padding reads it',
    );
    expect(said(network('15x15x6', 'Subsample(2)'))).toEqual(['warning border-lost at Subsample']);
  });

  test('is none where padding or `ceil` reads it, or only padding is left over', () => {
    for (const step of [
      'MaxPool(2, ceil: true)',
      'MaxPool(2, padding: same)',
      'MaxPool(3, stride: 2)',
      'Conv(8, 3, stride: 2)',
    ]) {
      expect(said(network('7x7x8', step)), step).toEqual([]);
    }
    // torchvision's AlexNet: 224 + 2·2 - 11 is no multiple of 4, but what is left is padding.
    expect(said(network('224x224x3', 'Conv(64, 11, stride: 4, padding: 2)'))).toEqual([]);
  });

  test('is none where a Pad put it there', () => {
    for (const steps of [
      'Pad(1) -> Conv(8, 3, stride: 2, padding: valid)',
      'Pad([0, 1, 0, 1]) -> MaxPool(3, stride: 2)',
      'Pad(1) -> BatchNorm -> ReLU -> Dropout(0.5) -> AvgPool(3)',
      'Pad([0, 1]) -> Pad([1, 0]) -> Conv(8, 3, stride: 2, padding: valid)',
    ]) {
      expect(said(network('8x8x3', steps)), steps).toEqual([]);
    }
    const block = 'block Down {\n  Conv(8, 3, stride: 2, padding: valid)\n}\n';
    expect(said(block + network('8x8x3', 'Pad(1) -> Down'))).toEqual([]);
    expect(messages(network('9x9x3', 'Pad(1) -> MaxPool(4)'))[0]).toContain(
      'besides zeros of Pad, the last 2 rows and the last 2 columns are never read',
    );
  });

  test('of less than a hundredth is not worth a word', () => {
    // 1 - (224/225)² = 0.89 %, 1 - (100/101)² = 1.97 %.
    expect(said(network('225x225x3', 'MaxPool(2)'))).toEqual([]);
    expect(said(network('101x101x3', 'MaxPool(2)'))).toEqual(['warning border-lost at MaxPool']);
  });

  test('is read after the fix', () => {
    const after = fixed(network('7x7x8', 'MaxPool(2)'));
    expect(after).toBe(network('7x7x8', 'MaxPool(2, ceil: true)'));
    expect(said(after!)).toEqual([]);
  });
});

describe('a window larger than its input', () => {
  test('is warned about, with what is given first', () => {
    const text = network('32x32x64', 'DepthwiseConv(64, stride: 3)');
    expect(said(text)).toEqual(['warning window-beyond-input at DepthwiseConv']);
    expect(messages(text)).toEqual([
      "DepthwiseConv's 64x64 window is larger than its input, 32x32x64: part of it always lies in the padding. " +
        'DepthwiseConv takes kernel and stride first.',
    ]);
    for (const step of ['Conv(8, 1x5)', 'MaxPool(6, stride: 1, padding: same)', 'AvgPool(5, padding: 2)']) {
      expect(said(network('3x3x8', step)), step).toEqual([
        `warning window-beyond-input at ${/^\w+/.exec(step)![0]}`,
      ]);
    }
    expect(said(network('1x1x8', 'Conv(8, 3)'))).toEqual(['warning window-beyond-input at Conv']);
  });

  test('is none where it covers its input, is enlarged from it, or is one row too many', () => {
    for (const step of [
      'Conv(120, 5, padding: valid)',
      'Conv(120, 5)',
      'AvgPool(5)',
      'DepthwiseConv(6)',
      'Conv(8, 3, dilation: 4)',
      'TransposedConv(8, 8, stride: 4)',
    ]) {
      expect(said(network('5x5x8', step)), step).toEqual([]);
    }
  });
});

test('nothing is said where shapes are unknown', () => {
  expect(said(network('7x7x8', 'Conv(Missing, 3) -> MaxPool(2)'))).toEqual(['error unknown-name at Missing']);
});
