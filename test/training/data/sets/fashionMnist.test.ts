import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DataSetDefinition } from '../../../../src/training/data/sets/definition.ts';
import { fashionMnist } from '../../../../src/training/data/sets/fashionMnist.ts';
import { availability, obtainDataSet } from '../../../../src/training/data/sets/obtainDataSet.ts';
import type { LoopbackServer } from '../../fetching/loopbackServer.ts';
import { sendFile, serve } from '../../fetching/loopbackServer.ts';
import { trainingFailure } from '../../run/trainingFailure.ts';
import { temporaryFolder } from './cifar10Excerpt.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: LoopbackServer | undefined;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await folder.remove();
});

function idx(sizes: readonly number[], values: Buffer): Buffer {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.writeUInt32BE(0x800 + sizes.length, 0);
  sizes.forEach((size, at) => head.writeUInt32BE(size, 4 + 4 * at));
  return Buffer.concat([head, values]);
}

/** Pictures whose pixel n is n + the picture's number, with these labels. */
const pictures = (labels: readonly number[], size = 28) =>
  idx(
    [labels.length, size, size],
    Buffer.concat(labels.map((_, image) => Uint8Array.from({ length: size * size }, (__, n) => n + image))),
  );
const labelled = (labels: readonly number[]) => idx([labels.length], Buffer.from(labels));

const files: Record<string, Buffer> = {
  'train-images-idx3-ubyte.gz': gzipSync(pictures([9, 0, 3])),
  'train-labels-idx1-ubyte.gz': gzipSync(labelled([9, 0, 3])),
  't10k-images-idx3-ubyte.gz': gzipSync(pictures([7, 1])),
  't10k-labels-idx1-ubyte.gz': gzipSync(labelled([7, 1])),
};

/** The data set with the checksums of the small files. */
const small: DataSetDefinition = {
  ...fashionMnist,
  archives: fashionMnist.archives.map((archive) => ({
    ...archive,
    bytes: files[archive.name]!.length,
    checksum: {
      algorithm: 'sha256',
      digest: createHash('sha256').update(files[archive.name]!).digest('hex'),
    },
  })),
};
const cached = () => readdir(join(folder.path, 'cache', 'datasets'));

async function mirror(other: Record<string, Buffer> = {}) {
  const asked: string[] = [];
  server = await serve((request, response) => {
    const name = basename(request.url ?? '');
    asked.push(name);
    sendFile(request, response, other[name] ?? files[name]!);
  });
  const source = { cacheFolder: join(folder.path, 'cache'), location: server.url, mayDownload: true };
  return { asked, source };
}

it('is fetched file by file, each checked, cached once and read', async () => {
  const { asked, source } = await mirror();
  const told: string[] = [];
  const { training, test, description } = await obtainDataSet(small, source, {
    onProgress: (activity) => void told.push(activity),
  });
  expect(asked).toEqual(Object.keys(files));
  expect([...training.labels].map((label) => description.classes[label])).toEqual([
    'Ankle boot',
    'T-shirt/top',
    'Dress',
  ]);
  expect([...test.labels]).toEqual([7, 1]);
  const { data, ...shape } = await training.picture(1);
  expect(shape).toEqual({ height: 28, width: 28, channels: 1 });
  expect([...data.subarray(0, 3)]).toEqual([1, 2, 3]);
  expect(told.some((activity) => activity.startsWith('Downloading Fashion-MNIST: '))).toBe(true);
  expect(await cached()).toEqual([expect.stringMatching(/^fashionMnist-[0-9a-f]{12}$/)]);
  await obtainDataSet(small, { ...source, mayDownload: false });
  expect(asked).toHaveLength(4);
});

it('is not fetched unasked, nor by a checksum of one file', async () => {
  const { asked, source } = await mirror();
  const unasked = await trainingFailure(obtainDataSet(small, { ...source, mayDownload: false }));
  expect(unasked.message).toContain(`Fashion-MNIST is not on this machine`);
  const caught = await trainingFailure(obtainDataSet(small, { ...source, checksum: '0'.repeat(64) }));
  expect(caught.message).toContain('comes in 4 files');
  expect(asked).toEqual([]);
});

it('is refused where one file is another, and nothing of it is kept', async () => {
  const { source } = await mirror({ 't10k-labels-idx1-ubyte.gz': gzipSync(labelled([7, 2])) });
  expect((await trainingFailure(obtainDataSet(small, source))).code).toBe('checksum');
  const kept = await cached();
  expect(kept.filter((name) => name.includes('t10k-labels') || name.includes('unpacking'))).toEqual([]);
});

it('is read from a folder with its archives, or with what they hold', async () => {
  const own = join(folder.path, 'own');
  await mkdir(own);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(own, name), bytes);
  const source = { cacheFolder: join(folder.path, 'cache'), location: own, mayDownload: false };
  expect(await availability(small, source)).toMatchObject({ kind: 'archives' });
  expect((await obtainDataSet(small, source)).training.count).toBe(3);
  for (const [name, bytes] of Object.entries(files))
    await writeFile(join(own, name.slice(0, -3)), gunzipSync(bytes));
  expect(await availability(fashionMnist, source)).toEqual({ kind: 'ready', folder: own });
  expect((await obtainDataSet(fashionMnist, source)).test.count).toBe(2);
});

it.each([
  ['train-images-idx3-ubyte', pictures([9, 0, 3], 27), 'it has pictures of 27x27, not of 28x28'],
  ['train-images-idx3-ubyte', labelled([9, 0, 3, 0, 0, 0, 0, 0]), 'it does not begin as one'],
  ['train-images-idx3-ubyte', Buffer.alloc(3), 'it has 3 bytes'],
  ['train-labels-idx1-ubyte', labelled([9, 0]), 'it has 2 labels for 3 pictures'],
  ['t10k-labels-idx1-ubyte', labelled([7, 10]), 'image 1 has the label 10, beyond the last class 9'],
])('is refused where %s is damaged', async (name, bytes, why) => {
  const own = join(folder.path, 'own');
  await mkdir(own);
  for (const [each, zipped] of Object.entries(files))
    await writeFile(join(own, each.slice(0, -3)), gunzipSync(zipped));
  await writeFile(join(own, name), bytes);
  const source = { location: own, mayDownload: false };
  const caught = await trainingFailure(obtainDataSet(fashionMnist, source));
  expect(caught.code).toBe('data-files');
  expect(caught.message).toContain(`${join(own, name)} is not a file of Fashion-MNIST’s`);
  expect(caught.message).toContain(why);
});
