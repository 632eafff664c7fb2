/** Biases before batch norm, misaligned paths, receptive fields beyond the input. */
import { describe, expect, test } from 'vitest';
import { fixed, messages, mistakesOf, network, said } from './reviewed.ts';

describe('a bias before batch norm', () => {
  test('is warned about with its parameters, and dropped by the fix', () => {
    const text = network('8x8x3', 'Conv(64, 3) -> BatchNorm -> ReLU');
    expect(said(text)).toEqual(['warning bias-before-norm at Conv']);
    expect(messages(text)[0]).toContain('`bias: false` saves its 64 parameters');
    expect(fixed(text)).toBe(network('8x8x3', 'Conv(64, 3, bias: false) -> BatchNorm -> ReLU'));
    for (const step of [
      'DepthwiseConv(3)',
      'SeparableConv(8, 3)',
      'TransposedConv(8, 2, stride: 2)',
      'Flatten -> Dense(9)',
    ]) {
      expect(said(network('8x8x3', `${step} -> BatchNorm`)), step).toEqual([
        `warning bias-before-norm at ${/\w+(?=\()/.exec(step)![0]}`,
      ]);
    }
  });

  test('that is written out is a hint, with the same fix', () => {
    const text = network('8x8x3', 'Conv(64, 3, bias: true) -> BatchNorm');
    expect(said(text)).toEqual(['hint bias-before-norm at bias: true']);
    expect(fixed(text)).toBe(network('8x8x3', 'Conv(64, 3, bias: false) -> BatchNorm'));
  });

  test('is found where the two stand in different blocks', () => {
    const norm = 'block Act {\n  BatchNorm -> ReLU\n}\n';
    expect(said(norm + network('8x8x3', 'Conv(64, 3) -> Act'))).toEqual(['warning bias-before-norm at Conv']);
    const wide = 'block Wide(width) {\n  Conv(width, 3)\n}\n';
    expect(said(wide + network('8x8x3', 'Wide(8) -> BatchNorm'))).toEqual([
      'warning bias-before-norm at Conv',
    ]);
    expect(said(norm + wide + network('8x8x3', 'Wide(8) -> Act'))).toEqual([
      'warning bias-before-norm at Conv',
    ]);
  });

  test('is needed where anything else sees it', () => {
    const wide = 'block Wide(width) {\n  Conv(width, 3)\n}\n';
    for (const [blocks, rest] of [
      ['', 'Conv(64, 3) -> ReLU -> BatchNorm'],
      ['', 'Conv(3, 3) as a -> BatchNorm\n  Add(Identity, a)'],
      ['', 'Conv(8, 3) -> GroupNorm(4)'],
      ['', 'Conv(8, 3) -> LayerNorm'],
      ['', 'Conv(8, 3, bias: false) -> BatchNorm'],
      // The same block without a norm elsewhere.
      [wide, 'Wide(3) -> BatchNorm -> Wide(3)'],
      ['', 'Conv(8, 3)'],
    ] as const) {
      expect(said(blocks + network('8x8x3', rest)), rest).toEqual([]);
    }
  });

  test('has no fix where the layer is a parameter', () => {
    const text = 'block Unit(layer) {\n  layer(8, 3) -> BatchNorm\n}\n' + network('8x8x3', 'Unit(Conv)');
    expect(mistakesOf(text).map(({ code, fixes }) => [code, fixes])).toEqual([['bias-before-norm', []]]);
  });

  test('in an imported file is told at the call', () => {
    const files = { 'parts.cnn': 'block Unit {\n  Conv(8, 3) -> BatchNorm\n}\n' };
    const text = 'import { Unit } from "./parts.cnn"\n' + network('8x8x3', 'Unit');
    expect(said(text, files)).toEqual(['warning bias-before-norm at Unit']);
    expect(mistakesOf(text, files)[0]!.fixes).toEqual([]);
  });
});

