import type { AppliedLayer, FieldStep, LayerKind } from '../../../layers/layer.ts';
import type { MapShape } from '../../../layers/shape.ts';
import type { Pair } from '../../../layers/tensorOps.ts';

/** The windows of a convolution or pooling, on an input and output of known size. */
export interface Windows extends Extract<FieldStep, { kind: 'window' }> {
  readonly input: MapShape;
  readonly output: MapShape;
}

/** Undefined for layers that read no windows, or not at whole steps (upsampling, adaptive pooling). */
export function windowsOf(
  kind: LayerKind,
  step: FieldStep,
  { inputs, output }: AppliedLayer,
): Windows | undefined {
  const [input] = inputs;
  if (kind !== 'convolution' && kind !== 'pooling') return undefined;
  if (step.kind !== 'window') return undefined;
  return input?.kind === 'map' && output.kind === 'map' ? { ...step, input, output } : undefined;
}

const side = (shape: MapShape, axis: 0 | 1) => (axis === 0 ? shape.height : shape.width);

/** More windows along an axis than this are not looked at one by one. */
const mostWindows = 10_000;

/** How many of the rows (axis 0) or columns (axis 1) of the input some window reads; for windows that don't overlap. */
export function readAlong({ kernel, stride, padding, input, output }: Windows, axis: 0 | 1): number {
  const [size, count, reach] = [side(input, axis), side(output, axis), kernel[axis]];
  if (stride[axis] <= reach) return size;
  if (count > mostWindows) return Math.min(size, count * reach);
  let read = 0;
  for (let index = 0; index < count; index++) {
    const start = index * stride[axis] - padding[axis];
    read += Math.max(0, Math.min(size, start + reach) - Math.max(0, start));
  }
  return read;
}

/** How many rows (axis 0) or columns (axis 1) at the far border of the input no window reaches; 0 if some do. */
export function lostAlong({ kernel, stride, padding, input, output }: Windows, axis: 0 | 1): number {
  if (stride[axis] > kernel[axis]) return 0;
  const end = (side(output, axis) - 1) * stride[axis] + kernel[axis] - padding[axis];
  return Math.max(0, side(input, axis) - end);
}

/** Whether windows that `same` places need an odd number of rows or columns around: one more then behind than before. */
export const padsUnevenly = ({ kernel, stride, input, output }: Windows): boolean =>
  ([0, 1] as const).some((axis) => {
    const padding = (side(output, axis) - 1) * stride[axis] + kernel[axis] - side(input, axis);
    return padding > 0 && padding % 2 === 1;
  });

/** The kernel that a layer was given, if it has one. */
export function kernelOf({ arguments: given }: AppliedLayer): Pair | undefined {
  const kernel = (given as { readonly kernel?: unknown }).kernel;
  return Array.isArray(kernel) ? (kernel as unknown as Pair) : undefined;
}

/** Small networks end in 3x3 windows on 2x2: one row or column too many is usual. */
const usualExcess = 1;

/** Whether a kernel is higher or wider than its input, padding and dilation left out of account. */
export function kernelExceeds(applied: AppliedLayer): boolean {
  const kernel = kernelOf(applied);
  const [input] = applied.inputs;
  if (!kernel || input?.kind !== 'map') return false;
  return kernel[0] > input.height + usualExcess || kernel[1] > input.width + usualExcess;
}

/** `2` for equal sides, else `2x1`. */
export const pairOf = ([height, width]: Pair) => (height === width ? `${height}` : `${height}x${width}`);
