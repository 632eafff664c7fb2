import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync, gunzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from '../../../../src/protocol/training.ts';
import { cifar10 } from '../../../../src/training/data/sets/cifar10.ts';
import type { ObtainOptions } from '../../../../src/training/data/sets/obtainDataSet.ts';
import { availability, obtainDataSet } from '../../../../src/training/data/sets/obtainDataSet.ts';
import { unpack } from '../../../../src/training/fetching/unpack.ts';
import { excerptArchive, excerptSha256, excerptSource, temporaryFolder } from './cifar10Excerpt.ts';
import type { LoopbackServer } from '../../fetching/loopbackServer.ts';
import { sendFile, serve } from '../../fetching/loopbackServer.ts';
import { trainingFailure } from '../../run/trainingFailure.ts';

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

/** A .tar.gz of these entries, as a source with its own checksum. */
async function archive(entries: { name: string; body?: Buffer; type?: 'symlink'; linkname?: string }[]) {
  const tar = pack();
  for (const { body, ...header } of entries) tar.entry(header, body ?? '');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const bytes = gzipSync(Buffer.concat(chunks));
  const location = join(folder.path, 'made.tar.gz');
  await writeFile(location, bytes);
  const checksum = createHash('sha256').update(bytes).digest('hex');
  return { cacheFolder: join(folder.path, 'cache'), location, checksum, mayDownload: false };
}

const obtainCifar10 = (source: DataSource, options?: ObtainOptions) =>
  obtainDataSet(cifar10, source, options);

const record = Buffer.alloc(3073, 5);
const allFiles = [
  'data_batch_1',
  'data_batch_2',
  'data_batch_3',
  'data_batch_4',
  'data_batch_5',
  'test_batch',
];
const entries = allFiles.map((name) => ({ name: `cifar-10-batches-bin/${name}.bin`, body: record }));
const cached = () => readdir(join(folder.path, 'cache', 'datasets'));

