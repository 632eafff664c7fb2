import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { mapInput, onlyTensor } from './operands.ts';
import { poolingOutput, poolingParameters, poolingWindow } from './pooling.ts';
import { dimensions } from './shape.ts';
import { paddingRemarks, placed, windowBrief, windowStep } from './windows.ts';

export const maxPool = defineLayer({
  name: 'MaxPool',
  kind: 'pooling',
  documentation: 'Keeps the largest value of each window, channel by channel. Padding never wins.',
  source: 'Riesenhuber & Poggio, 1999; Ranzato et al., 2007',
  parameters: poolingParameters,
  operands: 'one',
  keeps: 'both',
  output(applied) {
    return poolingOutput('MaxPool', applied);
  },
  elementwise({ arguments: given, output }) {
    return product(...dimensions(output), ...given.kernel);
  },
  receptiveField({ arguments: given, inputs }) {
    return windowStep(mapInput({ inputs }), poolingWindow(given));
  },
  brief({ arguments: given }) {
    return windowBrief(poolingWindow(given));
  },
  remarks({ arguments: given, inputs }) {
    return paddingRemarks(mapInput({ inputs }), poolingWindow(given));
  },
  forward({ ops }, inputs, { arguments: given, inputs: shapes }) {
    const window = poolingWindow(given);
    const { border } = placed(mapInput({ inputs: shapes }), window);
    return ops.maxPool(onlyTensor(inputs), { kernel: window.kernel, stride: window.stride, padding: border });
  },
});
