import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileLoader, ParsedFile } from '../../network/program.ts';
import { locate } from '../../network/mistakes.ts';
import { largestText, parseSource } from '../parse.ts';
import type { LeftOut } from './threadMessages.ts';

/** A text in the editor. */
export interface OpenText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

interface Open {
  readonly text: OpenText;
  parsed: ParsedFile | undefined;
  /** Of an earlier text, to parse less of this one; until it is parsed. */
  last: ParsedFile | undefined;
}

interface OnDisk {
  readonly modified: number;
  readonly size: number;
  readonly parsed: ParsedFile;
}

/**
 * The files that programs are made of: texts in the editor first, saved or not, then what is on disk. A file is
 * parsed once for each text; the same text gives the same object.
 */
export class Files {
  /** The text that was edited last comes last. */
  readonly #open = new Map<string, Open>();
  readonly #disk = new Map<string, OnDisk>();
  #seen: ReadonlySet<string> | undefined;
  /** By key; what is read for them, once the text is known. */
  readonly #leftOut = new Map<string, LeftOut & { parsed?: ParsedFile }>();

  set(text: OpenText): void {
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

  /** The file's tree, or undefined where there is no such file. */
  readonly load: FileLoader = (uri) => {
    const key = fileKey(uri);
    const open = this.#open.get(key);
    const leftOut = this.#leftOut.get(key);
    if (leftOut)
      return (leftOut.parsed ??= leftOutFile(leftOut, open?.text.uri ?? uri, open?.text.text ?? ''));
    if (!open) return this.#fromDisk(uri);
    open.parsed ??= parseSource(open.text.uri, open.text.text, open.last);
    open.last = undefined;
    return open.parsed;
  };

  #fromDisk(uri: string): ParsedFile | undefined {
    const path = filePath(uri);
    const stat = path === undefined ? undefined : readable(() => statSync(path, { throwIfNoEntry: false }));
    if (path === undefined || !stat?.isFile()) {
      this.#disk.delete(uri);
      return undefined;
    }
    const known = this.#disk.get(uri);
    if (known?.modified === stat.mtimeMs && known.size === stat.size) return known.parsed;
    // What is over the limit is refused by the parser; a little more than the limit is enough to see that.
    const isLarger = stat.size > 4 * largestText;
    const text = isLarger ? ' '.repeat(largestText + 1) : readable(() => readFileSync(path, 'utf8'));
    if (text === undefined) return undefined;
    const parsed = parseSource(uri, text);
    this.#disk.set(uri, { modified: stat.mtimeMs, size: stat.size, parsed });
    return parsed;
  }
}

function leftOutFile({ message }: LeftOut, uri: string, text: string): ParsedFile {
  const end = /^.*/.exec(text)?.[0].length ?? 0;
  const location = locate(uri, { start: 0, end });
  const mistake = { code: 'left-out', severity: 'error', message, location, chain: [] } as const;
  return { file: { uri, declarations: [] }, text, mistakes: [mistake] };
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

/** The path of a `file:` URI. */
export function filePath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch (error) {
    // A path that this system can't have (a host, an encoded slash, a lone `%`): there is no such file.
    if (error instanceof TypeError || error instanceof URIError) return undefined;
    throw error;
  }
}

/** Editors and URLs escape different characters: the same file has one key. */
export function fileKey(uri: string): string {
  return filePath(uri) ?? uri;
}
