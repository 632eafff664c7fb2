import { statSync } from 'node:fs';
import type { FileLoader, ParsedFile, Refusal } from '../syntax/parsedFile.ts';
import { importRefusal } from './importReach.ts';
import type { OpenFolders } from './importReach.ts';
import { isNetworkPath, lookAtSync, readTextSync } from '../disk/safeFile.ts';
import type { Found, Result } from '../disk/safeFile.ts';
import { locate, mistakeOf } from '../syntax/mistakes.ts';
import { largestText, parseSource } from '../language/parse.ts';
import { KeptFiles } from './keptFiles.ts';
import { filePath, fileKey } from '../syntax/uri.ts';

/** A text in the editor. */
interface OpenText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** A text that is not understood, since it kept a thread busy for too long or ended it. */
export interface LeftOut {
  readonly uri: string;
  /** Told in the file. */
  readonly message: string;
  /** Else until it is edited. */
  readonly untilClosed: boolean;
}

interface Open {
  readonly text: OpenText;
  parsed: ParsedFile | undefined;
  /** Of an earlier text, to parse less of this one; until it is parsed. */
  last: ParsedFile | undefined;
}

interface OnDisk {
  /** Of what the path led to: another file, or another text in it, has another one. */
  readonly identity: string;
  readonly found: Result<Found>;
}

/** UTF-16 units: their trees take some 200 MB of the gigabyte that the server has. */
const mostKept = 8 * 1024 * 1024;
/** More than a workspace has files. */
const mostPaths = 60_000;
/** Bytes. */
const mostSearched = 32e6;
const tooLarge = `is larger than the ${largestText / 1024} kB that are read`;
/** Stands for a text that is larger than what is read, which the parser refuses by its length. */
const unreadText = ' '.repeat(largestText + 1);

/**
 * The files that programs are made of: texts in the editor first, saved or not, then what is on disk. The same text
 * gives the same object for as long as anybody holds it.
 */
export class Files {
  /** The text that was edited last comes last. */
  readonly #open = new Map<string, Open>();
  /** By path; the one that was looked at first comes first. */
  readonly #disk = new Map<string, OnDisk>();
  readonly #parsed: KeptFiles;
  #seen: ReadonlySet<string> | undefined;
  /** By key; what is read for them, once the text is known. */
  readonly #leftOut = new Map<string, LeftOut & { parsed?: ParsedFile }>();

  /**
   * @param openFolders what the person has opened: which files may be imported depends on it
   * @param most how much of what is on disk is kept parsed, in UTF-16 units
   */
  constructor(
    public openFolders: () => OpenFolders = () => ({ folders: [], isTrusted: true }),
    most = mostKept,
  ) {
    this.#parsed = new KeptFiles(most);
  }

  /** Another number after each change of a text in the editor. */
  revision = 0;

