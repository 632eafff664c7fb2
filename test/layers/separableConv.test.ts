import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('SeparableConv', {
  examples: [
    {
      source:
        'Keras: SeparableConv2D(128, 3, use_bias=False) on 64 channels has 8,768 parameters (Xception, block 2)',
      arguments: { filters: 128, kernel: 3, bias: false },
      inputs: ['147x147x64'],
      output: '147x147x128',
      parameters: 8_768,
      macs: 147 * 147 * 8_768,
      step: { kind: 'window', kernel: [3, 3], stride: [1, 1], padding: [1, 1] },
    },
    {
      source: 'the bias sits on the pointwise part',
      arguments: { filters: 16, kernel: 5, stride: 2 },
      inputs: ['9x9x8'],
      output: '5x5x16',
      parameters: 25 * 8 + 8 * 16 + 16,
      macs: 25 * (25 * 8 + 8 * 16),
    },
  ],
  mistakes: [
    { arguments: { filters: 8, kernel: 3 }, inputs: ['64'], code: 'needs-feature-map', names: [64, 'Dense'] },
    {
      arguments: { filters: 8, kernel: 5, padding: 'valid' },
      inputs: ['4x9x8'],
      code: 'size-collapses',
      argument: 'kernel',
      names: ['5x5', 'height 4'],
    },
  ],
  computed: [
    { arguments: { filters: 3, kernel: 3 }, inputs: ['4x3x2'] },
    { arguments: { filters: 2, kernel: [1, 3], stride: 2, bias: false }, inputs: ['4x5x3'] },
  ],
});

test('is a depthwise convolution and a 1x1', async () => {
  const given = { filters: 2, kernel: 1 };
  const applied = apply('SeparableConv', { arguments: given, inputs: ['1x1x2'] });
  const weights = { depthwise: [2, 3], pointwise: [1, 10, 100, 1000], bias: [5, 7] };
  const { values } = await compute(layerNamed('SeparableConv'), applied, { inputs: [[1, 1]], weights });
  expect(values).toEqual([2 * 1 + 3 * 100 + 5, 2 * 10 + 3 * 1000 + 7]);
});
