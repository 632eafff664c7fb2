import { activation } from './parts/activation.ts';
import { atMostSix } from './parts/clipping.ts';
import { onlyTensor } from './parts/operands.ts';

export const hardSigmoid = activation({
  name: 'HardSigmoid',
  documentation: 'A sigmoid of three straight lines: min(max(0, x + 3), 6) / 6.',
  source: 'Howard et al., 2019 (MobileNetV3)',
  parameters: {},
  keeps: 'output',
  forward({ ops }, inputs) {
    const x = onlyTensor(inputs);
    return ops.affine(atMostSix(ops, ops.affine(x, 1, 3)), 1 / 6, 0);
  },
});
