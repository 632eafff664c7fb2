import { activation } from './parts/activation.ts';
import { product } from './parts/formula.ts';
import { onlyTensor } from './parts/operands.ts';
import { dimensions } from './shape.ts';

export const softmax = activation({
  name: 'Softmax',
  documentation:
    'Turns scores into probabilities that sum to 1, over the channels. A final one is left out of the trained loss, which takes the scores themselves.',
  source: 'Bridle, 1990',
  parameters: {},
  givesProbabilities: true,
  keeps: 'output',
  elementwise({ output }) {
    // A value: the exponential, its share of the sum, the division.
    return product(3, ...dimensions(output));
  },
  forward({ ops }, inputs) {
    return ops.softmax(onlyTensor(inputs));
  },
});
