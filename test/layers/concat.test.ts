import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Concat', {
  examples: [
    {
      source: 'Szegedy et al., 2014, table 1: inception (3a) gives 28x28x256',
      inputs: ['28x28x64', '28x28x128', '28x28x32', '28x28x32'],
      output: '28x28x256',
      step: { kind: 'local' },
    },
    { source: 'vectors are joined', inputs: ['10', '20'], output: '30' },
  ],
  mistakes: [
    {
      inputs: ['28x28x64', '28x28x32', '14x14x64'],
      code: 'merge-shapes',
      operand: 2,
      names: ['Concat', '28x28x64', 'third', '14x14x64', 'height and width'],
    },
    { inputs: ['1x1x64', '64'], code: 'merge-shapes', operand: 1, names: ['1x1x64', 'vector of 64'] },
  ],
  computed: [{ inputs: ['2x3x2', '2x3x1', '2x3x3'] }, { inputs: ['3', '2'] }],
});

test('stacks the channels in the order given', async () => {
  const applied = apply('Concat', { inputs: ['1x2x1', '1x2x2'] });
  const values = {
    inputs: [
      [1, 2],
      [10, 11, 20, 21],
    ],
  };
  expect((await compute(layerNamed('Concat'), applied, values)).values).toEqual([1, 10, 11, 2, 20, 21]);
});
