import type { Size } from '../recipe.ts';

/** Pixels in HWC order, whatever their type; values are taken as they are. */
export interface Raster {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array | Uint8Array;
}

/** A rectangle of a picture. */
export interface Area {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Scales a part of a picture: bilinear, pixel centres at halves, edges repeated. Where it shrinks, every pixel of the
 * part counts (as with PIL, or torchvision's `antialias`), so that fine patterns turn grey and not into coarse ones.
 */
export function resample(picture: Raster, part: Area, [height, width]: Size): Float32Array {
  const { channels } = picture;
  const columns = weights(part.width, width);
  const { firsts, counts, shares, reach } = weights(part.height, height);
  const stride = width * channels;
  const result = new Float32Array(height * stride);
  // Row by row of the picture, each added to the rows of the result that it counts in: nothing in between is kept.
  const narrowed = new Float32Array(stride);
  for (let row = 0, first = 0; row < part.height; row++) {
    narrow(picture, ((part.top + row) * picture.width + part.left) * channels, columns, narrowed);
    while (first < height && firsts[first]! + counts[first]! <= row) first++;
    for (let y = first; y < height && firsts[y]! <= row; y++) {
      const share = shares[y * reach + row - firsts[y]!]!;
      const to = y * stride;
      for (let at = 0; at < stride; at++) result[to + at]! += narrowed[at]! * share;
    }
  }
  return result;
}

/** One row of the part, that begins at `row`, in the new width. */
function narrow(
  { data, channels }: Raster,
  row: number,
  { firsts, counts, shares, reach }: Weights,
  narrowed: Float32Array,
): void {
  narrowed.fill(0);
  for (let x = 0, to = 0; x < firsts.length; x++, to += channels) {
    const end = x * reach + counts[x]!;
    let at = row + firsts[x]! * channels;
    if (channels === 3) {
      // The same as below for what photographs have, whose pixels are most of the work: sums without an array.
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let index = x * reach; index < end; index++, at += 3) {
        const share = shares[index]!;
        red += data[at]! * share;
        green += data[at + 1]! * share;
        blue += data[at + 2]! * share;
      }
      narrowed[to] = red;
      narrowed[to + 1] = green;
      narrowed[to + 2] = blue;
      continue;
    }
    for (let index = x * reach; index < end; index++) {
      for (let channel = 0; channel < channels; channel++)
        narrowed[to + channel]! += data[at++]! * shares[index]!;
    }
  }
}

/** Of each target position: the first source position that counts, how many do, and their shares, which sum to 1. */
interface Weights {
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  /** Those of position n begin at n times `reach`. */
  readonly shares: Float64Array;
  readonly reach: number;
}

/** A triangle over each target position: two pixels wide, or where it shrinks two target pixels wide. */
function weights(length: number, count: number): Weights {
  const scale = length / count;
  const half = Math.max(1, scale);
  const reach = Math.ceil(2 * half) + 1;
  const firsts = new Int32Array(count);
  const counts = new Int32Array(count);
  const shares = new Float64Array(count * reach);
  for (let index = 0; index < count; index++) {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - half));
    const end = Math.min(length, Math.ceil(centre + half));
    const triangle = (at: number): number => Math.max(0, 1 - Math.abs(at + 0.5 - centre) / half);
    let sum = 0;
    for (let at = first; at < end; at++) sum += triangle(at);
    for (let at = first; at < end; at++) shares[index * reach + at - first] = triangle(at) / sum;
    firsts[index] = first;
    counts[index] = end - first;
  }
  return { firsts, counts, shares, reach };
}
