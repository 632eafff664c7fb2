import type {
  CallHierarchyItem,
  CancellationToken,
  Connection,
  Definition,
  DefinitionLink,
  DocumentHighlight,
  FileOperationRegistrationOptions,
  Location,
  Position,
  SymbolInformation,
  TextEdit,
  WorkDoneProgressServerReporter,
  WorkspaceEdit,
} from 'vscode-languageserver';
import {
  DocumentHighlightKind,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  SymbolKind,
} from 'vscode-languageserver';
import { noticeText } from '../../wording/notice.ts';
import { hierarchyAt, incomingCalls, outgoingCalls } from './callHierarchy.ts';
import { definitionLinks } from './definition.ts';
import type { Place } from '../diagnostics.ts';
import { pathsAfterMoves } from './movedFiles.ts';
import { documentOf } from '../positions.ts';
import { highlightsAt, referencesAt } from './references.ts';
import type { Refusal } from './rename.ts';
import { prepareRename, renaming } from './rename.ts';
import { inTurns, pass } from '../../workspace/turns.ts';
import type { Turns } from '../../workspace/turns.ts';
import type { Understandings } from '../../workspace/understanding.ts';
import type { AllFiles, WorkspaceFiles } from '../../workspace/workspaceFiles.ts';
import { workspaceSymbols } from './workspaceSymbols.ts';
import { exact } from '../../wording/figures.ts';

/** What the features about names are served from. */
interface Served {
  readonly workspace: WorkspaceFiles;
  readonly understandings: Understandings;
  readonly place: Place;
  readonly offsetIn: (uri: string, position: Position) => number;
}

/** Files and folders whose moves change paths. */
export const movable: FileOperationRegistrationOptions = {
  filters: [
    { scheme: 'file', pattern: { glob: '**/*.cnn', matches: 'file' } },
    { scheme: 'file', pattern: { glob: '**', matches: 'folder' } },
  ],
};

