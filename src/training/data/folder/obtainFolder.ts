import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TrainingFailure } from '../../failure.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { Dataset, DatasetDescription } from '../dataset.ts';
import type { ObtainOptions } from '../sets/obtainDataSet.ts';
import type { Channels } from './decoder.ts';
import { FolderPictures, Room } from './folderPictures.ts';
import type { FoundFolder, Part } from './folderScan.ts';
import { deepest } from './folderScan.ts';
import { splitFolder } from './folderSplit.ts';
import type { FitProblem } from '../../fit.ts';
import { picturesIn } from './folderDescription.ts';
import { isInPlace, worksOnBytes } from '../../recipe/transforms/catalogue.ts';
import type { Reading } from './pictureReader.ts';
import { PictureCrew } from './pictureWorkers.ts';

/** For whom a folder's pictures are read. */
export interface FolderUse {
  readonly network: string;
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  readonly recipe: Recipe;
  /** The .wasm files: `dist/wasm`. */
  readonly wasmFolder: string;
  /** The bundle of pictureWorker.ts. */
  readonly worker: string;
  /** Bytes that decoded pictures may take. */
  readonly room: number;
  /** Seconds of a processor that a picture may take; absent: as the bounds have it. */
  readonly seconds?: number;
}

export interface ObtainedFolder {
  readonly dataset: Dataset;
  /** Worth a line each: what was left out, and what takes time. */
  readonly remarks: readonly string[];
  /** Ends what reads pictures again during the training. */
  readonly close: () => Promise<void>;
}

const parts: readonly Part[] = ['training', 'validation', 'test'];

/** Milliseconds between two signs of life, at which a stop can get through too. */
const breath = 100;

/**
 * Reads every picture of a folder once: what is broken is found before the training begins, sizes and means are
 * known, and as many pictures as there is room for stay in memory, prepared.
 * @throws TrainingFailure naming the picture or the folder; an AbortError when `signal` fires
 */
export async function obtainFolder(
  folder: FoundFolder,
  description: DatasetDescription,
  use: FolderUse,
  options: ObtainOptions,
): Promise<ObtainedFolder> {
  const { channels, height, width } = use.input;
  const reading: Reading = {
    folder: folder.path,
    channels: channels as Channels,
    network: use.network,
    input: [height, width],
    recipe: use.recipe,
    settled: settledSteps(use.recipe),
    wasmFolder: use.wasmFolder,
  };
  const { worker: bundle, room, seconds } = use;
  const files = picturesIn(folder);
  const crew = new PictureCrew(reading, {
    bundle,
    room,
    files,
    ...(options.signal && { signal: options.signal }),
    ...(seconds !== undefined && { seconds }),
  });
  try {
    const read = await readFolder({ folder, description, use, crew, prepared: reading.settled }, options);
    // Kept pictures need nobody to read them.
    if (read.unkept === 0) await crew.dismiss();
    return { dataset: read.dataset, remarks: read.remarks, close: () => crew.dismiss() };
  } catch (caught) {
    await crew.dismiss();
    throw caught;
  }
}

interface FolderReading {
  readonly folder: FoundFolder;
  readonly description: DatasetDescription;
  readonly use: FolderUse;
  readonly crew: PictureCrew;
  readonly prepared: number;
}

async function readFolder(
  { folder, description, use, crew, prepared }: FolderReading,
  { signal, onProgress }: ObtainOptions,
) {
  const split = splitFolder(folder, description.classes);
  const total = parts.reduce((sum, part) => sum + split[part].length, 0);
  const room = new Room(use.room);
  const broken = new BrokenPictures(folder.path, total);
  const read = { training: pictures(), validation: pictures(), test: pictures() };
  function pictures(): FolderPictures {
    return new FolderPictures(folder.path, crew);
  }
  let done = 0;
  let told = performance.now();
  const files = parts.flatMap((part) => split[part].map((file) => ({ part, file })));
  const names = files.map(({ file }) => file.file);
  for await (const result of crew.readAll(names)) {
    const { part, file } = files[done++]!;
    if ('picture' in result) read[part].add(file, result, room);
    else if ('unfit' in result) throw unfit(`${folder.path}/${file.file}`, result.unfit);
    else if ('broken' in result) broken.add(file.file, result);
    if (performance.now() - told < breath) continue;
    told = performance.now();
    onProgress?.(`Reading ${description.title}: ${done} of ${total} pictures`, done / total);
    await nextTurn();
    signal?.throwIfAborted();
  }
  const { channels } = use.input;
  const [training, validation, test] = parts.map((part) => read[part].images(channels)) as [
    Images,
    Images,
    Images,
  ];
  checkClasses(folder.path, description.classes, training);
  const inventory = parts.flatMap((part) => [part, ...read[part].inventory]);
  const fingerprint = createHash('sha256').update(inventory.join('\n')).digest('hex');
  const unkept = parts.reduce((sum, part) => sum + read[part].unkept, 0);
  return {
    dataset: { description, training, validation, test, prepared, fingerprint },
    remarks: [...broken.remarks(), ...leftOutRemarks(folder), ...roomRemarks(unkept, total, use.room)],
    unkept,
  };
}

