import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { systemCode } from '../../failure.ts';
import { Random } from '../../random.ts';
import type { Size, Transform } from '../../recipe.ts';
import type { BytePicture } from '../dataset.ts';
import { apply } from '../pictures.ts';
import type { Picture } from '../pictures.ts';
import { resized } from '../pictureSize.ts';
import { resample } from '../resample.ts';
import { channelSums } from '../statistics.ts';
import type { Bytes, Channels, Decoder } from './decoder.ts';
import { BrokenPicture, openDecoder, pictureBounds } from './decoder.ts';

/** How a folder's pictures are read. Plain data, that goes to other threads too. */
export interface Reading {
  /** Absolute. */
  readonly folder: string;
  readonly channels: Channels;
  /** `Resize` and `CenterCrop` steps, done on every picture as it is read. */
  readonly steps: readonly Transform[];
  /** Where the decoders' .wasm files are: `dist/wasm`. */
  readonly wasmFolder: string;
}

export interface ReadPicture {
  /** SHA-256 of the file. */
  readonly digest: string;
  /** As the file has it, before any step. */
  readonly size: Size;
  readonly sums: Float64Array;
  /** After the steps; rounded to bytes, kept or not, so that a run does not depend on the room there was. */
  readonly picture: BytePicture;
}

/** Reads a folder's pictures, one file at a time. */
export class PictureReader {
  private constructor(
    readonly reading: Reading,
    private readonly decoder: Decoder,
  ) {}

  static async open(reading: Reading): Promise<PictureReader> {
    return new PictureReader(reading, await openDecoder(reading.wasmFolder));
  }

  /**
   * @param file its path in the folder
   * @throws BrokenPicture when it can't be read or decoded
   */
  read(file: string): ReadPicture {
    const { folder, channels, steps } = this.reading;
    const bytes = bytesOf(`${folder}/${file}`);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const decoded = this.decoder.decode(bytes, channels);
    const picture = afterSteps(decoded, steps);
    return { digest, size: [decoded.height, decoded.width], sums: channelSums(picture), picture };
  }
}

/** @throws BrokenPicture when there is no such file, or it is too large */
function bytesOf(path: string): Bytes {
  try {
    const file = openSync(path, 'r');
    try {
      const info = fstatSync(file);
      if (!info.isFile()) throw new BrokenPicture('it is no file');
      if (info.size > pictureBounds.fileBytes) {
        const [size, largest] = [info.size, pictureBounds.fileBytes].map((bytes) => Math.round(bytes / 1e6));
        throw new BrokenPicture(`its ${size} MB are more than the ${largest} that are read`);
      }
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (caught) {
    const code = systemCode(caught);
    if (code === undefined) throw caught;
    throw new BrokenPicture(code === 'ENOENT' ? 'it is gone' : `it can’t be read (${code})`);
  }
}

const still = new Random(0);
const noContext = { fill: [], components: undefined };

function afterSteps(decoded: BytePicture, [first, ...rest]: readonly Transform[]): BytePicture {
  if (!first) return decoded;
  let picture = firstStep(decoded, first);
  for (const step of rest) picture = apply(step, picture, still, noContext);
  const { height, width, channels, data } = picture;
  return { height, width, channels, data: new Uint8Array(new Uint8ClampedArray(data).buffer) };
}

/** A photograph is large: it is shrunk as bytes. Values stay from 0 to 255. */
function firstStep(decoded: BytePicture, step: Transform): Picture {
  const { height, width, channels } = decoded;
  if (step.kind !== 'Resize') {
    return apply(step, { height, width, channels, data: Float32Array.from(decoded.data) }, still, noContext);
  }
  const size = resized([height, width], step.size);
  const whole = { top: 0, left: 0, height, width };
  return { height: size[0], width: size[1], channels, data: resample(decoded, whole, size) };
}
