/** Normalizations and their gradients over flat arrays whose last axis is the channels. */
import type { LrnOptions } from '../shared/kernels.ts';

/** Rows are taken so many at a time, four channels side by side: sums stay in registers, the rows in the cache. */
const blockRows = 64;

/**
 * sums[c] += the sum over rows of a[row,c]; where b is given, products[c] += that of a[row,c] * (b[row,c] - centre[c]).
 * In double precision.
 */
function accumulate(
  sums: Float64Array,
  a: Float32Array,
  products?: { readonly into: Float64Array; readonly b: Float32Array; readonly centre: Float64Array },
): void {
  const channels = sums.length;
  const quads = channels - (channels % 4);
  const block = blockRows * channels;
  for (let start = 0; start < a.length; start += block) {
    const end = Math.min(start + block, a.length);
    for (let c = 0; c < quads; c += 4) {
      if (products) sumProducts4(sums, a, products, c, start, end);
      else sum4(sums, a, c, start, end);
    }
    for (let c = quads; c < channels; c++) {
      let sum = 0;
      let product = 0;
      for (let i = start + c; i < end; i += channels) {
        sum += a[i]!;
        if (products) product += a[i]! * (products.b[i]! - products.centre[c]!);
      }
      sums[c] = sums[c]! + sum;
      if (products) products.into[c] = products.into[c]! + product;
    }
  }
}

function sum4(sums: Float64Array, a: Float32Array, c: number, start: number, end: number): void {
  const channels = sums.length;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = start + c; i < end; i += channels) {
    s0 += a[i]!;
    s1 += a[i + 1]!;
    s2 += a[i + 2]!;
    s3 += a[i + 3]!;
  }
  sums[c] = sums[c]! + s0;
  sums[c + 1] = sums[c + 1]! + s1;
  sums[c + 2] = sums[c + 2]! + s2;
  sums[c + 3] = sums[c + 3]! + s3;
}

function sumProducts4(
  sums: Float64Array,
  a: Float32Array,
  { into, b, centre }: { into: Float64Array; b: Float32Array; centre: Float64Array },
  c: number,
  start: number,
  end: number,
): void {
  const channels = sums.length;
  const [m0, m1, m2, m3] = [centre[c]!, centre[c + 1]!, centre[c + 2]!, centre[c + 3]!];
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let [p0, p1, p2, p3] = [0, 0, 0, 0];
  for (let i = start + c; i < end; i += channels) {
    const [a0, a1, a2, a3] = [a[i]!, a[i + 1]!, a[i + 2]!, a[i + 3]!];
    s0 += a0;
    s1 += a1;
    s2 += a2;
    s3 += a3;
    p0 += a0 * (b[i]! - m0);
    p1 += a1 * (b[i + 1]! - m1);
    p2 += a2 * (b[i + 2]! - m2);
    p3 += a3 * (b[i + 3]! - m3);
  }
  sums[c] = sums[c]! + s0;
  sums[c + 1] = sums[c + 1]! + s1;
  sums[c + 2] = sums[c + 2]! + s2;
  sums[c + 3] = sums[c + 3]! + s3;
  into[c] = into[c]! + p0;
  into[c + 1] = into[c + 1]! + p1;
  into[c + 2] = into[c + 2]! + p2;
  into[c + 3] = into[c + 3]! + p3;
}

/** y = x * factor + shift (+ other * otherFactor), channel by channel. */
function applyAffine(
  y: Float32Array,
  x: Float32Array,
  factor: Float64Array,
  shift: Float64Array,
  more?: { readonly other: Float32Array; readonly otherFactor: Float64Array },
): void {
  const channels = factor.length;
  const block = blockRows * channels;
  for (let start = 0; start < x.length; start += block) {
    const end = Math.min(start + block, x.length);
    for (let c = 0; c < channels; c++) {
      const [f, s] = [factor[c]!, shift[c]!];
      if (more) {
        const { other, otherFactor } = more;
        const g = otherFactor[c]!;
        for (let i = start + c; i < end; i += channels) y[i] = x[i]! * f + other[i]! * g + s;
      } else for (let i = start + c; i < end; i += channels) y[i] = x[i]! * f + s;
    }
  }
}

/** Returns, for the gradient, the channels' means followed by their 1/sqrt(variance + epsilon). */
export function normalize(
  { x, scale, offset }: { x: Float32Array; scale: Float32Array; offset: Float32Array },
  result: { output: Float32Array; mean: Float32Array; variance: Float32Array },
  epsilon: number,
): Float32Array {
  const channels = scale.length;
  const count = x.length / channels;
  // About the first row, so that the difference of squares loses nothing to a large mean.
  const centre = Float64Array.from(x.subarray(0, channels));
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  accumulate(sums, x, { into: squares, b: x, centre });
  const factor = new Float64Array(channels);
  const shift = new Float64Array(channels);
  const statistics = new Float32Array(2 * channels);
  for (let i = 0; i < channels; i++) {
    const mean = sums[i]! / count;
    // squares is the sum of x * (x - centre): less the same of the mean, that of the squared deviations.
    const deviations = Math.max(squares[i]! - sums[i]! * (mean - centre[i]!), 0);
    const inverse = 1 / Math.sqrt(deviations / count + epsilon);
    factor[i] = scale[i]! * inverse;
    shift[i] = offset[i]! - mean * factor[i]!;
    statistics[i] = mean;
    statistics[channels + i] = inverse;
    result.mean[i] = mean;
    result.variance[i] = deviations / Math.max(count - 1, 1);
  }
  applyAffine(result.output, x, factor, shift);
  return statistics;
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
  accumulate(sums, dy, { into: products, b: x, centre: mean });
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
  applyAffine(into.x, dy, a, c, { other: x, otherFactor: b });
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
