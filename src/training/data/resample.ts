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
  const { channels, data } = picture;
  const columns = weights(part.width, width);
  const rows = weights(part.height, height);
  // First each row that is needed to the new width, then the columns to the new height.
  const narrowed = new Float32Array(part.height * width * channels);
  for (let y = 0, to = 0; y < part.height; y++) {
    const row = ((part.top + y) * picture.width + part.left) * channels;
    for (let x = 0; x < width; x++) {
      const { first, shares } = columns[x]!;
      const start = row + first * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let index = 0, at = start + channel; index < shares.length; index++, at += channels) {
          sum += data[at]! * shares[index]!;
        }
        narrowed[to++] = sum;
      }
    }
  }
  const stride = width * channels;
  const result = new Float32Array(height * stride);
  for (let y = 0; y < height; y++) {
    const { first, shares } = rows[y]!;
    const to = y * stride;
    for (let index = 0; index < shares.length; index++) {
      const share = shares[index]!;
      const from = (first + index) * stride;
      for (let at = 0; at < stride; at++) result[to + at]! += narrowed[from + at]! * share;
    }
  }
  return result;
}

interface Weights {
  /** The first source position that counts. */
  readonly first: number;
  /** From there on; they sum to 1. */
  readonly shares: Float64Array;
}

/** A triangle over each target position: two pixels wide, or where it shrinks two target pixels wide. */
function weights(length: number, count: number): Weights[] {
  const scale = length / count;
  const reach = Math.max(1, scale);
  return Array.from({ length: count }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach));
    const end = Math.min(length, Math.ceil(centre + reach));
    const shares = Float64Array.from({ length: end - first }, (__, at) =>
      Math.max(0, 1 - Math.abs(first + at + 0.5 - centre) / reach),
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    return { first, shares: shares.map((share) => share / sum) };
  });
}
