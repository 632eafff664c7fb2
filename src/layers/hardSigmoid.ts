import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { atMostSix } from './clipping.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const hardSigmoid = defineLayer({
  name: 'HardSigmoid',
  kind: 'activation',
  documentation: 'A sigmoid of three straight lines: min(max(0, x + 3), 6) / 6.',
  source: 'Howard et al., 2019 (MobileNetV3)',
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
    const x = onlyTensor(inputs);
    return ops.affine(atMostSix(ops, ops.affine(x, 1, 3)), 1 / 6, 0);
  },
});
