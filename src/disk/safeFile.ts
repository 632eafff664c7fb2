/**
 * The one reader of files and folders that came from somewhere: what an import, a recipe, a run or a walk over the
 * workspace leads to is believed in nothing. Only regular files are opened, never a device, a FIFO or what the system
 * makes up; reading has a bound whatever the file says of its size; a link that leads out of where it may lead is not
 * followed. Everything comes as a value, and what is refused says in words why. Each function is there twice: at once
 * (`…Sync`), and later.
 *
 * The room gives reading of files and folders. It never imports another room.
 */
import * as now from 'node:fs';
import type { Dir, Stats } from 'node:fs';
import * as later from 'node:fs/promises';
import { sep } from 'node:path';
import { promisify } from 'node:util';
import { systemErrorInWords } from './systemErrors.ts';

/** Why something was not read. */
export interface Refusal {
  readonly ok: false;
  readonly why:
    | 'missing'
    /** Not of the kind that was asked for: a folder in place of a file, or the other way round. */
    | 'other-kind'
    /** A device, a FIFO, a socket, or what the system makes up (`/proc`). */
    | 'special'
    | 'network'
    | 'leads-out'
    | 'circle'
    | 'too-large'
    | 'no-access'
    | 'unreadable';
  /** Goes on after the path: `is a folder`. */
  readonly reason: string;
  /** The system's, where it is the system that refused: `EACCES`. */
  readonly code?: string;
}

export type Result<T> = ({ readonly ok: true } & T) | Refusal;

/** Where a path may lead. */
export interface Reach {
  /** Folders, absolute: what is asked for lies in one of them once all links are followed. Absent: anywhere. */
  readonly within?: readonly string[];
}

interface ReadOptions extends Reach {
  /** Bytes; a file of more is refused, however large it says it is. */
  readonly most: number;
}

export interface Found {
  /** With all links followed. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** Bytes, as the system says. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface Listing {
  readonly path: string;
  readonly entries: readonly FolderEntry[];
  /** There are more entries than were asked for. */
  readonly cut: boolean;
}

/** An open regular file, to be closed by who asked for it. Reading throws what the system says. */
export interface OpenFile {
  /** With all links followed. */
  readonly path: string;
  /** Bytes, as the system said when it was opened. */
  readonly size: number;
  /** How many bytes were read into `buffer`, from a byte of the file on; 0 at its end. */
  readSync(buffer: Uint8Array, position: number): number;
  read(buffer: Uint8Array, position: number): Promise<number>;
  closeSync(): void;
  close(): Promise<void>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** What is at a path: a regular file or a folder. */
export const lookAtSync = (path: string, reach: Reach = {}): Result<Found> => atOnce(looking(path, reach));
export const lookAt = (path: string, reach: Reach = {}): Promise<Result<Found>> =>
  inTime(looking(path, reach));

export const readBytesSync = (path: string, options: ReadOptions): Result<{ readonly bytes: Bytes }> =>
  atOnce(reading(path, options, true));
export const readBytes = (path: string, options: ReadOptions): Promise<Result<{ readonly bytes: Bytes }>> =>
  inTime(reading(path, options, true));

/** As UTF-8; what is none becomes U+FFFD. */
export const readTextSync = (path: string, options: ReadOptions): Result<{ readonly text: string }> =>
  decoded(readBytesSync(path, options));
export const readText = async (
  path: string,
  options: ReadOptions,
): Promise<Result<{ readonly text: string }>> => decoded(await readBytes(path, options));

/** The first bytes of a file, `most` of them or fewer, however large it is. */
export const readHeadSync = (path: string, options: ReadOptions): Result<{ readonly bytes: Bytes }> =>
  atOnce(reading(path, options, false));
export const readHead = (path: string, options: ReadOptions): Promise<Result<{ readonly bytes: Bytes }>> =>
  inTime(reading(path, options, false));

/** For files of which parts are read. */
export const openFileSync = (path: string, reach: Reach = {}): Result<{ readonly file: OpenFile }> =>
  atOnce(opening(path, reach));
export const openFile = (path: string, reach: Reach = {}): Promise<Result<{ readonly file: OpenFile }>> =>
  inTime(opening(path, reach));

/** The entries of a folder, in no order; of more than `most` only so many. */
export const listFolderSync = (path: string, options: ReadOptions): Result<Listing> =>
  atOnce(listing(path, options));
export const listFolder = (path: string, options: ReadOptions): Promise<Result<Listing>> =>
  inTime(listing(path, options));

/** Another machine's, which learns who is there when it is asked; and the names that Windows has for devices. */
export const isNetworkPath = (path: string): boolean => /^[\\/]{2}/.test(path);

/** Whether a path is a folder or lies in it; both absolute, without `..`. */
export function isInside(path: string, folder: string): boolean {
  const inside = folder.endsWith(sep) ? folder : folder + sep;
  return path === folder || path.startsWith(inside);
}

/** What the system makes up or keeps its devices in; shared memory is a disk like others. */
const isSystems = (path: string): boolean =>
  /^\/(proc|sys|dev)(\/|$)/.test(path) && !path.startsWith('/dev/shm/');

/** One question to the disk, to be asked in either way. */
interface Call {
  readonly now: () => unknown;
  readonly later: () => Promise<unknown>;
}
type Steps<T> = Generator<Call, T, unknown>;

function* call<T>(atOnce: () => T, inTime: () => Promise<T>): Steps<T> {
  return (yield { now: atOnce, later: inTime }) as T;
}

function atOnce<T>(steps: Steps<Result<T>>): Result<T> {
  try {
    let next = steps.next();
    while (!next.done) {
      let answer;
      try {
        answer = next.value.now();
      } catch (caught) {
        next = steps.throw(caught);
        continue;
      }
      next = steps.next(answer);
    }
    return next.value;
  } catch (caught) {
    return refusalOf(caught);
  }
}

async function inTime<T>(steps: Steps<Result<T>>): Promise<Result<T>> {
  try {
    let next = steps.next();
    while (!next.done) {
      let answer;
      try {
        answer = await next.value.later();
      } catch (caught) {
        next = steps.throw(caught);
        continue;
      }
      next = steps.next(answer);
    }
    return next.value;
  } catch (caught) {
    return refusalOf(caught);
  }
}

const refused = (why: Refusal['why'], reason: string, code?: string): Refusal => ({
  ok: false,
  why,
  reason,
  ...(code !== undefined && { code }),
});

/** @throws what is no refusal of the system's */
function refusalOf(caught: unknown): Refusal {
  const code = caught instanceof Error && 'code' in caught ? caught.code : undefined;
  if (typeof code !== 'string') throw caught;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return refused('missing', 'is not there', code);
    case 'ELOOP':
      return refused('circle', 'is a link that leads in a circle', code);
    case 'EACCES':
    case 'EPERM':
      return refused('no-access', 'may not be read by you', code);
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return refused('missing', 'is a name that no file can have', code);
    default:
      return refused('unreadable', `can’t be read, as ${systemErrorInWords(code)}`, code);
  }
}

