import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Maximum', {
  examples: [
    {
      source: 'keeps the shape',
      inputs: ['7x7x8', '7x7x8'],
      output: '7x7x8',
      elementwise: 7 * 7 * 8,
      step: { kind: 'local' },
    },
  ],
  mistakes: [
    {
      inputs: ['7x7x8', '7x7x4'],
      code: 'merge-shapes',
      operand: 1,
      names: ['Maximum', '7x7x8', 'second', '7x7x4'],
    },
  ],
  computed: [{ inputs: ['2x3x2', '2x3x2'] }, { inputs: ['3', '3', '3'] }],
});

test('is the largest', async () => {
  const applied = apply('Maximum', { inputs: ['2', '2', '2'] });
  const values = {
    inputs: [
      [1, 9],
      [2, 6],
      [6, -3],
    ],
  };
  expect((await compute(layerNamed('Maximum'), applied, values)).values).toEqual([6, 9]);
});
