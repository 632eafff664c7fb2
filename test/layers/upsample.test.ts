import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Upsample', {
  examples: [
    {
      source: 'Keras: UpSampling2D(2)',
      arguments: { factor: 2 },
      inputs: ['28x28x64'],
      output: '56x56x64',
      step: { kind: 'repeat', factor: [2, 2] },
    },
    {
      source: 'Keras: UpSampling2D((1, 3))',
      arguments: { factor: [1, 3] },
      inputs: ['4x5x6'],
      output: '4x15x6',
    },
  ],
  mistakes: [
    { arguments: { factor: 1e9 }, inputs: ['8x8x3'], code: 'too-large', names: ['Upsample'] },
    { arguments: { factor: 2 }, inputs: ['64'], code: 'needs-feature-map', names: [64] },
  ],
  computed: [
    { arguments: { factor: 2 }, inputs: ['2x3x2'] },
    { arguments: { factor: [3, 1] }, inputs: ['2x2x2'] },
  ],
});

test('repeats each position', async () => {
  const applied = apply('Upsample', { arguments: { factor: [2, 3] }, inputs: ['1x2x2'] });
  const { values } = await compute(layerNamed('Upsample'), applied, { inputs: [[1, 2, 3, 4]] });
  const row = [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4];
  expect(values).toEqual([...row, ...row]);
});
