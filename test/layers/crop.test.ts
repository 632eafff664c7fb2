import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Crop', {
  examples: [
    {
      source: 'Ronneberger et al., 2015: 64x64 to 56x56 beside the up-convolution',
      arguments: { size: 4 },
      inputs: ['64x64x512'],
      output: '56x56x512',
      step: { kind: 'window', kernel: [1, 1], stride: [1, 1], padding: [-4, -4] },
    },
    { source: 'four sides', arguments: { size: [1, 2, 3, 4] }, inputs: ['10x10x3'], output: '7x3x3' },
  ],
  mistakes: [
    {
      arguments: { size: [2, 1] },
      inputs: ['4x8x3'],
      code: 'size-collapses',
      argument: 'size',
      names: ['[2, 1]', '4x8x3'],
    },
    { arguments: { size: 1 }, inputs: ['64'], code: 'needs-feature-map', names: [64] },
  ],
  computed: [
    { arguments: { size: 0 }, inputs: ['2x2x2'] },
    { arguments: { size: [1, 0, 0, 2] }, inputs: ['3x4x2'] },
  ],
});

test('takes away what Pad adds', async () => {
  const applied = apply('Crop', { arguments: { size: [1, 0, 0, 1] }, inputs: ['2x2x1'] });
  expect((await compute(layerNamed('Crop'), applied, { inputs: [[0, 0, 5, 0]] })).values).toEqual([5]);
});
