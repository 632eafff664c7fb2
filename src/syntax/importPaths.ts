/** The paths that imports are written with: plain paths of files, not addresses, so that every sign in them is itself. */
import type { Refusal } from './parsedFile.ts';

/** A text as the language writes it, with its quotes; undefined for one that it can't write. */
export function writtenText(text: string): string | undefined {
  // A line ends at these, however they are written.
  if (/[\r\u2028\u2029\0]/.test(text)) return undefined;
  const escaped = text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/** A path within a sentence. */
export const quotedPath = (path: string): string => writtenText(path) ?? JSON.stringify(path);

/** Why a path names nothing that an import reads, whatever lies there. */
export function pathRefusal(path: string): Refusal | undefined {
  if (/^[\\/]{2}/.test(path)) return elsewhere('it is on another machine');
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return elsewhere('it is an address');
  if (path.endsWith('.cnn')) return undefined;
  return { code: 'import-not-cnn', reason: 'an import reads .cnn files only' };
}

const elsewhere = (reason: string): Refusal => ({
  code: 'import-address',
  reason: `${reason}, and an import reads a file of this one by its path`,
});
