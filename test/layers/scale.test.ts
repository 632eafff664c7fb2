import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Scale', {
  examples: [
    {
      source: 'LayerScale: a factor a channel',
      arguments: { init: 1e-6 },
      inputs: ['7x7x96'],
      output: '7x7x96',
      parameters: 96,
      step: { kind: 'local' },
    },
    {
      source: 'Inception-ResNet: fixed',
      arguments: { init: 0.17, trainable: false },
      inputs: ['35x35x256'],
      output: '35x35x256',
      // A constant, which no checkpoint holds.
      parameters: 0,
      nonTrainable: 0,
    },
  ],
  computed: [
    { inputs: ['2x2x3'] },
    { arguments: { init: 0.5 }, inputs: ['4'] },
    { arguments: { init: 0.5, trainable: false }, inputs: ['2x2x3'] },
  ],
});

test('multiplies each channel', async () => {
  const applied = apply('Scale', { inputs: ['1x2x2'] });
  const { values } = await compute(layerNamed('Scale'), applied, {
    inputs: [[1, 2, 3, 4]],
    weights: { factor: [2, 10] },
  });
  expect(values).toEqual([2, 20, 6, 40]);
});

test('multiplies by a constant', async () => {
  const applied = apply('Scale', { arguments: { init: 1.5, trainable: false }, inputs: ['1x2x2'] });
  const { values } = await compute(layerNamed('Scale'), applied, { inputs: [[1, 2, 3, 4]], weights: {} });
  expect(values).toEqual([1.5, 3, 4.5, 6]);
});
