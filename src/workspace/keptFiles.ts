import type { ParsedFile } from '../syntax/parsedFile.ts';

/** Of which state of a file something was parsed. */
interface Held {
  readonly identity: string;
  readonly file: WeakRef<ParsedFile>;
}

/** What a file costs beside its text, in UTF-16 units of text. */
const perFile = 256;

/**
 * Files as they were parsed, by path: those that were used last, their texts together no longer than `most` UTF-16
 * units, and any other for as long as somebody holds it, so that there are never two of one text.
 */
export class KeptFiles {
  /** The one that was used last comes last. */
  readonly #kept = new Map<string, ParsedFile>();
  readonly #held = new Map<string, Held>();
  readonly #gone = new FinalizationRegistry<string>((path) => {
    if (this.#held.get(path)?.file.deref() === undefined) this.#held.delete(path);
  });
  #length = 0;

  constructor(private readonly most: number) {}

  /** Undefined where it is to be parsed: never of another state of the file. */
  get(path: string, identity: string): ParsedFile | undefined {
    const held = this.#held.get(path);
    const file = held?.identity === identity ? held.file.deref() : undefined;
    if (file) this.#keep(path, file);
    return file;
  }

  set(path: string, identity: string, file: ParsedFile): void {
    this.#held.set(path, { identity, file: new WeakRef(file) });
    this.#gone.register(file, path);
    this.#keep(path, file);
  }

  #keep(path: string, file: ParsedFile): void {
    this.#drop(path);
    this.#kept.set(path, file);
    this.#length += costOf(file);
    for (const oldest of this.#kept.keys()) {
      if (this.#length <= this.most) return;
      this.#drop(oldest);
    }
  }

  #drop(path: string): void {
    const before = this.#kept.get(path);
    if (!before) return;
    this.#kept.delete(path);
    this.#length -= costOf(before);
  }
}

const costOf = ({ text }: ParsedFile): number => text.length + perFile;