describe('obtainCifar10', () => {
  it('unpacks, caches and reads real pictures', async () => {
    const source = excerptSource(join(folder.path, 'cache'));
    const { training, test, description } = await obtainCifar10(source);
    expect([training.count, test.count]).toEqual([500, 100]);
    expect(description.classes[training.labels[0]!]).toBeDefined();
    // Independent of the reader: the first record's first pixel, plane by plane, straight from the archive.
    const tar = gunzipSync(await readFile(excerptArchive));
    const header = tar.indexOf('cifar-10-batches-bin/data_batch_1.bin');
    const first = tar.subarray(header + 512, header + 512 + 3073);
    expect(training.labels[0]).toBe(first[0]);
    const { data } = await training.picture(0);
    expect([...data.subarray(0, 3)]).toEqual([first[1], first[1 + 1024], first[1 + 2048]]);
    expect(data[(1 * 32 + 2) * 3 + 1]).toBe(first[1 + 1024 + 34]);
    expect((await availability(cifar10, source)).kind).toBe('ready');
  });

  it('downloads from a mirror with its checksum, once, also for two at a time', async () => {
    const bytes = await readFile(excerptArchive);
    server = await serve((request, response) => sendFile(request, response, bytes));
    const source = {
      cacheFolder: join(folder.path, 'cache'),
      location: server.url,
      checksum: excerptSha256,
      mayDownload: true,
    };
    expect(await availability(cifar10, source)).toMatchObject({ kind: 'download', url: server.url });
    const told: string[] = [];
    const onProgress = (activity: string) => void told.push(activity);
    const both = await Promise.all([
      obtainCifar10(source, { onProgress }),
      obtainCifar10(source, { onProgress }),
    ]);
    expect(both.map(({ training }) => training.count)).toEqual([500, 500]);
    expect(server.ranges).toHaveLength(1);
    await obtainCifar10({ ...source, mayDownload: false });
    expect(server.ranges).toHaveLength(1);
    expect(told.some((activity) => /^Downloading CIFAR-10: \d+ MB of 2 MB$/.test(activity))).toBe(true);
    expect((await cached()).filter((name) => !/^cifar10-[0-9a-f]{12}$/.test(name))).toEqual([]);
  });

  it('does not download unasked', async () => {
    const caught = await trainingFailure(
      obtainCifar10({ cacheFolder: join(folder.path, 'cache'), mayDownload: false }),
    );
    expect(caught.code).toBe('no-data');
    expect(caught.message).toContain('170 MB from https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz');
  });

  it('reads a folder of the person’s own, and says what is missing in one', async () => {
    const own = join(folder.path, 'own');
    await mkdir(join(own, 'cifar-10-batches-bin'), { recursive: true });
    expect((await trainingFailure(obtainCifar10({ location: own, mayDownload: false }))).message).toContain(
      'does not hold',
    );
    for (const { name, body } of entries) await writeFile(join(own, name), body);
    expect((await obtainCifar10({ location: own, mayDownload: false })).training.count).toBe(5);
    await truncate(join(own, entries[2]!.name), 3000);
    const cut = await trainingFailure(obtainCifar10({ location: own, mayDownload: false }));
    expect(cut.message).toMatch(/data_batch_3\.bin is not a batch of CIFAR-10: its 3000 bytes/);
    await rm(join(own, entries[2]!.name));
    expect((await trainingFailure(obtainCifar10({ location: own, mayDownload: false }))).message).toContain(
      'it is missing',
    );
    await writeFile(join(own, entries[2]!.name), Buffer.alloc(3073, 200));
    expect((await trainingFailure(obtainCifar10({ location: own, mayDownload: false }))).message).toContain(
      'label 200',
    );
    const none = await trainingFailure(obtainCifar10({ location: join(own, 'none'), mayDownload: false }));
    expect(none.message).toContain('does not exist');
  });

  it('unpacks the archive that lies in a folder of the person’s own', async () => {
    const own = join(folder.path, 'own');
    await mkdir(own);
    await copyFile(excerptArchive, join(own, 'cifar-10-binary.tar.gz'));
    const source = { ...excerptSource(join(folder.path, 'cache')), location: own };
    expect((await obtainCifar10(source)).training.count).toBe(500);
    expect(await availability(cifar10, source)).toMatchObject({ kind: 'ready' });
    const official = { ...source, checksum: undefined };
    expect((await trainingFailure(obtainCifar10(official))).code).toBe('checksum');
  });

  it('refuses a cut or altered archive, and keeps what is cached', async () => {
    const source = excerptSource(join(folder.path, 'cache'));
    await obtainCifar10(source);
    const before = await cached();
    const bytes = await readFile(excerptArchive);
    const cut = join(folder.path, 'cut.tar.gz');
    await writeFile(cut, bytes.subarray(0, bytes.length / 2));
    expect(
      (await trainingFailure(obtainCifar10({ ...source, location: cut, checksum: undefined }))).code,
    ).toBe('checksum');
    // Even with the checksum of the cut archive itself.
    const checksum = createHash('sha256')
      .update(bytes.subarray(0, bytes.length / 2))
      .digest('hex');
    const damaged = await trainingFailure(obtainCifar10({ ...source, location: cut, checksum }));
    expect(damaged.code).toBe('archive');
    expect(damaged.message).toContain(cut);
    expect(await cached()).toEqual(before);
    expect((await obtainCifar10(source)).training.count).toBe(500);
  });

  it('notices a cached file that was altered', async () => {
    const source = excerptSource(join(folder.path, 'cache'));
    await obtainCifar10(source);
    const [name] = await cached();
    const file = join(folder.path, 'cache', 'datasets', name!, 'data_batch_2.bin');
    const bytes = await readFile(file);
    bytes[100]! ^= 1;
    await writeFile(file, bytes);
    expect((await trainingFailure(obtainCifar10(source))).message).toContain('altered since it was unpacked');
  });

  it.each([
    [
      'a link',
      [...entries, { name: 'cifar-10-batches-bin/x', type: 'symlink' as const, linkname: '/etc' }],
      'symlink',
    ],
    ['a file twice', [...entries, entries[0]!], 'is in it twice'],
    [
      'a file that is too large',
      [{ name: entries[0]!.name, body: Buffer.alloc(10_001 * 3073) }],
      'is larger',
    ],
    ['no test batch', entries.slice(0, 5), 'test_batch.bin is not in it'],
    ['something else', [{ name: 'readme', body: record }], 'data_batch_1.bin is not in it'],
    ['batches of nonsense', entries.map(({ name }) => ({ name, body: Buffer.alloc(99) })), 'not a multiple'],
  ])('refuses an archive with %s', async (_what, made, expected) => {
    const caught = await trainingFailure(obtainCifar10(await archive(made)));
    expect(caught.message).toContain(expected);
    expect(await cached()).toEqual([]);
  });

  it('refuses an archive that unpacks to more than it could hold', async () => {
    const { location } = await archive([
      { name: 'own/a.bin', body: Buffer.alloc(5) },
      { name: 'x', body: Buffer.alloc(12e6) },
    ]);
    const into = join(folder.path, 'into');
    await mkdir(into);
    const files = [{ name: 'a.bin', largest: 1000 }];
    const caught = await trainingFailure(unpack({ archive: location, into, folder: 'own', files }));
    expect(caught.message).toContain('it unpacks to more than 10 MB; get it again');
  });

  it.skipIf(process.platform === 'win32')('waits for no FIFO, and reads no device', async () => {
    const own = join(folder.path, 'special');
    await mkdir(own);
    for (const { name, body } of entries) await writeFile(join(own, name.split('/')[1]!), body);
    await rm(join(own, 'data_batch_2.bin'));
    await promisify(execFile)('mkfifo', [join(own, 'data_batch_2.bin')]);
    const caught = await trainingFailure(obtainCifar10({ location: own, mayDownload: false }));
    expect(caught.message).toMatch(/data_batch_2\.bin is not a batch of CIFAR-10: it is a FIFO/);
    for (const location of [join(own, 'data_batch_2.bin'), '/dev/zero']) {
      const refused = await trainingFailure(
        obtainCifar10({ location, mayDownload: false, cacheFolder: own }),
      );
      expect(refused.message).toMatch(/is neither a folder nor an archive/);
    }
  });

  it('writes nothing outside its folder', async () => {
    const escaping = [
      { name: '../../escaped.bin', body: record },
      { name: '/tmp/cnn-architect-escaped.bin', body: record },
      { name: 'cifar-10-batches-bin/../../../escaped.bin', body: record },
    ];
    expect((await obtainCifar10(await archive([...escaping, ...entries]))).test.count).toBe(1);
    expect((await readdir(folder.path)).sort()).toEqual(['cache', 'made.tar.gz']);
    await expect(readFile('/tmp/cnn-architect-escaped.bin')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keeps nothing of a download that holds something else', async () => {
    const source = await archive(entries.slice(1));
    const bytes = await readFile(source.location);
    server = await serve((request, response) => sendFile(request, response, bytes));
    const caught = await trainingFailure(
      obtainCifar10({ ...source, location: server.url, mayDownload: true }),
    );
    expect(caught.code).toBe('archive');
    expect(await cached()).toEqual([]);
  });

  it('keeps of earlier downloads one archive’s part, and for a week', async () => {
    const bytes = await readFile(excerptArchive);
    server = await serve((request, response) => sendFile(request, response, bytes));
    const source = { cacheFolder: join(folder.path, 'cache'), location: server.url, checksum: excerptSha256 };
    const left = ['tar.gz.part', 'tar.gz.part.json', 'tar.gz', 'unpacking-x'];
    const leave = async (id: string): Promise<void> => {
      await mkdir(join(source.cacheFolder, 'datasets'), { recursive: true });
      for (const name of left) {
        const path = join(source.cacheFolder, 'datasets', `cifar10-${id}.${name}`);
        await writeFile(path, 'left');
        if (id.startsWith('0')) await utimes(path, 0, 0);
      }
    };
    await leave('000000000000');
    await leave('111111111111');
    await trainingFailure(obtainCifar10({ ...source, mayDownload: false }));
    expect(await cached()).toEqual(left.map((name) => `cifar10-111111111111.${name}`).sort());
    await obtainCifar10({ ...source, mayDownload: true });
    expect(await cached()).toHaveLength(1);
  });

  it('says that the disk is full, and goes on once there is room', async ({ skip }) => {
    const mounted = join(folder.path, 'cache');
    await mkdir(mounted);
    const run = promisify(execFile);
    const canMount = await run('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', mounted]).then(
      () => true,
      () => false, // only root may
    );
    const source = excerptSource(mounted);
    if (!canMount) skip('only root may mount a small disk');
    try {
      const caught = await trainingFailure(obtainCifar10(source));
      expect(caught.code).toBe('disk-full');
      expect(caught.message).toMatch(/^The disk that holds .* is full: make room/);
      expect(await readdir(join(mounted, 'datasets'))).toEqual([]);
      await run('mount', ['-o', 'remount,size=20m', mounted]);
      expect((await obtainCifar10(source)).training.count).toBe(500);
    } finally {
      await run('umount', [mounted]);
    }
  });
});
