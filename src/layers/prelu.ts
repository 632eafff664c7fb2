import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const prelu = defineLayer({
  name: 'PReLU',
  kind: 'activation',
  documentation: 'A leaky ReLU whose slope below zero is learned, one a channel; it begins at 0.25.',
  source: 'He et al., 2015 (arXiv:1502.01852)',
  parameters: {},
  operands: 'one',
  inPlace: true,
  keeps: 'input',
  output({ inputs }) {
    return onlyInput({ inputs });
  },
  weights({ output }) {
    return [
      {
        name: 'slope',
        shape: [output.channels],
        initializer: { kind: 'constant', value: 0.25 },
        trainable: true,
        decays: false, // decay would push it towards a plain ReLU, as the paper says
      },
    ];
  },
  elementwise({ output }) {
    return product(...dimensions(output));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops, weight }, inputs) {
    const x = onlyTensor(inputs);
    const below = ops.relu(ops.affine(x, -1, 0));
    return ops.subtract(ops.relu(x), ops.multiply(below, weight('slope')));
  },
});
