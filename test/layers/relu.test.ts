import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('ReLU', {
  examples: [
    {
      source: 'keeps the shape',
      inputs: ['7x7x4'],
      output: '7x7x4',
      elementwise: 7 * 7 * 4,
      step: { kind: 'local' },
    },
    { source: 'keeps the shape', inputs: ['10'], output: '10' },
  ],
  computed: [{ inputs: ['2x3x4'] }, { inputs: ['5'] }],
});

test('cuts off what is below zero', async () => {
  const { values } = await compute(layerNamed('ReLU'), apply('ReLU', { inputs: ['3'] }), {
    inputs: [[-1, 0, 2]],
  });
  expect(values).toEqual([0, 0, 2]);
});
