import { visible } from '../../wording/visible.ts';
import type {
  CodeAction,
  CodeActionContext,
  Diagnostic,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Location, Range } from '../../syntax/tree.ts';
import type { Place } from '../diagnostics.ts';
import type { FixSite, WorkedOutFix } from './fixes/catalogue.ts';
import { workedOut } from './fixes/catalogue.ts';
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
interface Asked extends FixSite {
  readonly range: Range;
  readonly context: CodeActionContext;
  readonly place: Place;
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

function* workedOutFixes(asked: Asked): Turns<CodeAction[]> {
  const { understanding, range, place } = asked;
  const here = understanding.mistakes.filter(
    ({ location }) => location.start <= range.end && location.end >= range.start,
  );
  const found = new Map<Mistake, readonly WorkedOutFix[]>();
  for (const code of new Set(here.map((mistake) => mistake.code))) {
    const own = here.filter((mistake) => mistake.code === code);
    const working = workedOut[code];
    if (!working) continue;
    for (const [mistake, fixes] of yield* working(asked, own)) found.set(mistake, fixes);
  }
  return here.flatMap((mistake) =>
    (found.get(mistake) ?? []).map(({ title, changes, isPreferred }): CodeAction => ({
      title: visible(title),
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnosticsOf(asked, mistake),
      isPreferred,
      edit: workspaceEdit(changes, place),
    })),
  );
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
function workspaceEdit(
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
