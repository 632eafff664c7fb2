import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Add', {
  examples: [
    {
      source: 'ResNet-50',
      inputs: ['56x56x256', '56x56x256'],
      output: '56x56x256',
      elementwise: 56 * 56 * 256,
      step: { kind: 'local' },
    },
    { source: 'three values are two additions', inputs: ['8', '8', '8'], output: '8', elementwise: 16 },
  ],
  mistakes: [
    {
      inputs: ['56x56x64', '28x28x128'],
      code: 'merge-shapes',
      operand: 1,
      names: ['Add', 'first', '56x56x64', 'second', '28x28x128'],
    },
    {
      inputs: ['7x7x64', '7x7x64', '64'],
      code: 'merge-shapes',
      operand: 2,
      names: ['third', 'vector of 64'],
    },
  ],
  computed: [{ inputs: ['2x3x2', '2x3x2'] }, { inputs: ['3', '3', '3'] }],
});

test('adds element by element', async () => {
  const applied = apply('Add', { inputs: ['2', '2', '2'] });
  const values = {
    inputs: [
      [1, 2],
      [10, 20],
      [100, 200],
    ],
  };
  expect((await compute(layerNamed('Add'), applied, values)).values).toEqual([111, 222]);
});
