import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('ReLU6');

test('stops at 6', async () => {
  const x = [-10, -4, -2, -1, 0, 0.5, 2, 4, 10];
  const applied = apply('ReLU6', { inputs: ['9'] });
  const { values } = await compute(layerNamed('ReLU6'), applied, { inputs: [x] });
  const expected = (value: number): number => Math.min(Math.max(value, 0), 6);
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(expected(value), 4));
});
