import { createHash } from 'node:crypto';
import type { Refusal } from '../../../disk/safeFile.ts';
import { readBytesSync } from '../../../disk/safeFile.ts';
import type { FitProblem } from '../../fit.ts';
import { sizeProblem } from '../../fit.ts';
import { Random } from '../../random.ts';
import type { Chosen, Recipe, Size } from '../../recipe/recipe.ts';
import type { BytePicture } from '../dataset.ts';
import { fileBounds } from '../pictureBounds.ts';
import { apply, applyToBytes, isInPlace } from '../../recipe/transforms/catalogue.ts';
import type { Picture } from '../../recipe/transforms/transform.ts';
import { channelSums } from '../statistics.ts';
import { BrokenPicture } from './brokenPicture.ts';
import type { Bytes, Channels, Decoder } from './decoder.ts';
import { openDecoder } from './decoder.ts';

/** How a folder's pictures are read. Plain data, that goes to the threads that read. */
export interface Reading {
  /** Absolute. */
  readonly folder: string;
  readonly channels: Channels;
  /** The network's name, and the height and width that it takes: each picture has to come to them. */
  readonly network: string;
  readonly input: Size;
  readonly recipe: Recipe;
  /** How many of the first steps of `prepare` are done on every picture as it is read: those that work on bytes. */
  readonly settled: number;
  /** Where the decoders' .wasm files are: `dist/wasm`. */
  readonly wasmFolder: string;
}

export interface ReadPicture {
  /** SHA-256 of the file. */
  readonly digest: string;
  readonly sums: Float64Array;
  /** After the steps; rounded to bytes, kept or not, so that a run does not depend on the room there was. */
  readonly picture: BytePicture;
}

export type ReadResult =
  | ReadPicture
  /** Why there is no picture; `hangs` where reading it had to be broken off. */
  | { readonly broken: string; readonly hangs?: true }
  /** Why it can't become the network's input with this recipe. */
  | { readonly unfit: FitProblem }
  /** It is not the file that it was. */
  | { readonly changed: true };

/** Reads a folder's pictures, one file at a time. */
export class PictureReader {
  private constructor(
    readonly reading: Reading,
    private readonly decoder: Decoder,
  ) {}

  static async open(reading: Reading): Promise<PictureReader> {
    return new PictureReader(reading, await openDecoder(reading.wasmFolder));
  }

  /** Bytes that are held beside the pictures given away. */
  get memory(): number {
    return this.decoder.memory;
  }

  /**
   * @param file its path in the folder
   * @param known the digest that it had: nothing else is decoded
   */
  read(file: string, known?: string): ReadResult {
    try {
      return this.#read(file, known);
    } catch (caught) {
      if (caught instanceof BrokenPicture) return { broken: caught.message };
      if (caught instanceof RangeError) return { broken: 'it takes more memory than there is' };
      throw caught;
    }
  }

  #read(file: string, known: string | undefined): ReadResult {
    const { folder, channels, network, input, recipe, settled } = this.reading;
    const read = readBytesSync(`${folder}/${file}`, { most: fileBounds.bytes, within: [folder] });
    if (!read.ok) throw new BrokenPicture(refusalText(read));
    const bytes: Bytes = read.bytes;
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (known !== undefined && digest !== known) return { changed: true };
    const decoded = this.decoder.decode(bytes, channels);
    const size: Size = [decoded.height, decoded.width];
    const unfit = sizeProblem({ name: network, input, size, subject: 'Its pixels are' }, recipe);
    if (unfit) return { unfit };
    const steps = recipe.prepare.slice(0, settled).filter(isInPlace);
    const picture = afterSteps(decoded, steps);
    return { digest, sums: channelSums(picture), picture };
  }
}

const refusalText = ({ why, reason }: Refusal): string => (why === 'missing' ? 'it is gone' : `it ${reason}`);

const still = new Random(0);
const noContext = { fill: [], components: undefined };

function afterSteps(decoded: BytePicture, [first, ...rest]: readonly Chosen[]): BytePicture {
  if (!first) return decoded;
  const { data: begun, ...size } = applyToBytes(first, decoded);
  if (rest.length === 0 && begun instanceof Uint8Array) return { ...size, data: begun };
  let picture: Picture = { ...size, data: Float32Array.from(begun) };
  for (const step of rest) picture = apply(step, picture, still, noContext);
  const { height, width, channels, data } = picture;
  return { height, width, channels, data: new Uint8Array(new Uint8ClampedArray(data).buffer) };
}
