import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writtenText } from '../../syntax/importPaths.ts';
import type { Declaration, Location, Range } from '../../syntax/tree.ts';
import type { Turns } from '../../workspace/turns.ts';
import type { AllFiles, WorkspaceFiles } from '../../workspace/workspaceFiles.ts';
import { fileKey, filePath, resolveImport, importPath } from '../../syntax/uri.ts';

/** A file or folder and where it is moved to, as URIs. */
interface Move {
  readonly from: string;
  readonly to: string;
}

type Replacement = Location & { readonly text: string };

/** The paths in files that moves of files and folders change, with their new texts; asked before anything is moved. */
export function* pathsAfterMoves(
  workspace: WorkspaceFiles,
  moves: readonly Move[],
  all: AllFiles,
): Turns<readonly Replacement[]> {
  const steps = moves.map(({ from, to }) => ({ from: fileKey(from), to: fileKey(to) }));
  /** Where a file lies afterwards. */
  const moved = (uri: string): string => {
    const key = fileKey(uri);
    for (const { from, to } of steps) {
      if (key === from) return to;
      if (key.startsWith(from) && /^[\\/]/.test(key.slice(from.length))) return to + key.slice(from.length);
    }
    return key;
  };
  const replaced = (uri: string): readonly Replacement[] => {
    const parsed = workspace.files.load(uri);
    return (parsed?.file.declarations ?? []).flatMap((declaration) => {
      const path = pathIn(declaration);
      if (!path || isAbsolute.test(path.text)) return [];
      const target = resolveImport(uri, path.text);
      const [self, other] = [moved(uri), moved(target)];
      if (self === fileKey(uri) && other === fileKey(target)) return [];
      const to = importPath(uriOf(self, uri), uriOf(other, target));
      const text = to === undefined ? undefined : writtenText(to);
      if (to === undefined || text === undefined) return [];
      if (posix.normalize(to) === posix.normalize(path.text)) return [];
      // Between the quotes that are there, where both are of the language.
      const quotes = /^(["'])[^]*\1$/.exec(parsed?.text.slice(path.range.start, path.range.end) ?? '')?.[1];
      if (quotes === undefined) return [];
      const inside = quotes === '"' ? text.slice(1, -1) : text.slice(1, -1).replaceAll("'", "\\'");
      return [{ uri, start: path.range.start + 1, end: path.range.end - 1, text: inside }];
    });
  };
  const found: Replacement[] = [];
  for (const [done, uri] of all.uris.entries()) {
    found.push(...replaced(uri));
    yield { done, of: all.uris.length };
  }
  return found;
}

const isAbsolute = /^([a-z]:)?[\\/]/i;

/** The path that a declaration names, an import's or that of a folder of pictures; with its quotes around it. */
function pathIn(declaration: Declaration): { readonly text: string; readonly range: Range } | undefined {
  if (declaration.kind === 'import') return declaration.path;
  return declaration.kind === 'train' && declaration.dataset.kind === 'folder'
    ? declaration.dataset
    : undefined;
}

/** The URI of a key; of a file that is not on disk, its key is its URI. */
function uriOf(key: string, uri: string): string {
  return filePath(uri) === undefined ? key : pathToFileURL(key).href;
}
