import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes } from '../../../disk/safeFile.ts';
import { TrainingFailure } from '../../failure.ts';
import { cifar10 } from '../dataset.ts';
import type { Dataset, LabelledImages } from '../dataset.ts';
import { imagesInMemory } from '../imagesInMemory.ts';
import type { Checksum } from '../../fetching/download.ts';
import type { ExpectedFile } from '../../fetching/unpack.ts';

/** https://www.cs.toronto.edu/~kriz/cifar.html, "CIFAR-10 binary version" */
export const officialArchive = {
  url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  bytes: 170_052_171,
  /** The MD5 is the one its authors publish; the SHA-256 is of the same file. */
  checksum: {
    algorithm: 'sha256',
    digest: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
  } satisfies Checksum,
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
} as const;

/** The folder in the archive. */
export const binaryFolder = 'cifar-10-batches-bin';

/** A label byte, then the red, green and blue plane, row by row. */
const shape = { height: 32, width: 32, channels: 3 } as const;
const planeBytes = shape.height * shape.width;
const recordBytes = 1 + planeBytes * shape.channels;
const largestBatch = 10_000 * recordBytes;
/** Of a person's own making. */
const largestOwnBatch = 10 * largestBatch;

const trainingFiles = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);
const testFile = 'test_batch.bin';

export const binaryFiles: readonly ExpectedFile[] = [...trainingFiles, testFile].map((name) => ({
  name,
  largest: largestBatch,
}));

/** The folder with the batches: `folder` itself or the archive's folder in it; undefined when neither has them. */
export async function findBinaryFolder(folder: string): Promise<string | undefined> {
  for (const candidate of [folder, join(folder, binaryFolder)]) {
    const here = await access(join(candidate, testFile)).then(
      () => true,
      () => false, // the caller's sentence names the folder
    );
    if (here) return candidate;
  }
  return undefined;
}

export interface ReadOptions {
  /** SHA-256 of each file, as noted when it was unpacked. */
  readonly digests?: Readonly<Record<string, string>>;
}

/**
 * Reads the six files of the official binary layout; sets with fewer images are fine.
 * @throws TrainingFailure `data-files` when one is missing, cut or altered
 */
export async function readCifar10(folder: string, options: ReadOptions = {}): Promise<Dataset> {
  const files: Uint8Array[] = [];
  for (const name of [...trainingFiles, testFile]) files.push(await readBatch(folder, name, options));
  const training = imagesOf(files.slice(0, -1));
  const test = imagesOf(files.slice(-1));
  const fingerprint = createHash('sha256').update(training.labels).update(test.labels).digest('hex');
  return { description: cifar10, training, test, fingerprint };
}

async function readBatch(folder: string, name: string, { digests }: ReadOptions): Promise<Uint8Array> {
  const path = join(folder, name);
  const read = await readBytes(path, { most: largestOwnBatch });
  if (!read.ok) throw damaged(path, read.why === 'missing' ? 'it is missing' : `it ${read.reason}`);
  const { bytes } = read;
  if (bytes.length === 0) throw damaged(path, 'it is empty');
  if (bytes.length % recordBytes !== 0) {
    throw damaged(
      path,
      `its ${bytes.length} bytes are not a multiple of ${recordBytes}, the size of an image`,
    );
  }
  const digest = digests?.[name];
  if (digest !== undefined && createHash('sha256').update(bytes).digest('hex') !== digest) {
    throw damaged(path, 'it was altered since it was unpacked');
  }
  for (let at = 0; at < bytes.length; at += recordBytes) {
    const label = bytes[at]!;
    if (label >= cifar10.classes.length) {
      throw damaged(path, `image ${at / recordBytes} has the label ${label}, beyond the last class 9`);
    }
  }
  return bytes;
}

/** Planes to pixels: [C,H,W] to [H,W,C]. */
function imagesOf(files: readonly Uint8Array[]): LabelledImages {
  const count = files.reduce((sum, bytes) => sum + bytes.length / recordBytes, 0);
  const pixels = new Uint8Array(count * planeBytes * shape.channels);
  const labels = new Uint8Array(count);
  let image = 0;
  let to = 0;
  for (const bytes of files) {
    for (let at = 0; at < bytes.length; at += recordBytes) {
      labels[image++] = bytes[at]!;
      for (let pixel = at + 1; pixel <= at + planeBytes; pixel++) {
        pixels[to++] = bytes[pixel]!;
        pixels[to++] = bytes[pixel + planeBytes]!;
        pixels[to++] = bytes[pixel + 2 * planeBytes]!;
      }
    }
  }
  return imagesInMemory(pixels, labels, shape);
}

function damaged(path: string, why: string): TrainingFailure {
  return new TrainingFailure(
    'data-files',
    `${path} is not a batch of CIFAR-10: ${why}; remove its folder to have it fetched again, or set another source.`,
  );
}
