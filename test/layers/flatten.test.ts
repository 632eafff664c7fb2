import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Flatten', {
  examples: [
    { source: 'VGG-16', inputs: ['7x7x512'], output: '25088', step: { kind: 'local' } },
    { source: 'a vector stays one', inputs: ['100'], output: '100' },
  ],
  computed: [{ inputs: ['2x3x4'] }, { inputs: ['5'] }],
});

test('goes row by row, the channels of a position together', async () => {
  const applied = apply('Flatten', { inputs: ['2x2x2'] });
  const { shape, values } = await compute(layerNamed('Flatten'), applied, {
    inputs: [[1, 2, 3, 4, 5, 6, 7, 8]],
  });
  expect(shape).toEqual([1, 8]);
  expect(values).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
