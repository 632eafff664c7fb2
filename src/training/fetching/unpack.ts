import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { TrainingFailure, reason, systemCode } from '../failure.ts';

/** A file that an archive has to hold. */
export interface ExpectedFile {
  readonly name: string;
  /** In bytes; a larger one is refused before it is written. */
  readonly largest: number;
}

interface UnpackOptions {
  readonly archive: string;
  /** An empty folder that exists. */
  readonly into: string;
  /** The only folder of a .tar.gz that is looked into; undefined: it is a .gz of the only expected file. */
  readonly folder: string | undefined;
  readonly files: readonly ExpectedFile[];
  readonly onProgress?: (fraction: number) => void;
  readonly signal?: AbortSignal;
}

/** Bytes of an archive that are no expected file's. */
const headersAndNotes = 10e6;

/**
 * Unpacks the expected files of an archive, and nothing else.
 * @throws TrainingFailure `archive` when it is damaged, holds something else, or lacks a file
 */
export async function unpack(options: UnpackOptions): Promise<void> {
  try {
    await (options.folder === undefined ? unpackFile(options) : unpackFolder(options, options.folder));
  } catch (caught) {
    options.signal?.throwIfAborted();
    if (caught instanceof TrainingFailure || isSystemError(caught)) throw caught;
    throw refused(options, reason(caught), caught);
  }
}

/** A .gz of one file. */
async function unpackFile(options: UnpackOptions): Promise<void> {
  const [file] = options.files;
  if (!file) throw new Error('an archive without files');
  const { largest } = file;
  await pipeline(
    createReadStream(options.archive),
    createGunzip(),
    (source: AsyncIterable<Uint8Array>) => bounded(source, largest, options),
    (source: AsyncIterable<Uint8Array>) => writeEntry(source, join(options.into, file.name)),
    { signal: options.signal },
  );
  options.onProgress?.(1);
}

/** Passes on what an archive unpacks to, as long as it is no more than that. */
async function* bounded(
  source: AsyncIterable<Uint8Array>,
  largest: number,
  options: UnpackOptions,
): AsyncGenerator<Uint8Array> {
  let unpacked = 0;
  for await (const part of source) {
    unpacked += part.length;
    if (unpacked > largest) throw refused(options, `it unpacks to more than ${Math.round(largest / 1e6)} MB`);
    yield part;
  }
}

/**
 * Unpacks the expected files of a .tar.gz, and nothing else: no other name is written, so that no entry can leave
 * `into`; links and devices are refused; sizes are bounded by what is expected, and so is all that the archive unpacks to.
 */
async function unpackFolder(options: UnpackOptions, folder: string): Promise<void> {
  const expected = new Map(options.files.map((file) => [`${folder}/${file.name}`, file]));
  const extraction = extract();
  const found = new Set<string>();
  const largest = options.files.reduce((sum, file) => sum + 2 * file.largest, headersAndNotes);
  const reading = pipeline(
    createReadStream(options.archive),
    createGunzip(),
    (source: AsyncIterable<Uint8Array>) => bounded(source, largest, options),
    extraction,
    { signal: options.signal },
  );
  // Handled below; without this a failure before the loop's end would count as unhandled.
  reading.catch(() => undefined);
  try {
    for await (const entry of extraction) {
      const { name, type, size = 0 } = entry.header;
      const plain = name.replace(/^\.\//, '');
      const file = expected.get(plain);
      if (type === 'symlink' || type === 'link' || type?.endsWith('device') || type === 'fifo') {
        throw refused(options, `it holds a ${type} (${name})`);
      }
      if (!file || type !== 'file') {
        entry.resume();
        continue;
      }
      if (found.has(plain)) throw refused(options, `${name} is in it twice`);
      if (size > file.largest) throw refused(options, `${name} is larger than it should be`);
      found.add(plain);
      await writeEntry(entry, join(options.into, file.name));
      options.onProgress?.(found.size / expected.size);
    }
    await reading;
  } catch (caught) {
    extraction.destroy();
    throw caught;
  }
  const missing = [...expected.keys()].filter((name) => !found.has(name));
  if (missing.length > 0) throw refused(options, `${missing[0]!} is not in it`);
}

async function writeEntry(entry: AsyncIterable<unknown>, path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for await (const chunk of entry) await file.appendFile(chunk as Uint8Array);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Of the file system, not of zlib (whose codes begin with Z_) or the tar reader. */
function isSystemError(caught: unknown): boolean {
  const code = systemCode(caught);
  return code !== undefined && /^E[A-Z]+$/.test(code);
}

function refused({ archive }: UnpackOptions, why: string, cause?: unknown): TrainingFailure {
  return new TrainingFailure(
    'archive',
    `${archive} can’t be used as the data set: ${why}; get it again, or set another source.`,
    cause,
  );
}
