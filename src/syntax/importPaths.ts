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

/** The URI of an imported file. Its path is taken sign by sign: `#`, `?` and `%` mean nothing in it. */
export function resolveImport(uri: string, path: string): string {
  const [, root, own] = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(\/.*)$/is.exec(uri) ?? [undefined, '', uri];
  const isWindows = /^\/[a-z](:|%3a)\//i.test(own);
  const parts = (isWindows ? path.replaceAll('\\', '/') : path).split('/');
  const onDrive = isWindows && /^[a-z]:$/i.test(parts[0]!);
  const isAbsolute = path.startsWith('/') || onDrive;
  const before = own.split('/').slice(0, -1);
  const kept = !isAbsolute ? before : onDrive ? [''] : isWindows ? before.slice(0, 2) : [];
  const segments = [...kept];
  // Nothing is above the root, nor above a drive.
  const lowest = root === '' ? 0 : isWindows ? 2 : 1;
  for (const part of parts) {
    if (part === '..' && segments.length > lowest && segments.at(-1) !== '..' && segments.at(-1) !== '')
      segments.pop();
    else if (part === '..' && root !== '') continue;
    else if (part !== '.') segments.push(root === '' ? part : encoded(part));
  }
  return root + segments.join('/');
}

/** As VS Code encodes a part of a path, so that a file has the same URI whoever names it. */
const encoded = (part: string): string =>
  encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
