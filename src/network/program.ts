import type { Mistake } from './mistake.ts';
import type { SourceFile } from './syntax.ts';

/** A parsed file: the tree of what could be read, and the syntax mistakes. */
export interface ParsedFile {
  readonly file: SourceFile;
  readonly text: string;
  readonly mistakes: readonly Mistake[];
}

/** Finds and parses a file by its URI; undefined where there is none. May be asked for the same file often. */
export type FileLoader = (uri: string) => ParsedFile | undefined;
