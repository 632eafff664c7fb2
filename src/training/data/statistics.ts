import type { ChannelStatistics, PrincipalComponents } from '../recipe/transforms/transform.ts';
import type { BytePicture, LabelledImages } from './dataset.ts';

/** Over all pixels of the images at `indices`. */
export function channelStatistics(images: LabelledImages, indices: Uint32Array): ChannelStatistics {
  const { mean, covariance } = channelCovariance(images, indices);
  // A channel that never changes is left alone rather than divided by 0.
  const deviation = covariance.map((row, channel) => Math.sqrt(row[channel]!) || 1);
  return { mean, deviation };
}

interface Covariance {
  readonly mean: number[];
  readonly covariance: number[][];
}

/**
 * How many pixels a picture has, the sum of each channel, and of each two channels' products, row by row. Sums of
 * bytes and their products stay whole numbers below 2^53, so that their order does not matter.
 */
export function channelSums({ channels, data }: BytePicture): Float64Array {
  const sums = new Float64Array(1 + channels + channels * channels);
  sums[0] = data.length / channels;
  for (let at = 0; at < data.length; at += channels) {
    for (let a = 0; a < channels; a++) {
      const value = data[at + a]!;
      sums[1 + a]! += value;
      for (let b = a; b < channels; b++) sums[1 + channels + a * channels + b]! += value * data[at + b]!;
    }
  }
  return sums;
}

export function channelCovariance(images: LabelledImages, indices: Uint32Array): Covariance {
  const { channels } = images;
  const totals = new Float64Array(1 + channels + channels * channels);
  for (const index of indices) {
    const sums = images.sums(index);
    for (let at = 0; at < totals.length; at++) totals[at]! += sums[at]!;
  }
  const count = totals[0]!;
  const sums = totals.subarray(1, 1 + channels);
  const products = totals.subarray(1 + channels);
  const mean = Array.from(sums, (sum) => sum / count / 255);
  const covariance = mean.map((_, a) =>
    mean.map((__, b) => {
      const product = products[Math.min(a, b) * channels + Math.max(a, b)]!;
      return Math.max(product / count / 255 ** 2 - mean[a]! * mean[b]!, a === b ? 0 : -Infinity);
    }),
  );
  return { mean, covariance };
}

/** The eigenvectors of the channels' covariance, by Jacobi's rotations. */
export function principalComponents(images: LabelledImages, indices: Uint32Array): PrincipalComponents {
  const matrix = channelCovariance(images, indices).covariance;
  const count = matrix.length;
  const vectors = matrix.map((_, row) => matrix.map((__, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < count; p++) {
      for (let q = p + 1; q < count; q++) rotate(matrix, vectors, p, q);
    }
  }
  return { deviations: matrix.map((row, index) => Math.sqrt(Math.max(0, row[index]!))), vectors };
}

/** One rotation, that makes matrix[p][q] zero. */
function rotate(matrix: number[][], vectors: number[][], p: number, q: number): void {
  const off = matrix[p]![q]!;
  if (Math.abs(off) < 1e-18) return;
  const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const row of matrix) {
    const a = row[p]!;
    const b = row[q]!;
    row[p] = c * a - s * b;
    row[q] = s * a + c * b;
  }
  turn(matrix, p, q, c, s);
  turn(vectors, p, q, c, s);
}

function turn(rows: number[][], p: number, q: number, c: number, s: number): void {
  const first = rows[p]!;
  const second = rows[q]!;
  rows[p] = first.map((value, index) => c * value - s * second[index]!);
  rows[q] = second.map((value, index) => s * first[index]! + c * value);
}
