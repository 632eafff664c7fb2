import { activation } from './parts/activation.ts';
import { onlyTensor } from './parts/operands.ts';

export const sigmoid = activation({
  name: 'Sigmoid',
  documentation: 'The logistic function: 1 / (1 + e^-x), from 0 to 1.',
  source: 'Rumelhart et al., 1986',
  parameters: {},
  keeps: 'output',
  forward({ ops }, inputs) {
    return ops.sigmoid(onlyTensor(inputs));
  },
});
