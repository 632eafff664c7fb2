import { createHash, randomUUID } from 'node:crypto';
import { readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from '../../../protocol/training.ts';
import { TrainingFailure, reason, systemCode } from '../../failure.ts';
import { systemWords } from '../../systemWords.ts';
import { cacheFolder } from '../../fetching/cache.ts';
import { binaryFiles, binaryFolder, findBinaryFolder, officialArchive, readCifar10 } from './cifarBatches.ts';
import { cifar10 } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import type { Checksum } from '../../fetching/download.ts';
import {
  digestOf,
  diskFailure,
  download,
  megabytes,
  parseChecksum,
  partsKeptFor,
} from '../../fetching/download.ts';
import { shownAddress } from '../../fetching/httpRequest.ts';
import { isLocked, withLock } from '../../fetching/lock.ts';
import { makeFolder } from '../../fetching/makeFolder.ts';
import { unpack } from '../../fetching/unpack.ts';

/** Where CIFAR-10 would come from: told before anything is fetched, so that the person can be asked. */
export type Availability =
  | { readonly kind: 'ready'; readonly folder: string }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'download'; readonly url: string; readonly bytes: number | undefined };

export interface ObtainOptions {
  /** Told what is being waited for; `fraction` where it is known. */
  readonly onProgress?: (activity: string, fraction?: number) => void;
  readonly signal?: AbortSignal;
}

/** Beside the unpacked files: what they were, so that a damaged cache is noticed. */
interface CacheNote {
  readonly format: 1;
  readonly source: string;
  readonly checksum: Checksum;
  /** SHA-256 by file name. */
  readonly digests: Readonly<Record<string, string>>;
}

const noteFile = 'dataset.json';
/** Larger than the official archive, as a mirror may have packed it less tightly. */
const largestArchive = 400e6;

/**
 * Looks where the data set is, without fetching anything.
 * @throws TrainingFailure `no-data` when the setting names nothing that can be used, `checksum` for an odd checksum
 */
export async function availability(source: DataSource): Promise<Availability> {
  const { location } = source;
  const checksum = checksumOf(source);
  if (location === undefined || isUrl(location)) {
    const folder = cached(source, checksum);
    if (await isFile(join(folder, noteFile))) return { kind: 'ready', folder };
    return {
      kind: 'download',
      url: location ?? officialArchive.url,
      bytes: location === undefined ? officialArchive.bytes : undefined,
    };
  }
  const path = localPath(location);
  const info = await stat(path).catch((caught: unknown) => {
    throw new TrainingFailure(
      'no-data',
      `${path}, set as the source of CIFAR-10, ${systemCode(caught) === 'ENOENT' ? 'does not exist' : `can’t be read (${systemWords(caught) ?? reason(caught)})`}: set a folder with the binary batches, an archive or a mirror’s address.`,
      caught,
    );
  });
  if (!info.isDirectory()) {
    if (!info.isFile() || info.size > largestArchive) {
      throw new TrainingFailure(
        'no-data',
        `${path}, set as the source of CIFAR-10, is neither a folder nor an archive of ${megabytes(largestArchive)} at most: set a folder with the binary batches, an archive or a mirror’s address.`,
      );
    }
    const folder = cached(source, checksum);
    if (await isFile(join(folder, noteFile))) return { kind: 'ready', folder };
    return { kind: 'archive', path };
  }
  const folder = await findBinaryFolder(path);
  if (folder === undefined) {
    throw new TrainingFailure(
      'no-data',
      `${path} does not hold CIFAR-10: it or its folder ${binaryFolder} should have data_batch_1.bin to data_batch_5.bin and test_batch.bin.`,
    );
  }
  return { kind: 'ready', folder };
}

/**
 * CIFAR-10 in memory, fetched and unpacked first where that is needed and agreed to.
 * @throws TrainingFailure one sentence for each thing that can be wrong; an AbortError when `signal` fires
 */
export async function obtainCifar10(source: DataSource, options: ObtainOptions = {}): Promise<Dataset> {
  const datasets = join(source.cacheFolder ?? cacheFolder(), 'datasets');
  try {
    await removeLeftOvers(datasets, partsKeptFor);
    const found = await availability(source);
    const folder = found.kind === 'ready' ? found.folder : await fetchAndUnpack(source, found, options);
    options.onProgress?.(`Reading ${cifar10.title}`);
    return await readCifar10(folder, { digests: (await readNote(folder))?.digests });
  } catch (caught) {
    throw diskFailure(caught, join(datasets, '.')) ?? caught;
  }
}

async function fetchAndUnpack(
  source: DataSource,
  found: Exclude<Availability, { kind: 'ready' }>,
  options: ObtainOptions,
): Promise<string> {
  const checksum = checksumOf(source);
  const folder = cached(source, checksum);
  if (found.kind === 'download' && !source.mayDownload) {
    throw new TrainingFailure(
      'no-data',
      `${cifar10.title} is not on this machine: allow the download (${megabytes(found.bytes ?? officialArchive.bytes)} from ${found.url}), or set a folder that holds it.`,
    );
  }
  const waiting = (): void => options.onProgress?.(`Waiting for another download of ${cifar10.title}`);
  const lock = {
    what: `The cached ${cifar10.title}`,
    patience: 15 * 60_000,
    onWait: waiting,
    signal: options.signal,
  };
  await withLock(`${folder}.lock`, lock, async () => {
    if (await isFile(join(folder, noteFile))) return; // another process was first
    // One archive's part is as much as is kept.
    await removeLeftOvers(resolve(folder, '..'), 0, folder);
    const archive = found.kind === 'archive' ? found.path : `${folder}.tar.gz`;
    if (found.kind === 'download') await fetchArchive(found.url, archive, checksum, options);
    else await checkArchive(archive, checksum, options);
    const note = { checksum, source: shownAddress(source.location ?? officialArchive.url) };
    await unpackInto(folder, archive, note, options).catch(async (caught: unknown) => {
      // An archive that holds something else is of no use; another failure's next try spares the download.
      const refused = caught instanceof TrainingFailure && caught.code !== 'disk-full';
      if (found.kind === 'download' && refused) await rm(archive, { force: true });
      throw caught;
    });
    if (found.kind === 'download') await rm(archive, { force: true });
  });
  return folder;
}

