import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('ReLU6', {
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

test('stops at 6', async () => {
  const x = [-10, -4, -2, -1, 0, 0.5, 2, 4, 10];
  const applied = apply('ReLU6', { inputs: ['9'] });
  const { values } = await compute(layerNamed('ReLU6'), applied, { inputs: [x] });
  const expected = (value: number): number => Math.min(Math.max(value, 0), 6);
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(expected(value), 4));
});
