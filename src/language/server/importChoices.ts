import { dirname, relative, resolve, sep } from 'node:path';
import { resolveImport } from '../../network/files.ts';
import type { FileLoader } from '../../network/program.ts';
import { folderPath } from '../../training/data/folder/folderDescription.ts';
import { filePath } from './files.ts';
import { isShare } from './folderLooks.ts';
import { cnnFilesIn, entriesOf } from './workspaceFiles.ts';

/** More folders than these are not offered as the path of a data set. */
const mostFolders = 1000;

/** `.cnn` files that a file could import, as the paths that it would write, near ones first. */
export function importablePaths(uri: string): string[] {
  const own = filePath(uri);
  if (own === undefined) return [];
  const folder = dirname(own);
  // The file's folder and what is in it, then what is beside that folder.
  const found = cnnFilesIn([folder, dirname(folder)]).filter((path) => resolve(path) !== resolve(own));
  return found.map((path) => {
    const written = relative(folder, path).split(sep).join('/');
    return written.startsWith('../') ? written : `./${written}`;
  });
}

/** The folders, hidden ones left out, in the folder that a path of this file leads to. */
export function foldersIn(uri: string, path: string): string[] {
  const folder = folderPath(uri, path);
  if (folder === undefined || isShare(folder)) return [];
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .slice(0, mostFolders);
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
