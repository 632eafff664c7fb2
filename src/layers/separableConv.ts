import { pair } from './parts/arguments.ts';
import { convolution, convolutionInput, convolutionParameters } from './parts/convolution.ts';
import { product, sum } from './parts/formula.ts';
import { initializer } from './parts/initializers.ts';
import { isProblem } from './layer.ts';
import { mapInput, onlyTensor } from './parts/operands.ts';
import { mapShape } from './shape.ts';
import { bias, weightParameters } from './parts/weights.ts';
import { paddingRemarks, pairText, place, placed, strideBrief, windowStep } from './parts/windows.ts';

export const separableConv = convolution({
  name: 'SeparableConv',
  documentation:
    'A convolution in two steps: each channel by itself with a kernel of its own (depthwise), then 1x1 over the ' +
    'channels (pointwise, which has the bias). Counts as one layer in depth.',
  source: 'Chollet, 2017 (Xception)',
  parameters: {
    filters: convolutionParameters.filters,
    kernel: pair({ doc: 'The depthwise kernel’s size: a number, or height x width (`1x7`).' }),
    stride: convolutionParameters.stride,
    padding: convolutionParameters.padding,
    dilation: convolutionParameters.dilation,
    ...weightParameters,
  },
  output({ arguments: given, inputs }) {
    const input = convolutionInput('SeparableConv', inputs);
    if (isProblem(input)) return input;
    const placement = place('SeparableConv', input, given);
    if (isProblem(placement)) return placement;
    return mapShape(placement.height, placement.width, given.filters);
  },
  weights({ arguments: given, inputs }) {
    const { channels } = mapInput({ inputs });
    const area = given.kernel[0] * given.kernel[1];
    const pointwise = { fanIn: channels, fanOut: given.filters };
    return [
      {
        name: 'depthwise',
        shape: [...given.kernel, channels, 1],
        initializer: initializer(given.init, { fanIn: area, fanOut: area }),
        trainable: true,
        decays: true,
      },
      {
        name: 'pointwise',
        shape: [1, 1, channels, given.filters],
        initializer: initializer(given.init, pointwise),
        trainable: true,
        decays: true,
      },
      ...bias(given, given.filters, pointwise),
    ];
  },
  macs({ arguments: given, inputs, output }) {
    const { height, width } = mapInput({ inputs: [output] });
    const { channels } = mapInput({ inputs });
    return sum(
      product(height, width, channels, ...given.kernel),
      product(height, width, given.filters, channels),
    );
  },
  receptiveField({ arguments: given, inputs }) {
    return windowStep(mapInput({ inputs }), given);
  },
  brief({ arguments: given }) {
    return `${pairText(given.kernel, '×')}, ${given.filters}${strideBrief(given.stride)}`;
  },
  remarks({ arguments: given, inputs }) {
    return paddingRemarks(mapInput({ inputs }), given);
  },
  forward({ ops, weight }, inputs, { arguments: given, inputs: shapes }) {
    const { stride, dilation } = given;
    const { border } = placed(mapInput({ inputs: shapes }), given);
    const filtered = ops.depthwiseConv2d(onlyTensor(inputs), weight('depthwise'), {
      stride,
      padding: border,
      dilation,
    });
    const mixed = ops.conv2d(filtered, weight('pointwise'), {
      stride: [1, 1],
      padding: [0, 0, 0, 0],
      dilation: [1, 1],
      groups: 1,
    });
    return given.bias ? ops.addBias(mixed, weight('bias')) : mixed;
  },
});
