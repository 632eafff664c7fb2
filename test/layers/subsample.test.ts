import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Subsample', {
  examples: [
    {
      source: 'LeCun et al., 1998: S2 has 12 parameters',
      arguments: { kernel: 2 },
      inputs: ['28x28x6'],
      output: '14x14x6',
      parameters: 12,
      step: { kind: 'window', kernel: [2, 2], stride: [2, 2], padding: [0, 0] },
    },
    {
      source: 'LeCun et al., 1998: S4 has 32 parameters',
      arguments: { kernel: 2 },
      inputs: ['10x10x16'],
      output: '5x5x16',
      parameters: 32,
    },
  ],
  mistakes: [
    {
      arguments: { kernel: 2 },
      inputs: ['1x1x6'],
      code: 'size-collapses',
      argument: 'kernel',
      names: ['1x1x6'],
    },
    { arguments: { kernel: 2 }, inputs: ['84'], code: 'needs-feature-map', names: [84] },
  ],
  computed: [{ arguments: { kernel: 2 }, inputs: ['4x5x2'] }],
});

test('is the sum of a window times a factor plus a bias', async () => {
  const applied = apply('Subsample', { arguments: { kernel: 2 }, inputs: ['2x2x1'] });
  const weights = { factor: [0.5], bias: [3] };
  const { values } = await compute(layerNamed('Subsample'), applied, { inputs: [[1, 2, 3, 4]], weights });
  expect(values[0]).toBeCloseTo(8, 5);
});
