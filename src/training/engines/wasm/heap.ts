/** Plain loops over flat float32 arrays, which are views of the wasm heap: sums are held in double precision. */
import type { Pair, UnaryKind } from '../shared/kernels.ts';

export function unaryGradient(
  kind: UnaryKind,
  dx: Float32Array,
  /** The input for `square`, the output for the others. */
  value: Float32Array,
  dy: Float32Array,
): void {
  const size = dx.length;
  switch (kind) {
    case 'relu':
      reluGradient(bits(dx), bits(value), bits(dy));
      return;
    case 'sigmoid':
      for (let i = 0; i < size; i++) dx[i] = dy[i]! * value[i]! * (1 - value[i]!);
      return;
    case 'tanh':
      for (let i = 0; i < size; i++) dx[i] = dy[i]! * (1 - value[i]! * value[i]!);
      return;
    case 'exp':
      for (let i = 0; i < size; i++) dx[i] = dy[i]! * value[i]!;
      return;
    case 'square':
      for (let i = 0; i < size; i++) dx[i] = 2 * dy[i]! * value[i]!;
      return;
    case 'sqrt':
      for (let i = 0; i < size; i++) dx[i] = dy[i]! / (2 * value[i]!);
      return;
  }
}

const bits = (values: Float32Array): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, values.length);

/** By the bits, since a branch on the sign would be guessed wrong half the time: all ones where y > 0, else none. */
function reluGradient(dx: Int32Array, y: Int32Array, dy: Int32Array): void {
  for (let i = 0; i < dx.length; i++) {
    const value = y[i]!;
    dx[i] = dy[i]! & ((((0 - value) | 0) & ~value) >> 31);
  }
}

export function affine(y: Float32Array, x: Float32Array, factor: number, offset: number): void {
  for (let i = 0; i < y.length; i++) y[i] = x[i]! * factor + offset;
}

export interface HeapTerm {
  readonly factor: number;
  readonly values: Float32Array;
}

/** total = the sum of the terms. */
export function linear(total: Float32Array, terms: readonly HeapTerm[]): void {
  const size = total.length;
  const [first, second, third, ...rest] = terms;
  if (first && second && third) {
    const [a, b, c] = [first.values, second.values, third.values];
    const [u, v, w] = [first.factor, second.factor, third.factor];
    for (let i = 0; i < size; i++) total[i] = u * a[i]! + v * b[i]! + w * c[i]!;
  } else if (first && second) {
    const [a, b] = [first.values, second.values];
    const [u, v] = [first.factor, second.factor];
    for (let i = 0; i < size; i++) total[i] = u * a[i]! + v * b[i]!;
  } else if (first) affine(total, first.values, first.factor, 0);
  else total.fill(0);
  for (const { factor, values } of rest)
    for (let i = 0; i < size; i++) total[i] = total[i]! + factor * values[i]!;
}

/** Sums over all axes but the last. */
export function columnSums(total: Float32Array, x: Float32Array): void {
  const width = total.length;
  const sums = new Float64Array(width);
  for (let row = 0; row < x.length; row += width) {
    for (let column = 0; column < width; column++) sums[column] = sums[column]! + x[row + column]!;
  }
  total.set(sums);
}

/** For each row of the last axis, its index, and the offset of the row that it belongs to in `kept` shape. */
function* rowsInto(shape: readonly number[], kept: readonly number[]): Generator<readonly [number, number]> {
  const outer = shape.slice(0, -1);
  const steps = outer.map((_, axis) =>
    kept[axis] === 1 ? 0 : kept.slice(axis + 1).reduce((size, length) => size * length, 1),
  );
  const position = outer.map(() => 0);
  const count = outer.reduce((size, length) => size * length, 1);
  let offset = 0;
  for (let row = 0; row < count; row++) {
    yield [row, offset];
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      offset += steps[axis]!;
      position[axis] = position[axis]! + 1;
      if (position[axis]! < outer[axis]!) break;
      offset -= steps[axis]! * outer[axis]!;
      position[axis] = 0;
    }
  }
}

/** Sums over the axes that have length 1 in `kept`. */
export function sum(
  total: Float32Array,
  x: Float32Array,
  shape: readonly number[],
  kept: readonly number[],
): void {
  const width = shape.at(-1) ?? 1;
  const collapses = (kept.at(-1) ?? 1) === 1;
  const sums = new Float64Array(total.length);
  for (const [row, offset] of rowsInto(shape, kept)) {
    const start = row * width;
    if (collapses) {
      let rowSum = 0;
      for (let i = start; i < start + width; i++) rowSum += x[i]!;
      sums[offset] = sums[offset]! + rowSum;
    } else for (let i = 0; i < width; i++) sums[offset + i] = sums[offset + i]! + x[start + i]!;
  }
  total.set(sums);
}

