/** Downloads from servers that lie, dawdle, lead astray or change their mind: one sentence each, and nothing left. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checksum, DownloadOptions } from '../../../src/training/fetching/download.ts';
import { download, leastProgress, partsKeptFor } from '../../../src/training/fetching/download.ts';
import { isPublicAddress, redirectTarget } from '../../../src/training/fetching/httpRequest.ts';
import { temporaryFolder } from '../data/sets/cifar10Excerpt.ts';
import type { Answer, LoopbackServer } from './loopbackServer.ts';
import { sendFile, serve } from './loopbackServer.ts';
import { trainingFailure } from '../run/trainingFailure.ts';

const body = Buffer.alloc(
  300_000,
  Uint8Array.from({ length: 251 }, (_, index) => index),
);
const checksum: Checksum = { algorithm: 'sha256', digest: createHash('sha256').update(body).digest('hex') };

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

const target = () => join(folder.path, 'archive.tar.gz');
const options = (url: string, more: Partial<DownloadOptions> = {}): DownloadOptions => ({
  url,
  target: target(),
  checksum,
  largest: 1e6,
  attempts: 2,
  ...more,
});
async function fetchFrom(answer: Answer, more: Partial<DownloadOptions> = {}): Promise<void> {
  server = await serve(answer);
  await download(options(server.url, more));
}
const left = (): Promise<string[]> => readdir(folder.path);

/** A server below HTTP: what it sends once something was asked, and then. */
async function serveRaw(answer: (socket: Socket) => void): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const raw = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      raw.close(() => resolve());
      sockets.forEach((socket) => socket.destroy());
    });
  return { url: `http://127.0.0.1:${(raw.address() as AddressInfo).port}/x`, ranges: [], close };
}

/** One byte now and then, for as long as somebody listens. */
function drip(stream: ServerResponse | Socket, text = 'x'): void {
  const timer = setInterval(() => stream.write(text), 20);
  stream.on('close', () => clearInterval(timer));
}

const head = 'HTTP/1.1 200 OK\r\netag: "1"\r\n';

describe('a server that dawdles ends by a time limit', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['never answers', () => undefined],
    ['never ends its status line', (socket) => drip(socket, 'H')],
    ['never ends its headers', (socket) => drip(socket.write(head) ? socket : socket, 'x-a: b\r\n')],
    ['sends a byte now and then', (socket) => drip(socket.write(`${head}\r\n`) ? socket : socket)],
    [
      'sends empty chunks of nothing',
      (socket) => void socket.write(`${head}transfer-encoding: chunked\r\n\r\n`),
    ],
  ])('that %s', async (_what, answer) => {
    server = await serveRaw(answer);
    const begun = performance.now();
    const caught = await trainingFailure(download(options(server.url, { patience: 1500, idle: 5000 })));
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(caught.code).toBe('download');
    expect(caught.message).toMatch(
      /^The download from 127\.0\.0\.1:\d+ (did not begin|was cut off after 1 MB) \((less than 64 kB came in 1\.5 s|what it answers is not HTTP|its headers are too long)\): [^.]*\.$/,
    );
  });

  it('that sends one byte a connection', async () => {
    const caught = await trainingFailure(
      fetchFrom((request, response) => sendFile(request, response, body, { cutAfter: 1 }), { attempts: 3 }),
    );
    expect(caught.message).toMatch(
      /^The download from .* was cut off after 1 MB \(it closed the connection\)/,
    );
    expect(server!.ranges).toEqual([undefined, 'bytes=1-', 'bytes=2-']);
  });

  it('that ignores ranges and always stops at the same place', async () => {
    const caught = await trainingFailure(
      fetchFrom(
        (_request, response) => {
          response.writeHead(200, { etag: '"1"', 'content-length': body.length });
          response.write(body.subarray(0, 200_000), () => setTimeout(() => response.destroy(), 20));
        },
        { largest: 350_000 },
      ),
    );
    expect(caught.message).toMatch(/was cut off/);
    expect(server!.ranges.length).toBeLessThan(8);
  }, 60_000);
});

