import { integer, padding, pair } from './arguments.ts';
import { assembled, connectionCount, connectionProblem, connectionTable } from './connections.ts';
import { product, sum } from './figures.ts';
import { defineLayer, isProblem } from './layer.ts';
import { channelsNotDivisible, mapInput, needsMap, onlyInput, onlyTensor } from './operands.ts';
import { dimensions, mapShape } from './shape.ts';
import { bias, kernel, weightParameters } from './weights.ts';
import { pairText, paddingRemarks, place, placed, strideBrief, windowStep } from './windows.ts';

export const conv = defineLayer({
  name: 'Conv',
  kind: 'convolution',
  documentation:
    'Convolution: each of `filters` kernels slides over height and width and sees all channels of its group. ' +
    'Pads so that the size is kept at stride 1 (`same`) unless told otherwise.',
  source: 'LeCun et al., 1989; groups: Krizhevsky et al., 2012; dilation: Yu & Koltun, 2016',
  parameters: {
    filters: integer({ doc: 'How many feature maps come out.' }),
    kernel: pair({ doc: 'The kernel’s size: a number, or height x width (`1x7`).' }),
    stride: pair({ doc: 'How far the kernel moves from one output to the next.', default: [1, 1] }),
    padding: padding({
      doc:
        '`same` keeps ceil(size / stride), surplus at the bottom and right (TensorFlow’s rule); `valid` pads nothing; ' +
        'numbers pad explicitly (PyTorch’s rule).',
      default: 'same',
    }),
    dilation: pair({ doc: 'The distance between neighbouring taps of the kernel.', default: [1, 1] }),
    groups: integer({
      doc: 'Splits channels and filters into groups that see nothing of each other.',
      default: 1,
    }),
    ...weightParameters,
    connections: connectionTable,
  },
  operands: 'one',
  countsInDepth: true,
  keeps: 'input',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') return needsMap('Conv', input, 'use Dense for a vector');
    const { groups, filters } = given;
    const count = { layer: 'Conv', groups, argument: 'groups' };
    if (input.channels % groups !== 0) {
      return channelsNotDivisible({ ...count, what: 'input channels', count: input.channels });
    }
    if (filters % groups !== 0) return channelsNotDivisible({ ...count, what: 'filters', count: filters });
    const problem = connectionProblem(input.channels, given);
    if (problem) return problem;
    const placement = place('Conv', input, given);
    if (isProblem(placement)) return placement;
    return mapShape(placement.height, placement.width, filters);
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
  elementwise({ arguments: given, output }) {
    return given.bias ? product(...dimensions(output)) : sum();
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
