import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('Tanh', [{ arguments: { amplitude: 1.7159, slope: 2 / 3 }, inputs: ['4'] }]);

test('LeNet-5’s is 1.7159 tanh(2x/3): close to 1 at 1', async () => {
  const applied = apply('Tanh', { arguments: { amplitude: 1.7159, slope: 2 / 3 }, inputs: ['2'] });
  const { values } = await compute(layerNamed('Tanh'), applied, { inputs: [[1, -1]] });
  expect(values[0]).toBeCloseTo(1, 3);
  expect(values[1]).toBeCloseTo(-1, 3);
});
