import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const sigmoid = defineLayer({
  name: 'Sigmoid',
  kind: 'activation',
  documentation: 'The logistic function: 1 / (1 + e^-x), from 0 to 1.',
  source: 'Rumelhart et al., 1986',
  parameters: {},
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
  forward({ ops }, inputs) {
    return ops.sigmoid(onlyTensor(inputs));
  },
});
