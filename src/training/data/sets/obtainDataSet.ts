import { createHash, randomUUID } from 'node:crypto';
import { access, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from '../../../protocol/training.ts';
import { TrainingFailure, reason, systemCode, systemWords } from '../../failure.ts';
import { cacheFolder } from '../../fetching/cache.ts';
import type { Archive, DataSetDefinition } from './definition.ts';
import { dataSets } from './catalogue.ts';
import type { Dataset } from '../dataset.ts';
import type { Checksum, DownloadOptions } from '../../fetching/download.ts';
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

/** Where a data set would come from: told before anything is fetched, so that the person can be asked. */
export type Availability =
  | { readonly kind: 'ready'; readonly folder: string }
  /** On this machine, one an archive of the data set. */
  | { readonly kind: 'archives'; readonly paths: readonly string[] }
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
  /** Of the archive; of several as a list. */
  readonly checksum: Checksum | readonly Checksum[];
  /** SHA-256 by file name. */
  readonly digests: Readonly<Record<string, string>>;
}

const noteFile = 'dataset.json';
/** Larger than any official archive, as a mirror may have packed it less tightly. */
const largestArchive = 400e6;

/**
 * Looks where the data set is, without fetching anything.
 * @throws TrainingFailure `no-data` when the setting names nothing that can be used, `checksum` for an odd checksum
 */
export async function availability(set: DataSetDefinition, source: DataSource): Promise<Availability> {
  const { location } = source;
  const folder = cached(set, source);
  const isCached = (): Promise<boolean> => isFile(join(folder, noteFile));
  if (location === undefined || isUrl(location)) {
    if (await isCached()) return { kind: 'ready', folder };
    const [only, ...more] = addressesOf(set, location);
    return {
      kind: 'download',
      url: more.length === 0 ? only! : (location ?? set.home),
      bytes: location === undefined ? bytesOf(set) : undefined,
    };
  }
  const path = localPath(location);
  const info = await stat(path).catch((caught: unknown) => {
    throw new TrainingFailure(
      'no-data',
      `${path}, set as the source of ${set.title}, ${systemCode(caught) === 'ENOENT' ? 'does not exist' : `can’t be read (${systemWords(caught) ?? reason(caught)})`}: ${instead(set)}.`,
      caught,
    );
  });
  if (!info.isDirectory()) {
    if (set.archives.length > 1 || !info.isFile() || info.size > largestArchive) {
      throw new TrainingFailure(
        'no-data',
        `${path}, set as the source of ${set.title}, is neither a folder nor an archive of ${megabytes(largestArchive)} at most: ${instead(set)}.`,
      );
    }
    return (await isCached()) ? { kind: 'ready', folder } : { kind: 'archives', paths: [path] };
  }
  const unpacked = await findUnpacked(set, path);
  if (unpacked !== undefined) return { kind: 'ready', folder: unpacked };
  const paths = set.archives.map(({ name }) => join(path, name));
  if ((await Promise.all(paths.map(isFile))).every(Boolean))
    return (await isCached()) ? { kind: 'ready', folder } : { kind: 'archives', paths };
  throw new TrainingFailure('no-data', `${path} does not hold ${set.title}: ${whatItShouldHave(set)}.`);
}

const instead = ({ archives }: DataSetDefinition): string =>
  archives.length === 1
    ? 'set a folder with its unpacked files, an archive or a mirror’s address'
    : 'set a folder with its files or a mirror’s address';

