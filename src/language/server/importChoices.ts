import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { resolveImport } from '../../network/files.ts';
import type { FileLoader } from '../../network/program.ts';
import { filePath } from './files.ts';

const mostFolders = 200;
const mostFiles = 300;

/** `.cnn` files that a file could import, as the paths that it would write, near ones first. */
export function importablePaths(uri: string): string[] {
  const own = filePath(uri);
  if (own === undefined) return [];
  const folder = dirname(own);
  const found: string[] = [];
  // The file's folder and what is in it, then what is beside that folder.
  const pending = [folder, dirname(folder)];
  const seen = new Set<string>();
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (seen.has(next) || seen.size >= mostFolders || found.length >= mostFiles) continue;
    seen.add(next);
    const inner: string[] = [];
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        inner.push(path);
      else if (entry.isFile() && entry.name.endsWith('.cnn') && resolve(path) !== resolve(own))
        found.push(path);
    }
    pending.unshift(...inner);
  }
  return found.map((path) => {
    const written = relative(folder, path).split(sep).join('/');
    return written.startsWith('../') ? written : `./${written}`;
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // A folder that may not be read, or is gone since it was listed, offers nothing.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EACCES' || code === 'ENOENT' || code === 'EPERM' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** The blocks and `let`s that a file offers to those that import it. */
export function importableNames(uri: string, path: string, load: FileLoader): string[] {
  const parsed = load(resolveImport(uri, path));
  return (parsed?.file.declarations ?? []).flatMap((declaration) =>
    (declaration.kind === 'block' || declaration.kind === 'let') && declaration.name.name !== ''
      ? [declaration.name.name]
      : [],
  );
}
