import { activation } from './parts/activation.ts';
import { onlyTensor } from './parts/operands.ts';

export const relu = activation({
  name: 'ReLU',
  documentation: 'Rectified linear unit: max(0, x).',
  source: 'Nair & Hinton, 2010',
  parameters: {},
  keeps: 'output',
  forward({ ops }, inputs) {
    return ops.relu(onlyTensor(inputs));
  },
});
