import { sep } from 'node:path';
import type { Size } from '../../recipe/recipe.ts';
import type { Listing, Refusal } from '../../../disk/safeFile.ts';
import type { Entry, Steps } from './folderAccess.ts';
import { codeOf, head, list, resolveLink } from './folderAccess.ts';
import { isPictureName, otherFormat, pictureHeader } from './pictureHeader.ts';

/** Beyond these a folder is no data set for this program: the scan ends with a message. */
export const folderBounds = { pictures: 200_000, folders: 20_000, classes: 1_000, files: 1_000_000 } as const;

/** How deep folders may nest in a class's folder. */
export const deepest = 4;
/** So many files' headers tell in which sizes the pictures come. */
const sampledHeaders = 200;

export type Part = 'training' | 'validation' | 'test';

export interface ClassFiles {
  readonly name: string;
  /** From the data set's folder on, with `/`, in the order of their names. */
  readonly files: readonly string[];
}

/** The classes of one part, or of the whole where the folder is not split. */
export interface ClassGroup {
  readonly part: Part | 'whole';
  /** `train`, as the folder is spelt; empty for the whole. */
  readonly folder: string;
  readonly classes: readonly ClassFiles[];
}

export interface LeftOut {
  /** Symbolic links that lead out of the folder, in a circle, or nowhere. */
  readonly links: number;
  /** Pictures of formats that are not read: how many of each. */
  readonly formats: ReadonlyMap<string, number>;
  /** Pictures that lie in no class's folder. */
  readonly loose: number;
  /** Folders without a picture, and those beside `train`. */
  readonly folders: readonly string[];
  /** Folders that are nested too deep in a class's to be looked into. */
  readonly deep: readonly string[];
  /** What goes by a picture's name and is no file: devices, FIFOs, sockets. */
  readonly special: readonly string[];
}

export interface FoundFolder {
  readonly kind: 'found';
  /** Absolute. */
  readonly path: string;
  readonly groups: readonly ClassGroup[];
  readonly leftOut: LeftOut;
  /** The different sizes of a sample of the pictures, each once; empty where no header could be read. */
  readonly sizes: readonly Size[];
}

export type FolderScan =
  | FoundFolder
  /** The folder itself, or one inside it whose pictures would be missing; `code`: the system's, `reason`: in words. */
  | {
      readonly kind: 'unreadable';
      readonly path: string;
      /** From the folder on; absent: the folder itself. */
      readonly inside?: string;
      readonly code: string;
      readonly reason?: string;
    }
  | { readonly kind: 'too-many'; readonly path: string; readonly what: keyof typeof folderBounds };

