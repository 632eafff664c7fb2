import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { atMostSix } from './clipping.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const hardSwish = defineLayer({
  name: 'HardSwish',
  kind: 'activation',
  documentation: 'x · HardSigmoid(x): a swish without exponentials.',
  source: 'Howard et al., 2019 (MobileNetV3)',
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
    return ops.multiply(x, ops.affine(atMostSix(ops, ops.affine(x, 1, 3)), 1 / 6, 0));
  },
});
