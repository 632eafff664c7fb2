import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('LayerNorm', {
  examples: [
    {
      source: 'ConvNeXt-T: 192 parameters after the stem',
      inputs: ['56x56x96'],
      output: '56x56x96',
      parameters: 192,
      step: { kind: 'local' },
    },
    { source: 'a vector', inputs: ['768'], output: '768', parameters: 1536 },
  ],
  computed: [{ inputs: ['2x2x4'] }, { arguments: { epsilon: 0.1 }, inputs: ['5'] }],
});

test('normalizes each position by itself', async () => {
  const applied = apply('LayerNorm', { inputs: ['1x2x2'] });
  const weights = { gamma: [2, 1], beta: [0, 10] };
  const { values } = await compute(layerNamed('LayerNorm'), applied, { inputs: [[1, 3, 10, 50]], weights });
  [-2, 11, -2, 11].forEach((value, k) => expect(values[k]).toBeCloseTo(value, 3));
});
