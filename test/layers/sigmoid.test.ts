import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Sigmoid', {
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

test('is 1 / (1 + e^-x)', async () => {
  const x = [-2, 0, 3];
  const { values } = await compute(layerNamed('Sigmoid'), apply('Sigmoid', { inputs: ['3'] }), {
    inputs: [x],
  });
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(1 / (1 + Math.exp(-value)), 5));
});
