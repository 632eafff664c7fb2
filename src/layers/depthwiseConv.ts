import { integer, padding, pair } from './arguments.ts';
import { product, sum } from './figures.ts';
import { defineLayer, isProblem } from './layer.ts';
import { mapInput, needsMap, onlyInput, onlyTensor } from './operands.ts';
import { dimensions, mapShape } from './shape.ts';
import { bias, kernel, weightParameters } from './weights.ts';
import { paddingRemarks, place, placed, windowBrief, windowStep } from './windows.ts';

export const depthwiseConv = defineLayer({
  name: 'DepthwiseConv',
  kind: 'convolution',
  documentation:
    'Convolves each channel by itself, with a kernel of its own: a `Conv` with as many groups as channels. ' +
    'Channels are then usually mixed by a 1x1 `Conv`.',
  source: 'Sifre & Mallat, 2014; Howard et al., 2017 (MobileNet)',
  parameters: {
    kernel: pair({ doc: 'The kernel’s size: a number, or height x width (`1x7`).' }),
    stride: pair({ doc: 'How far the kernel moves from one output to the next.', default: [1, 1] }),
    padding: padding({
      doc: '`same` keeps ceil(size / stride), surplus at the bottom and right; numbers pad explicitly.',
      default: 'same',
    }),
    dilation: pair({ doc: 'The distance between neighbouring taps of the kernel.', default: [1, 1] }),
    multiplier: integer({ doc: 'How many output channels each input channel gives.', default: 1 }),
    ...weightParameters,
  },
  operands: 'one',
  countsInDepth: true,
  keeps: 'input',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') return needsMap('DepthwiseConv', input, 'use Dense for a vector');
    const placement = place('DepthwiseConv', input, given);
    if (isProblem(placement)) return placement;
    return mapShape(placement.height, placement.width, input.channels * given.multiplier);
  },
  weights({ arguments: given, inputs, output }) {
    const area = given.kernel[0] * given.kernel[1];
    const fans = { fanIn: area, fanOut: area * given.multiplier };
    const shape = [...given.kernel, mapInput({ inputs }).channels, given.multiplier];
    return [kernel(shape, fans, given.init), ...bias(given, output.channels, fans)];
  },
  macs({ arguments: given, output }) {
    const { height, width, channels } = mapInput({ inputs: [output] });
    return product(height, width, channels, ...given.kernel);
  },
  elementwise({ arguments: given, output }) {
    return given.bias ? product(...dimensions(output)) : sum();
  },
  receptiveField({ arguments: given, inputs }) {
    return windowStep(mapInput({ inputs }), given);
  },
  brief({ arguments: given }) {
    return windowBrief(given);
  },
  remarks({ arguments: given, inputs }) {
    return paddingRemarks(mapInput({ inputs }), given);
  },
  forward({ ops, weight }, inputs, { arguments: given, inputs: shapes }) {
    const { stride, dilation } = given;
    const { border } = placed(mapInput({ inputs: shapes }), given);
    const y = ops.depthwiseConv2d(onlyTensor(inputs), weight('kernel'), {
      stride,
      padding: border,
      dilation,
    });
    return given.bias ? ops.addBias(y, weight('bias')) : y;
  },
});
