import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('ELU', [{ arguments: { alpha: 0.5 }, inputs: ['3x2x2'] }]);

test.each([1, 0.5])('is alpha (exp(x) - 1) below zero (alpha %f)', async (alpha) => {
  const x = [-100, -10, -4, -2, -1, -1e-3, 0, 0.5, 2, 100];
  const applied = apply('ELU', { arguments: { alpha }, inputs: ['10'] });
  const { values } = await compute(layerNamed('ELU'), applied, { inputs: [x] });
  const expected = (value: number): number => (value < 0 ? alpha * Math.expm1(value) : value);
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(expected(value), 5));
});
