import { FileOpener } from '../../../network/fileScope.ts';
import type { ParsedFile } from '../../../syntax/parsedFile.ts';
import { importChange, togetherAtOnePlace } from '../editing/importing.ts';
import type { Change } from '../editing/site.ts';
import type { WorkspaceFiles } from '../../../workspace/workspaceFiles.ts';
import type { Mistake } from '../../../syntax/mistakes.ts';
import { fileKey, importPath } from '../../../syntax/uri.ts';

export interface ImportFix {
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

/** Ways to import a name that a file does not know, from the files of the workspace that declare it. */
export function importFixes(
  workspace: WorkspaceFiles,
  parsed: ParsedFile,
  name: string,
): readonly ImportFix[] {
  const { uri } = parsed.file;
  const found = filesDeclaring(workspace, uri, name).flatMap((from) => {
    const path = importPath(uri, from);
    const change = importChange(parsed, [name], from);
    return path !== undefined && change
      ? [{ title: `Import ${name} from "${path}"`, name, from, path, changes: [change] }]
      : [];
  });
  return found
    .sort((a, b) => distance(a.path) - distance(b.path) || (a.path < b.path ? -1 : 1))
    .slice(0, mostFiles)
    .map(({ title, from, changes }) => ({ title, name, from, changes }));
}

const distance = (path: string): number => path.split('/').length;

/** The files that declare a block or `let` of that name and don't, through others, import the file themselves. */
function filesDeclaring(workspace: WorkspaceFiles, uri: string, name: string): string[] {
  const { files } = workspace;
  return workspace.uris(uri).filter((each) => {
    if (fileKey(each) === fileKey(uri)) return false;
    const declares = files
      .load(each)
      ?.file.declarations.some(
        (declaration) =>
          (declaration.kind === 'block' || declaration.kind === 'let') && declaration.name.name === name,
      );
    return declares === true && !leadsTo(workspace, each, uri);
  });
}

/** Whether a file imports another, through others too. */
export function leadsTo(workspace: WorkspaceFiles, from: string, uri: string): boolean {
  const opener = new FileOpener(workspace.files.load);
  opener.open(from);
  return [...opener.files.keys()].some((each) => fileKey(each) === fileKey(uri));
}

/** One fix for all names that a file does not know and exactly one file has; undefined for fewer than two. */
export function importAllFix(
  workspace: WorkspaceFiles,
  parsed: ParsedFile,
  mistakes: readonly Mistake[],
): ImportFix | undefined {
  const names = [...new Set(mistakes.flatMap((mistake) => unknownName(mistake, parsed) ?? []))];
  const byFile = new Map<string, string[]>();
  for (const name of names.slice(0, mostNames)) {
    const [only, ...others] = importFixes(workspace, parsed, name);
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

const mostNames = 50;
