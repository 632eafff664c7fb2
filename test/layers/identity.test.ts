import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Identity', {
  examples: [
    { source: 'keeps the shape', inputs: ['7x7x4'], output: '7x7x4', step: { kind: 'local' } },
    { source: 'keeps the shape', inputs: ['10'], output: '10' },
  ],
  computed: [{ inputs: ['2x3x4'] }, { inputs: ['5'] }],
});

test('changes nothing', async () => {
  const { values } = await compute(layerNamed('Identity'), apply('Identity', { inputs: ['3'] }), {
    inputs: [[-1, 0, 2]],
  });
  expect(values).toEqual([-1, 0, 2]);
});
