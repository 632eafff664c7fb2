/**
 * Which files an import may read. `.cnn` files, once all links are followed, that lie in the folders that are open or
 * in the folder around that of the file first opened (its own one's parent, so that `../blocks/norm.cnn` works; its own
 * where that is the whole disk). In a workspace that is not trusted: in its folders only, or, where no folder is open,
 * in the file's own.
 */
import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Refusal } from '../syntax/parsedFile.ts';
import { isInside, isNetworkPath } from '../disk/safeFile.ts';
import type { Found, Result } from '../disk/safeFile.ts';

/** What the person has opened. */
export interface OpenFolders {
  /** Absolute paths. */
  readonly folders: readonly string[];
  readonly isTrusted: boolean;
}

/** The folders out of which a program that begins with a file may import. Absolute paths, without `..`. */
function importRoots(main: string, { folders, isTrusted }: OpenFolders): readonly string[] {
  const own = dirname(main);
  const around = dirname(own);
  if (!isTrusted) return folders.length > 0 ? folders : [own];
  return [...folders, dirname(around) === around ? own : around];
}

/**
 * Why a program that begins with the file `main` may not import `path`. A file that is not there is not refused.
 * Outside of the folders nothing is asked of the disk.
 * @param look says what is at a path; absent for a text that is open in the editor, which is not read from the disk
 */
export function importRefusal(
  path: string,
  main: string,
  open: OpenFolders,
  look: ((path: string) => Result<Found>) | undefined,
): Refusal | undefined {
  if (isNetworkPath(path)) return outside(open);
  const roots = importRoots(main, open);
  const lies = (inner: string): boolean =>
    roots.some((root) => isInside(inner, root)) ||
    roots.some((root) => isInside(inner, realPath(root) ?? root));
  if (!lies(resolve(path))) return outside(open);
  const found = look?.(path);
  if (found === undefined) return undefined;
  if (!found.ok) {
    if (found.why === 'missing') return undefined;
    return { code: 'import-unreadable', reason: `it ${found.reason}` };
  }
  if (!lies(found.path)) return outside(open, 'it is a link, and ');
  if (found.kind === 'folder') return { code: 'import-unreadable', reason: 'it is a folder' };
  if (found.path.endsWith('.cnn')) return undefined;
  return {
    code: 'import-not-cnn',
    reason: 'it leads to a file of another kind, and an import reads .cnn files only',
  };
}

function outside({ folders, isTrusted }: OpenFolders, what = ''): Refusal {
  const allowed = isTrusted
    ? `${folders.length > 0 ? 'the folders that are open and of ' : ''}the folder around this file’s`
    : `${folders.length > 0 ? 'the folders that are open' : 'this file’s folder'} as long as the workspace is not trusted`;
  return { code: 'import-outside', reason: `${what}an import reads files of ${allowed}` };
}

function realPath(folder: string): string | undefined {
  try {
    return realpathSync.native(folder);
  } catch {
    // A folder that is not on the disk, as that of a text that was never saved.
    return undefined;
  }
}
