import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Reshape', {
  examples: [
    {
      source: 'DCGAN: a vector becomes a map',
      arguments: { shape: [4, 4, 64] },
      inputs: ['1024'],
      output: '4x4x64',
      step: { kind: 'scattered' },
    },
    {
      source: 'each position is parted along its row',
      arguments: { shape: [4, 8, 3] },
      inputs: ['4x4x6'],
      output: '4x8x3',
      step: { kind: 'share', input: [4, 4], output: [4, 8] },
    },
    {
      source: 'two rows are put together',
      arguments: { shape: [2, 1, 48] },
      inputs: ['4x4x6'],
      output: '2x1x48',
      step: { kind: 'share', input: [4, 4], output: [2, 1] },
    },
    {
      source: 'columns of a row move to rows of their own',
      arguments: { shape: [16, 1, 6] },
      inputs: ['4x4x6'],
      output: '16x1x6',
      step: { kind: 'scattered' },
    },
    {
      source: 'channels stay at their positions',
      arguments: { shape: [4, 4, 6] },
      inputs: ['4x4x6'],
      output: '4x4x6',
      step: { kind: 'local' },
    },
    {
      source: 'as Flatten',
      arguments: { shape: [1024] },
      inputs: ['4x4x64'],
      output: '1024',
      step: { kind: 'local' },
    },
  ],
  mistakes: [
    {
      arguments: { shape: [4, 4, 60] },
      inputs: ['1024'],
      code: 'reshape-size',
      argument: 'shape',
      names: ['4x4x60', 960, 1024],
    },
    {
      arguments: { shape: [32, 32] },
      inputs: ['1024'],
      code: 'reshape-dimensions',
      argument: 'shape',
      names: [2],
    },
  ],
  computed: [
    { arguments: { shape: [2, 3, 2] }, inputs: ['12'] },
    { arguments: { shape: [12] }, inputs: ['2x3x2'] },
  ],
});

test('keeps the order of the values', async () => {
  const applied = apply('Reshape', { arguments: { shape: [2, 1, 2] }, inputs: ['4'] });
  const { shape, values } = await compute(layerNamed('Reshape'), applied, { inputs: [[1, 2, 3, 4]] });
  expect(shape).toEqual([1, 2, 1, 2]);
  expect(values).toEqual([1, 2, 3, 4]);
});
