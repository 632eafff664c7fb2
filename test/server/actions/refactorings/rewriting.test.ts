import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatText } from '../../../../src/language/format/format.ts';
import { network } from '../../written.ts';
import { apply, siteOf, titles } from './offers.ts';

/** The network's body after a refactoring, without the lines that `network` puts round it. */
const body = (text: string): string[] =>
  text
    .slice(text.indexOf('  input 32x32x3\n') + '  input 32x32x3\n'.length)
    .split('\n')
    .slice(0, -2)
    .map((line) => line.slice(2));

const figures = ({ understanding }: ReturnType<typeof apply>) => understanding.networks[0]!.totals;

describe('k x k as a stack of 3x3', () => {
  test('two 3x3 see what a 5x5 sees, for 18/25 of its weights where channels stay the same', () => {
    // VGG's argument (arXiv:1409.1556, section 2.3): C channels in and out, 25·C² against 2·9·C² weights.
    const site = siteOf(network('Conv(64, 1)', 'Co|nv(64, 5, bias: false)'));
    const before = site.understanding.networks[0]!.totals;
    const done = apply(site, 'Replace 5x5 by two 3x3');
    expect(body(done.text)).toEqual(['Conv(64, 1)', 'Conv(64, 3, bias: false)', 'Conv(64, 3, bias: false)']);
    const after = figures(done);
    expect(before.parameters.trainable! - after.parameters.trainable!).toBe(25 * 64 * 64 - 2 * 9 * 64 * 64);
    expect(before.macs! - after.macs!).toBe(32 * 32 * (25 - 18) * 64 * 64);
    expect(after.receptiveField).toEqual(before.receptiveField);
    expect(after.output).toEqual(before.output);
    // As docs/refactorings.md has it. 28,672 of 102,656; 29,360,128 of 105,054,208
    expect(done.title).toBe(
      'Replace 5x5 by two 3x3: 28.7 K fewer parameters (−28\u00a0%), 29.4 M fewer MACs (−28\u00a0%) in Tried',
    );
    const page = readFileSync(new URL('../../../../docs/refactorings.md', import.meta.url), 'utf8');
    expect(page).toContain(done.title.replaceAll('\u00a0', ' '));
  });

  test('comments between the arguments stay, above', () => {
    const site = siteOf(
      network('ReLU', 'Co|nv(', '  64, # wide', '  5,', '  # as in the paper', ') -> ReLU # end'),
    );
    expect(body(apply(site, 'Replace 5x5 by two 3x3').text)).toEqual([
      'ReLU',
      '# wide',
      '# as in the paper',
      'Conv(64, 3) -> ReLU',
      'Conv(64, 3) -> ReLU  # end',
    ]);
    expect(apply(site, 'Replace 5x5 by 1x5').text).toContain(
      '  # wide\n  # as in the paper\n  Conv(64, 1x5)',
    );
  });

  test('in an argument of a call on one line that gets too long, each argument has a line', () => {
    const paths = ['Conv(96, 1) -> Conv(128, 3)', 'Conv(16, 1) -> ReLU -> Con|v(32, 7) -> BatchNorm -> ReLU'];
    const done = apply(siteOf(network(`Concat(Conv(64, 1), ${paths.join(', ')})`)), 'Replace 7x7');
    expect(body(done.text)).toEqual([
      'Concat(',
      '  Conv(64, 1),',
      '  Conv(96, 1) -> Conv(128, 3),',
      '  Conv(16, 1) -> ReLU -> Conv(32, 3) -> BatchNorm -> ReLU -> Conv(32, 3) -> BatchNorm -> ReLU',
      '    -> Conv(32, 3) -> BatchNorm -> ReLU,',
      ')',
    ]);
    expect(formatText(done.text)).toBe(done.text);
  });

  test('of a block without an activation: that behind it stands between them, too', () => {
    const block = 'block ConvNorm(n, k, act = Identity) {\n  Conv(n, k) -> BatchNorm -> act\n}\n\n';
    const stack = (call: string) => apply(siteOf(block + network(call)), 'Replace 5x5').text;
    expect(stack('ConvN|orm(8, 5) -> ReLU')).toContain(
      '  ConvNorm(8, 3) -> ReLU\n  ConvNorm(8, 3) -> ReLU\n',
    );
    expect(stack('ConvN|orm(8, 5, act: SiLU) -> ReLU')).toContain(
      '  ConvNorm(8, 3, act: SiLU)\n  ConvNorm(8, 3, act: SiLU) -> ReLU\n',
    );
  });

  test('a stride goes to the last, padding in numbers is shared out, the field stays', () => {
    const site = siteOf(
      network('Co|nv(8, 7, stride: 2, padding: 3) -> BatchNorm -> ReLU  # stem', 'Conv(4, 1)'),
    );
    const done = apply(site, 'Replace 7x7 by three 3x3');
    expect(body(done.text)).toEqual([
      'Conv(8, 3, padding: 1) -> BatchNorm -> ReLU',
      'Conv(8, 3, padding: 1) -> BatchNorm -> ReLU',
      'Conv(8, 3, stride: 2, padding: 1) -> BatchNorm -> ReLU  # stem',
      'Conv(4, 1)',
    ]);
    expect(figures(done).receptiveField).toEqual(site.understanding.networks[0]!.totals.receptiveField);
  });

  test('less padding than `same` stays what it is, in all', () => {
    const site = siteOf(network('Co|nv(8, 7, padding: 1)'));
    const done = apply(site, 'Replace 7x7');
    expect(body(done.text)).toEqual([
      'Conv(8, 3, padding: 1)',
      'Conv(8, 3, padding: valid)',
      'Conv(8, 3, padding: valid)',
    ]);
    expect(figures(done).receptiveField).toEqual(site.understanding.networks[0]!.totals.receptiveField);
  });

  test('steps on lines of their own come along so; a name stays with what it named', () => {
    const site = siteOf(network('Co|nv(8, 5) as wide', 'BatchNorm', 'ReLU', 'wide'));
    expect(body(apply(site, 'Replace 5x5').text)).toEqual([
      ...['Conv(8, 3)', 'BatchNorm', 'ReLU'],
      ...['Conv(8, 3) as wide', 'BatchNorm', 'ReLU', 'wide'],
    ]);
  });

  test('by the block that it is written with, in an argument too', () => {
    const block =
      'block ConvReLU(filters, kernel, stride = 1) {\n  Conv(filters, kernel, stride: stride) -> ReLU\n}\n\n';
    const site = siteOf(block + network('Concat(ConvReLU(8, 1), ConvReLU(16, 1) -> Conv|ReLU(8, 5, 1))'));
    expect(body(apply(site, 'Replace 5x5').text)).toEqual([
      'Concat(ConvReLU(8, 1), ConvReLU(16, 1) -> ConvReLU(8, 3) -> ConvReLU(8, 3, 1))',
    ]);
  });

  test('what costs more says so', () => {
    // 25·4·64 + 64 against 9·4·64 + 64 + 9·64·64 + 64: 32,832 more
    const done = apply(siteOf(network('Conv(4, 1)', 'Co|nv(64, 5)')), 'Replace 5x5');
    expect(done.title).toMatch(/: 32\.8 K more parameters \(\+\d+\u00a0%\), .* more MACs/);
  });

  test('not for even, dilated, grouped or 3x3 kernels, nor where the kernel is a parameter', () => {
    const has = (step: string): boolean =>
      titles(siteOf(network('Conv(8, 1)', `|${step}`))).some(
        (title) => title.includes('3x3 by') || title.includes('two 3x3'),
      );
    expect(has('Conv(8, 5)')).toBe(true);
    for (const step of ['Conv(8, 4)', 'Conv(8, 5, dilation: 2)', 'Conv(8, 5, groups: 2)', 'DepthwiseConv(5)'])
      expect(has(step), step).toBe(false);
    // 3x3 at stride 4 would leave values unread.
    expect(has('Conv(8, 11, stride: 4)')).toBe(false);
    const block = 'block Unit(k) {\n  Co|nv(8, k)\n}\n\n';
    expect(titles(siteOf(block + network('Unit(5)')))).not.toContainEqual(expect.stringMatching(/Replace/));
  });

  test('in a block, figures are those of the networks that call it', () => {
    const block = 'block Unit {\n  Co|nv(8, 5)\n}\n\n';
    expect(apply(siteOf(block + network('Unit')), 'Replace 5x5').title).toContain('in Tried');
  });
});

