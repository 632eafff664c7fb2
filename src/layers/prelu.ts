import { activation } from './parts/activation.ts';
import { onlyTensor } from './parts/operands.ts';

export const prelu = activation({
  name: 'PReLU',
  documentation: 'A leaky ReLU whose slope below zero is learned, one a channel; it begins at 0.25.',
  source: 'He et al., 2015 (arXiv:1502.01852)',
  parameters: {},
  keeps: 'input',
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
  forward({ ops, weight }, inputs) {
    const x = onlyTensor(inputs);
    const below = ops.relu(ops.affine(x, -1, 0));
    return ops.subtract(ops.relu(x), ops.multiply(below, weight('slope')));
  },
});