/** The features that follow a name through all files: definition, references, calls, rename, symbols, moves. */
export function serveNames(
  connection: Connection,
  { workspace, understandings, place, offsetIn }: Served,
): { linksDefinitions: boolean; showsProgress: boolean } {
  /** Whether the client shows where a definition is gone from, and all of it; and how far something is. */
  const client = { linksDefinitions: false, showsProgress: false };

  connection.onDefinition(({ textDocument, position }): Definition | DefinitionLink[] | null => {
    const understanding = understandings.of(textDocument.uri);
    if (!understanding) return null;
    const links = definitionLinks(
      workspace,
      understanding,
      documentOf(understanding.parsed).offsetAt(position),
    );
    if (!client.linksDefinitions) return links.map(({ name }) => ({ uri: name.uri, range: place(name) }));
    return links.map(({ origin, name, whole }) => ({
      originSelectionRange: place({ uri: textDocument.uri, ...origin }),
      targetUri: name.uri,
      targetRange: place(whole),
      targetSelectionRange: place(name),
    }));
  });

  /**
   * Work on all files, with progress where that takes long.
   * @throws ResponseError where the client asks for it no more, or a text was changed meanwhile
   */
  async function inAllFiles<T>(turns: Turns<T>, title: string, token: CancellationToken): Promise<T> {
    const { revision } = workspace.files;
    let most = 0;
    let shown: Promise<WorkDoneProgressServerReporter | undefined> | undefined;
    const found = await inTurns(turns, {
      isStale: () => token.isCancellationRequested || workspace.files.revision !== revision,
      progress: ({ done, of, share = done / of }) => {
        if (!client.showsProgress || of === 0) return;
        shown ??= connection.window.createWorkDoneProgress().then(
          (reporter) => {
            reporter.begin(title, 0);
            return reporter;
          },
          // The client is gone, or shows none after all.
          () => undefined,
        );
        const counts = `${exact(done)} of ${exact(of)} files`;
        // It never goes back: clients may not show it then.
        most = Math.max(most, Math.floor(100 * share));
        const percent = most;
        void shown.then((reporter) => reporter?.report(percent, counts));
      },
    }).finally(() => void shown?.then((reporter) => reporter?.done()));
    if (found !== undefined) return found;
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
    const sentence = `${title} was left, as a text was changed meanwhile: ask for it again.`;
    throw new ResponseError(LSPErrorCodes.RequestFailed, sentence);
  }

  /** What all files have of something, once they are read; files that could not be looked at are told. */
  async function overFiles<T>(
    near: string | undefined,
    looking: (all: AllFiles) => Turns<T>,
    title: string,
    consequence: string,
    token: CancellationToken,
  ): Promise<T> {
    const both = function* (): Turns<{ readonly all: AllFiles; readonly found: T }> {
      const all = yield* pass(workspace.reading(near), 0, 0.5);
      return { all, found: yield* pass(looking(all), 0.5, 1) };
    };
    const { all, found } = await inAllFiles(both(), title, token);
    tellLeftOut(consequence, all);
    return found;
  }

  /** Shown without an answer: a client need not have buttons. */
  const warn = (message: string): void =>
    void connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Warning,
      message: noticeText(message),
    });

  const told = new Set<string>();
  /** Files that were not looked at are told, once for each kind of question: a silent limit looks like an answer. */
  function tellLeftOut(consequence: string, { leftOut }: { readonly leftOut?: string }): void {
    const sentence = `${consequence}: ${leftOut}.`;
    if (leftOut === undefined || told.has(sentence)) return;
    told.add(sentence);
    warn(sentence);
  }

  connection.onReferences(
    async ({ textDocument: { uri }, position, context }, token): Promise<Location[]> => {
      const found = await overFiles(
        uri,
        (all) => referencesAt(workspace, uri, offsetIn(uri, position), all),
        'Looking for references',
        'Not all references may be listed',
        token,
      );
      return found
        .filter(({ binds }) => context.includeDeclaration || !binds)
        .map((each) => ({ uri: each.uri, range: place(each) }));
    },
  );

  connection.onDocumentHighlight(({ textDocument: { uri }, position }): DocumentHighlight[] =>
    highlightsAt(workspace, uri, offsetIn(uri, position)).map(({ range, binds }) => ({
      range: place({ uri, ...range }),
      kind: binds ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    })),
  );

  connection.languages.callHierarchy.onPrepare(({ textDocument: { uri }, position }) => {
    const item = hierarchyAt(workspace, uri, offsetIn(uri, position), place);
    return item ? [item] : null;
  });
  const itemOffset = ({ uri, selectionRange }: CallHierarchyItem): number =>
    offsetIn(uri, selectionRange.start);
  connection.languages.callHierarchy.onIncomingCalls(async ({ item }, token) => {
    // Nothing calls a recipe.
    if (item.kind === SymbolKind.Event) return [];
    return overFiles(
      item.uri,
      (all) => incomingCalls(workspace, item.uri, itemOffset(item), place, all),
      'Looking for calls',
      'Not all calls may be listed',
      token,
    );
  });
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) =>
    outgoingCalls(workspace, item.uri, itemOffset(item), place),
  );

  /** The editor shows the sentence where the name stands. */
  const refusal = ({ refused }: Refusal) =>
    new ResponseError<void>(LSPErrorCodes.RequestFailed, noticeText(refused));

  connection.onPrepareRename(({ textDocument: { uri }, position }) => {
    const found = prepareRename(workspace, uri, offsetIn(uri, position));
    if ('refused' in found) return refusal(found);
    return { range: place({ uri, ...found.range }), placeholder: found.name };
  });

  connection.onRenameRequest(async ({ textDocument: { uri }, position, newName }, token) => {
    const turns = renaming(workspace, uri, offsetIn(uri, position), newName);
    const found = await inAllFiles(turns, 'Renaming', token);
    if ('refused' in found) return refusal(found);
    if (found.leftOut !== undefined)
      warn(`Files that were not looked at may have the old name: ${found.leftOut}.`);
    return edits(found.places.map((each) => ({ ...each, text: newName })));
  });

  connection.workspace.onWillRenameFiles(async ({ files }, token): Promise<WorkspaceEdit> => {
    const moves = files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri }));
    const found = await overFiles(
      moves[0]?.from,
      (all) => pathsAfterMoves(workspace, moves, all),
      'Looking for paths',
      'Not all paths may follow the move',
      token,
    );
    return edits(found);
  });

  function edits(replacements: readonly (Parameters<Place>[0] & { readonly text: string })[]): WorkspaceEdit {
    const changes: Record<string, TextEdit[]> = {};
    for (const each of replacements)
      (changes[each.uri] ??= []).push({ range: place(each), newText: each.text });
    return { changes };
  }

  connection.onWorkspaceSymbol(async ({ query }, token): Promise<SymbolInformation[]> => {
    const { symbols, ...found } = await overFiles(
      undefined,
      (all) => workspaceSymbols(workspace, query, place, all),
      'Looking for symbols',
      'Not all symbols may be listed',
      token,
    );
    tellLeftOut('Not all symbols are listed', found);
    return [...symbols];
  });

  return client;
}