  set(text: OpenText): void {
    this.revision++;
    const key = fileKey(text.uri);
    const before = this.#open.get(key);
    const same = before?.text.text === text.text && before.text.uri === text.uri;
    if (before && !same && this.#leftOut.get(key)?.untilClosed === false) this.#leftOut.delete(key);
    this.#open.delete(key);
    this.#open.set(key, {
      text,
      parsed: same ? before.parsed : undefined,
      last: before?.parsed ?? before?.last,
    });
  }

  close(uri: string): void {
    this.revision++;
    this.#open.delete(fileKey(uri));
    this.#leftOut.delete(fileKey(uri));
  }

  /** The file is read as an empty one with this mistake, until it is edited or closed. */
  leaveOut(leftOut: LeftOut): void {
    this.#leftOut.set(fileKey(leftOut.uri), leftOut);
  }

  isLeftOut(uri: string): boolean {
    return this.#leftOut.has(fileKey(uri));
  }

  opened(uri: string): OpenText | undefined {
    return this.#open.get(fileKey(uri))?.text;
  }

  /** What the editor shows, where it tells. */
  show(uris: readonly string[]): void {
    this.#seen = new Set(uris.map(fileKey));
  }

  /** The text that was edited last is seen, and those that the editor has told of. */
  isSeen(uri: string): boolean {
    const key = fileKey(uri);
    return this.#seen?.has(key) === true || key === [...this.#open.keys()].at(-1);
  }

  /** In the order in which one waits for them: the last edited, the others that are seen, the rest. */
  get openTexts(): readonly OpenText[] {
    const texts = [...this.#open.entries()].reverse();
    const [last, ...others] = texts;
    const rank = ([key]: (typeof texts)[number]): number => (this.#seen?.has(key) ? 0 : 1);
    const ordered = this.#seen ? others.sort((a, b) => rank(a) - rank(b)) : others;
    return [...(last ? [last] : []), ...ordered].map(([, { text }]) => text);
  }

  /** The file's tree, or undefined where there is no such file, or none that is read. */
  readonly load: FileLoader = Object.assign((uri: string) => this.#load(uri), {
    refuses: (uri: string, main: string) => this.#refuses(uri, main),
  });

  /** Where a file lies once all links are followed; undefined where there is none. */
  realPath(uri: string): string | undefined {
    const path = filePath(uri);
    if (path === undefined || isNetworkPath(path)) return undefined;
    const { found } = this.#lookAt(path);
    return found.ok ? found.path : undefined;
  }

  #load(uri: string): ParsedFile | undefined {
    const key = fileKey(uri);
    const open = this.#open.get(key);
    const leftOut = this.#leftOut.get(key);
    if (leftOut)
      return (leftOut.parsed ??= leftOutFile(leftOut, open?.text.uri ?? uri, open?.text.text ?? ''));
    if (!open) return this.#fromDisk(uri);
    open.parsed ??= parseSource(open.text.uri, open.text.text, open.last);
    open.last = undefined;
    return open.parsed;
  }

  /** Why nothing is known of a file that is there, to go on after its name: `is larger than …`. */
  unreadReason(uri: string): string | undefined {
    if (this.isLeftOut(uri)) return 'is left out, as its first line says';
    const parsed = this.load(uri);
    if (parsed) return parsed.text.length > largestText ? tooLarge : undefined;
    const path = filePath(uri);
    const read = path === undefined ? undefined : readTextSync(path, { most: 4 * largestText });
    return !read || read.ok || read.why === 'missing' ? undefined : read.reason;
  }

  /** Whether a word is in a file of which nothing is known; so where that can't be told either. */
  mayHave(uri: string, word: string): boolean {
    const path = filePath(uri);
    const open = this.opened(uri)?.text;
    const read =
      open === undefined && path !== undefined ? readTextSync(path, { most: mostSearched }) : undefined;
    const text = open ?? (read?.ok ? read.text : undefined);
    return text === undefined || new RegExp(`\\b${word}\\b`).test(text);
  }

  #refuses(uri: string, main: string): Refusal | undefined {
    const [path, from] = [filePath(uri), filePath(main)];
    // What is on no disk can only be open in the editor.
    if (path === undefined || from === undefined) return undefined;
    const look = this.#open.has(path) ? undefined : (at: string) => this.#lookAt(at).found;
    return importRefusal(path, from, this.openFolders(), look);
  }

  #fromDisk(uri: string): ParsedFile | undefined {
    const path = filePath(uri);
    if (path === undefined || isNetworkPath(path)) return undefined;
    const { found, identity } = this.#lookAt(path);
    if (!found.ok || found.kind !== 'file') return undefined;
    const known = identity === '' ? undefined : this.#parsed.get(path, identity);
    if (known) return known;
    const read = readTextSync(path, { most: 4 * largestText });
    if (!read.ok && read.why !== 'too-large') return undefined;
    const parsed = parseSource(uri, read.ok ? read.text : unreadText);
    this.#parsed.set(path, identity, parsed);
    return parsed;
  }

  /** What is at a path, asked again only where something else is there. */
  #lookAt(path: string): OnDisk {
    const identity = identityOf(path);
    const known = this.#disk.get(path);
    if (known && identity !== '' && known.identity === identity) return known;
    const found = lookAtSync(path);
    const fresh = { identity, found };
    this.#disk.delete(path);
    if (!found.ok) return fresh;
    this.#disk.set(path, fresh);
    const [oldest] = this.#disk.keys();
    if (this.#disk.size > mostPaths && oldest !== undefined) this.#disk.delete(oldest);
    return fresh;
  }
}

/** Empty where nothing is there, or the system does not say. */
function identityOf(path: string): string {
  const info = readable(() => statSync(path, { throwIfNoEntry: false }));
  return info ? [info.dev, info.ino, info.size, info.mtimeMs, info.ctimeMs].join(' ') : '';
}

function leftOutFile({ message }: LeftOut, uri: string, text: string): ParsedFile {
  const end = /^.*/.exec(text)?.[0].length ?? 0;
  const location = locate(uri, { start: 0, end });
  const mistake = mistakeOf({ code: 'left-out', message, location });
  return { file: { uri, declarations: [] }, text, mistakes: [mistake], guessed: new Set() };
}

/** What is read; undefined where the system refuses, as it does a name that it can't have or what others may not see. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
