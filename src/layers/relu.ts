import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const relu = defineLayer({
  name: 'ReLU',
  kind: 'activation',
  documentation: 'Rectified linear unit: max(0, x).',
  source: 'Nair & Hinton, 2010',
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
    return ops.relu(onlyTensor(inputs));
  },
});
