import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  listFolder,
  listFolderSync,
  lookAt,
  lookAtSync,
  openFile,
  openFileSync,
  readBytes,
  readBytesSync,
  readHead,
  readHeadSync,
  readText,
  readTextSync,
} from '../../src/disk/safeFile.ts';
import type { Refusal } from '../../src/disk/safeFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'cnn-safe-'));
const inside = join(folder, 'in');
const at = (...parts: string[]): string => join(inside, ...parts);
const server = createServer();

beforeAll(async () => {
  mkdirSync(at('sub'), { recursive: true });
  writeFileSync(at('plain.cnn'), 'block A { ReLU }\n');
  writeFileSync(at('empty.cnn'), '');
  writeFileSync(at('large.cnn'), 'x'.repeat(3000));
  writeFileSync(at('a b#c?d%20ü.cnn'), 'odd');
  writeFileSync(join(folder, 'outside.cnn'), 'secret');
  execFileSync('mkfifo', [at('fifo.cnn')]);
  symlinkSync('../outside.cnn', at('out.cnn'));
  symlinkSync('plain.cnn', at('near.cnn'));
  symlinkSync('circle.cnn', at('circle.cnn'));
  symlinkSync('/dev/zero', at('zero.cnn'));
  symlinkSync('/proc/self/pagemap', at('pagemap.cnn'));
  symlinkSync('..', at('sub', 'up'));
  writeFileSync(at('closed.cnn'), 'closed');
  chmodSync(at('closed.cnn'), 0);
  await new Promise<void>((resolve) => server.listen(at('socket.cnn'), resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const isRoot = process.getuid?.() === 0;
const within = { within: [inside] };

describe('what is refused', () => {
  const cases: readonly [string, Refusal['why'], RegExp][] = [
    [at('nowhere.cnn'), 'missing', /not there/],
    [at('plain.cnn', 'deeper.cnn'), 'missing', /not there/],
    [at('sub'), 'other-kind', /but a folder/],
    [at('fifo.cnn'), 'special', /is a FIFO/],
    [at('socket.cnn'), 'special', /is a socket/],
    [at('zero.cnn'), 'special', /system/],
    ['/dev/zero', 'special', /system/],
    ['/proc/self/pagemap', 'special', /system/],
    [at('pagemap.cnn'), 'special', /system/],
    ['/proc/kmsg', 'special', /system/],
    ['/sys/kernel/notes', 'special', /system/],
    ['//host/share/a.cnn', 'network', /another machine/],
    ['\\\\host\\share\\a.cnn', 'network', /another machine/],
    [at('circle.cnn'), 'circle', /circle/],
    [at('large.cnn'), 'too-large', /larger than the 2 kB/],
    [at('n'.repeat(300)), 'missing', /no file can have/],
    [at('nul\0.cnn'), 'missing', /no file can have/],
    ...(isRoot
      ? []
      : [[at('closed.cnn'), 'no-access', /may not be read by you/] satisfies (typeof cases)[number]]),
  ];
  it.each(cases)('%j', async (path, why, reason) => {
    const [sync, async] = [readBytesSync(path, { most: 2048 }), await readBytes(path, { most: 2048 })];
    expect(sync).toEqual(async);
    expect(sync).toMatchObject({ ok: false, why, reason: expect.stringMatching(reason) as string });
    if (why === 'too-large') return;
    expect(openFileSync(path)).toEqual(await openFile(path));
    expect(openFileSync(path)).toMatchObject({ ok: false, why });
  });

  it.each([
    [at('out.cnn'), 'leads-out'],
    [join(folder, 'outside.cnn'), 'leads-out'],
    [`${inside}/sub/up/../outside.cnn`, 'leads-out'],
  ] as const)('%s, which leads out', async (path, why) => {
    const options = { most: 100, ...within };
    expect(readTextSync(path, options)).toMatchObject({ ok: false, why });
    expect(await readText(path, options)).toMatchObject({ ok: false, why });
    expect(lookAtSync(path, within)).toMatchObject({ ok: false, why });
    expect(await lookAt(path, within)).toMatchObject({ ok: false, why });
    expect(readTextSync(path, { most: 100 })).toMatchObject({ ok: true, text: 'secret' });
  });
});

describe('what is read', () => {
  it.each([
    ['plain.cnn', 'block A { ReLU }\n'],
    ['near.cnn', 'block A { ReLU }\n'],
    ['sub/up/plain.cnn', 'block A { ReLU }\n'],
    ['empty.cnn', ''],
    ['a b#c?d%20ü.cnn', 'odd'],
  ])('%s', async (name, text) => {
    const options = { most: 100, ...within };
    expect(readTextSync(at(name), options)).toEqual({ ok: true, text });
    expect(await readText(at(name), options)).toEqual({ ok: true, text });
  });

  it('up to the very byte', () => {
    expect(readBytesSync(at('large.cnn'), { most: 3000 })).toMatchObject({ ok: true });
    expect(readBytesSync(at('large.cnn'), { most: 2999 })).toMatchObject({ ok: false, why: 'too-large' });
  });

  it('the head of a file, however large', async () => {
    const [sync, async] = [
      readHeadSync(at('large.cnn'), { most: 5 }),
      await readHead(at('large.cnn'), { most: 5 }),
    ];
    for (const each of [sync, async]) expect(each.ok && new TextDecoder().decode(each.bytes)).toBe('xxxxx');
  });

  it('parts of a file', async () => {
    const opened = await openFile(at('plain.cnn'), within);
    if (!opened.ok) throw new Error(opened.reason);
    const buffer = new Uint8Array(5);
    expect(await opened.file.read(buffer, 6)).toBe(5);
    expect(opened.file.readSync(new Uint8Array(5), 1000)).toBe(0);
    await opened.file.close();
    expect(new TextDecoder().decode(buffer)).toBe('A { R');
    expect(opened.file.size).toBe(17);
  });

  it('a folder, so much of it as is asked for', async () => {
    const all = await listFolder(inside, { most: 100 });
    expect(all).toEqual(listFolderSync(inside, { most: 100 }));
    if (!all.ok) throw new Error(all.reason);
    expect(all.cut).toBe(false);
    const kinds = Object.fromEntries(all.entries.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({
      'plain.cnn': 'file',
      'fifo.cnn': 'other',
      'socket.cnn': 'other',
      'out.cnn': 'link',
      sub: 'folder',
    });
    const few = listFolderSync(inside, { most: 3 });
    expect(few.ok && [few.entries.length, few.cut]).toEqual([3, true]);
    expect(listFolderSync(at('plain.cnn'), { most: 3 })).toMatchObject({ ok: false, why: 'other-kind' });
    expect(listFolderSync('/proc/self', { most: 3 })).toMatchObject({ ok: false, why: 'special' });
  });

  it('leaves no file open', () => {
    for (let round = 0; round < 3000; round++) {
      readBytesSync(at('plain.cnn'), { most: 3 });
      readBytesSync(at('plain.cnn'), { most: 300 });
      listFolderSync(inside, { most: 1 });
    }
    expect(readBytesSync(at('plain.cnn'), { most: 300 }).ok).toBe(true);
  });
});