const partNames: Readonly<Record<string, Part>> = {
  train: 'training',
  training: 'training',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

class TooMany extends Error {
  constructor(readonly what: keyof typeof folderBounds) {
    super(what);
  }
}

class Unreadable extends Error {
  constructor(
    readonly inside: string,
    readonly refusal: Refusal,
  ) {
    super(inside);
  }
}

/**
 * Looks through a folder of pictures: names, and the headers of some files. Asks its caller for each listing, so that
 * the editor can look without waiting.
 * @param path absolute
 */
export function* scanFolder(path: string): Steps<FolderScan> {
  const listing = yield* list(path, folderBounds.files);
  if (!listing.ok) return { kind: 'unreadable', path, code: codeOf(listing), reason: listing.reason };
  try {
    return yield* new Scanner(path, listing.path).scan(listing);
  } catch (caught) {
    if (caught instanceof Unreadable) {
      const { inside, refusal } = caught;
      return { kind: 'unreadable', path, inside, code: codeOf(refusal), reason: refusal.reason };
    }
    if (caught instanceof TooMany) return { kind: 'too-many', path, what: caught.what };
    throw caught;
  }
}

interface Inside {
  readonly folders: readonly string[];
  readonly pictures: readonly string[];
}

class Scanner {
  #links = 0;
  #loose = 0;
  #pictures = 0;
  #listed = 0;
  readonly #formats = new Map<string, number>();
  readonly #skipped: string[] = [];
  readonly #deep: string[] = [];
  readonly #special: string[] = [];
  #files = 0;
  /** The targets of links that were followed: each once, so that none leads in a circle. */
  readonly #followed = new Set<string>();

  constructor(
    readonly path: string,
    /** What `path` is once its own links are resolved: what links may not leave. */
    readonly real: string,
  ) {}

  *scan(listing: Listing): Steps<FolderScan> {
    const { folders, pictures } = yield* this.sort('', listing);
    this.#loose += pictures.length;
    const split = partsAmong(folders);
    const groups: ClassGroup[] = [];
    if (split) {
      this.#skipped.push(...folders.filter((name) => !split.has(name)));
      for (const [folder, part] of split) {
        const inside = yield* this.look(folder);
        this.#loose += inside.pictures.length;
        groups.push({ part, folder, classes: yield* this.classes(inside.folders) });
      }
    } else {
      groups.push({ part: 'whole', folder: '', classes: yield* this.classes(folders) });
    }
    const leftOut = {
      links: this.#links,
      formats: this.#formats,
      loose: this.#loose,
      folders: this.#skipped,
      deep: this.#deep,
      special: this.#special,
    };
    const files = groups.flatMap(({ classes }) => classes.flatMap((each) => each.files));
    return { kind: 'found', path: this.path, groups, leftOut, sizes: yield* this.sizes(files) };
  }

  *classes(folders: readonly string[]): Steps<ClassFiles[]> {
    if (folders.length > folderBounds.classes) throw new TooMany('classes');
    const classes: ClassFiles[] = [];
    for (const folder of folders) {
      const files = yield* this.pictures(folder, 1);
      const name = folder.split('/').at(-1)!.normalize('NFC');
      if (files.length === 0) this.#skipped.push(folder);
      else classes.push({ name, files: files.sort(byName) });
    }
    return classes.sort((a, b) => byName(a.name, b.name));
  }

  *pictures(folder: string, depth: number): Steps<string[]> {
    const inside = yield* this.look(folder);
    const found = [...inside.pictures];
    this.#pictures += found.length;
    if (this.#pictures > folderBounds.pictures) throw new TooMany('pictures');
    if (depth >= deepest) this.#deep.push(...inside.folders);
    else for (const inner of inside.folders) found.push(...(yield* this.pictures(inner, depth + 1)));
    return found;
  }

  *look(folder: string): Steps<Inside> {
    const listing = yield* list(`${this.path}/${folder}`, folderBounds.files - this.#files);
    // What is in it is not known: a class, or a part of one, that nobody would miss.
    if (!listing.ok) throw new Unreadable(folder, listing);
    return yield* this.sort(folder, listing);
  }

  /** Folders and pictures, hidden ones and other files left out. */
  *sort(folder: string, { entries, cut }: Listing): Steps<Inside> {
    if (++this.#listed > folderBounds.folders) throw new TooMany('folders');
    this.#files += entries.length;
    if (cut) throw new TooMany('files');
    const folders: string[] = [];
    const pictures: string[] = [];
    for (const { name, kind } of entries) {
      if (name.startsWith('.') || name === '__MACOSX' || name === 'node_modules') continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      const is = kind === 'link' ? yield* this.follow(path) : kind;
      if (is === 'folder') folders.push(path);
      else if (is === 'file' && isPictureName(name)) pictures.push(path);
      else if (is === 'file') this.count(otherFormat(name));
      else if (kind === 'other' && isPictureName(name)) this.#special.push(path);
    }
    return { folders: folders.sort(byName), pictures };
  }

  count(format: string | undefined): void {
    if (format !== undefined) this.#formats.set(format, (this.#formats.get(format) ?? 0) + 1);
  }

  /** A link inside the folder stands for its target; a folder that holds the link would lead in a circle. */
  *follow(path: string): Steps<Entry['kind']> {
    const target = yield* resolveLink(`${this.path}/${path}`);
    const leadsIn = target.ok && target.path.startsWith(this.real + sep);
    const inside = leadsIn ? target.path.slice(this.real.length + 1) : '';
    const isCircle = `${path}/`.startsWith(`${inside.replaceAll(sep, '/')}/`);
    if (!target.ok || inside === '' || isCircle || this.#followed.has(inside)) {
      this.#links++;
      return 'other';
    }
    if (target.kind === 'folder') this.#followed.add(inside);
    return target.kind;
  }

  *sizes(files: readonly string[]): Steps<Size[]> {
    const sizes = new Map<string, Size>();
    const step = Math.max(1, files.length / sampledHeaders);
    for (let at = 0; at < files.length; at += step) {
      const path = `${this.path}/${files[Math.floor(at)]!}`;
      const header =
        pictureHeader(yield* head(path, 16_384, this.path)) ??
        pictureHeader(yield* head(path, 524_288, this.path));
      if (header) sizes.set(header.size.join('x'), header.size);
    }
    return [...sizes.values()];
  }
}

/** The same order on every machine: by code units, not by a language's rules. */
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `train` with `val` or `test` beside it; undefined where the folders are classes. */
function partsAmong(folders: readonly string[]): ReadonlyMap<string, Part> | undefined {
  const parts = new Map<string, Part>();
  for (const name of folders) {
    const part = Object.hasOwn(partNames, name.toLowerCase()) ? partNames[name.toLowerCase()] : undefined;
    if (part && ![...parts.values()].includes(part)) parts.set(name, part);
  }
  return parts.size > 1 && [...parts.values()].includes('training') ? parts : undefined;
}
