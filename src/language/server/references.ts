import type { Location } from '../../network/syntax.ts';
import { fileKey } from './files.ts';
import type { Occurrence, Target } from './occurrences.ts';
import { occurrenceAt, occurrencesOf } from './occurrences.ts';
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
  return at ? occurrencesOf(file).filter(({ target }) => target.key === at.target.key) : [];
}

/** Every place, in all files, of what is named at an offset: in the file that binds it first. */
export function referencesAt(workspace: WorkspaceFiles, uri: string, offset: number): readonly Placed[] {
  const at = targetAt(workspace, uri, offset);
  return at ? placesOf(workspace, at.target, uri) : [];
}

/** The places of a target, in the files that can name it. */
export function placesOf(workspace: WorkspaceFiles, target: Target, near: string): readonly Placed[] {
  return filesNaming(workspace, target, near).flatMap((each) => {
    const file = workspace.scope(each);
    if (!file) return [];
    return occurrencesOf(file)
      .filter((occurrence) => occurrence.target.key === target.key)
      .map(({ range, binds }) => ({ uri: file.parsed.file.uri, start: range.start, end: range.end, binds }));
  });
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
