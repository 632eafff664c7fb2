import { number } from './arguments.ts';
import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const leakyReLU = defineLayer({
  name: 'LeakyReLU',
  kind: 'activation',
  documentation: 'A ReLU that lets a little through below zero: `slope` · x.',
  source: 'Maas et al., 2013',
  parameters: {
    slope: number({ doc: 'What negative values are multiplied by.', default: 0.01, minimum: 0 }),
  },
  operands: 'one',
  inPlace: true,
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
    return `${given.slope}`;
  },
  forward({ ops }, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    const below = ops.relu(ops.affine(x, -1, 0));
    return ops.subtract(ops.relu(x), ops.affine(below, given.slope, 0));
  },
});