const network = refused(
  'network',
  'is on another machine or a device, and only files on this machine’s disks are read',
);

/** What is at a path, and the path without links. */
function* resolved(path: string, { within }: Reach): Steps<Result<{ path: string; info: Stats }>> {
  if (isNetworkPath(path)) return network;
  const real = yield* call(
    () => now.realpathSync.native(path),
    () => later.realpath(path),
  );
  if (isNetworkPath(real)) return network;
  if (isSystems(real)) return refused('special', 'is made up by the system and no file on a disk');
  if (within && !(yield* isInOne(real, within))) {
    return refused(
      'leads-out',
      `leads out of ${within.length === 1 ? within[0]! : 'the folders that are open'}`,
    );
  }
  // What it is, is asked before it is opened: opening alone makes some devices do something.
  const info = yield* call(
    () => now.lstatSync(real),
    () => later.lstat(real),
  );
  return { ok: true, path: real, info };
}

function* isInOne(real: string, folders: readonly string[]): Steps<boolean> {
  if (folders.some((folder) => isInside(real, folder))) return true;
  for (const folder of folders) {
    try {
      // The folder may be reached by a link itself.
      const realFolder = yield* call(
        () => now.realpathSync.native(folder),
        () => later.realpath(folder),
      );
      if (isInside(real, realFolder)) return true;
    } catch (caught) {
      // A folder that is gone holds nothing.
      refusalOf(caught);
    }
  }
  return false;
}

function specialKind(info: Stats): Refusal {
  const what = info.isFIFO()
    ? 'a FIFO'
    : info.isSocket()
      ? 'a socket'
      : info.isCharacterDevice() || info.isBlockDevice()
        ? 'a device'
        : 'neither a file nor a folder';
  return refused('special', `is ${what}`);
}

function* looking(path: string, reach: Reach): Steps<Result<Found>> {
  const at = yield* resolved(path, reach);
  if (!at.ok) return at;
  const { info } = at;
  const kind = info.isFile() ? 'file' : info.isDirectory() ? 'folder' : undefined;
  if (kind === undefined) return specialKind(info);
  return { ok: true, path: at.path, kind, size: info.size, modified: info.mtimeMs };
}

/** A FIFO that takes the file's place meanwhile is not waited for, nor a link followed. */
const openFlags = now.constants.O_RDONLY | (now.constants.O_NONBLOCK ?? 0) | (now.constants.O_NOFOLLOW ?? 0);

