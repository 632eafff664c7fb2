import { number } from './parts/arguments.ts';
import { product } from './parts/formula.ts';
import type { WeightSpec } from './layer.ts';
import { defineLayer } from './layer.ts';
import { epsilon } from './parts/normalizing.ts';
import { onlyInput, onlyTensor } from './parts/operands.ts';
import { dimensions } from './shape.ts';

export const batchNorm = defineLayer({
  name: 'BatchNorm',
  kind: 'normalization',
  documentation:
    'Normalizes each channel by its mean and variance over the batch, then scales and shifts it (`gamma`, ' +
    '`beta`). At inference it uses running statistics, which are counted apart, as they are not trained.',
  source: 'Ioffe & Szegedy, 2015',
  parameters: {
    momentum: number({
      doc: 'The share of the new batch in the running statistics (PyTorch’s convention).',
      default: 0.1,
      minimum: 0,
      maximum: 1,
      byName: 'the channels are those of its input',
    }),
    epsilon,
  },
  operands: 'one',
  centresChannels: true,
  keeps: 'input',
  output({ inputs }) {
    return onlyInput({ inputs });
  },
  weights({ output }) {
    const perChannel = (name: string, kind: 'zeros' | 'ones', trainable: boolean): WeightSpec => ({
      name,
      shape: [output.channels],
      initializer: { kind },
      trainable,
      decays: trainable,
    });
    return [
      perChannel('gamma', 'ones', true),
      perChannel('beta', 'zeros', true),
      perChannel('movingMean', 'zeros', false),
      perChannel('movingVariance', 'ones', false),
    ];
  },
  elementwise({ output }) {
    // At inference a scale and a shift.
    return product(2, ...dimensions(output));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops, training, weight, assign }, inputs, { arguments: given }) {
    const { momentum } = given;
    const mean = weight('movingMean');
    const variance = weight('movingVariance');
    const normalized = ops.batchNorm(
      onlyTensor(inputs),
      { scale: weight('gamma'), offset: weight('beta'), mean, variance },
      { epsilon: given.epsilon, training },
    );
    if (training) {
      const moved = (running: typeof mean, batch: typeof mean) =>
        ops.add(ops.affine(running, 1 - momentum, 0), ops.affine(batch, momentum, 0));
      assign('movingMean', moved(mean, normalized.batchMean));
      assign('movingVariance', moved(variance, normalized.batchVariance));
    }
    return normalized.output;
  },
});
