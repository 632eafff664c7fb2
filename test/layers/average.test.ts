import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Average', {
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
      names: ['Average', '7x7x8', 'second', '7x7x4'],
    },
  ],
  computed: [{ inputs: ['2x3x2', '2x3x2'] }, { inputs: ['3', '3', '3'] }],
});

test('is the mean', async () => {
  const applied = apply('Average', { inputs: ['2', '2', '2'] });
  const values = {
    inputs: [
      [1, 9],
      [2, 6],
      [6, -3],
    ],
  };
  expect((await compute(layerNamed('Average'), applied, values)).values).toEqual(
    [3, 4].map((mean) => expect.closeTo(mean, 5) as number),
  );
});
