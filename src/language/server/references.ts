import type { Location } from '../../network/syntax.ts';
import { fileKey } from './files.ts';
import type { Occurrence, Target } from './occurrences.ts';
import { occurrenceAt, occurrencesOf } from './occurrences.ts';
import type { Linked } from './passedBlocks.ts';
import { linkedTo, withImports } from './passedBlocks.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

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
export function referencesAt(workspace: WorkspaceFiles, uri: string, offset: number): readonly Placed[] {
  const at = targetAt(workspace, uri, offset);
  return at ? placesOf(workspace, at.target, uri) : [];
}

/** The places of a target, and of what is one name with it, in the files that can name them. */
export function placesOf(workspace: WorkspaceFiles, target: Target, near: string): readonly Placed[] {
  const { targets } = linkedIn(workspace, target, near);
  const keys = keysOf(targets);
  const uris = new Map(
    targets.flatMap((each) => filesNaming(workspace, each, near)).map((uri) => [fileKey(uri), uri] as const),
  );
  return [...uris.values()].flatMap((each) => {
    const file = workspace.scope(each);
    if (!file) return [];
    return occurrencesOf(file)
      .filter((occurrence) => keys.has(occurrence.target.key))
      .map(({ range, binds }) => ({ uri: file.parsed.file.uri, start: range.start, end: range.end, binds }));
  });
}

/** What is one name with a target in the whole workspace. Only files that name an argument so are looked into. */
export function linkedIn(workspace: WorkspaceFiles, target: Target, near: string): Linked {
  const alone = { targets: [target], isWhole: true };
  if (target.kind !== 'parameter' && target.kind !== 'passed' && target.kind !== 'argument') return alone;
  const uris = workspace.uris(near);
  const named = new RegExp(`\\b${target.name}\\s*:`);
  if (!uris.some((uri) => named.test(workspace.files.load(uri)?.text ?? ''))) return alone;
  return linkedTo(
    target,
    uris.flatMap((uri) => workspace.scope(uri) ?? []),
  );
}

/** The files that can name a target: what is bound by a program, where it can be seen; a layer, everywhere. */
function filesNaming(workspace: WorkspaceFiles, target: Target, near: string): readonly string[] {
  if (target.kind === 'input') return [near];
  if (!('uri' in target)) {
    const others = workspace.uris(near).filter((each) => fileKey(each) !== fileKey(near));
    return [near, ...others];
  }
  return target.reaches ? [target.uri, ...workspace.importing(target.uri)] : [target.uri];
}
