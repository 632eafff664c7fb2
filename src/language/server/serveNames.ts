import type {
  CallHierarchyItem,
  Connection,
  Definition,
  DefinitionLink,
  DocumentHighlight,
  FileOperationRegistrationOptions,
  Location,
  Position,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { DocumentHighlightKind, LSPErrorCodes, ResponseError, SymbolKind } from 'vscode-languageserver';
import { noticeText } from '../../wording/notice.ts';
import { hierarchyAt, incomingCalls, outgoingCalls } from './callHierarchy.ts';
import { definitionLinks } from './definition.ts';
import type { Place } from './diagnostics.ts';
import { pathsAfterMoves } from './movedFiles.ts';
import { documentOf } from './positions.ts';
import { highlightsAt, referencesAt } from './references.ts';
import type { Refusal } from './rename.ts';
import { prepareRename, rename } from './rename.ts';
import type { Understandings } from './understanding.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';
import { workspaceSymbols } from './workspaceSymbols.ts';

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
): { linksDefinitions: boolean } {
  /** Whether the client shows where a definition is gone from, and all of it. */
  const client = { linksDefinitions: false };

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

  connection.onReferences(({ textDocument, position, context }): Location[] => {
    const offset = offsetIn(textDocument.uri, position);
    return referencesAt(workspace, textDocument.uri, offset)
      .filter(({ binds }) => context.includeDeclaration || !binds)
      .map((found) => ({ uri: found.uri, range: place(found) }));
  });

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
  connection.languages.callHierarchy.onIncomingCalls(({ item }) =>
    // Nothing calls a recipe.
    item.kind === SymbolKind.Event ? [] : incomingCalls(workspace, item.uri, itemOffset(item), place),
  );
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

  connection.onRenameRequest(({ textDocument: { uri }, position, newName }) => {
    const found = rename(workspace, uri, offsetIn(uri, position), newName);
    if ('refused' in found) return refusal(found);
    return edits(found.places.map((each) => ({ ...each, text: newName })));
  });

  connection.workspace.onWillRenameFiles(({ files }): WorkspaceEdit =>
    edits(
      pathsAfterMoves(
        workspace,
        files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri })),
      ),
    ),
  );

  function edits(replacements: readonly (Parameters<Place>[0] & { readonly text: string })[]): WorkspaceEdit {
    const changes: Record<string, TextEdit[]> = {};
    for (const each of replacements)
      (changes[each.uri] ??= []).push({ range: place(each), newText: each.text });
    return { changes };
  }

  connection.onWorkspaceSymbol(({ query }): SymbolInformation[] => workspaceSymbols(workspace, query, place));

  return client;
}
