import { FileOpener } from '../../../network/fileScope.ts';
import type { ParsedFile } from '../../../syntax/parsedFile.ts';
import { importChange, togetherAtOnePlace } from '../editing/importing.ts';
import type { Change } from '../editing/site.ts';
import type { Turns } from '../../../workspace/turns.ts';
import type { WorkspaceFiles } from '../../../workspace/workspaceFiles.ts';
import type { Mistake } from '../../../syntax/mistakes.ts';
import { fileKey, importPath } from '../../../syntax/uri.ts';

interface ImportFix {
  readonly title: string;
  readonly name: string;
  /** Of the file that has the name. */
  readonly from: string;
  readonly changes: readonly Change[];
}

/** Of one name, so many files are offered, near ones first. */
const mostFiles = 6;

/** The name that an `unknown-name` mistake is about. */
export function unknownName({ code, location }: Mistake, { file, text }: ParsedFile): string | undefined {
  if (code !== 'unknown-name' || location.uri !== file.uri) return undefined;
  const name = text.slice(location.start, location.end);
  return /^[A-Za-z_]\w*$/.test(name) && name !== 'input' ? name : undefined;
}

/** Ways to import names that a file does not know, from the files of the workspace that declare them; one pass for all. */
export function* importFixes(
  workspace: WorkspaceFiles,
  parsed: ParsedFile,
  names: ReadonlySet<string>,
): Turns<ReadonlyMap<string, readonly ImportFix[]>> {
  const { uri } = parsed.file;
  const declaring = yield* filesDeclaring(workspace, uri, names);
  const fixes = [...names].map((name) => {
    const found = (declaring.get(name) ?? []).flatMap((from) => {
      const path = importPath(uri, from);
      const change = importChange(parsed, [name], from);
      return path !== undefined && change
        ? [{ title: `Import ${name} from "${path}"`, name, from, path, changes: [change] }]
        : [];
    });
    const near = found
      .sort((a, b) => distance(a.path) - distance(b.path) || (a.path < b.path ? -1 : 1))
      .slice(0, mostFiles)
      .map(({ title, from, changes }): ImportFix => ({ title, name, from, changes }));
    return [name, near] as const;
  });
  return new Map(fixes);
}

const distance = (path: string): number => path.split('/').length;

/** For each name the files that declare a block or `let` of it and don't, through others, import the file themselves. */
function* filesDeclaring(
  workspace: WorkspaceFiles,
  uri: string,
  names: ReadonlySet<string>,
): Turns<ReadonlyMap<string, readonly string[]>> {
  const { uris } = yield* workspace.all(uri);
  const found = new Map<string, string[]>();
  for (const [done, each] of uris.entries()) {
    yield { done, of: uris.length };
    if (fileKey(each) === fileKey(uri)) continue;
    const declared = new Set<string>();
    for (const declaration of workspace.files.load(each)?.file.declarations ?? []) {
      const { kind } = declaration;
      if ((kind === 'block' || kind === 'let') && names.has(declaration.name.name))
        declared.add(declaration.name.name);
    }
    if (declared.size === 0 || leadsTo(workspace, each, uri)) continue;
    for (const name of declared) found.set(name, [...(found.get(name) ?? []), each]);
  }
  return found;
}

/** Whether a file imports another, through others too. */
export function leadsTo(workspace: WorkspaceFiles, from: string, uri: string): boolean {
  const opener = new FileOpener(workspace.files.load);
  opener.open(from);
  return [...opener.files.keys()].some((each) => fileKey(each) === fileKey(uri));
}

/** One fix for all names that exactly one file has; undefined for fewer than two. */
export function importAllFix(
  parsed: ParsedFile,
  fixes: ReadonlyMap<string, readonly ImportFix[]>,
): ImportFix | undefined {
  const byFile = new Map<string, string[]>();
  for (const [name, [only, ...others]] of fixes) {
    if (only && others.length === 0) byFile.set(only.from, [...(byFile.get(only.from) ?? []), name]);
  }
  const found = [...byFile.values()].flat();
  const [name] = found;
  if (name === undefined || found.length < 2) return undefined;
  const changes = [...byFile].flatMap(([from, wanted]) => importChange(parsed, wanted, from) ?? []);
  return {
    title: `Import all missing names: ${found.join(', ')}`,
    name,
    from: '',
    changes: togetherAtOnePlace(changes),
  };
}

/** The names of these mistakes that nothing has; of very many the first only. */
export const unknownNames = (parsed: ParsedFile, mistakes: readonly Mistake[]): readonly string[] =>
  [...new Set(mistakes.flatMap((mistake) => unknownName(mistake, parsed) ?? []))].slice(0, mostNames);

const mostNames = 50;
