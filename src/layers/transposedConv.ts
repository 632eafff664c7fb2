import { padding, pair } from './parts/arguments.ts';
import { convolution, convolutionInput, convolutionParameters, groupsProblem } from './parts/convolution.ts';
import { product } from './parts/formula.ts';
import type { LayerProblem } from './layer.ts';
import { isProblem } from './layer.ts';
import { mapInput, onlyTensor } from './parts/operands.ts';
import type { PaddingArgument } from './parameter.ts';
import type { MapShape } from './shape.ts';
import { mapShape, shapeText } from './shape.ts';
import type { Border, Pair, Tensor, TensorOps } from './tensorOps.ts';
import { bias, kernel, weightParameters } from './parts/weights.ts';
import { borderText, pairText, strideBrief } from './parts/windows.ts';

interface Spread {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: PaddingArgument;
}

const reachOf = ({ kernel: size, dilation }: Spread): Pair => [
  (size[0] - 1) * dilation[0] + 1,
  (size[1] - 1) * dilation[1] + 1,
];

/**
 * What is cropped from (size - 1) * stride + reach. `same` crops to size * stride as the gradient of a `same`
 * convolution does (surplus at the bottom and right); a negative crop adds zeros, where the stride is larger.
 */
function cropped(spread: Spread): Border {
  const { padding: given, stride } = spread;
  if (given === 'valid') return [0, 0, 0, 0];
  if (given !== 'same') return given;
  const [high, wide] = reachOf(spread);
  const along = (total: number): Pair => {
    const before = Math.floor(Math.max(total, 0) / 2);
    return [before, total - before];
  };
  return [...along(high - stride[0]), ...along(wide - stride[1])];
}

function outputSize(input: MapShape, spread: Spread): Pair {
  const [top, bottom, left, right] = cropped(spread);
  const reach = reachOf(spread);
  return [
    (input.height - 1) * spread.stride[0] + reach[0] - top - bottom,
    (input.width - 1) * spread.stride[1] + reach[1] - left - right,
  ];
}

/** `stride - 1` rows and columns of zeros behind each: [N,H,W,C] -> [N,H*stride,W*stride,C]. */
function spreadOut(ops: TensorOps, x: Tensor, [down, across]: Pair): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const cells = ops.reshape(x, [batch, height * width, 1, channels]);
  const wide = ops.pad(cells, [0, 0, 0, across - 1]);
  const rows = ops.reshape(wide, [batch, height, 1, width * across * channels]);
  const high = ops.pad(rows, [0, 0, 0, down - 1]);
  return ops.reshape(high, [batch, height * down, width * across, channels]);
}

/** The kernel turned by 180 degrees. */
function turned(ops: TensorOps, weights: Tensor): Tensor {
  const [height = 1, width = 1, ...channels] = weights.shape;
  const taps = height * width;
  const reversal = new Float32Array(taps * taps);
  for (let tap = 0; tap < taps; tap++) reversal[tap * taps + taps - 1 - tap] = 1;
  const flat = ops.reshape(weights, [taps, channels.reduce((size, length) => size * length, 1)]);
  return ops.reshape(ops.dense(ops.constant(reversal, [taps, taps]), flat), weights.shape);
}

export const transposedConv = convolution({
  name: 'TransposedConv',
  documentation:
    'Transposed convolution (deconvolution): every input position adds a kernel, weighted by its value, to the ' +
    'output, `stride` pixels from that of its neighbour. With `same` the output is size x stride.',
  source: 'Zeiler et al., 2010; Long et al., 2015',
  parameters: {
    filters: convolutionParameters.filters,
    kernel: convolutionParameters.kernel,
    stride: pair({ doc: 'How many times higher and wider the output is.', default: [1, 1] }),
    padding: padding({
      doc:
        '`same` gives size x stride; `valid` keeps all that the kernels cover; numbers are cropped from it ' +
        '(PyTorch’s rule).',
      default: 'same',
    }),
    dilation: convolutionParameters.dilation,
    groups: convolutionParameters.groups,
    ...weightParameters,
  },
  output({ arguments: given, inputs }) {
    const input = convolutionInput('TransposedConv', inputs);
    if (isProblem(input)) return input;
    const problem = groupsProblem('TransposedConv', input.channels, given);
    if (problem) return problem;
    const [height, width] = outputSize(input, given);
    return height >= 1 && width >= 1 ? mapShape(height, width, given.filters) : collapses(input, given);
  },
  weights({ arguments: given, inputs }) {
    const { groups, filters, kernel: size } = given;
    const area = size[0] * size[1];
    const { channels } = mapInput({ inputs });
    const seen = channels / groups;
    // An output position is reached by area / stride taps of each channel that it sees.
    const fans = {
      fanIn: Math.max((area * seen) / (given.stride[0] * given.stride[1]), 1),
      fanOut: (area * filters) / groups,
    };
    return [kernel([...size, seen, filters], fans, given.init), ...bias(given, filters, fans)];
  },
  macs({ arguments: given, inputs }) {
    const { height, width, channels } = mapInput({ inputs });
    return product(height, width, channels, ...given.kernel, given.filters / given.groups);
  },
  receptiveField({ arguments: given }) {
    const [top, , left] = cropped(given);
    const { kernel: taps, dilation, stride } = given;
    return { kind: 'spread', taps, dilation, stride, cropped: [top, left] };
  },
  brief({ arguments: given }) {
    const grouped = given.groups === 1 ? '' : `, ${given.groups} groups`;
    return `${pairText(given.kernel, '×')}, ${given.filters}${strideBrief(given.stride).replace('/', '×')}${grouped}`;
  },
  forward({ ops, weight }, inputs, { arguments: given, inputs: shapes, output }) {
    const { stride, dilation, groups } = given;
    const input = mapInput({ inputs: shapes });
    const { height, width } = mapInput({ inputs: [output] });
    const reach = reachOf(given);
    const [top, , left] = cropped(given);
    // A convolution of the spread-out input with the turned kernel; each border may be zeros or a cut.
    const along = (size: number, step: number, span: number, before: number, wanted: number) => {
      const first = span - 1 - before;
      const last = wanted + span - 1 - first - size * step;
      const start = Math.max(-first, 0);
      return {
        zeros: [Math.max(first, 0), Math.max(last, 0)],
        start,
        length: size * step - start - Math.max(-last, 0),
      } as const;
    };
    const rows = along(input.height, stride[0], reach[0], top, height);
    const columns = along(input.width, stride[1], reach[1], left, width);
    const spread = spreadOut(ops, onlyTensor(inputs), stride);
    const [batch = 1] = spread.shape;
    const seen = ops.slice(
      spread,
      [0, rows.start, columns.start, 0],
      [batch, rows.length, columns.length, input.channels],
    );
    const y = ops.conv2d(seen, turned(ops, weight('kernel')), {
      stride: [1, 1],
      padding: [...rows.zeros, ...columns.zeros],
      dilation,
      groups,
    });
    return given.bias ? ops.addBias(y, weight('bias')) : y;
  },
});

function collapses(input: MapShape, given: Spread): LayerProblem {
  return {
    code: 'size-collapses',
    message:
      `TransposedConv's ${pairText(given.kernel, 'x')} kernel on ${shapeText(input)} does not cover what its padding ` +
      `${typeof given.padding === 'string' ? given.padding : borderText(given.padding)} takes away: the size collapses below 1.`,
    argument: 'padding',
  };
}
