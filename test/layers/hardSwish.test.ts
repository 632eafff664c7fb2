import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('HardSwish');

test('is x relu6(x + 3) / 6', async () => {
  const x = [-10, -4, -2, -1, 0, 0.5, 2, 4, 10];
  const applied = apply('HardSwish', { inputs: ['9'] });
  const { values } = await compute(layerNamed('HardSwish'), applied, { inputs: [x] });
  const expected = (value: number): number => (value * Math.min(Math.max(value + 3, 0), 6)) / 6;
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(expected(value), 4));
});