describe('misaligned paths', () => {
  test('are none where a causal convolution looks back on purpose', () => {
    const causal =
      'block Causal(apart) {\n  Pad([2 * apart, 0, 0, 0]) -> Conv(8, [3, 1], dilation: [apart, 1], padding: valid)\n}\n';
    for (const steps of [
      'Add(Identity, Conv(8, [3, 1], padding: [2, 0, 0, 0]))',
      'Add(Conv(8, 1), Causal(1) -> ReLU -> Causal(2) -> BatchNorm)',
      'Conv(8, 3, stride: 2, padding: 1) -> BatchNorm as x\n  Add(x -> Causal(4), x)',
      'Add(Conv(8, 1, stride: 2), Conv(8, 3, stride: 2, padding: [2, 0, 2, 0]))',
    ]) {
      expect(
        said(causal + network('64x8x8', steps)).filter((each) => each.includes('misaligned')),
        steps,
      ).toEqual([]);
    }
    for (const steps of [
      'Add(Identity, Conv(8, [3, 1], padding: [0, 2, 0, 0]))',
      'Add(Conv(8, 3), Conv(8, [3, 3], padding: [2, 0, 1, 1]))',
      'Add(Identity, Causal(4) -> Conv(8, 3))',
    ]) {
      expect(
        said(causal + network('64x8x8', steps)).filter((each) => each.includes('misaligned')),
        steps,
      ).toEqual(['warning misaligned-paths at Add']);
    }
  });

  test('are a hint where `same` begins a strided 3x3 one pixel later than the 1x1 beside it', () => {
    // On 8 rows `same` pads 3x3 at stride 2 by 1, all of it below: the first window is centred on row 1, the 1x1's on row 0.
    const text = network('8x8x3', 'Add(Conv(4, 3, stride: 2), Conv(4, 1, stride: 2))');
    expect(said(text)).toEqual(['hint misaligned-paths at Add']);
    expect(messages(text)[0]).toBe(
      'Add merges paths that are misaligned: at the same position, its second value is off: it looks 1 row further up ' +
        "and 1 column further left in the input than the first. `same` pads Conv's 3x3 windows at stride 2 on 8x8 more " +
        "at the bottom and right, as TensorFlow's own models have it; `padding: 1` centres them, as PyTorch's have it.",
    );
    expect(said(network('8x8x3', 'Average(Conv(4, 3, stride: 2), Conv(4, 1, stride: 2))'))).toEqual([
      'hint misaligned-paths at Average',
    ]);
    const down = 'block Down {\n  MaxPool(3, stride: 2, padding: same)\n}\n';
    expect(messages(down + network('10x10x4', 'Add(ReLU -> Down, Conv(4, 1, stride: 2))'))[0]).toContain(
      "MaxPool's 3x3 windows at stride 2 on 10x10",
    );
  });

  test('are warned about where they lie apart for another reason', () => {
    const text = network('8x8x3', 'Add(Crop([0, 1, 0, 1]), Crop([1, 0, 1, 0]))');
    expect(said(text)).toEqual(['warning misaligned-paths at Add']);
    expect(messages(text)[0]).toMatch(
      /1 row further down and 1 column further right in the input than the first\.$/,
    );
  });

  test('of different strides are told as such', () => {
    // 16 rows read at every second, and 8 of them at every one.
    expect(messages(network('16x16x3', 'Add(MaxPool(2), Crop([4, 4, 4, 4]))'))[0]).toContain(
      'its positions lie 1 rows of the input apart, those of the first 2',
    );
  });

  test('are told once, where they meet first', () => {
    const text = network(
      '16x16x4',
      'a = Add(Conv(4, 3, stride: 2), Conv(4, 1, stride: 2))\n  b = a -> Conv(4, 3)\n  Add(a, b) -> ReLU\n  Add(Identity, b)',
    );
    expect(said(text)).toEqual(['hint misaligned-paths at Add']);
  });

  test('are none where padding centres both, on odd sizes, or in a Concat', () => {
    for (const [input, rest] of [
      ['8x8x3', 'Add(Conv(4, 3, stride: 2, padding: 1), Conv(4, 1, stride: 2))'],
      ['7x7x3', 'Add(Conv(4, 3, stride: 2), Conv(4, 1, stride: 2))'],
      ['8x8x3', 'Add(Conv(3, 3), input)'],
      ['8x8x3', 'Concat(Conv(4, 3, stride: 2), MaxPool(2))'],
      // ResNet-D: a 2x2 pooling lies half a pixel, a quarter of a step, beside the 3x3.
      ['8x8x3', 'Add(Conv(4, 3, stride: 2, padding: 1), AvgPool(2) -> Conv(4, 1))'],
    ] as const) {
      expect(said(network(input, rest)), rest).toEqual([]);
    }
  });

  test('are left alone where one of them is enlarged: it never lies exactly', () => {
    expect(said(network('8x8x3', 'Add(MaxPool(2) -> Upsample(2), input)'))).toEqual([]);
    const up = 'block Up(skip) {\n  up = Upsample(2)\n  Add(up, skip)\n}\n';
    expect(said(up + network('8x8x3', 'Conv(3, 3) as fine -> MaxPool(2) -> Up(fine)'))).toEqual([]);
  });

  test('say nothing of gates', () => {
    expect(said(network('8x8x8', 'Multiply(input, GlobalAvgPool -> Dense(8) -> Sigmoid)'))).toEqual([]);
  });
});

