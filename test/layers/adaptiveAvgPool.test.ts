import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('AdaptiveAvgPool', {
  examples: [
    {
      source: 'torchvision: VGG’s pooling before its dense layers, at 448x448',
      arguments: { size: 7 },
      inputs: ['14x14x512'],
      output: '7x7x512',
      elementwise: 14 * 14 * 512,
      step: { kind: 'share', input: [14, 14], output: [7, 7] },
    },
    {
      source: 'PyTorch: 10 into 4 are the windows 0-3, 2-5, 5-8, 7-10, at a distance of 5 / 2',
      arguments: { size: [4, 5] },
      inputs: ['10x10x3'],
      output: '4x5x3',
      elementwise: 12 * 10 * 3,
      step: { kind: 'share', input: [10, 10], output: [4, 5] },
    },
    {
      source: 'language.md: keeps 1x1xC, and is global',
      arguments: { size: 1 },
      inputs: ['7x7x64'],
      output: '1x1x64',
      step: { kind: 'global' },
    },
    {
      source: 'PyTorch: repeats where there is too little',
      arguments: { size: 4 },
      inputs: ['2x2x1'],
      output: '4x4x1',
    },
  ],
  mistakes: [{ arguments: { size: 7 }, inputs: ['512'], code: 'needs-feature-map', names: [512] }],
  computed: [
    { arguments: { size: 2 }, inputs: ['4x6x2'] },
    { arguments: { size: [2, 3] }, inputs: ['5x4x2'] },
    { arguments: { size: 1 }, inputs: ['3x2x2'] },
    { arguments: { size: [2, 1] }, inputs: ['2x3x2'] },
  ],
});

test('is the mean of each window', async () => {
  const applied = apply('AdaptiveAvgPool', { arguments: { size: [1, 2] }, inputs: ['2x3x1'] });
  const { values } = await compute(layerNamed('AdaptiveAvgPool'), applied, { inputs: [[1, 2, 3, 4, 5, 6]] });
  expect(values).toEqual([3, 4].map((mean) => expect.closeTo(mean, 5) as number));
});
