import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('GlobalAvgPool', {
  examples: [
    {
      source: 'ResNet-50',
      inputs: ['7x7x2048'],
      output: '2048',
      elementwise: 7 * 7 * 2048,
      step: { kind: 'global' },
    },
  ],
  mistakes: [{ inputs: ['2048'], code: 'needs-feature-map', names: [2048] }],
  computed: [{ inputs: ['3x4x2'] }, { inputs: ['1x1x3'] }],
});

test('is the mean of each channel', async () => {
  const applied = apply('GlobalAvgPool', { inputs: ['2x2x2'] });
  const { values } = await compute(layerNamed('GlobalAvgPool'), applied, {
    inputs: [[1, 10, 2, 20, 3, 30, 6, 60]],
  });
  expect(values).toEqual([3, 30]);
});
