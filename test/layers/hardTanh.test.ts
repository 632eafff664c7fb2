import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('HardTanh', {
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

test('is -1 below -1, 1 above 1, and x between', async () => {
  const applied = apply('HardTanh', { inputs: ['6'] });
  const { values } = await compute(layerNamed('HardTanh'), applied, { inputs: [[-9, -1, -0.5, 0, 0.75, 2]] });
  expect(values).toEqual([-1, -1, -0.5, 0, 0.75, 1]);
});
