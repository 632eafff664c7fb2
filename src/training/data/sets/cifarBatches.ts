/** The binary layout of CIFAR: https://www.cs.toronto.edu/~kriz/cifar.html, "binary version". */
import { createHash } from 'node:crypto';
import type { ExpectedFile } from '../../fetching/unpack.ts';
import type { Dataset, LabelledImages } from '../dataset.ts';
import { imagesInMemory } from '../imagesInMemory.ts';
import type { ReadOptions } from './definition.ts';
import { damaged, readDataFile } from './dataFile.ts';

/** Label bytes, then the red, green and blue plane, row by row. */
const shape = { height: 32, width: 32, channels: 3 } as const;
const planeBytes = shape.height * shape.width;
const recordBytes = (labels: number): number => labels + planeBytes * shape.channels;

export interface CifarLayout {
  /** Of the data set, for messages. */
  readonly title: string;
  readonly classes: number;
  /** How many label bytes each picture has, of which the last one counts. */
  readonly labels: number;
  readonly training: readonly ExpectedFile[];
  readonly test: ExpectedFile;
}

export const cifarFile = (name: string, images: number, labels: number): ExpectedFile => ({
  name,
  largest: images * recordBytes(labels),
});

/** @throws TrainingFailure `data-files` when a file is missing, cut or altered */
export async function readCifarBatches(
  folder: string,
  layout: CifarLayout,
  options: ReadOptions,
): Promise<Omit<Dataset, 'description'>> {
  const files: Uint8Array[] = [];
  for (const file of [...layout.training, layout.test])
    files.push(await readBatch(folder, file, layout, options));
  const training = imagesOf(files.slice(0, -1), layout);
  const test = imagesOf(files.slice(-1), layout);
  const fingerprint = createHash('sha256').update(training.labels).update(test.labels).digest('hex');
  return { training, test, fingerprint };
}

async function readBatch(
  folder: string,
  file: ExpectedFile,
  { title, labels, classes }: CifarLayout,
  options: ReadOptions,
): Promise<Uint8Array> {
  const what = `a batch of ${title}`;
  const { path, bytes } = await readDataFile(folder, file, what, options);
  const record = recordBytes(labels);
  if (bytes.length % record !== 0) {
    throw damaged(
      path,
      what,
      `its ${bytes.length} bytes are not a multiple of ${record}, the size of an image`,
    );
  }
  for (let at = 0; at < bytes.length; at += record) {
    const label = bytes[at + labels - 1]!;
    if (label < classes) continue;
    throw damaged(
      path,
      what,
      `image ${at / record} has the label ${label}, beyond the last class ${classes - 1}`,
    );
  }
  return bytes;
}

/** Planes to pixels: [C,H,W] to [H,W,C]. */
function imagesOf(files: readonly Uint8Array[], { labels: labelBytes }: CifarLayout): LabelledImages {
  const record = recordBytes(labelBytes);
  const count = files.reduce((sum, bytes) => sum + bytes.length / record, 0);
  const pixels = new Uint8Array(count * planeBytes * shape.channels);
  const labels = new Uint8Array(count);
  let image = 0;
  let to = 0;
  for (const bytes of files) {
    for (let at = labelBytes; at < bytes.length; at += record) {
      labels[image++] = bytes[at - 1]!;
      for (let pixel = at; pixel < at + planeBytes; pixel++) {
        pixels[to++] = bytes[pixel]!;
        pixels[to++] = bytes[pixel + planeBytes]!;
        pixels[to++] = bytes[pixel + 2 * planeBytes]!;
      }
    }
  }
  return imagesInMemory(pixels, labels, shape);
}
