import type { FileScope } from '../../network/fileScope.ts';
import type { Location } from '../../syntax/tree.ts';
import type { Occurrence, Target } from './occurrences.ts';
import { occurrenceAt, occurrencesOf } from './occurrences.ts';
import type { Linked } from './passedBlocks.ts';
import { handedOn, linkedTo, withImports } from './passedBlocks.ts';
import { atOnce, pass } from '../../workspace/turns.ts';
import type { Turns } from '../../workspace/turns.ts';
import type { AllFiles, WorkspaceFiles } from '../../workspace/workspaceFiles.ts';
import { fileKey } from '../../syntax/uri.ts';

/** An occurrence and its file. */
export type Placed = Location & Pick<Occurrence, 'binds'>;

/** What the name at an offset stands for, and where it is written. */
export function targetAt(
  workspace: WorkspaceFiles,
  uri: string,
  offset: number,
): (Occurrence & { readonly target: Target }) | undefined {
  const file = workspace.scope(uri);
  return file && occurrenceAt(file, offset);
}

/** The places, in the file itself, of what is named at an offset. */
export function highlightsAt(workspace: WorkspaceFiles, uri: string, offset: number): readonly Occurrence[] {
  const file = workspace.scope(uri);
  const at = file && occurrenceAt(file, offset);
  if (!at) return [];
  // A cursor that moves does not read the whole workspace.
  const keys = keysOf(linkedTo(at.target, withImports(file)).targets);
  return occurrencesOf(file).filter(({ target }) => keys.has(target.key));
}

const keysOf = (targets: readonly Target[]): ReadonlySet<string> => new Set(targets.map(({ key }) => key));

/** Every place, in all files, of what is named at an offset: in the file that binds it first. */
export function* referencesAt(
  workspace: WorkspaceFiles,
  uri: string,
  offset: number,
  all: AllFiles,
): Turns<readonly Placed[]> {
  const at = targetAt(workspace, uri, offset);
  return at ? yield* placing(workspace, at.target, uri, all) : [];
}

/** The places of a target without giving way. */
export const placesOf = (workspace: WorkspaceFiles, target: Target, near: string): readonly Placed[] =>
  atOnce(placing(workspace, target, near, atOnce(workspace.all(near))));

/** The places of a target, and of what is one name with it, in the files that can name them. */
export function* placing(
  workspace: WorkspaceFiles,
  target: Target,
  near: string,
  all: AllFiles,
): Turns<readonly Placed[]> {
  const { targets } = yield* pass(linking(workspace, target, all), 0, 0.3);
  const keys = keysOf(targets);
  const uris = yield* pass(filesNaming(workspace, targets, near, all), 0.3, 0.5);
  const places: Placed[] = [];
  let looked = 0;
  for (const uri of uris) {
    const file = workspace.scope(uri);
    const found = file ? occurrencesOf(file) : [];
    for (const { range, target: named, binds } of found)
      if (file && keys.has(named.key)) places.push({ uri: file.parsed.file.uri, ...range, binds });
    looked++;
    yield { done: looked, of: uris.length, share: 0.5 + (0.5 * looked) / uris.length };
  }
  return places;
}

/** What is one name with a target in the whole workspace. Only files that name an argument so are looked into. */
export function* linking(workspace: WorkspaceFiles, target: Target, all: AllFiles): Turns<Linked> {
  const alone = { targets: [target], isWhole: true };
  if (target.kind !== 'parameter' && target.kind !== 'passed' && target.kind !== 'argument') return alone;
  const named = new RegExp(`\\b${target.name}\\s*:`);
  let isNamed = false;
  const of = all.uris.length;
  for (const [done, uri] of all.uris.entries()) {
    isNamed = named.test(workspace.files.load(uri)?.text ?? '');
    if (isNamed) break;
    yield { done, of, share: done / (2 * of) };
  }
  if (!isNamed) return alone;
  const scopes: FileScope[] = [];
  for (const [done, uri] of all.uris.entries()) {
    const scope = workspace.scope(uri);
    if (scope) {
      scopes.push(scope);
      // Kept for what follows, which looks at all of them at once.
      handedOn(scope);
    }
    yield { done, of, share: 0.5 + done / (2 * of) };
  }
  return linkedTo(target, scopes);
}

/** The files that can name targets, each once: what is bound by a program, where it can be seen; a layer, everywhere. */
function* filesNaming(
  workspace: WorkspaceFiles,
  targets: readonly Target[],
  near: string,
  all: AllFiles,
): Turns<readonly string[]> {
  const own = targets.flatMap((target) => {
    if (target.kind === 'input') return [near];
    return 'uri' in target ? [target.uri] : [near, ...all.uris];
  });
  const bound = new Set(
    targets.flatMap((target) => ('uri' in target && target.reaches ? [fileKey(target.uri)] : [])),
  );
  const others =
    bound.size === 0 ? [] : yield* workspace.importing(all, (imported) => bound.has(fileKey(imported)));
  const found = new Map<string, string>();
  for (const uri of [...own, ...others]) if (!found.has(fileKey(uri))) found.set(fileKey(uri), uri);
  return [...found.values()];
}
