import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrainingFailure, systemCode, systemWords } from '../failure.ts';
import type { RequestOptions } from './httpRequest.ts';
import { connectionWords, get, shownAddress } from './httpRequest.ts';
import { makeFolder } from './makeFolder.ts';

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
  /** More bytes than this are not taken: a server must not fill the disk. */
  readonly largest: number;
  readonly onProgress?: (received: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
  /** How often a cut connection is taken up again without progress in between. */
  readonly attempts?: number;
  /** Milliseconds without a byte after which the connection counts as cut. */
  readonly idle?: number;
  /** Milliseconds in which {@link leastProgress} has to come, over all connections. */
  readonly patience?: number;
  readonly isPublic?: RequestOptions['isPublic'];
}

/** What is remembered of a part: which version of which file it belongs to. */
interface PartNote {
  readonly url: string;
  readonly validator?: string;
}

/** Bytes below which a connection, or a time of `patience`, has brought nothing. */
export const leastProgress = 64 * 1024;
const mostConnections = 100;

/**
 * Fetches a file and checks it. What a cut connection left is continued (RFC 9110: Range with If-Range), within this
 * call and in a later one. Once this has ended without the file, its part is kept only where a later call can go on
 * from it; of a file that is refused (by its checksum, its size, its server, its redirects) nothing is.
 * @throws TrainingFailure `download`, `checksum`, `disk-full`; an AbortError when `signal` fires
 */
export async function download(options: DownloadOptions): Promise<void> {
  const part = partPath(options.target);
  await makeFolder(dirname(part));
  if ((await ageOf(part)) > partsKeptFor) await discard(part);
  const pace = new Pace(options);
  try {
    await receiveAll(options, part, pace);
    const found = await digestOf(part, options.checksum.algorithm);
    if (found !== options.checksum.digest) {
      throw new TrainingFailure(
        'checksum',
        `What ${shownAddress(options.url)} sent is not the expected archive (its ${options.checksum.algorithm} is ${found}, not ${options.checksum.digest}): nothing of it was kept; try again, or set another source.`,
      );
    }
    await rename(part, options.target);
    await rm(notePath(part), { force: true });
  } catch (caught) {
    const refused =
      caught instanceof TrainingFailure && !(caught instanceof Interrupted) && caught.code !== 'disk-full';
    if (refused || (await validatorOf(part, options.url)) === undefined) await discard(part);
    const kept = await sizeOf(part);
    if (options.signal?.aborted) throw new DownloadStopped(kept);
    throw caught instanceof Interrupted ? caught.told(kept, options) : caught;
  } finally {
    pace.end();
  }
}

/** The connection or the server gave out: a later call may go on. */
class Interrupted extends TrainingFailure {
  readonly #received: number;

  constructor(why: string, received: number, cause?: unknown) {
    super('download', why, cause);
    this.#received = received;
  }

  /** As the person reads it; `kept` are the bytes of the part that stays. */
  told(kept: number, { url }: DownloadOptions): TrainingFailure {
    const { host } = new URL(url);
    const what = this.#received === 0 ? 'did not begin' : `was cut off after ${megabytes(this.#received)}`;
    const advice =
      this.#received === 0
        ? 'check the connection, or set a mirror or a folder with the data set.'
        : kept > 0
          ? `try again within ${partDays} days, and it goes on from there.`
          : 'try again; nothing of it was kept, as the server does not let it go on from there.';
    return new TrainingFailure(
      'download',
      `The download from ${host} ${what} (${this.message}): ${advice}`,
      this.cause,
    );
  }
}

/** The person stopped it. */
export class DownloadStopped extends Error {
  constructor(kept: number) {
    const stays = `${megabytes(kept)} of the download are kept for ${partDays} days, and the next one goes on from there.`;
    super(kept > 0 ? stays : 'Nothing of the download was kept.');
    this.name = 'AbortError';
  }
}

/** Connections until the part is whole. */
async function receiveAll(options: DownloadOptions, part: string, pace: Pace): Promise<void> {
  const { attempts = 4, largest, signal } = options;
  for (let connections = 1, failed = 0; ; connections++) {
    const before = pace.received;
    const caught = await receive(options, part, pace).then(
      () => undefined,
      (error: unknown) => error ?? new Error('unknown'),
    );
    if (caught === undefined) return;
    signal?.throwIfAborted();
    if (caught instanceof TrainingFailure) throw caught;
    const full = diskFailure(caught, part);
    if (full) throw full;
    failed = pace.received - before >= leastProgress ? 1 : failed + 1;
    const received = await sizeOf(part);
    const why = pace.stalled ? pace.words : connectionWords(caught);
    const enough = failed >= attempts || connections >= mostConnections || pace.received >= 2 * largest;
    if (pace.stalled || enough) throw new Interrupted(why, received, caught);
    await sleep(Math.min(250 * 2 ** failed, 4000), undefined, { signal: pace.signal }).catch(() => {
      signal?.throwIfAborted();
      throw new Interrupted(pace.words, received, caught);
    });
  }
}

/** How much comes in how much time, over all connections: what dwindles to nothing ends. */
class Pace {
  readonly #stall = new AbortController();
  readonly #patience: number;
  readonly signal: AbortSignal;
  /** Bytes over all connections. */
  received = 0;
  #timer: NodeJS.Timeout | undefined;
  #mark = 0;

