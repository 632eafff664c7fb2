import type { Declaration, SourceFile } from './tree.ts';
import type { Mistake } from './mistakes.ts';
import type { MistakeCode } from './codes.ts';

/** A parsed file: the tree of what could be read, and the syntax mistakes. */
export interface ParsedFile {
  readonly file: SourceFile;
  readonly text: string;
  readonly mistakes: readonly Mistake[];
  /**
   * Declarations that are guessed from what is not the language. In the file itself they serve, so that what follows
   * keeps its shapes; another file gets nothing from them.
   */
  readonly guessed: ReadonlySet<Declaration>;
}

/** Why a file is not imported. */
export interface Refusal {
  readonly code: MistakeCode;
  /** Goes on after the path and a colon; no full stop. */
  readonly reason: string;
}

/** Finds and parses a file by its URI; undefined where there is none. May be asked for the same file often. */
export interface FileLoader {
  (uri: string): ParsedFile | undefined;
  /** Why a program that begins with the file `main` may not import a file: asked before that is loaded. */
  readonly refuses?: (uri: string, main: string) => Refusal | undefined;
}

/** A loader that has some files otherwise; what may be imported stays as it is. */
export function overlaid(load: FileLoader, other: (uri: string) => ParsedFile | undefined): FileLoader {
  const overlay = (uri: string) => other(uri) ?? load(uri);
  return Object.assign(overlay, load.refuses && { refuses: load.refuses });
}
