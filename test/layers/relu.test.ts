import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('ReLU');

test('cuts off what is below zero', async () => {
  const { values } = await compute(layerNamed('ReLU'), apply('ReLU', { inputs: ['3'] }), {
    inputs: [[-1, 0, 2]],
  });
  expect(values).toEqual([0, 0, 2]);
});
