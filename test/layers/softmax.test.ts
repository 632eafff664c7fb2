import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Softmax', {
  examples: [
    {
      source: 'keeps the shape',
      inputs: ['7x7x4'],
      output: '7x7x4',
      elementwise: 3 * 7 * 7 * 4,
      step: { kind: 'local' },
    },
    { source: 'keeps the shape', inputs: ['10'], output: '10' },
  ],
  computed: [{ inputs: ['2x3x4'] }, { inputs: ['5'] }],
});

test('sums to 1 over the channels of each position', async () => {
  const applied = apply('Softmax', { inputs: ['1x2x2'] });
  const { values } = await compute(layerNamed('Softmax'), applied, {
    inputs: [[0, Math.log(3), 1000, 1000]],
  });
  [0.25, 0.75, 0.5, 0.5].forEach((value, k) => expect(values[k]).toBeCloseTo(value, 5));
});
