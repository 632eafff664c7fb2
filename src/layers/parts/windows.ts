import type { LayerProblem } from '../layer.ts';
import type { PaddingArgument } from '../parameter.ts';
import type { MapShape } from '../shape.ts';
import { shapeText } from '../shape.ts';
import type { Border, Pair } from '../tensorOps.ts';

/** A window that slides over a feature map: a convolution's or a pooling's. */
export interface SlidingWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: PaddingArgument;
  readonly dilation?: Pair;
  /** Round the output size up (pooling only). */
  readonly ceil?: boolean;
}

/** Where a window stands on an input of known size. */
interface Placement {
  readonly height: number;
  readonly width: number;
  /** What is added around the input so that every window is full, `ceil`'s surplus included. */
  readonly border: Border;
  /** The part of the border that was asked for explicitly. `same`'s border and `ceil`'s surplus are not. */
  readonly explicit: Border;
  /** (kernel - 1) * dilation + 1: how far a window reaches. */
  readonly reach: Pair;
}

const noBorder: Border = [0, 0, 0, 0];

/** Whole windows along one axis, how far before the input the first begins, how far behind it the last ends. */
interface Axis {
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

/** TensorFlow's `SAME`: ceil(size / stride) windows, what they need split in halves, the surplus after. */
function sameAxis(size: number, reach: number, stride: number): Axis {
  const count = Math.ceil(size / stride);
  const total = Math.max((count - 1) * stride + reach - size, 0);
  const before = Math.floor(total / 2);
  return { count, before, after: total - before };
}

/**
 * PyTorch's rule for explicit padding: floor((size + padding - reach) / stride) + 1 windows. With
 * `ceil` rounded up, but a last window that would start behind the input is dropped
 * (https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html).
 */
function explicitAxis(size: number, reach: number, stride: number, pad: Pair, ceil: boolean): Axis {
  const [before, after] = pad;
  const steps = (size + before + after - reach) / stride;
  let count = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
  if (ceil && (count - 1) * stride >= size + before) count -= 1;
  const end = (count - 1) * stride + reach - before - size;
  return { count, before, after: Math.max(after, end) };
}

function reachOf(window: SlidingWindow): Pair {
  const [dilateY, dilateX] = window.dilation ?? [1, 1];
  return [(window.kernel[0] - 1) * dilateY + 1, (window.kernel[1] - 1) * dilateX + 1];
}

/** The placement, whose height or width is below 1 where the window does not fit. */
function slide(input: MapShape, window: SlidingWindow): Placement {
  const reach = reachOf(window);
  const { stride, padding } = window;
  const explicit = typeof padding === 'string' ? noBorder : padding;
  const [top, bottom, left, right] = explicit;
  const ceil = window.ceil ?? false;
  const vertical =
    padding === 'same'
      ? sameAxis(input.height, reach[0], stride[0])
      : explicitAxis(input.height, reach[0], stride[0], [top, bottom], ceil);
  const horizontal =
    padding === 'same'
      ? sameAxis(input.width, reach[1], stride[1])
      : explicitAxis(input.width, reach[1], stride[1], [left, right], ceil);
  return {
    height: vertical.count,
    width: horizontal.count,
    border: [vertical.before, vertical.after, horizontal.before, horizontal.after],
    explicit,
    reach,
  };
}

/** Where `window` stands on `input`, or why it can't. */
export function place(layer: string, input: MapShape, window: SlidingWindow): Placement | LayerProblem {
  const placement = slide(input, window);
  if (placement.height >= 1 && placement.width >= 1) return placement;
  const [top, bottom, left, right] = placement.explicit;
  const axis =
    placement.height < 1
      ? { name: 'height', size: input.height, pad: top + bottom, reach: placement.reach[0] }
      : { name: 'width', size: input.width, pad: left + right, reach: placement.reach[1] };
  const padded = axis.pad > 0 ? ` with its padding of ${axis.pad}` : '';
  return {
    code: 'size-collapses',
    message:
      `${layer}'s ${pairText(window.kernel, 'x')} window${dilatedText(window)} does not fit into ${shapeText(input)}: ` +
      `the ${axis.name} ${axis.size}${padded} is smaller than ${axis.reach}, so the size collapses below 1.`,
    argument: 'kernel',
  };
}

function dilatedText(window: SlidingWindow): string {
  const dilation = window.dilation ?? [1, 1];
  return dilation[0] === 1 && dilation[1] === 1 ? '' : ` dilated by ${pairText(dilation, 'x')}`;
}

/** A placement on an input that `place` has accepted. */
export function placed(input: MapShape, window: SlidingWindow): Placement {
  return slide(input, window);
}

/** The receptive-field step of a window: reach, stride, and the border at the top and left. */
export function windowStep(input: MapShape, window: SlidingWindow) {
  const { reach, border } = slide(input, window);
  const { stride, dilation } = window;
  const step = { kind: 'window', kernel: reach, stride, padding: [border[0], border[2]] } as const;
  return dilation && (dilation[0] > 1 || dilation[1] > 1) ? { ...step, dilation } : step;
}

/**
 * A remark where explicit padding gives the size of `same` but other positions, as PyTorch's stride-2
 * 3x3 with padding 1 does on an even size.
 */
export function paddingRemarks(input: MapShape, window: SlidingWindow): string[] {
  if (typeof window.padding === 'string') return [];
  const own = slide(input, window);
  const same = slide(input, { ...window, padding: 'same' });
  if (own.height !== same.height || own.width !== same.width) return [];
  if (own.border[0] === same.border[0] && own.border[2] === same.border[2]) return [];
  return [
    `\`padding: ${borderText(window.padding)}\` differs from \`same\` on ${input.height}x${input.width} at stride ` +
      `${sizeText(window.stride)}: it begins ${own.border[0]} above and ${own.border[2]} left of the input, ` +
      `\`same\` ${same.border[0]} above and ${same.border[2]} left (the surplus at the bottom and right). ` +
      'The output size is equal.',
  ];
}

/** `2` for equal sides, else `2x1`. */
const sizeText = (pair: Pair): string => (pair[0] === pair[1] ? `${pair[0]}` : pairText(pair, 'x'));

/** `1x7`, `3×3`. */
export function pairText(pair: Pair, times: string): string {
  return `${pair[0]}${times}${pair[1]}`;
}

/** As the source would write it: `1`, `[0, 1]`, `[0, 1, 0, 1]`. */
export function borderText(border: Border): string {
  const [top, bottom, left, right] = border;
  if (top === bottom && left === right) return top === left ? `${top}` : `[${top}, ${left}]`;
  return `[${border.join(', ')}]`;
}

/** `3×3 /2` as the diagram shows a window. */
export function windowBrief(window: Pick<SlidingWindow, 'kernel' | 'stride'>): string {
  return `${pairText(window.kernel, '×')}${strideBrief(window.stride)}`;
}

/** ` /2`, or nothing at stride 1. */
export function strideBrief(stride: Pair): string {
  if (stride[0] === 1 && stride[1] === 1) return '';
  return stride[0] === stride[1] ? ` /${stride[0]}` : ` /${pairText(stride, '×')}`;
}
