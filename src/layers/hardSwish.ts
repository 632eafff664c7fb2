import { activation } from './parts/activation.ts';
import { atMostSix } from './parts/clipping.ts';
import { onlyTensor } from './parts/operands.ts';

export const hardSwish = activation({
  name: 'HardSwish',
  documentation: 'x · HardSigmoid(x): a swish without exponentials.',
  source: 'Howard et al., 2019 (MobileNetV3)',
  parameters: {},
  keeps: 'input',
  forward({ ops }, inputs) {
    const x = onlyTensor(inputs);
    return ops.multiply(x, ops.affine(atMostSix(ops, ops.affine(x, 1, 3)), 1 / 6, 0));
  },
});
