import { activation } from './parts/activation.ts';
import { atMostSix } from './parts/clipping.ts';
import { onlyTensor } from './parts/operands.ts';

export const relu6 = activation({
  name: 'ReLU6',
  documentation: 'A ReLU that stops at 6: min(max(0, x), 6).',
  source: 'Krizhevsky, 2010; Howard et al., 2017 (MobileNet)',
  parameters: {},
  keeps: 'output',
  forward({ ops }, inputs) {
    const x = onlyTensor(inputs);
    return atMostSix(ops, x);
  },
});
