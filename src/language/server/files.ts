import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileLoader, ParsedFile } from '../../network/program.ts';
import { largestText, parseSource } from '../parse.ts';

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
  readonly #open = new Map<string, Open>();
  readonly #disk = new Map<string, OnDisk>();

  set(text: OpenText): void {
    const key = fileKey(text.uri);
    const before = this.#open.get(key);
    const same = before?.text.text === text.text && before.text.uri === text.uri;
    this.#open.set(key, {
      text,
      parsed: same ? before.parsed : undefined,
      last: before?.parsed ?? before?.last,
    });
  }

  close(uri: string): void {
    this.#open.delete(fileKey(uri));
  }

  opened(uri: string): OpenText | undefined {
    return this.#open.get(fileKey(uri))?.text;
  }

  get openTexts(): readonly OpenText[] {
    return [...this.#open.values()].map(({ text }) => text);
  }

  /** The file's tree, or undefined where there is no such file. */
  readonly load: FileLoader = (uri) => {
    const open = this.#open.get(fileKey(uri));
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
