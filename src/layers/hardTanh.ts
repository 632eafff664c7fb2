import { activation } from './parts/activation.ts';
import { onlyTensor } from './parts/operands.ts';

export const hardTanh = activation({
  name: 'HardTanh',
  documentation: 'Cuts off below -1 and above 1: a hyperbolic tangent made of straight lines.',
  source: 'Collobert, 2004',
  parameters: {},
  keeps: 'output',
  forward({ ops }, inputs) {
    const one = ops.constant([1], [1]);
    return ops.minimum(ops.maximum(onlyTensor(inputs), ops.affine(one, -1, 0)), one);
  },
});
