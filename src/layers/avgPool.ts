import { mapInput, onlyTensor } from './parts/operands.ts';
import { poolingWindow, windowPooling } from './parts/pooling.ts';
import { placed } from './parts/windows.ts';

export const avgPool = windowPooling({
  name: 'AvgPool',
  documentation:
    'The mean of each window, channel by channel. The padding of `same` is left out of the mean, explicit ' +
    'padding counts as zeros.',
  source: 'LeCun et al., 1989',
  keeps: 'nothing',
  forward({ ops }, inputs, { arguments: given, inputs: shapes }) {
    const { kernel, stride, ...window } = poolingWindow(given);
    const { border, explicit } = placed(mapInput({ inputs: shapes }), { kernel, stride, ...window });
    return ops.avgPool(onlyTensor(inputs), { kernel, stride, padding: border, counted: explicit });
  },
});
