import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FileOpener } from '../network/fileScope.ts';
import type { FileScope } from '../network/fileScope.ts';
import { listFolderSync } from '../disk/safeFile.ts';
import type { Files } from './files.ts';
import { atOnce } from './turns.ts';
import type { Turns } from './turns.ts';
import { fileKey, filePath, resolveImport } from '../syntax/uri.ts';
import { exact } from '../wording/figures.ts';

/** More than these are not looked at. */
interface Bounds {
  readonly folders: number;
  readonly files: number;
  /** Of all folders together, whatever they are. */
  readonly entries: number;
}

const nearBounds: Bounds = { folders: 200, files: 300, entries: 20_000 };
const workspaceBounds: Bounds = { folders: 100_000, files: 50_000, entries: 2_000_000 };

/** `.cnn` files that were found. */
interface Walked {
  readonly files: readonly string[];
  /** Why there may be more: goes on after the folders' name. */
  readonly cut?: string;
  /** Folders that could not be looked into, with the reasons. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * The `.cnn` files in folders and the folders inside, each once; an inner folder's right behind its parent's. Links are
 * not followed, so that nothing leads out or in a circle; what is hidden and `node_modules` is left out.
 */
export const cnnFilesIn = (folders: readonly string[], bounds: Bounds = nearBounds): Walked =>
  atOnce(walking(folders, bounds));

function* walking(folders: readonly string[], bounds: Bounds): Turns<Walked> {
  const files: string[] = [];
  const unread: { path: string; reason: string }[] = [];
  const pending = [...folders].reverse();
  const seen = new Set<string>();
  let entries = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    if (seen.size >= bounds.folders) return { files, unread, cut: moreThan(bounds.folders, 'folders') };
    seen.add(next);
    yield { done: 0, of: 0 };
    const listed = listFolderSync(next, { most: bounds.entries - entries });
    if (!listed.ok) {
      // Gone since it was listed.
      if (listed.why !== 'missing') unread.push({ path: next, reason: listed.reason });
      continue;
    }
    entries += listed.entries.length;
    const inner: string[] = [];
    for (const { name, kind } of listed.entries) {
      if (kind === 'folder' && !isPassedOver(name)) inner.push(join(next, name));
      else if (kind === 'file' && /\.cnn$/i.test(name)) files.push(join(next, name));
      if (files.length > bounds.files)
        return { files: files.slice(0, -1), unread, cut: moreThan(bounds.files, '.cnn files') };
    }
    if (listed.cut) return { files, unread, cut: moreThan(bounds.entries, 'files and folders') };
    pending.push(...inner.reverse());
  }
  return { files, unread };
}

const moreThan = (count: number, what: string): string => `has more than ${exact(count)} ${what}`;

/** Folders in which nothing of the person's own is looked for. */
export const isPassedOver = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/** The folder of a file and the one around it, unless that is the whole disk. */
function foldersAround(uri: string): string[] {
  const path = filePath(uri);
  if (path === undefined) return [];
  const folder = dirname(path);
  const around = dirname(folder);
  return dirname(around) === around ? [folder] : [folder, around];
}

export interface AllFiles {
  readonly uris: readonly string[];
  /** What else there is, in half a sentence: `the workspace has more than …`. */
  readonly leftOut?: string;
  /** There are more files in the folders that are open than are looked at. */
  readonly isWorkspaceCut: boolean;
}

/** All files, once each was looked at. */
export interface ReadFiles extends AllFiles {
  /** Those of which nothing is known, with the reasons: they go on after the file's name. */
  readonly unread: readonly { readonly uri: string; readonly reason: string }[];
}

/** The files that the editor shows or has in its folders. */
export class WorkspaceFiles {
  constructor(
    readonly files: Files,
    /** The paths of the folders that are open in the editor. */
    private readonly folders: () => readonly string[],
  ) {}

  /** Those in the editor and those on disk; without an open folder, those beside and around `near`. */
  uris(near?: string): readonly string[] {
    return atOnce(this.all(near)).uris;
  }

  /** The same, with what was left out. */
  *all(near?: string): Turns<AllFiles> {
    const opened = this.folders();
    const folders = opened.length > 0 || near === undefined ? opened : foldersAround(near);
    const bounds = opened.length > 0 ? workspaceBounds : nearBounds;
    const { files, cut, unread } = yield* walking(folders, bounds);
    const byKey = new Map<string, string>();
    const onDisk = files.map((path) => pathToFileURL(path).href);
    // In an order that does not change while one edits.
    const open = this.files.openTexts.map(({ uri }) => uri).sort();
    for (const uri of [...open, ...onDisk]) {
      const key = fileKey(uri);
      if (!byKey.has(key)) byKey.set(key, uri);
    }
    const where = opened.length > 0 ? 'the workspace' : 'the folder around this file';
    const leftOut =
      cut !== undefined ? `${where} ${cut}` : unread[0] && `${unread[0].path} ${unread[0].reason}`;
    return {
      uris: [...byKey.values()],
      isWorkspaceCut: cut !== undefined && opened.length > 0,
      ...(leftOut !== undefined && { leftOut }),
    };
  }

  /** Reads all files, so that what follows finds them read. */
  *reading(near?: string): Turns<ReadFiles> {
    const all = yield* this.all(near);
    const unread: { uri: string; reason: string }[] = [];
    for (const [done, uri] of all.uris.entries()) {
      const reason = this.files.unreadReason(uri);
      if (reason !== undefined) unread.push({ uri, reason });
      yield { done, of: all.uris.length };
    }
    const [first, ...others] = unread;
    const more = others.length === 0 ? '' : `, and ${exact(others.length)} more are not read`;
    const leftOut = all.leftOut ?? (first && `${fileKey(first.uri)} ${first.reason}${more}`);
    return { ...all, unread, ...(leftOut !== undefined && { leftOut }) };
  }

  scope(uri: string): FileScope | undefined {
    return new FileOpener(this.files.load).open(uri);
  }

  /** A file that imports another by a link, if there is one: the file has another name there. */
  *importingByLink(uri: string, all: AllFiles): Turns<string | undefined> {
    const [key, real] = [fileKey(uri), this.files.realPath(uri)];
    if (real === undefined) return undefined;
    const importing = this.importing(
      all,
      (target) => fileKey(target) !== key && this.files.realPath(target) === real,
    );
    return (yield* importing)[0];
  }

  /** The files that import one that is meant themselves. */
  *importing(all: AllFiles, isMeant: (target: string) => boolean): Turns<readonly string[]> {
    const found: string[] = [];
    for (const [done, uri] of all.uris.entries()) {
      yield { done, of: all.uris.length };
      const parsed = this.files.load(uri);
      const imports = parsed?.file.declarations.some(
        (declaration) =>
          declaration.kind === 'import' && isMeant(resolveImport(parsed.file.uri, declaration.path.text)),
      );
      if (imports === true) found.push(uri);
    }
    return found;
  }
}