/** `from` is the shape of x, of the rank of `shape`, 1 where it is broadcast. */
export function broadcast(
  y: Float32Array,
  x: Float32Array,
  shape: readonly number[],
  from: readonly number[],
): void {
  const width = shape.at(-1) ?? 1;
  const spreads = (from.at(-1) ?? 1) === 1;
  for (const [row, offset] of rowsInto(shape, from)) {
    const start = row * width;
    if (spreads) y.fill(x[offset]!, start, start + width);
    else for (let i = 0; i < width; i++) y[start + i] = x[offset + i]!;
  }
}

export interface Columns {
  readonly values: Float32Array;
  readonly width: number;
}

export function concat(y: Float32Array, parts: readonly Columns[]): void {
  const total = parts.reduce((sum, part) => sum + part.width, 0);
  let first = 0;
  for (const { values, width } of parts) {
    for (let from = 0, to = first; from < values.length; from += width, to += total) {
      for (let i = 0; i < width; i++) y[to + i] = values[from + i]!;
    }
    first += width;
  }
}

export function split(parts: readonly Columns[], x: Float32Array): void {
  const total = parts.reduce((sum, part) => sum + part.width, 0);
  let first = 0;
  for (const { values, width } of parts) {
    for (let to = 0, from = first; to < values.length; to += width, from += total) {
      for (let i = 0; i < width; i++) values[to + i] = x[from + i]!;
    }
    first += width;
  }
}

/** Reverses the order of the `taps` equal parts of a kernel. */
export function rotate(y: Float32Array, x: Float32Array, taps: number): void {
  const size = x.length / taps;
  for (let tap = 0; tap < taps; tap++)
    y.set(x.subarray(tap * size, (tap + 1) * size), (taps - 1 - tap) * size);
}

/** x [N,H,W,C] to [N,(H-1)*s+1,(W-1)*s+1,C], zeros between. */
export function spread(y: Float32Array, x: Float32Array, shape: readonly number[], stride: Pair): void {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [rows, columns] = [(height - 1) * stride[0] + 1, (width - 1) * stride[1] + 1];
  y.fill(0);
  let from = 0;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < height; row++) {
      let to = (image * rows + row * stride[0]) * columns * channels;
      for (let column = 0; column < width; column++, to += stride[1] * channels, from += channels) {
        for (let i = 0; i < channels; i++) y[to + i] = x[from + i]!;
      }
    }
  }
}

export function softmax(y: Float32Array, x: Float32Array, width: number): void {
  for (let row = 0; row < x.length; row += width) {
    let largest = -Infinity;
    for (let i = row; i < row + width; i++) largest = Math.max(largest, x[i]!);
    let total = 0;
    for (let i = row; i < row + width; i++) total += Math.exp(x[i]! - largest);
    for (let i = row; i < row + width; i++) y[i] = Math.exp(x[i]! - largest) / total;
  }
}

export function softmaxGradient(dx: Float32Array, y: Float32Array, dy: Float32Array, width: number): void {
  for (let row = 0; row < y.length; row += width) {
    let total = 0;
    for (let i = row; i < row + width; i++) total += y[i]! * dy[i]!;
    for (let i = row; i < row + width; i++) dx[i] = y[i]! * (dy[i]! - total);
  }
}

/** The mean over the rows, and its gradient. */
export function crossEntropy(
  loss: Float32Array,
  gradient: Float32Array,
  logits: Float32Array,
  targets: Float32Array,
  width: number,
): void {
  const rows = logits.length / width;
  let sum = 0;
  for (let row = 0; row < logits.length; row += width) {
    let largest = -Infinity;
    for (let i = row; i < row + width; i++) largest = Math.max(largest, logits[i]!);
    let total = 0;
    for (let i = row; i < row + width; i++) total += Math.exp(logits[i]! - largest);
    const logTotal = Math.log(total) + largest;
    for (let i = row; i < row + width; i++) {
      const logShare = logits[i]! - logTotal;
      if (targets[i] !== 0) sum -= targets[i]! * logShare;
      gradient[i] = (Math.exp(logShare) - targets[i]!) / rows;
    }
  }
  loss[0] = sum / rows;
}

export function correct(count: Float32Array, logits: Float32Array, labels: Int32Array): void {
  const width = logits.length / labels.length;
  let hits = 0;
  labels.forEach((label, row) => {
    let best = 0;
    for (let i = 1; i < width; i++) if (logits[row * width + i]! > logits[row * width + best]!) best = i;
    if (best === label) hits++;
  });
  count[0] = hits;
}
