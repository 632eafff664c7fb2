/** Real CIFAR-10 images on a loopback server, in place of the official host. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const archiveName = 'cifar-10-binary.tar.gz';
/** The excerpt in the repository. */
const excerpt = join(root, 'test/fixtures/cifar10', archiveName);
/** All images as JPEG, beside the checkout on the developers' machines. */
const wholeSet = join(root, '../shared/data/cifar10/unpack.mjs');

export interface CifarMirror {
  /** Of the archive. */
  url: string;
  /** SHA-256 of the archive, in hexadecimal. */
  checksum: string;
  /** Requests answered so far. */
  requests(): number;
  close(): Promise<void>;
}

/** 5,000 training and 1,000 test images where the whole set is at hand, else the repository's excerpt. */
async function archive(): Promise<Buffer> {
  if (!existsSync(wholeSet)) return readFile(excerpt);
  const folder = await mkdtemp(join(tmpdir(), 'cnn-cifar10-'));
  try {
    const cut = ['--train', '5000', '--test', '1000', '--archive'];
    await promisify(execFile)(process.execPath, [wholeSet, '--out', folder, ...cut]);
    return await readFile(join(folder, archiveName));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Serves the archive on 127.0.0.1, with byte ranges as the official host. */
export async function serveCifar10(): Promise<CifarMirror> {
  const bytes = await archive();
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const headers = { 'content-type': 'application/gzip', 'accept-ranges': 'bytes' };
    if (from > 0) {
      response.writeHead(206, {
        ...headers,
        'content-length': bytes.length - from,
        'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      });
    } else {
      response.writeHead(200, { ...headers, 'content-length': bytes.length });
    }
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${archiveName}`,
    checksum: createHash('sha256').update(bytes).digest('hex'),
    requests: () => requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
