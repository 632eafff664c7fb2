import { dirname, relative, resolve, sep } from 'node:path';
import { offeredNames } from '../../network/files.ts';
import { pathRefusal, resolveImport } from '../../network/importPaths.ts';
import type { FileLoader } from '../../network/program.ts';
import { folderPath } from '../../training/data/folder/folderDescription.ts';
import { listFolderSync } from '../../workspace/safeFile.ts';
import { filePath } from './files.ts';
import { isShare } from './folderLooks.ts';
import { cnnFilesIn, isPassedOver } from './workspaceFiles.ts';

/** More folders than these are not offered as the path of a data set. */
const mostFolders = 1000;
const mostEntries = 100_000;

/** `.cnn` files that a file could import, as the paths that it would write, near ones first. */
export function importablePaths(uri: string): string[] {
  const own = filePath(uri);
  if (own === undefined) return [];
  const folder = dirname(own);
  // The file's folder and what is in it, then what is beside that folder.
  const found = cnnFilesIn([folder, dirname(folder)]).files.filter((path) => resolve(path) !== resolve(own));
  return found.map((path) => {
    const written = relative(folder, path).split(sep).join('/');
    return written.startsWith('../') ? written : `./${written}`;
  });
}

/** The folders, hidden ones left out, in the folder that a path of this file leads to. */
export function foldersIn(uri: string, path: string): string[] {
  const folder = folderPath(uri, path);
  if (folder === undefined || isShare(folder)) return [];
  const listed = listFolderSync(folder, { most: mostEntries });
  return (listed.ok ? listed.entries : [])
    .filter(({ name, kind }) => kind === 'folder' && !isPassedOver(name))
    .map(({ name }) => name)
    .slice(0, mostFolders);
}

/** The blocks and `let`s that a file offers to those that import it. */
export function importableNames(uri: string, path: string, load: FileLoader): string[] {
  const target = resolveImport(uri, path);
  if (pathRefusal(path) ?? load.refuses?.(target, uri)) return [];
  const parsed = load(target);
  return parsed ? offeredNames(parsed) : [];
}
