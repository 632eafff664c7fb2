import { activation } from './parts/activation.ts';
import { number } from './parts/arguments.ts';
import { onlyTensor } from './parts/operands.ts';

export const tanh = activation({
  name: 'Tanh',
  documentation:
    'The hyperbolic tangent, `amplitude` · tanh(`slope` · x). LeNet-5 scales it: `Tanh(1.7159, 2/3)`.',
  source: 'LeCun et al., 1998 (scaled)',
  parameters: {
    amplitude: number({ doc: 'The height of the plateaus.', default: 1, minimum: 0, exclusiveMinimum: true }),
    slope: number({
      doc: 'What the input is multiplied by.',
      default: 1,
      minimum: 0,
      exclusiveMinimum: true,
    }),
  },
  keeps: 'output',
  brief({ arguments: given }) {
    return given.amplitude === 1 && given.slope === 1 ? '' : `${given.amplitude}·tanh(${given.slope}·x)`;
  },
  forward({ ops }, inputs, { arguments: given }) {
    const { amplitude, slope } = given;
    const x = onlyTensor(inputs);
    const y = ops.tanh(slope === 1 ? x : ops.affine(x, slope, 0));
    return amplitude === 1 ? y : ops.affine(y, amplitude, 0);
  },
});
