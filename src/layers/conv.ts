import { padding } from './parts/arguments.ts';
import { assembled, connectionCount, connectionProblem, connectionTable } from './parts/connections.ts';
import { convolution, convolutionInput, convolutionParameters, groupsProblem } from './parts/convolution.ts';
import { product } from './parts/formula.ts';
import { isProblem } from './layer.ts';
import { mapInput, onlyTensor } from './parts/operands.ts';
import { mapShape } from './shape.ts';
import { bias, kernel, weightParameters } from './parts/weights.ts';
import { pairText, paddingRemarks, place, placed, strideBrief, windowStep } from './parts/windows.ts';

export const conv = convolution({
  name: 'Conv',
  documentation:
    'Convolution: each of `filters` kernels slides over height and width and sees all channels of its group. ' +
    'Pads so that the size is kept at stride 1 (`same`) unless told otherwise.',
  source: 'LeCun et al., 1989; groups: Krizhevsky et al., 2012; dilation: Yu & Koltun, 2016',
  parameters: {
    filters: convolutionParameters.filters,
    kernel: convolutionParameters.kernel,
    stride: convolutionParameters.stride,
    padding: padding({
      doc:
        '`same` keeps ceil(size / stride), surplus at the bottom and right (TensorFlow’s rule); `valid` pads nothing; ' +
        'numbers pad explicitly (PyTorch’s rule).',
      default: 'same',
    }),
    dilation: convolutionParameters.dilation,
    groups: convolutionParameters.groups,
    ...weightParameters,
    connections: connectionTable,
  },
  output({ arguments: given, inputs }) {
    const input = convolutionInput('Conv', inputs);
    if (isProblem(input)) return input;
    const problem = groupsProblem('Conv', input.channels, given) ?? connectionProblem(input.channels, given);
    if (problem) return problem;
    const placement = place('Conv', input, given);
    if (isProblem(placement)) return placement;
    return mapShape(placement.height, placement.width, given.filters);
  },
  weights({ arguments: given, inputs }) {
    const { groups, filters, kernel: size, connections } = given;
    const area = size[0] * size[1];
    const { channels } = mapInput({ inputs });
    if (connections) {
      const count = connectionCount(connections);
      const fans = { fanIn: (area * count) / filters, fanOut: (area * count) / channels };
      return [kernel([...size, count], fans, given.init), ...bias(given, filters, fans)];
    }
    const seen = channels / groups;
    const fans = { fanIn: area * seen, fanOut: (area * filters) / groups };
    return [kernel([...size, seen, filters], fans, given.init), ...bias(given, filters, fans)];
  },
  macs({ arguments: given, inputs, output }) {
    const { height, width } = mapInput({ inputs: [output] });
    if (given.connections) return product(height, width, ...given.kernel, connectionCount(given.connections));
    const seen = mapInput({ inputs }).channels / given.groups;
    return product(height, width, given.filters, ...given.kernel, seen);
  },
  receptiveField({ arguments: given, inputs }) {
    return windowStep(mapInput({ inputs }), given);
  },
  brief({ arguments: given }) {
    const { groups, dilation, connections } = given;
    const dilated = dilation[0] === 1 && dilation[1] === 1 ? '' : `, dilated ${pairText(dilation, '×')}`;
    const grouped = groups === 1 ? '' : `, ${groups} groups`;
    const partly = connections ? `, ${connectionCount(connections)} connections` : '';
    return `${pairText(given.kernel, '×')}, ${given.filters}${strideBrief(given.stride)}${grouped}${dilated}${partly}`;
  },
  remarks({ arguments: given, inputs }) {
    return paddingRemarks(mapInput({ inputs }), given);
  },
  forward({ ops, weight }, inputs, { arguments: given, inputs: shapes }) {
    const { stride, dilation, groups } = given;
    const input = mapInput({ inputs: shapes });
    const { border } = placed(input, given);
    const own = weight('kernel');
    const kernels = given.connections ? assembled(ops, own, given.connections, input.channels) : own;
    const y = ops.conv2d(onlyTensor(inputs), kernels, { stride, padding: border, dilation, groups });
    return given.bias ? ops.addBias(y, weight('bias')) : y;
  },
});
