import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import type { Step } from './layerTest.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('AvgPool', {
  examples: [
    {
      source: 'LeNet-5: S2',
      arguments: { kernel: 2 },
      inputs: ['28x28x6'],
      output: '14x14x6',
      elementwise: 28 * 28 * 6,
      step: { kind: 'window', kernel: [2, 2], stride: [2, 2], padding: [0, 0] },
    },
    {
      source: 'Szegedy et al., 2014: before an auxiliary classifier, 4x4x512',
      arguments: { kernel: 5, stride: 3 },
      inputs: ['14x14x512'],
      output: '4x4x512',
    },
    {
      source: 'Inception-v3: a 3x3 mean that keeps the size',
      arguments: { kernel: 3, stride: 1, padding: 'same' },
      inputs: ['35x35x192'],
      output: '35x35x192',
      step: { kind: 'window', kernel: [3, 3], stride: [1, 1], padding: [1, 1] },
    },
  ],
  mistakes: [
    { arguments: { kernel: 2 }, inputs: ['100'], code: 'needs-feature-map', names: [100] },
    {
      arguments: { kernel: [2, 4], padding: [0, 4] },
      inputs: ['8x8x8'],
      code: 'padding-exceeds-window',
      argument: 'padding',
      names: ['2x4', '[0, 4]'],
    },
  ],
  computed: [
    { arguments: { kernel: 2 }, inputs: ['4x5x2'] },
    { arguments: { kernel: 3, stride: 2, padding: 'same' }, inputs: ['6x5x2'] },
    { arguments: { kernel: 3, stride: 1, padding: 1 }, inputs: ['4x4x2'] },
    { arguments: { kernel: 2, stride: 2, ceil: true, padding: [0, 1] }, inputs: ['5x4x2'] },
  ],
});

const meansOfOnes = async (given: Step['arguments']) => {
  const applied = apply('AvgPool', { arguments: given, inputs: ['3x3x1'] });
  return (await compute(layerNamed('AvgPool'), applied, { inputs: [new Array<number>(9).fill(1)] })).values;
};

test('the padding of same is left out of the mean, as TensorFlow has it', async () => {
  for (const mean of await meansOfOnes({ kernel: 3, stride: 1, padding: 'same' }))
    expect(mean).toBeCloseTo(1, 6);
});

test('explicit padding counts, as in PyTorch', async () => {
  const means = await meansOfOnes({ kernel: 3, stride: 1, padding: 1 });
  [4, 6, 4, 6, 9, 6, 4, 6, 4].forEach((ones, k) => expect(means[k]).toBeCloseTo(ones / 9, 6));
});

test('what ceil adds behind input and padding is left out, as in PyTorch', async () => {
  const means = await meansOfOnes({ kernel: 2, ceil: true });
  for (const mean of means) expect(mean).toBeCloseTo(1, 6);
  // AvgPool2d(2, 2, padding=1, ceil_mode=True) on 4: the window at 3 has a pixel and the padding behind it.
  const padded = await meansOfOnes({ kernel: 2, padding: 1, ceil: true });
  [1 / 4, 1 / 2, 1 / 2, 1].forEach((mean, k) => expect(padded[k]).toBeCloseTo(mean, 6));
});