type Images = ReturnType<FolderPictures['images']>;

/** How many of the first steps give every picture the same result each time, whatever the others are. */
function settledSteps({ prepare }: Recipe): number {
  const first = prepare.findIndex((step) => isInPlace(step) && !worksOnBytes(step));
  return first === -1 ? prepare.length : first;
}

const unfit = (path: string, { code, message }: FitProblem): TrainingFailure =>
  new TrainingFailure(code, `${path} does not fit. ${message}`);

function checkClasses(path: string, classes: readonly string[], { labels }: Images): void {
  const seen = new Set(labels);
  const empty = classes.findIndex((_, label) => !seen.has(label));
  if (empty === -1) return;
  throw new TrainingFailure(
    'broken-pictures',
    `No training picture of the class ${classes[empty]} in ${path} can be read: replace them, or take the class away.`,
  );
}

const mostHanging = 3;

/** A few broken pictures are left out and told; many mean that something is wrong with the whole. */
class BrokenPictures {
  readonly #found: string[] = [];
  readonly #most: number;
  #hanging = 0;

  constructor(
    readonly path: string,
    readonly total: number,
  ) {
    this.#most = Math.max(3, Math.floor(total / 100));
  }

  add(file: string, { broken: why, hangs }: { readonly broken: string; readonly hangs?: true }): void {
    this.#found.push(`${file} (${why})`);
    // Each of these takes so long that more would take a night.
    if (hangs && ++this.#hanging > mostHanging) {
      throw new TrainingFailure(
        'broken-pictures',
        `${mostHanging + 1} pictures in ${this.path} take too long, the last of them ${file} (${why}): replace or remove them.`,
      );
    }
    if (this.#found.length <= this.#most) return;
    throw new TrainingFailure(
      'broken-pictures',
      `More than ${this.#most} of the ${this.total} pictures in ${this.path} can’t be read, such as ${this.#found.slice(0, 3).join(', ')}: replace or remove them.`,
    );
  }

  remarks(): string[] {
    const [first, ...others] = this.#found;
    if (first === undefined) return [];
    if (others.length === 0) return [`A broken picture is left out: ${first}.`];
    return [`${this.#found.length} broken pictures are left out: ${listed(this.#found)}.`];
  }
}

function leftOutRemarks({ leftOut }: FoundFolder): string[] {
  const { links, formats, loose, folders, deep, special } = leftOut;
  const remarks = [...formats].map(
    ([format, count]) => `${counted(count, `${format} file`)} left out: PNG and JPEG are read.`,
  );
  if (loose > 0) remarks.push(`${counted(loose, 'picture')} left out, in no class’s folder.`);
  if (links > 0)
    remarks.push(`${counted(links, 'link')} left out, leading out of the folder or in a circle.`);
  if (folders.length > 0)
    remarks.push(`${counted(folders.length, 'folder')} left out, of no class: ${listed(folders)}.`);
  if (deep.length > 0)
    remarks.push(
      `${counted(deep.length, 'folder')} left out, nested more than ${deepest} deep: ${listed(deep)}.`,
    );
  if (special.length > 0)
    remarks.push(
      `${counted(special.length, 'picture')} left out, a device or FIFO and no file: ${listed(special)}.`,
    );
  return remarks;
}

function roomRemarks(unkept: number, total: number, room: number): string[] {
  if (unkept === 0) return [];
  return [
    `${unkept} of ${total} pictures are decoded again in each epoch, as ${Number((room / 1e9).toPrecision(2))} GB hold no more: prepare Resize to a smaller size to keep more of them.`,
  ];
}

const counted = (count: number, what: string): string =>
  count === 1 ? `A ${what} is` : `${count} ${what}s are`;

const listed = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