describe('a receptive field beyond the input', () => {
  const head = '\n  GlobalAvgPool -> Dense(10) -> Softmax';

  test('long before the end is hinted at, with the layer from which on nothing larger is seen', () => {
    // 3x3 after 3x3: 1 + 2n rows. Eight cover 16 rows (17), so that of 20 the last 12 see no more.
    const text = network('16x16x8', `repeat 20 { Conv(8, 3) -> ReLU }${head}`);
    expect(said(text)).toEqual(['hint field-beyond-input at Conv']);
    expect(messages(text)[0]).toContain(
      'covers the 16x16 input already after 8 of 20 convolutions: the 12 from here on see nothing larger',
    );
    expect(said(network('16x16x8', `repeat 15 { Conv(8, 3) -> ReLU }${head}`))).toEqual([]);
  });

  test('counts VGG-16 on 32x32', () => {
    // After conv1 3, 5; pool 6; conv2 10, 14; pool 16; conv3 24, 32: the third of conv3 sees 32 rows already, as do
    // the six after it.
    const stages = '[[64, 2], [128, 2], [256, 3], [512, 3], [512, 3]]';
    const text = network(
      '32x32x3',
      `for [width, n] in ${stages} {\n repeat n { Conv(width, 3) -> ReLU }\n MaxPool(2)\n }\n  Flatten -> Dense(10) -> Softmax`,
    );
    expect(messages(text)[0]).toContain('already after 6 of 13 convolutions: the 7 from here on');
  });

  test('is none along shortcuts, in 1x1s, in what gives a map, and in what enlarges', () => {
    for (const rest of [
      `repeat 20 { residual = Conv(8, 3) -> ReLU -> Conv(8, 3)\n Add(Identity, residual) }${head}`,
      `repeat 8 { Conv(8, 3) -> ReLU }\n repeat 20 { Conv(8, 1) -> ReLU }${head}`,
      'repeat 20 { Conv(8, 3) -> ReLU }',
      `Conv(8, 3, stride: 2) -> Upsample(2)\n repeat 20 { Conv(8, 3) -> ReLU }${head}`,
    ]) {
      expect(said(network('16x16x8', rest)), rest).toEqual([]);
    }
  });
});

test('a review costs what the different bodies hold', () => {
  const units =
    'block Unit {\n  residual = Conv(8, 3, bias: false) -> BatchNorm -> ReLU -> Conv(8, 3)\n  Add(Identity, residual)\n}\n' +
    'block Many {\n  repeat 30 { Unit }\n}\n';
  const begin = performance.now();
  // 7,200 units of six layers.
  expect(
    said(
      units +
        'block More {\n  repeat 30 { Many }\n}\n' +
        network('16x16x8', 'repeat 8 { More }\n  GlobalAvgPool -> Dense(10)'),
    ),
  ).toEqual([]);
  expect(performance.now() - begin).toBeLessThan(2000);
});
