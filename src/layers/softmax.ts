import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const softmax = defineLayer({
  name: 'Softmax',
  kind: 'activation',
  documentation:
    'Turns scores into probabilities that sum to 1, over the channels. A final one is left out of the trained loss, which takes the scores themselves.',
  source: 'Bridle, 1990',
  parameters: {},
  operands: 'one',
  inPlace: true,
  keeps: 'output',
  output({ inputs }) {
    return onlyInput({ inputs });
  },
  elementwise({ output }) {
    // A value: the exponential, its share of the sum, the division.
    return product(3, ...dimensions(output));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops }, inputs) {
    return ops.softmax(onlyTensor(inputs));
  },
});
