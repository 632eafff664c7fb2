import { dirname, relative, resolve, sep } from 'node:path';
import { offeredNames } from '../network/fileScope.ts';
import { pathRefusal } from '../syntax/importPaths.ts';
import type { FileLoader } from '../syntax/parsedFile.ts';
import { folderPath } from '../training/data/folder/folderDescription.ts';
import { listFolderSync } from '../disk/safeFile.ts';
import { isShare } from './folderLooks.ts';
import { cnnFilesIn, isPassedOver } from './workspaceFiles.ts';
import { filePath, resolveImport } from '../syntax/uri.ts';

/** More folders than these are not offered as the path of a data set. */
const mostFolders = 1000;
const mostEntries = 100_000;

export interface Choices<T> {
  readonly offered: readonly T[];
  /** There are more: what is typed next may ask for others. */
  readonly isCut: boolean;
}

/** `.cnn` files that a file could import, as the paths that it would write, near ones first. */
export function importablePaths(uri: string): Choices<string> {
  const own = filePath(uri);
  if (own === undefined) return { offered: [], isCut: false };
  const folder = dirname(own);
  // The file's folder and what is in it, then what is beside that folder.
  const { files, cut } = cnnFilesIn([folder, dirname(folder)]);
  const found = files.filter((path) => resolve(path) !== resolve(own));
  const offered = found.map((path) => {
    const written = relative(folder, path).split(sep).join('/');
    return written.startsWith('../') ? written : `./${written}`;
  });
  return { offered, isCut: cut !== undefined };
}

/** The folders, hidden ones left out, in the folder that a path of this file leads to. */
export function foldersIn(uri: string, path: string): Choices<string> {
  const folder = folderPath(uri, path);
  if (folder === undefined || isShare(folder)) return { offered: [], isCut: false };
  const listed = listFolderSync(folder, { most: mostEntries });
  const found = (listed.ok ? listed.entries : [])
    .filter(({ name, kind }) => kind === 'folder' && !isPassedOver(name))
    .map(({ name }) => name);
  const offered = found.slice(0, mostFolders);
  return { offered, isCut: found.length > offered.length || (listed.ok && listed.cut) };
}

/** The blocks and `let`s that a file offers to those that import it. */
export function importableNames(uri: string, path: string, load: FileLoader): string[] {
  const target = resolveImport(uri, path);
  if (pathRefusal(path) ?? load.refuses?.(target, uri)) return [];
  const parsed = load(target);
  return parsed ? offeredNames(parsed) : [];
}
