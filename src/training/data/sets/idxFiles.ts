/** The layout of MNIST and its kin, IDX: http://yann.lecun.com/exdb/mnist/, "file formats". */
import { createHash } from 'node:crypto';
import type { ExpectedFile } from '../../fetching/unpack.ts';
import type { Dataset, LabelledImages } from '../dataset.ts';
import { imagesInMemory } from '../imagesInMemory.ts';
import { damaged, readDataFile } from './dataFile.ts';
import type { ReadOptions } from './definition.ts';

/** Two zeros, the type (8: bytes), how many dimensions; then each of these, big end first. */
const header = (dimensions: number): number => 4 + 4 * dimensions;

export interface IdxPart {
  readonly images: ExpectedFile;
  readonly labels: ExpectedFile;
}

export interface IdxLayout {
  /** Of the data set, for messages. */
  readonly title: string;
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly training: IdxPart;
  readonly test: IdxPart;
}

/** A part's files as MNIST names them: `train-images-idx3-ubyte`. */
export const idxPart = (name: string, count: number, pixels: number): IdxPart => ({
  images: { name: `${name}-images-idx3-ubyte`, largest: header(3) + count * pixels },
  labels: { name: `${name}-labels-idx1-ubyte`, largest: header(1) + count },
});

/** @throws TrainingFailure `data-files` when a file is missing, cut or altered */
export async function readIdxFiles(
  folder: string,
  layout: IdxLayout,
  options: ReadOptions,
): Promise<Omit<Dataset, 'description'>> {
  const training = await readPart(folder, layout.training, layout, options);
  const test = await readPart(folder, layout.test, layout, options);
  const fingerprint = createHash('sha256').update(training.labels).update(test.labels).digest('hex');
  return { training, test, fingerprint };
}

async function readPart(
  folder: string,
  part: IdxPart,
  { title, classes, height, width }: IdxLayout,
  options: ReadOptions,
): Promise<LabelledImages> {
  const read = async (file: ExpectedFile, what: string, each: readonly number[]) => {
    const { path, bytes } = await readDataFile(folder, file, what, options);
    return { path, what, values: valuesOf(path, what, bytes, each) };
  };
  const images = await read(part.images, `a file of ${title}’s pictures`, [height, width]);
  const labels = await read(part.labels, `a file of ${title}’s labels`, []);
  const count = images.values.length / (height * width);
  if (labels.values.length !== count) {
    throw damaged(labels.path, labels.what, `it has ${labels.values.length} labels for ${count} pictures`);
  }
  const odd = labels.values.findIndex((label) => label >= classes);
  if (odd >= 0) {
    const label = labels.values[odd]!;
    throw damaged(
      labels.path,
      labels.what,
      `image ${odd} has the label ${label}, beyond the last class ${classes - 1}`,
    );
  }
  return imagesInMemory(images.values, labels.values, { height, width, channels: 1 });
}

/** What stands behind the header, which has to be that of so many things of this shape each. */
function valuesOf(path: string, what: string, bytes: Uint8Array, each: readonly number[]): Uint8Array {
  const begin = header(1 + each.length);
  if (bytes.length < begin) throw damaged(path, what, `it has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) !== 0x800 + 1 + each.length) throw damaged(path, what, 'it does not begin as one');
  const [count, ...shape] = Array.from({ length: 1 + each.length }, (_, at) => view.getUint32(4 + 4 * at));
  if (shape.join('x') !== each.join('x')) {
    throw damaged(path, what, `it has pictures of ${shape.join('x')}, not of ${each.join('x')}`);
  }
  const expected = begin + each.reduce((product, size) => product * size, count!);
  if (bytes.length !== expected) {
    throw damaged(path, what, `it has ${bytes.length} bytes, where its ${count} entries take ${expected}`);
  }
  return bytes.subarray(begin);
}