function* opening(path: string, reach: Reach): Steps<Result<{ file: OpenFile }>> {
  const at = yield* looking(path, reach);
  if (!at.ok) return at;
  if (at.kind === 'folder') return refused('other-kind', 'is not a file but a folder');
  const descriptor = yield* call(
    () => now.openSync(at.path, openFlags),
    () => openLater(at.path, openFlags),
  );
  const file = openFileOf(descriptor, at.path, at.size);
  const info = yield* call(
    () => now.fstatSync(descriptor),
    () => statLater(descriptor),
  );
  if (info.isFile()) return { ok: true, file: { ...file, size: info.size } };
  yield* closing(file);
  return specialKind(info);
}

const openLater = promisify(now.open);
const readLater = promisify(now.read);
const statLater = promisify<number, Stats>(now.fstat);
const closeLater = promisify(now.close);

function openFileOf(descriptor: number, path: string, size: number): OpenFile {
  return {
    path,
    size,
    readSync: (buffer, position) => now.readSync(descriptor, buffer, 0, buffer.length, position),
    read: async (buffer, position) =>
      (await readLater(descriptor, buffer, 0, buffer.length, position)).bytesRead,
    closeSync: () => now.closeSync(descriptor),
    close: () => closeLater(descriptor),
  };
}

const closing = (file: OpenFile): Steps<void> =>
  call(
    () => file.closeSync(),
    () => file.close(),
  );

function* reading(
  path: string,
  { most, within }: ReadOptions,
  /** A file of more is refused; else the rest of it is left. */
  whole: boolean,
): Steps<Result<{ bytes: Bytes }>> {
  const opened = yield* opening(path, within ? { within } : {});
  if (!opened.ok) return opened;
  const { file } = opened;
  try {
    if (whole && file.size > most) return tooLarge(most);
    // One byte more than may be there shows that there is more.
    const enough = whole ? most + 1 : most;
    let bytes: Bytes = new Uint8Array(Math.min(enough, file.size + 1));
    let length = 0;
    for (;;) {
      const [rest, from] = [bytes.subarray(length), length];
      const read = yield* call(
        () => file.readSync(rest, from),
        () => file.read(rest, from),
      );
      length += read;
      if (whole && length > most) return tooLarge(most);
      if (read === 0 || length === enough) return { ok: true, bytes: bytes.subarray(0, length) };
      if (length < bytes.length) continue;
      const larger: Bytes = new Uint8Array(Math.min(enough, 2 * length + 4096));
      larger.set(bytes);
      bytes = larger;
    }
  } finally {
    yield* closing(file);
  }
}

function tooLarge(most: number): Refusal {
  const limit = most >= 1e6 ? `${Math.round(most / 1e6)} MB` : `${Math.round(most / 1024)} kB`;
  return refused('too-large', `is larger than the ${limit} that are read`);
}

function decoded(read: Result<{ readonly bytes: Bytes }>): Result<{ readonly text: string }> {
  return read.ok ? decodeText(read.bytes) : read;
}

/** As UTF-8; what is none becomes U+FFFD, but text of another encoding is refused as what it is. */
export function decodeText(bytes: Uint8Array): Result<{ readonly text: string }> {
  if (isUtf16(bytes)) return refused('unreadable', 'is UTF-16 text, which is not read: save it as UTF-8');
  return { ok: true, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
}

/** By its mark, or since every other byte of its beginning is 0, as it is of Latin text. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const begin = bytes.subarray(0, 200);
  const zeros = [0, 0];
  begin.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2]!++;
  });
  const [even = 0, odd = 0] = zeros;
  return begin.length >= 4 && Math.max(even, odd) > begin.length / 4 && Math.min(even, odd) === 0;
}

function* listing(path: string, { most, within }: ReadOptions): Steps<Result<Listing>> {
  const at = yield* looking(path, within ? { within } : {});
  if (!at.ok) return at;
  if (at.kind === 'file') return refused('other-kind', 'is not a folder but a file');
  const folder = yield* call<Dir>(
    () => now.opendirSync(at.path, { bufferSize: 256 }),
    () => later.opendir(at.path, { bufferSize: 256 }),
  );
  const entries: FolderEntry[] = [];
  try {
    for (;;) {
      const entry = yield* call(
        () => folder.readSync(),
        () => folder.read(),
      );
      if (!entry) return { ok: true, path: at.path, entries, cut: false };
      if (entries.length >= most) return { ok: true, path: at.path, entries, cut: true };
      const kind = entry.isSymbolicLink()
        ? 'link'
        : entry.isFile()
          ? 'file'
          : entry.isDirectory()
            ? 'folder'
            : 'other';
      entries.push({ name: entry.name, kind });
    }
  } finally {
    yield* call(
      () => folder.closeSync(),
      () => folder.close(),
    );
  }
}
