import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('GlobalMaxPool', {
  examples: [
    { source: 'one number a channel', inputs: ['7x7x512'], output: '512', step: { kind: 'global' } },
  ],
  mistakes: [{ inputs: ['512'], code: 'needs-feature-map', names: [512] }],
  computed: [{ inputs: ['3x4x2'] }, { inputs: ['1x1x3'] }],
});

test('is the largest of each channel', async () => {
  const applied = apply('GlobalMaxPool', { inputs: ['2x2x2'] });
  const { values } = await compute(layerNamed('GlobalMaxPool'), applied, {
    inputs: [[1, -10, 2, -20, 3, -30, 0, -5]],
  });
  expect(values).toEqual([3, -5]);
});
