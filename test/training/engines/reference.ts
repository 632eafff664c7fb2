/**
 * The tensor operations in double precision and the plainest loops, as their definitions read; what the engines
 * compute is compared with these, and their gradients with central differences of these.
 */
import type { Border, Pair } from '../../../src/layers/tensorOps.ts';

export interface Doubles {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);
export const zeros = (shape: readonly number[]): Doubles => ({
  shape,
  data: new Float64Array(sizeOf(shape)),
});

function offsetOf(shape: readonly number[], index: readonly number[]): number {
  return shape.reduce((offset, length, axis) => offset * length + index[axis]!, 0);
}

/** Every index of a shape, in order. */
function* indexes(shape: readonly number[]): Generator<number[]> {
  const count = sizeOf(shape);
  for (let flat = 0; flat < count; flat++) {
    let rest = flat;
    yield shape.reduceRight<number[]>((index, length) => {
      index.unshift(rest % length);
      rest = Math.floor(rest / length);
      return index;
    }, []);
  }
}

const at = (x: Doubles, ...index: number[]): number => x.data[offsetOf(x.shape, index)]!;

/** A new array whose value at each index `value` gives. */
export function build(shape: readonly number[], value: (index: number[]) => number): Doubles {
  return { shape, data: Float64Array.from(indexes(shape), value) };
}

interface Geometry {
  readonly stride: Pair;
  readonly padding: Border;
  readonly dilation: Pair;
}

const outputSize = (size: number, before: number, after: number, extent: number, stride: number): number =>
  Math.floor((size + before + after - extent) / stride) + 1;

export function conv2d(x: Doubles, kernel: Doubles, options: Geometry & { groups: number }): Doubles {
  const [batch, height, width] = x.shape as [number, number, number];
  const [rows, columns, depth, filters] = kernel.shape as [number, number, number, number];
  const { stride, padding, dilation, groups } = options;
  const shape = [
    batch,
    outputSize(height, padding[0], padding[1], (rows - 1) * dilation[0] + 1, stride[0]),
    outputSize(width, padding[2], padding[3], (columns - 1) * dilation[1] + 1, stride[1]),
    filters,
  ];
  return build(shape, ([n, i, j, f]) => {
    const group = Math.floor(f! / (filters / groups));
    let sum = 0;
    for (let a = 0; a < rows; a++) {
      const row = i! * stride[0] - padding[0] + a * dilation[0];
      if (row < 0 || row >= height) continue;
      for (let b = 0; b < columns; b++) {
        const column = j! * stride[1] - padding[2] + b * dilation[1];
        if (column < 0 || column >= width) continue;
        for (let c = 0; c < depth; c++)
          sum += at(x, n!, row, column, group * depth + c) * at(kernel, a, b, c, f!);
      }
    }
    return sum;
  });
}

export function depthwiseConv2d(x: Doubles, kernel: Doubles, options: Geometry): Doubles {
  const [rows, columns, channels, multiplier] = kernel.shape as [number, number, number, number];
  const grouped = { shape: [rows, columns, 1, channels * multiplier], data: kernel.data };
  return conv2d(x, grouped, { ...options, groups: channels });
}

interface PoolWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Border;
}

function pool(
  x: Doubles,
  { kernel, stride, padding }: PoolWindow,
  value: (window: { row: number; column: number; inside: boolean; value: number }[]) => number,
): Doubles {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const shape = [
    batch,
    outputSize(height, padding[0], padding[1], kernel[0], stride[0]),
    outputSize(width, padding[2], padding[3], kernel[1], stride[1]),
    channels,
  ];
  return build(shape, ([n, i, j, c]) => {
    const window = [];
    for (let a = 0; a < kernel[0]; a++) {
      for (let b = 0; b < kernel[1]; b++) {
        const [row, column] = [i! * stride[0] - padding[0] + a, j! * stride[1] - padding[2] + b];
        const inside = row >= 0 && row < height && column >= 0 && column < width;
        window.push({ row, column, inside, value: inside ? at(x, n!, row, column, c!) : 0 });
      }
    }
    return value(window);
  });
}

export function maxPool(x: Doubles, window: PoolWindow): Doubles {
  return pool(x, window, (cells) =>
    Math.max(...cells.filter(({ inside }) => inside).map(({ value }) => value)),
  );
}

export function avgPool(x: Doubles, window: PoolWindow & { counted: Border }): Doubles {
  const [, height, width] = x.shape as [number, number, number];
  const [top, bottom, left, right] = window.counted;
  return pool(x, window, (cells) => {
    const counted = cells.filter(
      ({ row, column }) => row >= -top && row < height + bottom && column >= -left && column < width + right,
    );
    return counted.reduce((sum, { value }) => sum + value, 0) / counted.length;
  });
}

/** Means and biased variances of the last axis. */
export function statistics(x: Doubles): { mean: Float64Array; variance: Float64Array; count: number } {
  const channels = x.shape.at(-1)!;
  const count = x.data.length / channels;
  const mean = new Float64Array(channels);
  x.data.forEach((value, i) => (mean[i % channels]! += value / count));
  const variance = new Float64Array(channels);
  x.data.forEach((value, i) => (variance[i % channels]! += (value - mean[i % channels]!) ** 2 / count));
  return { mean, variance, count };
}

