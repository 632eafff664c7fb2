import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('PReLU', {
  examples: [
    {
      source: 'keeps the shape',
      inputs: ['7x7x4'],
      output: '7x7x4',
      elementwise: 7 * 7 * 4,
      step: { kind: 'local' },
      parameters: 4,
    },
    { source: 'keeps the shape', inputs: ['10'], output: '10', parameters: 10 },
  ],
  computed: [{ inputs: ['2x3x4'] }, { inputs: ['5'] }],
});

test('slopes below zero as its weight says', async () => {
  const x = [-10, -4, -2, -1, 0, 0.5, 2, 4, 10];
  const applied = apply('PReLU', { inputs: ['9'] });
  const { values } = await compute(layerNamed('PReLU'), applied, {
    inputs: [x],
    weights: { slope: new Array<number>(9).fill(0.5) },
  });
  const expected = (value: number): number => (value < 0 ? 0.5 * value : value);
  x.forEach((value, k) => expect(values[k]).toBeCloseTo(expected(value), 4));
});
