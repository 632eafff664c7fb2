import { rate } from './arguments.ts';
import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const dropout = defineLayer({
  name: 'Dropout',
  kind: 'regularization',
  documentation:
    'In training sets each value to zero with probability `rate` and scales the rest up by 1 / (1 - rate); ' +
    'passes everything on unchanged at inference.',
  source: 'Srivastava et al., 2014',
  parameters: { rate: rate({ doc: 'The probability to drop a value.', default: 0.5 }) },
  operands: 'one',
  inPlace: true,
  trainingOnly: true,
  keeps: 'output',
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
    return `${given.rate}`;
  },
  forward({ ops, training, seed }, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    if (!training || given.rate === 0) return x;
    const kept = ops.atLeast(ops.randomUniform(x.shape, seed()), given.rate);
    return ops.multiply(x, ops.affine(kept, 1 / (1 - given.rate), 0));
  },
});
