import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('Dropout', [
  { arguments: { rate: 0.25 }, inputs: ['3x3x2'] },
  { arguments: { rate: 0 }, inputs: ['4'] },
]);

test('drops about its rate in training, scales the rest, and does nothing at inference', async () => {
  const applied = apply('Dropout', { arguments: { rate: 0.2 }, inputs: ['5000'] });
  const ones = new Array<number>(5000).fill(1);
  const training = (await compute(layerNamed('Dropout'), applied, { inputs: [ones] }, true)).values;
  const dropped = training.filter((value) => value === 0).length;
  // Five standard deviations of a binomial are 141.
  expect(Math.abs(dropped - 1000)).toBeLessThan(141);
  for (const value of training) if (value !== 0) expect(value).toBeCloseTo(1.25, 5);
  expect((await compute(layerNamed('Dropout'), applied, { inputs: [ones] })).values).toEqual(ones);
});
