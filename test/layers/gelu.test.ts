import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('GELU', {
  examples: [
    {
      source: 'keeps the shape',
      inputs: ['7x7x4'],
      output: '7x7x4',
      elementwise: 7 * 7 * 4,
      step: { kind: 'local' },
    },
    { source: 'keeps the shape', inputs: ['10'], output: '10' },
  ],
  computed: [{ inputs: ['2x3x4'] }, { inputs: ['5'] }],
});

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
