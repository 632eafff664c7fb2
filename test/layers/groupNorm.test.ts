import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('GroupNorm', {
  examples: [
    {
      source: 'Wu & He, 2018: 32 groups',
      arguments: { groups: 32 },
      inputs: ['56x56x256'],
      output: '56x56x256',
      parameters: 512,
      step: { kind: 'local' },
    },
  ],
  mistakes: [
    {
      arguments: { groups: 32 },
      inputs: ['56x56x48'],
      code: 'groups-do-not-divide',
      argument: 'groups',
      names: [48, 32],
    },
  ],
  computed: [
    { arguments: { groups: 2 }, inputs: ['2x2x4'] },
    { arguments: { groups: 1, epsilon: 0.1 }, inputs: ['4'] },
  ],
});

test('normalizes each group over all positions, image by image', async () => {
  const applied = apply('GroupNorm', { arguments: { groups: 2 }, inputs: ['1x2x2'] });
  const weights = { gamma: [1, 1], beta: [0, 0] };
  const inputs = [[1, 10, 3, 30, 100, 5, 300, 7]];
  const { values } = await compute(layerNamed('GroupNorm'), applied, { inputs, weights });
  [-1, -1, 1, 1, -1, -1, 1, 1].forEach((value, k) => expect(values[k]).toBeCloseTo(value, 3));
});
