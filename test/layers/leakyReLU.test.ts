import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('LeakyReLU', [{ arguments: { slope: 0.2 }, inputs: ['3x2x2'] }]);

test('slopes below zero', async () => {
  const x = [-10, -4, -2, -1, 0, 0.5, 2, 4, 10];
  const applied = apply('LeakyReLU', { arguments: { slope: 0.2 }, inputs: ['9'] });
  const { values } = await compute(layerNamed('LeakyReLU'), applied, { inputs: [x] });
  const expected = (value: number): number => (value < 0 ? 0.2 * value : value);
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(expected(value), 4));
});
