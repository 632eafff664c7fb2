import { rate, word } from './arguments.ts';
import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const dropPath = defineLayer({
  name: 'DropPath',
  kind: 'regularization',
  documentation:
    'Stochastic depth: in training drops the whole value with probability `rate`, image by image or for the ' +
    'batch at once, and scales it up by 1 / (1 - rate) otherwise. Stands at the end of a residual path.',
  source: 'Huang et al., 2016; Larsson et al., 2017',
  parameters: {
    rate: rate({ doc: 'The probability to drop the path.' }),
    per: word({ doc: 'What is dropped together.', choices: ['sample', 'batch'], default: 'sample' }),
  },
  operands: 'one',
  inPlace: true,
  trainingOnly: true,
  keeps: 'nothing',
  output({ inputs }) {
    return onlyInput({ inputs });
  },
  elementwise({ output }) {
    return product(...dimensions(output));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  brief({ arguments: given }) {
    return given.per === 'batch' ? `${given.rate} a batch` : `${given.rate}`;
  },
  forward({ ops, training, seed }, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    if (!training || given.rate === 0) return x;
    const shape = x.shape.map((size, axis) => (axis === 0 && given.per === 'sample' ? size : 1));
    const kept = ops.atLeast(ops.randomUniform(shape, seed()), given.rate);
    return ops.multiply(x, ops.affine(kept, 1 / (1 - given.rate), 0));
  },
});
