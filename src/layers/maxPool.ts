import { mapInput, onlyTensor } from './parts/operands.ts';
import { poolingWindow, windowPooling } from './parts/pooling.ts';
import { placed } from './parts/windows.ts';

export const maxPool = windowPooling({
  name: 'MaxPool',
  documentation: 'Keeps the largest value of each window, channel by channel. Padding never wins.',
  source: 'Riesenhuber & Poggio, 1999; Ranzato et al., 2007',
  keeps: 'both',
  forward({ ops }, inputs, { arguments: given, inputs: shapes }) {
    const window = poolingWindow(given);
    const { border } = placed(mapInput({ inputs: shapes }), window);
    return ops.maxPool(onlyTensor(inputs), { kernel: window.kernel, stride: window.stride, padding: border });
  },
});