export function batchNorm(
  x: Doubles,
  scale: Doubles,
  offset: Doubles,
  { mean, variance }: { mean: Float64Array; variance: Float64Array },
  epsilon: number,
): Doubles {
  const channels = x.shape.at(-1)!;
  const data = x.data.map((value, i) => {
    const c = i % channels;
    return ((value - mean[c]!) / Math.sqrt(variance[c]! + epsilon)) * scale.data[c]! + offset.data[c]!;
  });
  return { shape: x.shape, data };
}

export function localResponseNorm(
  x: Doubles,
  { size, alpha, beta, k }: { size: number; alpha: number; beta: number; k: number },
): Doubles {
  const channels = x.shape.at(-1)!;
  return build(x.shape, (index) => {
    const c = index.at(-1)!;
    let squares = 0;
    for (let i = c - Math.floor(size / 2); i <= c + Math.floor((size - 1) / 2); i++) {
      if (i >= 0 && i < channels) squares += at(x, ...index.slice(0, -1), i) ** 2;
    }
    return at(x, ...index) / (k + alpha * squares) ** beta;
  });
}

export function matMul(a: Doubles, b: Doubles): Doubles {
  return build([a.shape[0]!, b.shape[1]!], ([i, j]) => {
    let sum = 0;
    for (let c = 0; c < a.shape[1]!; c++) sum += at(a, i!, c) * at(b, c, j!);
    return sum;
  });
}

export const map = (x: Doubles, value: (x: number) => number): Doubles => ({
  shape: x.shape,
  data: x.data.map(value),
});

/** With axes of size 1, or missing in front, broadcast. */
export function combine(a: Doubles, b: Doubles, value: (a: number, b: number) => number): Doubles {
  const rank = Math.max(a.shape.length, b.shape.length);
  const full = (x: Doubles): number[] => [...Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const [shapeA, shapeB] = [full(a), full(b)];
  const shape = shapeA.map((length, axis) => Math.max(length, shapeB[axis]!));
  const pick = (x: Doubles, own: number[], index: number[]): number =>
    x.data[
      offsetOf(
        own,
        index.map((i, axis) => (own[axis] === 1 ? 0 : i)),
      )
    ]!;
  return build(shape, (index) => value(pick(a, shapeA, index), pick(b, shapeB, index)));
}

export function sum(x: Doubles, axes: readonly number[], keep = false): Doubles {
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const total = zeros(kept);
  for (const index of indexes(x.shape)) {
    total.data[
      offsetOf(
        kept,
        index.map((i, axis) => (axes.includes(axis) ? 0 : i)),
      )
    ]! += at(x, ...index);
  }
  return { shape: keep ? kept : x.shape.filter((_, axis) => !axes.includes(axis)), data: total.data };
}

export function softmax(x: Doubles): Doubles {
  const width = x.shape.at(-1)!;
  const exponentials = map(x, Math.exp);
  const data = exponentials.data.map((value, i) => {
    const start = i - (i % width);
    return value / exponentials.data.slice(start, start + width).reduce((a, b) => a + b, 0);
  });
  return { shape: x.shape, data };
}

export function concat(parts: readonly Doubles[]): Doubles {
  const widths = parts.map((part) => part.shape.at(-1)!);
  const shape = [...parts[0]!.shape.slice(0, -1), widths.reduce((a, b) => a + b, 0)];
  return build(shape, (index) => {
    let channel = index.at(-1)!;
    const part = widths.findIndex((width) => {
      if (channel < width) return true;
      channel -= width;
      return false;
    });
    return at(parts[part]!, ...index.slice(0, -1), channel);
  });
}

export function slice(x: Doubles, begin: readonly number[], size: readonly number[]): Doubles {
  return build(size, (index) => at(x, ...index.map((i, axis) => i + begin[axis]!)));
}

export function pad(x: Doubles, before: readonly number[], after: readonly number[]): Doubles {
  const shape = x.shape.map((length, axis) => length + before[axis]! + after[axis]!);
  return build(shape, (index) => {
    const from = index.map((i, axis) => i - before[axis]!);
    return from.every((i, axis) => i >= 0 && i < x.shape[axis]!) ? at(x, ...from) : 0;
  });
}

export function transpose(x: Doubles, permutation: readonly number[]): Doubles {
  const shape = permutation.map((axis) => x.shape[axis]!);
  return build(shape, (index) => at(x, ...x.shape.map((_, axis) => index[permutation.indexOf(axis)]!)));
}

/** Mean cross entropy of softmax(logits) with smoothed labels. */
export function crossEntropy(logits: Doubles, labels: Int32Array, smoothing: number): Doubles {
  const [rows, classes] = logits.shape as [number, number];
  const shares = softmax(logits);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < classes; c++) {
      const target = (labels[row] === c ? 1 - smoothing : 0) + smoothing / classes;
      total -= target * Math.log(at(shares, row, c));
    }
  }
  return { shape: [], data: Float64Array.of(total / rows) };
}