function whatItShouldHave({ archives }: DataSetDefinition): string {
  const names = filesIn(archives).map(({ name }) => name);
  const folders = archives.flatMap(({ folder }) => folder ?? []);
  const where = folders.length === 0 ? 'it' : `it or its folder ${folders.join(', ')}`;
  return `${where} should have ${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

const filesIn = (archives: readonly Archive[]) => archives.flatMap(({ files }) => files);

const bytesOf = ({ archives }: DataSetDefinition): number =>
  archives.reduce((sum, { bytes }) => sum + bytes, 0);

/** One an archive: a mirror's address is that of the only archive, or of the place where several lie. */
function addressesOf({ home, archives }: DataSetDefinition, location: string | undefined): readonly string[] {
  if (location !== undefined && archives.length === 1) return [location];
  const place = location ?? home;
  return archives.map(({ name }) => `${place}${place.endsWith('/') ? '' : '/'}${name}`);
}

/** The folder with the unpacked files: `folder` itself or an archive's folder in it; undefined when none has them. */
async function findUnpacked({ archives }: DataSetDefinition, folder: string): Promise<string | undefined> {
  const last = filesIn(archives).at(-1)!.name;
  for (const candidate of [
    folder,
    ...archives.flatMap((each) => (each.folder ? [join(folder, each.folder)] : [])),
  ]) {
    // What is missing beside it, or wrong with it, is told when it is read.
    const here = await access(join(candidate, last)).then(
      () => true,
      () => false, // the caller's sentence names the folder
    );
    if (here) return candidate;
  }
  return undefined;
}

/**
 * A data set in memory, fetched and unpacked first where that is needed and agreed to.
 * @throws TrainingFailure one sentence for each thing that can be wrong; an AbortError when `signal` fires
 */
export async function obtainDataSet(
  set: DataSetDefinition,
  source: DataSource,
  options: ObtainOptions = {},
): Promise<Dataset> {
  const folders = join(source.cacheFolder ?? cacheFolder(), 'datasets');
  try {
    await removeLeftOvers(folders, partsKeptFor);
    const found = await availability(set, source);
    const folder = found.kind === 'ready' ? found.folder : await fetchAndUnpack(set, source, found, options);
    options.onProgress?.(`Reading ${set.title}`);
    return { description: set, ...(await set.read(folder, { digests: (await readNote(folder))?.digests })) };
  } catch (caught) {
    throw diskFailure(caught, join(folders, '.')) ?? caught;
  }
}

async function fetchAndUnpack(
  set: DataSetDefinition,
  source: DataSource,
  found: Exclude<Availability, { kind: 'ready' }>,
  options: ObtainOptions,
): Promise<string> {
  const folder = cached(set, source);
  if (found.kind === 'download' && !source.mayDownload) {
    throw new TrainingFailure(
      'no-data',
      `${set.title} is not on this machine: allow the download (${megabytes(found.bytes ?? bytesOf(set))} from ${found.url}), or set a folder that holds it.`,
    );
  }
  const waiting = (): void => options.onProgress?.(`Waiting for another download of ${set.title}`);
  const lock = {
    what: `The cached ${set.title}`,
    patience: 15 * 60_000,
    onWait: waiting,
    signal: options.signal,
  };
  await withLock(`${folder}.lock`, lock, async () => {
    if (await isFile(join(folder, noteFile))) return; // another process was first
    // One data set's parts are as much as is kept.
    await removeLeftOvers(resolve(folder, '..'), 0, folder);
    const checksums = checksumsOf(set, source);
    const paths =
      found.kind === 'archives'
        ? found.paths
        : set.archives.map(
            ({ name, folder: inside }) => `${folder}.${inside === undefined ? name : 'tar.gz'}`,
          );
    const addresses = addressesOf(set, source.location);
    for (const [index, path] of paths.entries()) {
      const checksum = checksums[index]!;
      if (found.kind === 'archives') await checkArchive(path, checksum, options);
      else {
        const before = set.archives.slice(0, index).reduce((sum, { bytes }) => sum + bytes, 0);
        await fetchArchive(addresses[index]!, path, checksum, progressOf(set, before, options));
      }
    }
    const note = { checksum: checksums, source: shownAddress(source.location ?? officialAddress(set)) };
    await unpackInto(folder, set, paths, note, options).catch(async (caught: unknown) => {
      // Archives that hold something else are of no use; another failure's next try spares the download.
      const refused = caught instanceof TrainingFailure && caught.code !== 'disk-full';
      if (found.kind === 'download' && refused) await removeAll(paths);
      throw caught;
    });
    if (found.kind === 'download') await removeAll(paths);
  });
  return folder;
}

const officialAddress = (set: DataSetDefinition): string =>
  set.archives.length === 1 ? addressesOf(set, undefined)[0]! : set.home;

async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}

/** @param before bytes of the archives that were fetched already */
function progressOf(
  set: DataSetDefinition,
  before: number,
  options: ObtainOptions,
): Pick<DownloadOptions, 'signal' | 'onProgress'> {
  return {
    signal: options.signal,
    onProgress: (received, ofThis) => {
      const total = set.archives.length === 1 ? ofThis : bytesOf(set);
      const of = total === undefined ? '' : ` of ${megabytes(total)}`;
      options.onProgress?.(
        `Downloading ${set.title}: ${megabytes(before + received)}${of}`,
        total === undefined ? undefined : (before + received) / total,
      );
    },
  };
}

async function fetchArchive(
  url: string,
  target: string,
  checksum: Checksum,
  progress: Pick<DownloadOptions, 'signal' | 'onProgress'>,
): Promise<void> {
  // One that was fetched but not unpacked (the disk was full) is used if it is whole.
  if ((await isFile(target)) && (await digestOf(target, checksum.algorithm)) === checksum.digest) return;
  await download({ url, target, checksum, largest: largestArchive, ...progress });
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
  set: DataSetDefinition,
  paths: readonly string[],
  { checksum, source }: { checksum: readonly Checksum[]; source: string },
  options: ObtainOptions,
): Promise<void> {
  const draft = `${folder}.unpacking-${randomUUID()}`;
  await makeFolder(draft);
  try {
    const activity = `Unpacking ${set.title}`;
    options.onProgress?.(activity);
    for (const [index, { folder: inside, files }] of set.archives.entries()) {
      await unpack({
        archive: paths[index]!,
        into: draft,
        folder: inside,
        files,
        onProgress: (fraction) => options.onProgress?.(activity, (index + fraction) / paths.length),
        signal: options.signal,
      });
    }
    await set.read(draft, {}); // refuses an archive of the right names with something else inside
    const digests: Record<string, string> = {};
    for (const { name } of filesIn(set.archives)) digests[name] = await digestOf(join(draft, name), 'sha256');
    const [only, ...more] = checksum;
    const note: CacheNote = { format: 1, source, checksum: more.length === 0 ? only! : checksum, digests };
    await writeFile(join(draft, noteFile), JSON.stringify(note, undefined, 2));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** An archive, a part of one with its note, a folder that was being unpacked into. */
const leftOver = new RegExp(
  `^((?:${dataSets.map(({ id }) => id).join('|')})-[0-9a-f]{12})\\.(.*\\bgz(?:\\.part(?:\\.json)?)?|unpacking-.*)$`,
);

/**
 * Removes what downloads and unpackings left that ended without the data set, where none is under way now: what is
 * older than so many milliseconds. Of the archives that `folder` is for only what nothing can go on from is removed.
 */
async function removeLeftOvers(datasets: string, olderThan: number, folder?: string): Promise<void> {
  const names = await readdir(datasets).catch((caught: unknown) => {
    if (systemCode(caught) === 'ENOENT') return [];
    throw caught;
  });
  for (const name of names) {
    const [, id, rest] = leftOver.exec(name) ?? [];
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

/** A folder for each archive, or set of them: two mirrors' archives don't mix. */
function cached(set: DataSetDefinition, source: DataSource): string {
  const names = checksumsOf(set, source).map(({ algorithm, digest }) => `${algorithm}:${digest}`);
  const id = createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 12);
  return join(source.cacheFolder ?? cacheFolder(), 'datasets', `${set.id}-${id}`);
}

/** One an archive. */
function checksumsOf({ title, archives }: DataSetDefinition, { checksum }: DataSource): readonly Checksum[] {
  const official = archives.map((archive) => archive.checksum);
  if (checksum === undefined) return official;
  if (archives.length > 1) {
    throw new TrainingFailure(
      'checksum',
      `${title} comes in ${archives.length} files, whose checksums are known: give none.`,
    );
  }
  const parsed = parseChecksum(checksum);
  // The official MD5 and SHA-256 name the same archive, and so the same folder of the cache.
  if (parsed?.digest === archives[0]!.md5) return official;
  if (parsed) return [parsed];
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
