import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const silu = defineLayer({
  name: 'SiLU',
  kind: 'activation',
  documentation: 'x · sigmoid(x), also called swish.',
  source: 'Elfwing et al., 2017; Ramachandran et al., 2017',
  parameters: {},
  operands: 'one',
  inPlace: true,
  keeps: 'input',
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
    const x = onlyTensor(inputs);
    return ops.multiply(x, ops.sigmoid(x));
  },
});
