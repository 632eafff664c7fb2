/** Normalizations and their gradients over flat arrays whose last axis is the channels. */
import type { LrnOptions } from './kernels.ts';

/** Returns, for the gradient, the channels' means followed by their 1/sqrt(variance + epsilon). */
export function normalize(
  { x, scale, offset }: { x: Float32Array; scale: Float32Array; offset: Float32Array },
  result: { output: Float32Array; mean: Float32Array; variance: Float32Array },
  epsilon: number,
): Float32Array {
  const channels = scale.length;
  const count = x.length / channels;
  // Two passes: the sum of squared deviations from the mean loses nothing to a large mean.
  const mean = new Float64Array(channels);
  for (let row = 0; row < x.length; row += channels) {
    for (let i = 0; i < channels; i++) mean[i] = mean[i]! + x[row + i]!;
  }
  for (let i = 0; i < channels; i++) mean[i] = mean[i]! / count;
  const squares = new Float64Array(channels);
  for (let row = 0; row < x.length; row += channels) {
    for (let i = 0; i < channels; i++) {
      const deviation = x[row + i]! - mean[i]!;
      squares[i] = squares[i]! + deviation * deviation;
    }
  }
  const factor = new Float64Array(channels);
  const shift = new Float64Array(channels);
  const statistics = new Float32Array(2 * channels);
  for (let i = 0; i < channels; i++) {
    const inverse = 1 / Math.sqrt(squares[i]! / count + epsilon);
    factor[i] = scale[i]! * inverse;
    shift[i] = offset[i]! - mean[i]! * factor[i]!;
    statistics[i] = mean[i]!;
    statistics[channels + i] = inverse;
    result.mean[i] = mean[i]!;
    result.variance[i] = squares[i]! / Math.max(count - 1, 1);
  }
  applyAffine(result.output, x, factor, shift);
  return statistics;
}

function applyAffine(y: Float32Array, x: Float32Array, factor: Float64Array, shift: Float64Array): void {
  const channels = factor.length;
  for (let row = 0; row < x.length; row += channels) {
    for (let i = 0; i < channels; i++) y[row + i] = x[row + i]! * factor[i]! + shift[i]!;
  }
}

/** dx = scale/sd * (dy - mean(dy) - xhat * mean(dy * xhat)) (Ioffe and Szegedy, 2015). */
export function normalizeGradient(
  from: { dy: Float32Array; x: Float32Array; scale: Float32Array; statistics: Float32Array },
  into: { x: Float32Array; scale: Float32Array; offset: Float32Array },
): void {
  const { dy, x, scale, statistics } = from;
  const channels = scale.length;
  const count = x.length / channels;
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels);
  const mean = Float64Array.from(statistics.subarray(0, channels));
  for (let row = 0; row < x.length; row += channels) {
    for (let i = 0; i < channels; i++) {
      const gradient = dy[row + i]!;
      sums[i] = sums[i]! + gradient;
      products[i] = products[i]! + gradient * (x[row + i]! - mean[i]!);
    }
  }
  // dx as dy * a + x * b + c, channel by channel.
  const a = new Float64Array(channels);
  const b = new Float64Array(channels);
  const c = new Float64Array(channels);
  for (let i = 0; i < channels; i++) {
    const inverse = statistics[channels + i]!;
    into.scale[i] = products[i]! * inverse;
    into.offset[i] = sums[i]!;
    a[i] = scale[i]! * inverse;
    b[i] = (-a[i]! * inverse * inverse * products[i]!) / count;
    c[i] = (-a[i]! * sums[i]!) / count - b[i]! * mean[i]!;
  }
  const dx = into.x;
  for (let row = 0; row < x.length; row += channels) {
    for (let i = 0; i < channels; i++) dx[row + i] = dy[row + i]! * a[i]! + x[row + i]! * b[i]! + c[i]!;
  }
}

export function applyStatistics(
  y: Float32Array,
  x: Float32Array,
  [scale, offset, mean, variance]: readonly Float32Array[],
  epsilon: number,
): void {
  const factor = Float64Array.from(scale!, (value, i) => value / Math.sqrt(variance![i]! + epsilon));
  const shift = Float64Array.from(offset!, (value, i) => value - mean![i]! * factor[i]!);
  applyAffine(y, x, factor, shift);
}

/** Channel c's window reaches from c - floor(size / 2) to c + floor((size - 1) / 2). */
function windowSums(sums: Float64Array, values: Float64Array, size: number, mirrored: boolean): void {
  const [low, high] = [Math.floor(size / 2), Math.floor((size - 1) / 2)];
  const [below, above] = mirrored ? [high, low] : [low, high];
  const channels = values.length;
  for (let i = 0; i < channels; i++) {
    let total = 0;
    const last = Math.min(channels - 1, i + above);
    for (let j = Math.max(0, i - below); j <= last; j++) total += values[j]!;
    sums[i] = total;
  }
}

/** base ** -beta; of the usual 0.75 by square roots, which are far faster than a power. */
function inversePower(base: number, beta: number): number {
  if (beta !== 0.75) return base ** -beta;
  const root = Math.sqrt(base);
  return 1 / (root * Math.sqrt(root));
}

export function localResponse(y: Float32Array, x: Float32Array, channels: number, options: LrnOptions): void {
  const { size, alpha, beta, k } = options;
  const [squares, sums] = [new Float64Array(channels), new Float64Array(channels)];
  for (let row = 0; row < x.length; row += channels) {
    for (let i = 0; i < channels; i++) squares[i] = x[row + i]! * x[row + i]!;
    windowSums(sums, squares, size, false);
    for (let i = 0; i < channels; i++) y[row + i] = x[row + i]! * inversePower(k + alpha * sums[i]!, beta);
  }
}

/** dx_i = dy_i s_i^-beta - 2 alpha beta x_i * (the sum of dy_j y_j / s_j over the windows j that hold i). */
export function localResponseGradient(
  dx: Float32Array,
  x: Float32Array,
  y: Float32Array,
  dy: Float32Array,
  channels: number,
  { size, alpha, beta, k }: LrnOptions,
): void {
  const [squares, sums] = [new Float64Array(channels), new Float64Array(channels)];
  const [shares, spread] = [new Float64Array(channels), new Float64Array(channels)];
  for (let row = 0; row < x.length; row += channels) {
    for (let i = 0; i < channels; i++) squares[i] = x[row + i]! * x[row + i]!;
    windowSums(sums, squares, size, false);
    for (let i = 0; i < channels; i++) {
      sums[i] = k + alpha * sums[i]!;
      shares[i] = (dy[row + i]! * y[row + i]!) / sums[i]!;
    }
    windowSums(spread, shares, size, true);
    for (let i = 0; i < channels; i++) {
      dx[row + i] = dy[row + i]! * inversePower(sums[i]!, beta) - 2 * alpha * beta * x[row + i]! * spread[i]!;
    }
  }
}