test('k x k as 1 x k and k x 1 has 2/k of the weights where channels stay the same', () => {
  const site = siteOf(network('Conv(16, 1)', 'x = Co|nv(16, 7, bias: false) -> ReLU', 'Add(x, Identity)'));
  const done = apply(site, 'Replace 7x7 by 1x7 and 7x1');
  expect(body(done.text)[1]).toBe(
    'x = Conv(16, 1x7, bias: false) -> ReLU -> Conv(16, 7x1, bias: false) -> ReLU',
  );
  const before = site.understanding.networks[0]!.totals;
  expect(before.parameters.trainable! - figures(done).parameters.trainable!).toBe((49 - 14) * 16 * 16);
  expect(figures(done).receptiveField).toEqual(before.receptiveField);
});

describe('a 1x1 bottleneck', () => {
  test('28x28x192 into 5x5x32, the lecture’s example: 120 M operations become a tenth', () => {
    const text = 'network Tried {\n  input 28x28x192\n  C|onv(32, 5, bias: false) -> ReLU\n}\n';
    const site = siteOf(text);
    expect(site.understanding.networks[0]!.totals.macs).toBe(28 * 28 * 32 * 25 * 192);
    const done = apply(site, 'Insert a 1x1 bottleneck of 48 channels');
    expect(done.text).toContain('  Conv(48, 1, bias: false) -> ReLU\n  Conv(32, 5, bias: false) -> ReLU\n');
    expect(figures(done).macs).toBe(28 * 28 * (192 * 48 + 25 * 48 * 32));
    expect(done.title).toMatch(/: 106 K fewer parameters \(−69\u00a0%\), 83\.1 M fewer MACs \(−69\u00a0%\)/);
  });

  test('in a block for several widths, as an expression', () => {
    const block = 'block Unit(n) {\n  C|onv(n, 3) -> BatchNorm -> ReLU\n}\n\n';
    const done = apply(
      siteOf(block + network('Conv(32, 1)', 'Unit(64)', 'Unit(128)')),
      'Insert a 1x1 bottleneck',
    );
    expect(done.text).toContain(
      '  Conv(input.channels // 4, 1) -> BatchNorm -> ReLU\n  Conv(n, 3) -> BatchNorm -> ReLU\n',
    );
  });

  test('not before what sees few channels, nor twice', () => {
    const has = (...lines: string[]) =>
      titles(siteOf(network(...lines))).some((title) => title.includes('bottleneck'));
    expect(has('Con|v(8, 3)')).toBe(false);
    expect(has('Conv(32, 3) -> Con|v(8, 3)')).toBe(true);
    expect(has('Conv(32, 3) -> Conv(16, 1) -> Con|v(8, 3)')).toBe(false);
    expect(has('Conv(32, 3) -> Con|v(8, 1)')).toBe(false);
  });
});

