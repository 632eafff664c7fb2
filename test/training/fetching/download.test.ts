import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checksum } from '../../../src/training/fetching/download.ts';
import { diskFailure, download, parseChecksum } from '../../../src/training/fetching/download.ts';
import { temporaryFolder } from '../data/sets/cifar10Excerpt.ts';
import type { Answer, LoopbackServer } from './loopbackServer.ts';
import { sendFile, serve } from './loopbackServer.ts';
import { trainingFailure } from '../run/trainingFailure.ts';

const body = Buffer.alloc(300_000, (() => Uint8Array.from({ length: 251 }, (_, index) => index))());
const checksum: Checksum = { algorithm: 'sha256', digest: createHash('sha256').update(body).digest('hex') };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: LoopbackServer | undefined;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await server?.close();
  await folder.remove();
});

const target = () => join(folder.path, 'archive.tar.gz');
async function fetchFrom(answer: Answer, options: Partial<Parameters<typeof download>[0]> = {}) {
  server = await serve(answer);
  await download({ url: server.url, target: target(), checksum, largest: 1e6, attempts: 2, ...options });
}

describe('download', () => {
  it('fetches, checks, and leaves nothing else', async () => {
    const seen: number[] = [];
    await fetchFrom((request, response) => sendFile(request, response, body), {
      onProgress: (received, total) => {
        expect(total).toBe(body.length);
        seen.push(received);
      },
    });
    expect((await readFile(target())).equals(body)).toBe(true);
    expect(await readdir(folder.path)).toEqual(['archive.tar.gz']);
    expect(seen.at(-1)).toBe(body.length);
  });

  it('goes on where the connection was cut, by Range and If-Range', async () => {
    await fetchFrom((request, response, attempt) =>
      sendFile(request, response, body, { cutAfter: attempt < 3 ? 70_000 : undefined }),
    );
    expect((await readFile(target())).equals(body)).toBe(true);
    expect(server!.ranges[0]).toBeUndefined();
    expect(server!.ranges.slice(1)).toEqual(['bytes=70000-', 'bytes=140000-', 'bytes=210000-']);
  });

  it('goes on in a later call with what an earlier one left', async () => {
    const cut = await trainingFailure(
      fetchFrom((request, response, attempt) => {
        if (attempt === 1) response.destroy();
        else sendFile(request, response, body, { cutAfter: attempt === 0 ? 100_000 : undefined });
      }),
    );
    expect(cut.code).toBe('download');
    expect(cut.message).toMatch(
      /cut off after 1 MB .*: try again within 7 days, and it goes on from there\.$/,
    );
    await download({ url: server!.url, target: target(), checksum, largest: 1e6 });
    expect(server!.ranges.at(-1)).toBe('bytes=100000-');
    expect((await readFile(target())).equals(body)).toBe(true);
  });

  it('begins again when the server ignores Range', async () => {
    await fetchFrom((_request, response, attempt) => {
      response.writeHead(200, { etag: '"1"', 'content-length': body.length });
      if (attempt > 0) response.end(body);
      else response.write(body.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
    });
    expect((await readFile(target())).equals(body)).toBe(true);
  });

  it('begins again when the file changed in between', async () => {
    const other = Buffer.from(body).reverse();
    await fetchFrom((request, response, attempt) =>
      attempt === 0
        ? sendFile(request, response, other, { etag: '"old"', cutAfter: 50_000 })
        : sendFile(request, response, body, { etag: '"new"' }),
    );
    expect((await readFile(target())).equals(body)).toBe(true);
  });

  it('keeps nothing of an altered file', async () => {
    const altered = Buffer.from(body);
    altered[200_000] = 7;
    const caught = await trainingFailure(
      fetchFrom((request, response) => sendFile(request, response, altered)),
    );
    expect(caught.code).toBe('checksum');
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('says what the server answered, at once', async () => {
    const caught = await trainingFailure(fetchFrom((_request, response) => response.writeHead(404).end()));
    expect(caught.message).toContain('404');
    expect(server!.ranges).toHaveLength(1);
  });

  it('tries again when the server is busy, and says so in the end', async () => {
    const caught = await trainingFailure(fetchFrom((_request, response) => response.writeHead(503).end()));
    expect(caught.message).toContain('503');
    expect(server!.ranges).toHaveLength(2);
  });

  it('takes no more than it should', async () => {
    const caught = await trainingFailure(
      fetchFrom((_request, response) => void response.writeHead(200).end(body), { largest: 1000 }),
    );
    expect(caught.code).toBe('download');
  });

  it('gives up on a connection that is silent', async () => {
    const caught = await trainingFailure(
      fetchFrom((_request, response) => void response.writeHead(200, { etag: '"1"' }).write('x'), {
        idle: 100,
      }),
    );
    expect(caught.message).toMatch(/cut off after 1 MB \(it went silent\): try again; nothing|from there/);
  });

  it('says when the host is not there', async () => {
    server = await serve(() => undefined);
    const { url } = server;
    await server.close();
    server = undefined;
    const caught = await trainingFailure(
      download({ url, target: target(), checksum, largest: 1e6, attempts: 1 }),
    );
    expect(caught.message).toMatch(
      /from 127\.0\.0\.1:\d+ did not begin \(it refuses connections\): check the connection/,
    );
  });

  it('stops when asked', async () => {
    const stop = new AbortController();
    const running = fetchFrom((_request, response) => void response.writeHead(200).write('x'), {
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 50);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says that a disk is full in one sentence', () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    expect(diskFailure(full, '/cache/datasets/x')?.message).toMatch(
      /^The disk that holds \/cache\/datasets is full/,
    );
    expect(diskFailure(new TypeError('x'), '/cache')).toBeUndefined();
  });
});

describe('parseChecksum', () => {
  it('reads both kinds, named or not', () => {
    const md5 = 'c32a1d4ab5d03f1284b67883e8d87530';
    expect(parseChecksum(md5)).toEqual({ algorithm: 'md5', digest: md5 });
    expect(parseChecksum(`MD5:${md5.toUpperCase()}`)).toEqual({ algorithm: 'md5', digest: md5 });
    expect(parseChecksum(`sha256:${'a'.repeat(64)}`)?.algorithm).toBe('sha256');
    expect(parseChecksum(`sha256:${md5}`)).toBeUndefined();
    expect(parseChecksum('nonsense')).toBeUndefined();
  });
});
