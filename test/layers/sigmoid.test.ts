import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('Sigmoid');

test('is 1 / (1 + e^-x)', async () => {
  const x = [-2, 0, 3];
  const { values } = await compute(layerNamed('Sigmoid'), apply('Sigmoid', { inputs: ['3'] }), {
    inputs: [x],
  });
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(1 / (1 + Math.exp(-value)), 5));
});
