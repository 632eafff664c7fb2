import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { mapInput, onlyTensor } from './operands.ts';
import { poolingOutput, poolingParameters, poolingWindow } from './pooling.ts';
import { dimensions } from './shape.ts';
import { paddingRemarks, placed, windowBrief, windowStep } from './windows.ts';

export const avgPool = defineLayer({
  name: 'AvgPool',
  kind: 'pooling',
  documentation:
    'The mean of each window, channel by channel. The padding of `same` is left out of the mean, explicit ' +
    'padding counts as zeros.',
  source: 'LeCun et al., 1989',
  parameters: poolingParameters,
  operands: 'one',
  keeps: 'nothing',
  output(applied) {
    return poolingOutput('AvgPool', applied);
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
    const { kernel, stride, ...window } = poolingWindow(given);
    const { border, explicit } = placed(mapInput({ inputs: shapes }), { kernel, stride, ...window });
    return ops.avgPool(onlyTensor(inputs), { kernel, stride, padding: border, counted: explicit });
  },
});
