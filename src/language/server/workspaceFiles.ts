import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FileOpener, resolveImport } from '../../network/files.ts';
import type { FileScope } from '../../network/files.ts';
import { fileKey, filePath } from './files.ts';
import type { Files } from './files.ts';

/** More folders and files than these are not looked at. */
export interface Bounds {
  readonly folders: number;
  readonly files: number;
}

const nearBounds: Bounds = { folders: 200, files: 300 };
const workspaceBounds: Bounds = { folders: 5_000, files: 2_000 };

/** The `.cnn` files in folders and the folders inside, each once; an inner folder's right behind its parent's. */
export function cnnFilesIn(folders: readonly string[], bounds: Bounds = nearBounds): string[] {
  const found: string[] = [];
  const pending = [...folders];
  const seen = new Set<string>();
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (seen.has(next) || seen.size >= bounds.folders || found.length >= bounds.files) continue;
    seen.add(next);
    const inner: string[] = [];
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        inner.push(path);
      else if (entry.isFile() && entry.name.endsWith('.cnn')) found.push(path);
    }
    pending.unshift(...inner);
  }
  return found;
}

export function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // A folder that may not be read, or is gone since it was listed, offers nothing.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EACCES' || code === 'ENOENT' || code === 'EPERM' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** The folder of a file and the one around it, unless that is the whole disk. */
function foldersAround(uri: string): string[] {
  const path = filePath(uri);
  if (path === undefined) return [];
  const folder = dirname(path);
  const around = dirname(folder);
  return dirname(around) === around ? [folder] : [folder, around];
}

/** The files that the editor shows or has in its folders. */
export class WorkspaceFiles {
  constructor(
    readonly files: Files,
    /** The paths of the folders that are open in the editor. */
    private readonly folders: () => readonly string[],
  ) {}

  /** Those in the editor and those on disk; without an open folder, those beside and around `near`. */
  uris(near?: string): string[] {
    const opened = this.folders();
    const folders = opened.length > 0 || near === undefined ? opened : foldersAround(near);
    const bounds = opened.length > 0 ? workspaceBounds : nearBounds;
    const onDisk = cnnFilesIn(folders, bounds).map((path) => pathToFileURL(path).href);
    const byKey = new Map<string, string>();
    for (const uri of [...this.files.openTexts.map((text) => text.uri), ...onDisk]) {
      const key = fileKey(uri);
      if (!byKey.has(key)) byKey.set(key, uri);
    }
    return [...byKey.values()];
  }

  scope(uri: string): FileScope | undefined {
    return new FileOpener(this.files.load).open(uri);
  }

  /** The files that import a file themselves. */
  importing(uri: string): string[] {
    const key = fileKey(uri);
    return this.uris(uri).filter((each) => {
      if (fileKey(each) === key) return false;
      const parsed = this.files.load(each);
      return parsed?.file.declarations.some(
        (declaration) =>
          declaration.kind === 'import' &&
          fileKey(resolveImport(parsed.file.uri, declaration.path.text)) === key,
      );
    });
  }
}
