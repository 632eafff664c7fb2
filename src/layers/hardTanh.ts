import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const hardTanh = defineLayer({
  name: 'HardTanh',
  kind: 'activation',
  documentation: 'Cuts off below -1 and above 1: a hyperbolic tangent made of straight lines.',
  source: 'Collobert, 2004',
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
    const one = ops.constant([1], [1]);
    return ops.minimum(ops.maximum(onlyTensor(inputs), ops.affine(one, -1, 0)), one);
  },
});
