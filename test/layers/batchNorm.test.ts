import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('BatchNorm', {
  examples: [
    {
      source: 'Keras: BatchNormalization on 64 channels has 128 trainable and 128 other parameters',
      inputs: ['56x56x64'],
      output: '56x56x64',
      parameters: 128,
      nonTrainable: 128,
      step: { kind: 'local' },
    },
    { source: 'Keras', inputs: ['100'], output: '100', parameters: 200, nonTrainable: 200 },
  ],
  computed: [
    { inputs: ['3x2x2'] },
    { inputs: ['4'] },
    { arguments: { momentum: 0.3, epsilon: 0.1 }, inputs: ['2x2x3'] },
  ],
});

const weights = { gamma: [2], beta: [1], movingMean: [3], movingVariance: [4] };

test('uses the batch in training and the running statistics at inference', async () => {
  const applied = apply('BatchNorm', { inputs: ['1x1x1'] });
  const values = { inputs: [[1, 5]], weights };
  const training = await compute(layerNamed('BatchNorm'), applied, values, true);
  const inference = await compute(layerNamed('BatchNorm'), applied, values);
  // The batch has mean 3 and biased variance 4, the running statistics happen to be equal.
  [-1, 3].forEach((value, k) => {
    expect(training.values[k]).toBeCloseTo(value, 4);
    expect(inference.values[k]).toBeCloseTo(value, 4);
  });
});

test('moves the running statistics by the share of the new batch, with its unbiased variance', async () => {
  const applied = apply('BatchNorm', { arguments: { momentum: 0.25 }, inputs: ['1x1x1'] });
  const { assigned } = await compute(layerNamed('BatchNorm'), applied, { inputs: [[2, 10]], weights }, true);
  // Mean 6, unbiased variance 32.
  expect(assigned.movingMean![0]).toBeCloseTo(0.75 * 3 + 0.25 * 6, 5);
  expect(assigned.movingVariance![0]).toBeCloseTo(0.75 * 4 + 0.25 * 32, 4);
});
