import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('HardTanh');

test('is -1 below -1, 1 above 1, and x between', async () => {
  const applied = apply('HardTanh', { inputs: ['6'] });
  const { values } = await compute(layerNamed('HardTanh'), applied, { inputs: [[-9, -1, -0.5, 0, 0.75, 2]] });
  expect(values).toEqual([-1, -1, -0.5, 0, 0.75, 1]);
});
