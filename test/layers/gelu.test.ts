import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testElementwise } from './layerTest.ts';

testElementwise('GELU');

test('is x Phi(x), by a table of the normal distribution', async () => {
  const phi: readonly (readonly [number, number])[] = [
    [-4, 0.0000316712],
    [-2, 0.0227501319],
    [-1, 0.1586552539],
    [-0.1, 0.4601721627],
    [0, 0.5],
    [0.5, 0.6914624613],
    [1, 0.8413447461],
    [3, 0.998650102],
  ];
  const applied = apply('GELU', { inputs: ['8'] });
  const { values } = await compute(layerNamed('GELU'), applied, { inputs: [phi.map(([x]) => x)] });
  phi.forEach(([x, below], k) => expect(Math.abs(values[k]! - x * below)).toBeLessThan(1e-6));
});