describe('Flatten and dense layers as global pooling', () => {
  test('the hidden layers go, comments and the last layer stay', () => {
    const site = siteOf(
      network(
        'Conv(64, 3)',
        'Flatten  # 65,536',
        '# hidden',
        'Dense(10|0) as fc1 -> ReLU -> Dropout(0.5)  # most of it',
        'Dense(10) as logits -> Softmax',
      ),
    );
    const done = apply(site, 'Replace Flatten and a hidden dense layer by GlobalAvgPool');
    expect(body(done.text)).toEqual([
      'Conv(64, 3)',
      'GlobalAvgPool  # 65,536',
      '# hidden',
      '# most of it',
      'Dense(10) as logits -> Softmax',
    ]);
    // 65,536·100 + 100 + 100·10 + 10 against 64·10 + 10
    expect(figures(done).parameters.trainable).toBe(27 * 64 + 64 + 650);
    expect(done.title).toContain('6.55 M fewer parameters (−99.9');
  });

  test('a single dense layer, at Flatten or at it', () => {
    for (const line of ['Flat|ten -> Dense(10) -> Softmax', 'Flatten -> Dens|e(10) -> Softmax'])
      expect(body(apply(siteOf(network('Conv(4, 3)', line)), 'Replace Flatten by').text)).toEqual([
        'Conv(4, 3)',
        'GlobalAvgPool -> Dense(10) -> Softmax',
      ]);
  });

  test('not behind the last dense layer, nor where a hidden layer’s name is used', () => {
    const has = (...lines: string[]) => titles(siteOf(network(...lines))).length > 0;
    expect(has('Flatten -> Dense(10) -> Soft|max')).toBe(false);
    expect(has('Flat|ten -> Dense(20) as h -> ReLU', 'Dense(10)', 'Concat(h, Identity)')).toBe(false);
  });

  test('in an auxiliary head, its parameters are counted', () => {
    const head = 'auxiliary(weight: 0.3) { Flat|ten -> Dense(10) }';
    const { title } = apply(
      siteOf(network('Conv(4, 3)', head, 'GlobalAvgPool -> Dense(10)')),
      'Replace Flatten',
    );
    // 10·(4096 − 4)
    expect(title).toContain('40.9 K fewer parameters');
  });
});
