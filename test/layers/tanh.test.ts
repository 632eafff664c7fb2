import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Tanh', {
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
  computed: [
    { inputs: ['2x3x4'] },
    { inputs: ['5'] },
    { arguments: { amplitude: 1.7159, slope: 2 / 3 }, inputs: ['4'] },
  ],
});

test('LeNet-5’s is 1.7159 tanh(2x/3): close to 1 at 1', async () => {
  const applied = apply('Tanh', { arguments: { amplitude: 1.7159, slope: 2 / 3 }, inputs: ['2'] });
  const { values } = await compute(layerNamed('Tanh'), applied, { inputs: [[1, -1]] });
  expect(values[0]).toBeCloseTo(1, 3);
  expect(values[1]).toBeCloseTo(-1, 3);
});
