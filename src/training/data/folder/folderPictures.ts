import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { TrainingFailure, systemCode } from '../../failure.ts';
import { Random } from '../../random.ts';
import type { Size, Transform } from '../../recipe.ts';
import type { BytePicture, LabelledImages } from '../dataset.ts';
import { apply } from '../pictures.ts';
import type { Picture } from '../pictures.ts';
import { resized } from '../pictureSize.ts';
import { resample } from '../resample.ts';
import { channelSums } from '../statistics.ts';
import type { Bytes, Channels, Decoder } from './decoder.ts';
import { BrokenPicture, pictureBounds } from './decoder.ts';
import type { PictureFile } from './folderSplit.ts';

/** How a folder's pictures are read. */
export interface Reading {
  /** Absolute. */
  readonly folder: string;
  readonly decoder: Decoder;
  readonly channels: Channels;
  /** `Resize` and `CenterCrop` steps, done on every picture as it is read. */
  readonly steps: readonly Transform[];
}

interface Kept {
  readonly file: string;
  /** SHA-256 of the file: a picture that is read again is the same one, or the run ends. */
  readonly digest: Buffer;
  readonly sums: Float64Array;
  /** Undefined where there was no room: it is read again each time. */
  readonly picture: BytePicture | undefined;
}

/** Bytes that pictures may take, all parts together. */
export class Room {
  #left: number;
  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/** Pictures of one part, read once in the beginning: then they are known to be whole, and kept where there is room. */
export class FolderPictures {
  readonly #reading: Reading;
  readonly #kept: Kept[] = [];
  readonly #labels: number[] = [];

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /**
   * Takes a picture in.
   * @param check called with the picture's size before anything else is done with it, to refuse it
   * @throws BrokenPicture; what `check` throws
   */
  add({ file, label }: PictureFile, room: Room, check: (size: Size) => void): void {
    const bytes = readPicture(this.#reading.folder, file);
    const picture = prepared(bytes, this.#reading, check);
    this.#kept.push({
      file,
      digest: digest(bytes),
      sums: channelSums(picture),
      picture: room.take(picture.data.length) ? picture : undefined,
    });
    this.#labels.push(label);
  }

  /** Pictures that are read again each time. */
  get unkept(): number {
    return this.#kept.filter(({ picture }) => !picture).length;
  }

  /** A line for each picture: its name and its content. */
  get inventory(): string[] {
    return this.#kept.map(({ file, digest: content }) => `${file}\t${content.toString('hex')}`);
  }

  images(): LabelledImages {
    return {
      count: this.#kept.length,
      channels: this.#reading.channels,
      labels: Uint16Array.from(this.#labels),
      picture: (index) => this.#kept[index]!.picture ?? this.#again(this.#kept[index]!),
      sums: (index) => this.#kept[index]!.sums,
    };
  }

  #again({ file, digest: before }: Kept): BytePicture {
    try {
      const bytes = readPicture(this.#reading.folder, file);
      if (digest(bytes).equals(before)) return prepared(bytes, this.#reading);
    } catch (caught) {
      if (!(caught instanceof BrokenPicture)) throw caught;
    }
    throw new TrainingFailure(
      'other-data',
      `${this.#reading.folder}/${file} has changed or gone since the training began: put it back and resume the run, or start a new one.`,
    );
  }
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** @throws BrokenPicture when there is no such file, or it is too large */
function readPicture(folder: string, name: string): Bytes {
  try {
    const file = openSync(`${folder}/${name}`, 'r');
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

/** Rounded to bytes after its steps, kept or not, so that a run does not depend on the room there was. */
function prepared(
  file: Bytes,
  { decoder, channels, steps }: Reading,
  check?: (size: Size) => void,
): BytePicture {
  const decoded = decoder.decode(file, channels);
  check?.([decoded.height, decoded.width]);
  const [first, ...rest] = steps;
  if (!first) return decoded;
  let picture = firstStep(decoded, first);
  for (const step of rest) picture = apply(step, picture, still, noContext);
  const { height, width, data } = picture;
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
