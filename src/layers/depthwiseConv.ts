import { integer } from './parts/arguments.ts';
import { convolution, convolutionInput, convolutionParameters } from './parts/convolution.ts';
import { product } from './parts/formula.ts';
import { isProblem } from './layer.ts';
import { mapInput, onlyTensor } from './parts/operands.ts';
import { mapShape } from './shape.ts';
import { bias, kernel, weightParameters } from './parts/weights.ts';
import { paddingRemarks, place, placed, windowBrief, windowStep } from './parts/windows.ts';

export const depthwiseConv = convolution({
  name: 'DepthwiseConv',
  documentation:
    'Convolves each channel by itself, with a kernel of its own: a `Conv` with as many groups as channels. ' +
    'Channels are then usually mixed by a 1x1 `Conv`.',
  source: 'Sifre & Mallat, 2014; Howard et al., 2017 (MobileNet)',
  parameters: {
    kernel: convolutionParameters.kernel,
    stride: {
      ...convolutionParameters.stride,
      byName: 'it has `multiplier` filters for each channel of its input',
    },
    padding: convolutionParameters.padding,
    dilation: convolutionParameters.dilation,
    multiplier: integer({ doc: 'How many output channels each input channel gives.', default: 1 }),
    ...weightParameters,
  },
  output({ arguments: given, inputs }) {
    const input = convolutionInput('DepthwiseConv', inputs);
    if (isProblem(input)) return input;
    const placement = place('DepthwiseConv', input, given);
    if (isProblem(placement)) return placement;
    return mapShape(placement.height, placement.width, input.channels * given.multiplier);
  },
  weights({ arguments: given, inputs }) {
    const { channels } = mapInput({ inputs });
    const area = given.kernel[0] * given.kernel[1];
    const fans = { fanIn: area, fanOut: area * given.multiplier };
    const shape = [...given.kernel, channels, given.multiplier];
    return [kernel(shape, fans, given.init), ...bias(given, channels * given.multiplier, fans)];
  },
  macs({ arguments: given, output }) {
    const { height, width, channels } = mapInput({ inputs: [output] });
    return product(height, width, channels, ...given.kernel);
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
