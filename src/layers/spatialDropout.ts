import { rate } from './arguments.ts';
import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { needsMap, onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const spatialDropout = defineLayer({
  name: 'SpatialDropout',
  kind: 'regularization',
  documentation:
    'A dropout of whole channels: in training sets each feature map to zero with probability `rate` and scales ' +
    'the others up by 1 / (1 - rate).',
  source: 'Tompson et al., 2015',
  parameters: { rate: rate({ doc: 'The probability to drop a feature map.' }) },
  operands: 'one',
  inPlace: true,
  trainingOnly: true,
  keeps: 'nothing',
  output({ inputs }) {
    const input = onlyInput({ inputs });
    return input.kind === 'vector' ? needsMap('SpatialDropout', input, 'use Dropout for a vector') : input;
  },
  elementwise({ output }) {
    return product(...dimensions(output));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  brief({ arguments: given }) {
    return `${given.rate}`;
  },
  forward({ ops, training, seed }, inputs, { arguments: given, output }) {
    const x = onlyTensor(inputs);
    if (!training || given.rate === 0) return x;
    const kept = ops.atLeast(ops.randomUniform([x.shape[0] ?? 1, 1, 1, output.channels], seed()), given.rate);
    return ops.multiply(x, ops.affine(kept, 1 / (1 - given.rate), 0));
  },
});
