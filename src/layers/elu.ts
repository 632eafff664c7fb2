import { activation } from './parts/activation.ts';
import { number } from './parts/arguments.ts';
import { onlyTensor } from './parts/operands.ts';

export const elu = activation({
  name: 'ELU',
  documentation: 'A ReLU that falls smoothly to `-alpha` below zero: alpha · (exp(x) - 1) there.',
  source: 'Clevert et al., 2016',
  parameters: {
    alpha: number({ doc: 'How far below zero it falls.', default: 1, minimum: 0 }),
  },
  keeps: 'output',
  brief({ arguments: given }) {
    return `${given.alpha}`;
  },
  forward({ ops }, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    // With x first, the slope at 0 is that of the part below, alpha.
    const below = ops.exp(ops.minimum(x, ops.constant([0], [1])));
    return ops.add(ops.relu(x), ops.affine(below, given.alpha, -given.alpha));
  },
});
