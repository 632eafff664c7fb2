import { integer, number } from './parts/arguments.ts';
import { product } from './parts/formula.ts';
import { defineLayer } from './layer.ts';
import { needsMap, onlyInput, onlyTensor } from './parts/operands.ts';
import { dimensions } from './shape.ts';

export const localResponseNorm = defineLayer({
  name: 'LocalResponseNorm',
  kind: 'normalization',
  documentation:
    'Divides each value by (k + alpha · the sum of squares of `size` neighbouring channels)^beta. `alpha` ' +
    'multiplies the plain sum, as in AlexNet’s paper (PyTorch and Caffe divide it by `size`).',
  source: 'Krizhevsky et al., 2012',
  parameters: {
    size: integer({ doc: 'How many neighbouring channels are summed over, the own one in the middle.' }),
    alpha: number({
      doc: 'What the sum of squares is multiplied by.',
      default: 1e-4,
      minimum: 0,
      plausible: { most: 1 },
    }),
    beta: number({ doc: 'The exponent.', default: 0.75, minimum: 0, plausible: { most: 4 } }),
    k: number({ doc: 'Added to the sum.', default: 2, minimum: 0, exclusiveMinimum: true }),
  },
  operands: 'one',
  keeps: 'both',
  output({ inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') {
      return needsMap('LocalResponseNorm', input, 'put it before Flatten or the pooling');
    }
    return input;
  },
  elementwise({ arguments: given, output }) {
    // A value: `size` squares summed, scaled by alpha, shifted by k, raised to beta, divided by.
    return product(...dimensions(output), given.size + 4);
  },
  receptiveField() {
    return { kind: 'local' };
  },
  brief({ arguments: given }) {
    return `${given.size}`;
  },
  forward({ ops }, inputs, { arguments: given }) {
    return ops.localResponseNorm(onlyTensor(inputs), given);
  },
});
