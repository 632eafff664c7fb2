import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('SiLU');

test('is x sigmoid(x)', async () => {
  const x = [-10, -4, -2, -1, 0, 0.5, 2, 4, 10];
  const applied = apply('SiLU', { inputs: ['9'] });
  const { values } = await compute(layerNamed('SiLU'), applied, { inputs: [x] });
  const expected = (value: number): number => value / (1 + Math.exp(-value));
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(expected(value), 4));
});
