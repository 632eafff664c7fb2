import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrainingFailure, reason, systemCode } from '../failure.ts';

export interface Checksum {
  readonly algorithm: 'md5' | 'sha256';
  /** Lower-case hexadecimal digits. */
  readonly digest: string;
}

/** @returns undefined when the text is no checksum: `md5:` or `sha256:` and its hexadecimal digits, or these alone */
export function parseChecksum(text: string): Checksum | undefined {
  const match = /^(?:(md5|sha-?256):)?([0-9a-f]+)$/i.exec(text.trim());
  const digest = match?.[2]?.toLowerCase();
  if (digest?.length !== 32 && digest?.length !== 64) return undefined;
  const algorithm = digest.length === 32 ? 'md5' : 'sha256';
  const named = match?.[1]?.toLowerCase().replace('-', '');
  return named === undefined || named === algorithm ? { algorithm, digest } : undefined;
}

export interface DownloadOptions {
  readonly url: string;
  /** Where the archive is to be; a part of it waits beside, at `<target>.part`. */
  readonly target: string;
  readonly checksum: Checksum;
  /** More than this is not taken: a server must not fill the disk. */
  readonly largest: number;
  readonly onProgress?: (received: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
  /** How often a cut connection is taken up again without progress in between. */
  readonly attempts?: number;
  /** Milliseconds without a byte after which the connection counts as cut. */
  readonly idle?: number;
}

/** What is remembered of a part: which version of which file it belongs to. */
interface PartNote {
  readonly url: string;
  readonly validator?: string;
}

/**
 * Fetches a file and checks it. What a cut connection left is kept and continued (RFC 9110: Range with If-Range),
 * within this call and in a later one; a file that does not match its checksum is removed.
 * @throws TrainingFailure `download`, `checksum`, `disk-full`; an AbortError when `signal` fires
 */
export async function download(options: DownloadOptions): Promise<void> {
  const part = `${options.target}.part`;
  await mkdir(dirname(part), { recursive: true });
  const attempts = options.attempts ?? 4;
  for (let failed = 0, before = await sizeOf(part); ;) {
    const caught = await receive(options, part).then(
      () => undefined,
      (error: unknown) => error ?? new Error('unknown'),
    );
    if (caught === undefined) break;
    options.signal?.throwIfAborted();
    if (caught instanceof TrainingFailure) throw caught;
    const full = diskFailure(caught, part);
    if (full) throw full;
    const now = await sizeOf(part);
    failed = now > before ? 1 : failed + 1;
    before = now;
    if (failed >= attempts) throw cut(options, now, caught);
    await sleep(Math.min(250 * 2 ** failed, 4000), undefined, { signal: options.signal });
  }
  const found = await digestOf(part, options.checksum.algorithm);
  if (found !== options.checksum.digest) {
    await discard(part);
    throw new TrainingFailure(
      'checksum',
      `What ${options.url} sent is not the expected archive (its ${options.checksum.algorithm} is ${found}, not ${options.checksum.digest}): nothing of it was kept; try again, or set another source.`,
    );
  }
  await rename(part, options.target);
  await rm(notePath(part), { force: true });
}

/** One request; resolves when the part is whole. */
async function receive(options: DownloadOptions, part: string): Promise<void> {
  const { url, largest } = options;
  const idle = new AbortController();
  const signal = AbortSignal.any([idle.signal, ...(options.signal ? [options.signal] : [])]);
  let timer: NodeJS.Timeout | undefined;
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => idle.abort(new Error('no data came')), options.idle ?? 30_000);
  };
  alive();
  try {
    const held = await sizeOf(part);
    const validator = held > 0 ? await validatorOf(part, url) : undefined;
    const from = validator === undefined ? 0 : held;
    const response = await fetch(url, {
      signal,
      headers: {
        // A decoded body would be other bytes than the checksum's, and could not be continued.
        'Accept-Encoding': 'identity',
        ...(from > 0 ? { Range: `bytes=${from}-`, 'If-Range': validator! } : {}),
      },
    });
    const start = await startOf(response, from, options);
    if (start === 'whole') return;
    const length = Number(response.headers.get('content-length') ?? NaN);
    const total =
      Number.isFinite(length) && !response.headers.get('content-encoding') ? start + length : undefined;
    if ((total ?? 0) > largest) throw tooLarge(options);
    if (start === 0) await writeNote(part, { url, validator: strongValidator(response) });
    const file = await open(part, start > 0 ? 'r+' : 'w');
    let position = start;
    try {
      for await (const chunk of response.body ?? []) {
        alive();
        const bytes = chunk as Uint8Array;
        if (position + bytes.length > largest) throw tooLarge(options);
        await writeAll(file, bytes, position);
        position += bytes.length;
        options.onProgress?.(position, total);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (total !== undefined && position < total) throw new Error('the connection ended early');
  } finally {
    clearTimeout(timer);
  }
}

/** Of a nearly full disk, one write takes a part and the next one says so. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** From which byte the body goes on, or `whole` when nothing is missing. */
async function startOf(
  response: Response,
  from: number,
  options: DownloadOptions,
): Promise<number | 'whole'> {
  if (response.status === 200) return 0;
  if (response.status === 206) {
    const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (start !== undefined && Number(start) === from) return from;
    throw new Error('the server sent another part than was asked for');
  }
  await response.body?.cancel();
  if (response.status === 416 && from > 0) {
    const size = /^bytes \*\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (size !== undefined && Number(size) === from) return 'whole';
    await discard(`${options.target}.part`);
    throw new Error('the server has another version of the file');
  }
  if (response.status === 429 || response.status >= 500)
    throw new Error(`the server answered ${response.status}`);
  throw new TrainingFailure(
    'download',
    `${options.url} can’t be downloaded: the server answered ${response.status} ${response.statusText}`.trimEnd() +
      '; check the address, or set another source.',
  );
}

/** Weak validators don't guarantee the same bytes, so that a part can't be continued by them. */
function strongValidator(response: Response): string | undefined {
  const tag = response.headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return response.headers.get('last-modified') ?? undefined;
}

async function validatorOf(part: string, url: string): Promise<string | undefined> {
  const text = await readFile(notePath(part), 'utf8').catch(() => undefined); // absent: begin again
  if (text === undefined) return undefined;
  try {
    const note = JSON.parse(text) as PartNote;
    return note.url === url ? note.validator : undefined;
  } catch {
    return undefined; // a half-written note: begin again
  }
}

const notePath = (part: string): string => `${part}.json`;

async function writeNote(part: string, note: PartNote): Promise<void> {
  await rm(part, { force: true });
  await writeFile(notePath(part), JSON.stringify(note));
}

async function discard(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(notePath(part), { force: true });
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** The file's digest in hexadecimal digits. */
export async function digestOf(path: string, algorithm: Checksum['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function cut({ url }: DownloadOptions, received: number, caught: unknown): TrainingFailure {
  const host = /^https?:\/\/([^/]+)/.exec(url)?.[1] ?? url;
  const why = systemCode(caught) ?? reason(caught);
  return new TrainingFailure(
    'download',
    received > 0
      ? `The download from ${host} was cut off after ${megabytes(received)} (${why}): try again, and it goes on from there.`
      : `${host} can’t be reached (${why}): check the connection, or set a mirror or a folder with the data set.`,
    caught,
  );
}

function tooLarge({ url, largest }: DownloadOptions): TrainingFailure {
  return new TrainingFailure(
    'download',
    `${url} sends more than ${megabytes(largest)}, which can’t be the data set: check the address.`,
  );
}

/** A full or read-only disk as a sentence; undefined for other errors. */
export function diskFailure(caught: unknown, path: string): TrainingFailure | undefined {
  const folder = dirname(path);
  switch (systemCode(caught)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new TrainingFailure(
        'disk-full',
        `The disk that holds ${folder} is full: make room (nothing kept there was lost), then try again.`,
        caught,
      );
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      return new TrainingFailure(
        'disk',
        `${folder} can’t be written to (${systemCode(caught)!}): change its permissions, or set another folder.`,
        caught,
      );
    default:
      return undefined;
  }
}

export const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;
