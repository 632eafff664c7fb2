import { activation } from './parts/activation.ts';
import { onlyTensor } from './parts/operands.ts';

export const silu = activation({
  name: 'SiLU',
  documentation: 'x · sigmoid(x), also called swish.',
  source: 'Elfwing et al., 2017; Ramachandran et al., 2017',
  parameters: {},
  keeps: 'input',
  forward({ ops }, inputs) {
    const x = onlyTensor(inputs);
    return ops.multiply(x, ops.sigmoid(x));
  },
});
