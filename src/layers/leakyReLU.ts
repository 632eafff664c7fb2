import { activation } from './parts/activation.ts';
import { number } from './parts/arguments.ts';
import { onlyTensor } from './parts/operands.ts';

export const leakyReLU = activation({
  name: 'LeakyReLU',
  documentation: 'A ReLU that lets a little through below zero: `slope` · x.',
  source: 'Maas et al., 2013',
  parameters: {
    slope: number({
      doc: 'What negative values are multiplied by.',
      default: 0.01,
      minimum: 0,
      plausible: { most: 1 },
    }),
  },
  keeps: 'output',
  brief({ arguments: given }) {
    return `${given.slope}`;
  },
  forward({ ops }, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    const below = ops.relu(ops.affine(x, -1, 0));
    return ops.subtract(ops.relu(x), ops.affine(below, given.slope, 0));
  },
});