describe('a redirect', () => {
  const redirect =
    (location: (request: { url?: string }) => string | undefined): Answer =>
    (request, response) => {
      const to = location(request);
      response.writeHead(302, to === undefined ? {} : { location: to }).end('moved');
    };

  it('is followed', async () => {
    await fetchFrom((request, response) => {
      if (request.url === '/moved') sendFile(request, response, body);
      else response.writeHead(302, { location: '/moved' }).end();
    });
    expect((await readFile(target())).equals(body)).toBe(true);
  });

  it.each<[string, Answer, RegExp]>([
    [
      'in a circle',
      redirect(({ url }) => (url === '/a' ? '/b' : '/a')),
      /: its redirects lead in a circle \(.*\/a → .*\/b → .*\/a\)/,
    ],
    ['to itself', redirect(({ url }) => url), /: its redirects lead in a circle/],
    ['for ever', redirect(({ url }) => `${url}x`), /: it redirects more than 10 times/],
    ['to a file', redirect(() => 'file:///etc/passwd'), /: it redirects to a file: address/],
    ['to data', redirect(() => 'data:text/plain,x'), /: it redirects to a data: address/],
    ['to ftp', redirect(() => 'ftp://127.0.0.1/x'), /: it redirects to a ftp: address/],
    ['to nowhere', redirect(() => undefined), /: it redirects, but not to a web address/],
    ['to nonsense', redirect(() => 'http://['), /: it redirects, but not to a web address/],
  ])('%s is told as one, at once, and leaves nothing', async (_what, answer, sentence) => {
    const caught = await trainingFailure(fetchFrom(answer));
    expect(caught.message).toMatch(sentence);
    expect(caught.message).toMatch(/; check the address, or set another source\.$/);
    expect(server!.ranges.length).toBeLessThan(13);
    expect(await left()).toEqual([]);
  });

  it.each(['127.0.0.2', '[::1]', '10.1.2.3', '2130706434', '0x7f000002', '169.254.169.254'])(
    'from a host of the internet into the own network (%s) is refused before anything is asked there',
    async (host) => {
      const caught = await trainingFailure(
        fetchFrom(
          redirect(() => `http://${host}:9/x`),
          { isPublic: (address) => address === '127.0.0.1' },
        ),
      );
      expect(caught.message).toMatch(
        /: it redirects to .*:9, which is inside this machine’s own network; check/,
      );
      expect(await left()).toEqual([]);
    },
  );

  it('from https to http is refused, and takes no password along', () => {
    const from = new URL('https://name:secret@example.com/a');
    expect(() => redirectTarget([from], 'http://example.com/a')).toThrow(
      /from https to http \(example\.com\)/,
    );
    expect(() => redirectTarget([from], 'http://example.com/a')).not.toThrow(/secret/);
    expect(redirectTarget([from], 'https://other.example/a').href).toBe('https://other.example/a');
    expect(redirectTarget([from], '/b').password).toBe('secret');
  });

  it.each<[string, boolean]>([
    ['93.184.216.34', true] as [string, boolean],
    ['2606:2800:220:1::1', true],
    ['::ffff:93.184.216.34', true],
    ...[
      ...[
        '127.0.0.1',
        '127.9.9.9',
        '10.0.0.1',
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '169.254.169.254',
      ],
      ...['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1%eth0', 'fd00::1'],
      ...['::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', 'ff02::1', 'no address'],
    ].map((address): [string, boolean] => [address, false]),
  ])('%s is of the internet: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

describe('what is sent', () => {
  it('longer than announced is read as far as announced', async () => {
    server = await serveRaw((socket) => {
      socket.write(`${head}content-length: ${body.length}\r\n\r\n`);
      socket.write(Buffer.concat([body, body]));
    });
    await download(options(server.url));
    expect((await readFile(target())).equals(body)).toBe(true);
  });

  it('and never ends is read to the bound, and not kept', async () => {
    const caught = await trainingFailure(
      fetchFrom((_request, response) => {
        response.writeHead(200, { etag: '"1"' });
        const more = (): void => void (response.destroyed || response.write(body, () => setImmediate(more)));
        more();
      }),
    );
    expect(caught.message).toMatch(/sends more than 1 MB/);
    expect(await left()).toEqual([]);
  });

  it('announced as larger than the bound is not read at all', async () => {
    const caught = await trainingFailure(
      fetchFrom(
        (_request, response) =>
          void response.writeHead(200, { etag: '"1"', 'content-length': 5e9 }).write('x'),
      ),
    );
    expect(caught.message).toMatch(/sends more than 1 MB/);
    expect(await left()).toEqual([]);
  });

  it('shorter than announced is gone on with', async () => {
    await fetchFrom((request, response, attempt) =>
      sendFile(request, response, body, { cutAfter: attempt === 0 ? leastProgress : undefined }),
    );
    expect((await readFile(target())).equals(body)).toBe(true);
  });

  it('packed once more is taken as it is: a bomb stays small, and is refused by its checksum', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const caught = await trainingFailure(
      fetchFrom((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb);
      }),
    );
    expect(caught.code).toBe('checksum');
    expect(await left()).toEqual([]);
  });

  it('marked as packed, as some servers do with a .tar.gz, is the archive', async () => {
    await fetchFrom((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
    );
    expect((await readFile(target())).equals(body)).toBe(true);
  });

  it.each<[string, Answer]>([
    [
      'of another version, in spite of If-Range',
      (request, response, attempt) => {
        if (attempt !== 1)
          return sendFile(request, response, body, { cutAfter: attempt === 0 ? 70_000 : undefined });
        response.writeHead(206, {
          etag: '"2"',
          'content-range': `bytes 70000-${body.length - 1}/${body.length}`,
        });
        response.end(Buffer.alloc(body.length - 70_000));
      },
    ],
    [
      'from another place than asked for',
      (request, response, attempt) => {
        if (attempt !== 1)
          return sendFile(request, response, body, { cutAfter: attempt === 0 ? 70_000 : undefined });
        response.writeHead(206, {
          etag: '"1"',
          'content-range': `bytes 60000-${body.length - 1}/${body.length}`,
        });
        response.end(body.subarray(60_000));
      },
    ],
    [
      'as 416, of a file that has become shorter',
      (request, response, attempt) => {
        if (attempt === 1) response.writeHead(416, { 'content-range': 'bytes */10' }).end();
        else sendFile(request, response, body, { cutAfter: attempt === 0 ? 70_000 : undefined });
      },
    ],
  ])('%s makes it begin again', async (_what, answer) => {
    await fetchFrom(answer, { attempts: 3 });
    expect((await readFile(target())).equals(body)).toBe(true);
    expect(server!.ranges.at(-1)).toBeUndefined();
  });
});

describe('of a download that ended without the file', () => {
  const cutOnce: Answer = (request, response, attempt) => {
    if (attempt === 0) sendFile(request, response, body, { cutAfter: 100_000 });
    else response.destroy();
  };
  const part = (): string => `${target()}.part`;

  it('a part stays where the next can go on from it, and that is told', async () => {
    const caught = await trainingFailure(fetchFrom(cutOnce));
    expect(caught.message).toMatch(/: try again within 7 days, and it goes on from there\.$/);
    expect((await stat(part())).size).toBe(100_000);
  });

  it('nothing stays where the server names no version', async () => {
    const caught = await trainingFailure(
      fetchFrom((_request, response, attempt) => {
        if (attempt > 0) return void response.destroy();
        response.writeHead(200, { 'content-length': body.length });
        response.write(body.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
      }),
    );
    expect(caught.message).toMatch(/: try again; nothing of it was kept, as the server/);
    expect(await left()).toEqual([]);
  });

  it.each([404, 403, 410, 204, 301])(
    'nothing stays of a part that the server does not have any more (%d)',
    async (status) => {
      await trainingFailure(fetchFrom(cutOnce));
      await server!.close();
      const { url } = server!;
      server = undefined;
      await writeFile(`${part()}.json`, JSON.stringify({ url: url.replace(/:\d+/, ':0'), validator: '"1"' }));
      const caught = await trainingFailure(
        fetchFrom((_request, response) => void response.writeHead(status).end()),
      );
      expect(caught.message).toMatch(/can’t be downloaded: /);
      expect(await left()).toEqual([]);
    },
  );

  it('a part that is too old is not gone on with', async () => {
    await trainingFailure(fetchFrom(cutOnce));
    const { url } = server!;
    const old = new Date(Date.now() - partsKeptFor - 60_000);
    await utimes(part(), old, old);
    await trainingFailure(download(options(url, { attempts: 1 })));
    expect(server!.ranges.at(-1)).toBeUndefined();
    expect(await left()).toEqual([]);
  });

  it.each(['null', '[]', '{"url":1}', '{"validator":"\\r\\nx: y"}', '{'])(
    'a note that says %s is believed in nothing',
    async (note) => {
      await writeFile(part(), 'something');
      await writeFile(`${part()}.json`, note);
      await fetchFrom((request, response) => sendFile(request, response, body));
      expect((await readFile(target())).equals(body)).toBe(true);
    },
  );

  it('the person who stopped it hears what stays', async () => {
    const stop = new AbortController();
    const running = fetchFrom(
      (_request, response) => void response.writeHead(200, { etag: '"1"' }).write(body),
      { signal: stop.signal, onProgress: (received) => received === body.length && stop.abort() },
    );
    await expect(running).rejects.toMatchObject({
      name: 'AbortError',
      message: '1 MB of the download are kept for 7 days, and the next one goes on from there.',
    });
  });

  it.each(['nonsense', 'ftp://127.0.0.1/x', 'http://', 'https://name:secret@'])(
    '"%s" is no address',
    async (url) => {
      const caught = await trainingFailure(download(options(url)));
      expect(caught.message).toMatch(/is not a web address/);
      expect(caught.message).not.toContain('secret');
    },
  );
});
