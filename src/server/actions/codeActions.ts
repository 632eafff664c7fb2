import { visible } from '../../wording/visible.ts';
import type {
  CodeAction,
  CodeActionContext,
  Diagnostic,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { FileLoader } from '../../syntax/parsedFile.ts';
import type { Location, Range } from '../../syntax/tree.ts';
import type { Place } from '../diagnostics.ts';
import { measuredFix } from './fixes/measuredExpectation.ts';
import type { ImportFix } from './fixes/missingImport.ts';
import { importAllFix, importFixes, unknownName, unknownNames } from './fixes/missingImport.ts';
import { pathNameFix } from './fixes/pathName.ts';
import { clashingMerge, shortcutFixes } from './fixes/projectionShortcut.ts';
import { quickFixes } from './quickFixes.ts';
import { refactorings } from './refactorings/catalogue.ts';
import type { Change, RefactoringKind, Site } from './editing/site.ts';
import type { Understanding, Understandings } from '../../workspace/understanding.ts';
import type { Turns } from '../../workspace/turns.ts';
import type { WorkspaceFiles } from '../../workspace/workspaceFiles.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { fileKey } from '../../syntax/uri.ts';

const kinds: Readonly<Record<RefactoringKind, CodeActionKind>> = {
  rewrite: CodeActionKind.RefactorRewrite,
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
};

export const codeActionKinds: CodeActionKind[] = [CodeActionKind.QuickFix, ...Object.values(kinds)];

/** What the code actions of a range are made from. */
export interface Asked {
  readonly understanding: Understanding;
  readonly range: Range;
  readonly context: CodeActionContext;
  readonly load: FileLoader;
  /** The files whose networks are made from this one, itself first: `usersOf`. */
  readonly users: readonly Understanding[];
  readonly place: Place;
  readonly workspace: WorkspaceFiles;
  /** Any file as it stands. */
  readonly understand: (uri: string) => Understanding | undefined;
  /** Whether the editor shows what can't be done, and why. */
  readonly showsDisabled: boolean;
}

/** The quick fixes and refactorings of a range. */
export function* codeActions(asked: Asked): Turns<CodeAction[]> {
  const { understanding, context } = asked;
  const isWanted = (kind: CodeActionKind): boolean =>
    context.only === undefined ||
    context.only.some((only) => only === '' || kind === only || kind.startsWith(`${only}.`));
  const fixes = isWanted(CodeActionKind.QuickFix)
    ? oneAPreference([
        ...(yield* workedOutFixes(asked)),
        ...quickFixes(understanding.uri, context.diagnostics),
      ])
    : [];
  const wanted = (Object.keys(kinds) as RefactoringKind[]).filter((kind) => isWanted(kinds[kind]));
  return [...fixes, ...(wanted.length > 0 ? refactoringActions(asked, new Set(wanted)) : [])];
}

/** Of several fixes that would be preferred, the first is. */
function oneAPreference(fixes: readonly CodeAction[]): CodeAction[] {
  const first = fixes.find(({ isPreferred }) => isPreferred);
  return fixes.map((fix) => ({ ...fix, isPreferred: fix === first }));
}

/** Fixes that take more than a diagnostic can carry: they are worked out when they are asked for. */
function* workedOutFixes(asked: Asked): Turns<CodeAction[]> {
  const { understanding, range, workspace, place } = asked;
  const { parsed, mistakes } = understanding;
  const fix = (
    { title, changes }: { readonly title: string; readonly changes: readonly Change[] },
    mistake: Mistake,
    isPreferred: boolean,
  ): CodeAction => ({
    title: visible(title),
    kind: CodeActionKind.QuickFix,
    diagnostics: diagnosticsOf(asked, mistake),
    isPreferred,
    edit: workspaceEdit(changes, place),
  });
  const here = mistakes.filter(({ location }) => location.start <= range.end && location.end >= range.start);
  const nearby = unknownNames(parsed, here);
  // All other names that nothing has are looked for in the same pass, for the fix of them all.
  const imports: ReadonlyMap<string, readonly ImportFix[]> =
    nearby.length > 0
      ? yield* importFixes(workspace, parsed, new Set([...unknownNames(parsed, mistakes), ...nearby]))
      : new Map();
  const all = importAllFix(parsed, imports);
  return here.flatMap((mistake): CodeAction[] => {
    if (mistake.code === 'merge-shapes') {
      const found = shortcutActions(asked, mistake);
      return found.map((each, index) => fix(each, mistake, index === 0));
    }
    const measured = measuredFix(understanding, mistake);
    if (measured) return [fix(measured, mistake, false)];
    const named = pathNameFix(understanding, mistake);
    if (named) return [fix(named, mistake, true)];
    const name = unknownName(mistake, parsed);
    if (name === undefined) return [];
    const found = imports.get(name) ?? [];
    return [
      ...found.map((each) => fix(each, mistake, found.length === 1)),
      ...(all && found.length > 0 ? [fix(all, mistake, false)] : []),
    ];
  });
}

function shortcutActions({ understanding, users, load, understand }: Asked, mistake: Mistake) {
  const merge = clashingMerge(users, mistake);
  const own = merge && (merge.uri === understanding.uri ? understanding : understand(merge.uri));
  if (!own) return [];
  const all = users.includes(own) ? users : [own, ...users];
  return shortcutFixes({ understanding: own, selection: merge, load, users: all }, merge);
}

/** The diagnostics that tell a mistake. */
const diagnosticsOf = ({ context, place }: Asked, { code, location }: Mistake): Diagnostic[] => {
  const { start } = place(location);
  return context.diagnostics.filter(
    (each) =>
      each.code === code &&
      each.range.start.line === start.line &&
      each.range.start.character === start.character,
  );
};

function refactoringActions(asked: Asked, wanted: ReadonlySet<RefactoringKind>): CodeAction[] {
  const { understanding, range, load, users, showsDisabled, place } = asked;
  const site: Site = { understanding, selection: range, load, users };
  return refactorings(site, wanted).flatMap((offer): CodeAction[] => {
    const title = visible(offer.title);
    const kind = kinds[offer.kind];
    if ('refused' in offer)
      return showsDisabled ? [{ title, kind, disabled: { reason: visible(offer.refused) } }] : [];
    return [{ title, kind, edit: workspaceEdit(offer.changes, place) }];
  });
}

/** Changes by file, in lines and columns. */
export function workspaceEdit(
  changes: readonly Change[],
  place: (location: Location) => TextEdit['range'],
): WorkspaceEdit {
  const edits: Record<string, TextEdit[]> = {};
  for (const change of changes)
    (edits[change.uri] ??= []).push({ range: place(change), newText: change.text });
  return { changes: edits };
}

/** So many files of the workspace show what a change of a block does, where none in the editor uses it. */
const shownUsers = 3;

/** A file, and those whose networks show what its blocks do: in the editor, or else in the workspace. */
export function* usersOf(
  understanding: Understanding,
  understandings: Understandings,
  workspace: WorkspaceFiles,
): Turns<readonly Understanding[]> {
  const { uri } = understanding;
  const using = understandings.using(uri);
  if (using.length > 1 || understanding.networks.length > 0) return using;
  const key = fileKey(uri);
  const everywhere = yield* workspace.all(uri);
  const importing = yield* workspace.importing(everywhere, (imported) => fileKey(imported) === key);
  const onDisk = importing.filter((each) => fileKey(each) !== key).slice(0, shownUsers);
  return [understanding, ...onDisk.flatMap((each) => understandings.of(each) ?? [])];
}
