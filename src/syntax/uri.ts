/** Where files are: paths and URIs, and how an import names one file from another. */
import { fileURLToPath } from 'node:url';
import { relative, dirname, sep } from 'node:path';
import { writtenText } from './importPaths.ts';

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

/** The path of one file as another names it: `./blocks/convNorm.cnn`. Undefined where there is no way between them. */
export function importPath(from: string, to: string): string | undefined {
  const [own, other] = [filePath(from), filePath(to)];
  if (own === undefined || other === undefined) return undefined;
  const written = relative(dirname(own), other).split(sep).join('/');
  // On another drive, or under a name that the language can't write.
  if (/^([a-z]:)?\//i.test(written) || writtenText(written) === undefined) return undefined;
  return written.startsWith('../') ? written : `./${written}`;
}