  constructor({ patience = 60_000, signal }: DownloadOptions) {
    this.#patience = patience;
    this.signal = AbortSignal.any([this.#stall.signal, ...(signal ? [signal] : [])]);
    this.#wait();
  }

  get stalled(): boolean {
    return this.#stall.signal.aborted;
  }

  get words(): string {
    return `less than ${leastProgress / 1024} kB came in ${this.#patience / 1000} s`;
  }

  take(bytes: number): void {
    this.received += bytes;
    if (this.received - this.#mark < leastProgress) return;
    this.#mark = this.received;
    this.#wait();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stall.abort(new Error(this.words)), this.#patience);
  }
}

/** One connection; resolves when the part is whole. */
async function receive(options: DownloadOptions, part: string, pace: Pace): Promise<void> {
  const { url, largest } = options;
  const idle = new AbortController();
  const signal = AbortSignal.any([idle.signal, pace.signal]);
  let timer: NodeJS.Timeout | undefined;
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => idle.abort(new Error('it went silent')), options.idle ?? 30_000);
  };
  alive();
  try {
    const validator = await validatorOf(part, url);
    const from = validator === undefined ? 0 : await sizeOf(part);
    const response = await get(url, {
      signal,
      isPublic: options.isPublic,
      headers: {
        // Bytes are counted, and checked, as they are in the archive.
        'Accept-Encoding': 'identity',
        'User-Agent': 'cnn-architect',
        ...(from > 0 ? { Range: `bytes=${from}-`, 'If-Range': validator! } : {}),
      },
    });
    try {
      const start = await startOf(response, from, validator, options);
      if (start === 'whole') return;
      const length = Number(response.headers['content-length'] ?? NaN);
      const total = Number.isFinite(length) ? start + length : undefined;
      if ((total ?? 0) > largest) throw tooLarge(options);
      if (start === 0) await begin(part, { url: shownAddress(url), validator: strongValidator(response) });
      const file = await open(part, start > 0 ? 'r+' : 'w');
      let position = start;
      try {
        for await (const chunk of response) {
          alive();
          const bytes = chunk as Uint8Array;
          if (position + bytes.length > largest) throw tooLarge(options);
          await writeAll(file, bytes, position);
          position += bytes.length;
          pace.take(bytes.length);
          options.onProgress?.(position, total);
        }
        // A connection that is ended from here ends the body like any other.
        signal.throwIfAborted();
        await file.sync();
      } finally {
        await file.close();
      }
      if (!response.complete) throw new Error('it ended early');
    } finally {
      response.destroy();
    }
  } catch (caught) {
    throw signal.aborted && !(caught instanceof TrainingFailure) ? signal.reason : caught;
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
  { statusCode: status = 0, headers }: IncomingMessage,
  from: number,
  validator: string | undefined,
  options: DownloadOptions,
): Promise<number | 'whole'> {
  if (status === 200) return 0;
  const part = partPath(options.target);
  if (status === 206) {
    const start = /^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1];
    const { etag } = headers;
    const sameVersion = etag === undefined || !isStrong(validator) || etag === validator;
    if (from > 0 && Number(start) === from && sameVersion) return from;
    await discard(part);
    throw new Error('it sent another part than was asked for');
  }
  if (status === 416 && from > 0) {
    const size = /^bytes \*\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
    if (size !== undefined && Number(size) === from) return 'whole';
    await discard(part);
    throw new Error('it has another version of the file');
  }
  const answer = `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  if (status === 408 || status === 429 || status >= 500) throw new Error(`it answered ${answer}`);
  throw new TrainingFailure(
    'download',
    `${shownAddress(options.url)} can’t be downloaded: the server answered ${answer}; check the address, or set another source.`,
  );
}

const isStrong = (tag: string | undefined): boolean => tag?.startsWith('"') ?? false;

/** Weak validators don't guarantee the same bytes, so that a part can't be continued by them. */
function strongValidator({ headers }: IncomingMessage): string | undefined {
  return isStrong(headers.etag) ? headers.etag : headers['last-modified'];
}

/** What a part that can be continued belongs to. */
async function validatorOf(part: string, url: string): Promise<string | undefined> {
  if ((await sizeOf(part)) === 0) return undefined;
  const text = await readFile(notePath(part), 'utf8').catch(() => undefined); // absent: begin again
  if (text === undefined) return undefined;
  try {
    const note = JSON.parse(text) as Partial<PartNote> | null;
    const validator: unknown = note?.validator;
    // It is sent as a header.
    const usable = typeof validator === 'string' && /^[\x20-\x7e]{1,200}$/.test(validator);
    return note?.url === shownAddress(url) && usable ? validator : undefined;
  } catch {
    return undefined; // a half-written note: begin again
  }
}

const partPath = (target: string): string => `${target}.part`;
const notePath = (part: string): string => `${part}.json`;

async function begin(part: string, note: PartNote): Promise<void> {
  await rm(part, { force: true });
  await writeFile(notePath(part), JSON.stringify(note));
}

async function discard(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(notePath(part), { force: true });
}

const partDays = 7;
/** Milliseconds after which what is left of a download is not gone on with any more. */
export const partsKeptFor = partDays * 86_400_000;

async function ageOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
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

function tooLarge({ url, largest }: DownloadOptions): TrainingFailure {
  return new TrainingFailure(
    'download',
    `${shownAddress(url)} sends more than ${megabytes(largest)}, which can’t be the data set: check the address.`,
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
        `${folder} can’t be written to (${systemWords(caught)!}): change its permissions, or set another folder.`,
        caught,
      );
    default:
      return undefined;
  }
}

export const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;
