import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Multiply', {
  examples: [
    {
      source: 'Hu et al., 2018: a vector scales the channels',
      inputs: ['56x56x256', '256'],
      output: '56x56x256',
      elementwise: 56 * 56 * 256,
      step: { kind: 'local' },
    },
    { source: 'in any order', inputs: ['256', '56x56x256'], output: '56x56x256' },
    { source: 'a map of 1x1', inputs: ['7x7x8', '1x1x8'], output: '7x7x8' },
    { source: 'spatial attention (Woo et al., 2018)', inputs: ['7x7x8', '7x7x1'], output: '7x7x8' },
    { source: 'rows by columns', inputs: ['7x1x8', '1x5x8'], output: '7x5x8' },
    { source: 'vectors', inputs: ['8', '8'], output: '8' },
  ],
  mistakes: [
    {
      inputs: ['7x7x64', '32'],
      code: 'merge-shapes',
      operand: 1,
      names: ['7x7x64', 'second', 'vector of 32'],
    },
    { inputs: ['32', '7x7x64'], code: 'merge-shapes', operand: 1, names: ['vector of 32', '7x7x64'] },
    {
      inputs: ['7x7x64', '64', '5x5x64'],
      code: 'merge-shapes',
      operand: 2,
      names: ['7x7x64', 'third', '5x5x64'],
    },
  ],
  computed: [
    { inputs: ['2x3x2', '2'] },
    { inputs: ['2', '2x3x2'] },
    { inputs: ['2x3x2', '2x3x2', '2x3x1'] },
    { inputs: ['3x1x2', '1x2x2'] },
    { inputs: ['3', '3'] },
  ],
});

test('what it stretches is a gate', () => {
  const gates = (...inputs: string[]) => layerNamed('Multiply').gates?.(apply('Multiply', { inputs }));
  expect(gates('7x7x8', '8')).toEqual([1]);
  expect(gates('8', '7x7x8')).toEqual([0]);
  expect(gates('7x7x8', '7x7x8')).toEqual([]);
  expect(gates('7x1x8', '1x7x8')).toEqual([]);
});

test('a vector scales each channel', async () => {
  const applied = apply('Multiply', { inputs: ['1x2x2', '2'] });
  const values = {
    inputs: [
      [1, 2, 3, 4],
      [10, 100],
    ],
  };
  expect((await compute(layerNamed('Multiply'), applied, values)).values).toEqual([10, 200, 30, 400]);
});
