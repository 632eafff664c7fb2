import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cifar100 } from '../../../../src/training/data/sets/cifar100.ts';
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

/** Pictures as the binary version has them: coarse label, fine label, three planes, which begin with `first`. */
const record = (fine: number, first: number) => {
  const bytes = Buffer.alloc(2 + 3072, 7);
  bytes[0] = fine % 20;
  bytes[1] = fine;
  for (const plane of [0, 1, 2]) bytes[2 + 1024 * plane] = first + plane;
  return bytes;
};
const training = Buffer.concat([record(99, 10), record(4, 20), record(0, 30)]);
const test = record(57, 40);

async function archive(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'cifar-100-binary/train.bin' }, training);
  tar.entry({ name: 'cifar-100-binary/fine_label_names.txt' }, 'apple\n');
  tar.entry({ name: 'cifar-100-binary/test.bin' }, test);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

it('is fetched from a mirror, checked, cached and read, the fine labels as its classes', async () => {
  const bytes = await archive();
  server = await serve((request, response) => sendFile(request, response, bytes));
  const source = {
    cacheFolder: join(folder.path, 'cache'),
    location: server.url,
    checksum: createHash('sha256').update(bytes).digest('hex'),
    mayDownload: true,
  };
  const dataset = await obtainDataSet(cifar100, source);
  expect(dataset.description.classes).toHaveLength(100);
  expect([...dataset.training.labels].map((label) => dataset.description.classes[label])).toEqual([
    'worm',
    'beaver',
    'apple',
  ]);
  expect(dataset.description.classes[dataset.test.labels[0]!]).toBe('pear');
  expect([...(await dataset.training.picture(1)).data.subarray(0, 4)]).toEqual([20, 21, 22, 7]);
  expect(await availability(cifar100, { ...source, mayDownload: false })).toMatchObject({ kind: 'ready' });
  expect(await readdir(join(folder.path, 'cache', 'datasets'))).toEqual([
    expect.stringMatching(/^cifar100-[0-9a-f]{12}$/),
  ]);
  const other = { ...source, checksum: '0'.repeat(64) };
  expect((await trainingFailure(obtainDataSet(cifar100, other))).code).toBe('checksum');
});

it('is read from a folder of the person’s own, and refused where its labels are none', async () => {
  const own = join(folder.path, 'cifar-100-binary');
  await mkdir(own);
  await writeFile(join(own, 'train.bin'), training);
  await writeFile(join(own, 'test.bin'), test);
  const source = { location: folder.path, mayDownload: false };
  expect((await obtainDataSet(cifar100, source)).training.count).toBe(3);
  await writeFile(join(own, 'test.bin'), record(100, 0));
  expect((await trainingFailure(obtainDataSet(cifar100, source))).message).toMatch(
    /test\.bin is not a batch of CIFAR-100: image 0 has the label 100, beyond the last class 99/,
  );
});