async function fetchArchive(
  url: string,
  target: string,
  checksum: Checksum,
  options: ObtainOptions,
): Promise<void> {
  // One that was fetched but not unpacked (the disk was full) is used if it is whole.
  if ((await isFile(target)) && (await digestOf(target, checksum.algorithm)) === checksum.digest) return;
  await download({
    url,
    target,
    checksum,
    largest: largestArchive,
    signal: options.signal,
    onProgress: (received, total) => {
      const of = total === undefined ? '' : ` of ${megabytes(total)}`;
      options.onProgress?.(
        `Downloading ${cifar10.title}: ${megabytes(received)}${of}`,
        total === undefined ? undefined : received / total,
      );
    },
  });
}

async function checkArchive(path: string, checksum: Checksum, options: ObtainOptions): Promise<void> {
  options.onProgress?.(`Checking ${path}`);
  const found = await digestOf(path, checksum.algorithm);
  if (found === checksum.digest) return;
  throw new TrainingFailure(
    'checksum',
    `${path} is cut or altered: its ${checksum.algorithm} is ${found}, not ${checksum.digest}; get it again, or give its checksum if you trust it.`,
  );
}

/** The folder appears whole or not at all. */
async function unpackInto(
  folder: string,
  archive: string,
  { checksum, source }: { checksum: Checksum; source: string },
  options: ObtainOptions,
): Promise<void> {
  const draft = `${folder}.unpacking-${randomUUID()}`;
  await makeFolder(draft);
  try {
    const activity = `Unpacking ${cifar10.title}`;
    options.onProgress?.(activity);
    await unpack({
      archive,
      into: draft,
      folder: binaryFolder,
      files: binaryFiles,
      onProgress: (fraction) => options.onProgress?.(activity, fraction),
      signal: options.signal,
    });
    await readCifar10(draft); // refuses an archive of the right names with something else inside
    const digests: Record<string, string> = {};
    for (const { name } of binaryFiles) digests[name] = await digestOf(join(draft, name), 'sha256');
    const note: CacheNote = { format: 1, source, checksum, digests };
    await writeFile(join(draft, noteFile), JSON.stringify(note, undefined, 2));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * Removes what downloads and unpackings left that ended without the data set, where none is under way now: what is
 * older than so many milliseconds. Of the archive that `folder` is for only what nothing can go on from is removed.
 */
async function removeLeftOvers(datasets: string, olderThan: number, folder?: string): Promise<void> {
  const names = await readdir(datasets).catch((caught: unknown) => {
    if (systemCode(caught) === 'ENOENT') return [];
    throw caught;
  });
  for (const name of names) {
    const [, id, rest] = /^(cifar10-[0-9a-f]{12})\.(tar\.gz.*|unpacking-.*)$/.exec(name) ?? [];
    if (id === undefined || rest === undefined) continue;
    const isOwn = join(datasets, id) === folder;
    if (isOwn ? !rest.startsWith('unpacking-') : await isLocked(join(datasets, `${id}.lock`))) continue;
    const path = join(datasets, name);
    const age =
      Date.now() -
      (await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ));
    if (age >= olderThan) await rm(path, { recursive: true, force: true });
  }
}

/** A folder an archive: two mirrors' archives don't mix. */
function cached(source: DataSource, checksum: Checksum): string {
  const id = createHash('sha256')
    .update(`${checksum.algorithm}:${checksum.digest}`)
    .digest('hex')
    .slice(0, 12);
  return join(source.cacheFolder ?? cacheFolder(), 'datasets', `cifar10-${id}`);
}

function checksumOf({ checksum }: DataSource): Checksum {
  if (checksum === undefined) return officialArchive.checksum;
  const parsed = parseChecksum(checksum);
  // The official MD5 and SHA-256 name the same archive, and so the same folder of the cache.
  if (parsed?.digest === officialArchive.md5) return officialArchive.checksum;
  if (parsed) return parsed;
  throw new TrainingFailure(
    'checksum',
    `"${checksum}" is not a checksum: give the archive’s SHA-256 (64 hexadecimal digits) or MD5 (32).`,
  );
}

async function readNote(folder: string): Promise<CacheNote | undefined> {
  const text = await readFile(join(folder, noteFile), 'utf8').catch((caught: unknown) => {
    if (systemCode(caught) === 'ENOENT') return undefined; // a folder of the person's own
    throw caught;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as CacheNote;
  } catch (caught) {
    throw new TrainingFailure(
      'data-files',
      `${join(folder, noteFile)} is damaged: remove its folder to have the data set fetched again.`,
      caught,
    );
  }
}

const isUrl = (location: string): boolean => /^https?:\/\//i.test(location);

function localPath(location: string): string {
  if (location.startsWith('file:')) return fileURLToPath(location);
  return isAbsolute(location) ? location : resolve(location);
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (info) => info.isFile(),
    (caught: unknown) => {
      if (systemCode(caught) === 'ENOENT' || systemCode(caught) === 'ENOTDIR') return false;
      throw caught;
    },
  );
}
