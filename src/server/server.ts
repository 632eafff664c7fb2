import type {
  CancellationToken,
  CodeAction,
  CodeLens,
  CompletionList,
  Connection,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InitializeResult,
  InlayHint,
  Position,
  SelectionRange,
  SemanticTokens,
  SignatureHelp,
  TextEdit,
} from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { DiagramLayout } from '../diagram/layout/layout.ts';
import type { Checker } from '../protocol/check.ts';
import { arrive } from '../protocol/check.ts';
import { diagramRequest } from '../protocol/diagramChecks.ts';
import {
  fileRequest,
  serverRequests,
  serverStart,
  svgRequest,
  trustedNotification,
  understoodNotification,
  visible,
  visibleNotification,
} from '../protocol/languageServer.ts';
import { visibleLines } from '../wording/visible.ts';
import type { ServerStart } from '../protocol/languageServer.ts';
import { codeActionKinds, codeActions, usersOf } from './actions/codeActions.ts';
import { complete } from './completion/completion.ts';
import { defectDiagnostic, diagnosticOf } from './diagnostics.ts';
import type { Cancellation } from './views/diagrams.ts';
import { Diagrams } from './views/diagrams.ts';
import type { DrawnTexts } from './threads/diagramThread.ts';
import type { Files } from '../workspace/files.ts';
import { FolderLooks } from '../workspace/folderLooks.ts';
import { formatting, formattingOnType } from './views/formatting.ts';
import { importableBlocks } from './actions/fixes/importableBlocks.ts';
import { hoverAt } from './views/hover.ts';
import { foldersIn, importableNames, importablePaths } from '../workspace/importChoices.ts';
import type { Choices } from '../workspace/importChoices.ts';
import type { Intake } from './intake.ts';
import { inlayHints } from './views/inlayHints.ts';
import { codeLenses } from './views/codeLenses.ts';
import { networksAnswer } from './views/networks.ts';
import { outline } from './views/outline.ts';
import { documentOf, lineEnd, placeWith } from './positions.ts';
import { foldingRanges, selectionRange } from './views/ranges.ts';
import { Publishing } from './publishing.ts';
import { readServerSettings } from './serverSettings.ts';
import { movable, serveNames } from './names/serveNames.ts';
import { semanticTokens, semanticTokensLegend } from './names/semanticTokens.ts';
import { signatureHelp } from './views/signatureHelp.ts';
import { inTurns } from '../workspace/turns.ts';
import type { Turns } from '../workspace/turns.ts';
import type { Understanding } from '../workspace/understanding.ts';
import { Understandings } from '../workspace/understanding.ts';
import type { Working } from '../workspace/working.ts';
import { WorkspaceFiles } from '../workspace/workspaceFiles.ts';
import { filePath } from '../syntax/uri.ts';

/** Of what is typed, so much tells what is meant. */
const longestWord = 100;

/** What a server is made with. */
interface Served {
  readonly intake: Intake;
  readonly files: Files;
  readonly working: Working;
  /** Files that nobody sees are not understood before they are asked about. */
  readonly onlySeen: boolean;
}

/**
 * The language server on a connection: wires the features to the protocol and does nothing else.
 * @param diagnosticsPage the URI of docs/diagnostics.md
 */
export function serve(
  connection: Connection,
  { intake, files, working, onlySeen }: Served,
  layout: DiagramLayout<DrawnTexts>,
  diagnosticsPage: string,
): void {
  const documents = new TextDocuments(TextDocument);
  const folderLooks = new FolderLooks(() => publishing.schedule());
  const understandings = new Understandings(files, folderLooks.look, working);
  files.openFolders = () => ({ folders, isTrusted });
  const place = placeWith(files.load);
  let folders: readonly string[] = [];
  let isTrusted = false;
  let followsFolders = false;
  const workspace = new WorkspaceFiles(files, () => folders);
  let settings = readServerSettings(undefined);
  let showsDisabled = false;
  let refreshes = { inlayHint: false, codeLens: false, semanticTokens: false };

  const publishing: Publishing = new Publishing({
    files: () => {
      const all = files.openTexts.map(({ uri }) => ({ uri, isSeen: files.isSeen(uri) }));
      return onlySeen ? all.filter(({ isSeen }) => isSeen) : all;
    },
    isQuiet: () => intake.isQuiet,
    understood,
    tell: ({ uri, version, mistakes }) =>
      void connection.sendDiagnostics({
        uri,
        version,
        diagnostics: mistakes.map((mistake) => diagnosticOf(mistake, place, diagnosticsPage)),
      }),
    settled: (anew) => {
      const understood = anew.map(({ uri, version }) => ({ uri, version }));
      void connection.sendNotification(understoodNotification, { files: understood });
      // The client asks again about the edited file only; what imports it, or is imported, shows something new too.
      if (files.openTexts.length > 1) refresh();
    },
  });

  /** A defect of ours on one file must not end the server for the others: it is logged and told in the file. */
  function understood(uri: string): Understanding | undefined {
    try {
      return understandings.of(uri);
    } catch (error) {
      publishing.forget(uri);
      const reason = error instanceof Error ? error.message : String(error);
      connection.console.error(visibleLines(error instanceof Error ? (error.stack ?? reason) : reason));
      void connection.sendDiagnostics({ uri, diagnostics: [defectDiagnostic(reason)] });
      return undefined;
    }
  }

  function refresh(): void {
    if (refreshes.inlayHint) void connection.languages.inlayHint.refresh();
    if (refreshes.codeLens) void connection.sendRequest('workspace/codeLens/refresh');
    if (refreshes.semanticTokens) connection.languages.semanticTokens.refresh();
  }

  connection.onInitialize(({ capabilities, workspaceFolders, initializationOptions }): InitializeResult => {
    const start = arrive<ServerStart>(serverStart, initializationOptions ?? {});
    isTrusted = start.ok && start.value.isTrusted;
    folders = (workspaceFolders ?? []).flatMap(({ uri }) => filePath(uri) ?? []);
    followsFolders = capabilities.workspace?.workspaceFolders ?? false;
    names.linksDefinitions = capabilities.textDocument?.definition?.linkSupport ?? false;
    names.showsProgress = capabilities.window?.workDoneProgress ?? false;
    showsDisabled = capabilities.textDocument?.codeAction?.disabledSupport ?? false;
    refreshes = {
      inlayHint: capabilities.workspace?.inlayHint?.refreshSupport ?? false,
      codeLens: capabilities.workspace?.codeLens?.refreshSupport ?? false,
      semanticTokens: capabilities.workspace?.semanticTokens?.refreshSupport ?? false,
    };
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['.', '(', ',', ':', '>', '"', '/', ' '] },
        codeActionProvider: { codeActionKinds },
        inlayHintProvider: true,
        codeLensProvider: {},
        documentSymbolProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [':', ' '] },
        foldingRangeProvider: true,
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] },
        workspaceSymbolProvider: true,
        semanticTokensProvider: { legend: semanticTokensLegend, full: true, range: true },
        selectionRangeProvider: true,
        callHierarchyProvider: true,
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: { willRename: movable },
        },
      },
      serverInfo: { name: 'CNN Architect' },
    };
  });

  connection.onInitialized(() => {
    if (!followsFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => filePath(uri)));
      const kept = folders.filter((folder) => !gone.has(folder));
      folders = [...kept, ...added.flatMap(({ uri }) => filePath(uri) ?? [])];
      publishing.schedule();
    });
  });

  connection.onNotification(trustedNotification, () => {
    isTrusted = true;
    publishing.schedule();
  });

  documents.onDidChangeContent(({ document }) => {
    files.set({ uri: document.uri, version: document.version, text: document.getText() });
    publishing.schedule();
  });
  documents.onDidClose(({ document }) => {
    files.close(document.uri);
    understandings.forget(document.uri);
    publishing.forget(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    publishing.schedule();
  });
  const lookAgain = (): void => {
    folderLooks.expire();
    publishing.schedule();
  };
  connection.onNotification(visibleNotification, (message: unknown) => {
    const arrival = arrive(visible, message);
    if (!arrival.ok)
      throw new Error(`${visibleNotification} came with something unexpected: ${arrival.wrong}.`);
    files.show(arrival.value.uris);
    publishing.schedule();
  });
  documents.onDidSave(lookAgain);
  connection.onDidChangeWatchedFiles(lookAgain);
  connection.onDidChangeConfiguration(({ settings: given }) => {
    settings = readServerSettings(given);
    refresh();
  });

  connection.onHover(({ textDocument, position }): Hover | null => {
    const understanding = understandings.of(textDocument.uri);
    if (!understanding) return null;
    const offset = documentOf(understanding.parsed).offsetAt(position);
    return hoverAt(understanding, offset, place, understandings.using(textDocument.uri)) ?? null;
  });

  /**
   * Work that may go through all files.
   * @throws ResponseError where the client asks for it no more, or a text was changed meanwhile
   */
  async function whileCurrent<T>(turns: Turns<T>, token: CancellationToken): Promise<T> {
    const { revision } = files;
    const isStale = (): boolean => token.isCancellationRequested || files.revision !== revision;
    const found = await inTurns(turns, { isStale });
    if (found !== undefined) return found;
    const isCancelled = token.isCancellationRequested;
    throw new ResponseError(
      isCancelled ? LSPErrorCodes.RequestCancelled : LSPErrorCodes.ContentModified,
      isCancelled ? 'Cancelled.' : 'A text was changed meanwhile.',
    );
  }

  connection.onCompletion(async ({ textDocument, position, context }, token): Promise<CompletionList> => {
    const understanding = understandings.of(textDocument.uri);
    if (!understanding) return { isIncomplete: false, items: [] };
    const { parsed } = understanding;
    const offset = documentOf(parsed).offsetAt(position);
    let isIncomplete = false;
    const offered = <T>(choices: Choices<T>): readonly T[] => {
      isIncomplete ||= choices.isCut;
      return choices.offered;
    };
    const completing = complete({
      parsed,
      offset,
      visible: understanding.visible,
      datasets: understanding.datasets,
      importPaths: () => offered(importablePaths(textDocument.uri)),
      folderNames: (path) => offered(foldersIn(textDocument.uri, path)),
      importNames: (path) => importableNames(textDocument.uri, path, files.load),
      *importableBlocks() {
        const blocks = importableBlocks(
          workspace,
          parsed,
          (name) => understanding.scope.names.has(name),
          place,
          /\w*$/.exec(parsed.text.slice(Math.max(0, offset - longestWord), offset))?.[0] ?? '',
        );
        return offered(yield* blocks);
      },
      afterSpace: context?.triggerCharacter === ' ',
    });
    const items = await whileCurrent(completing, token);
    return { isIncomplete, items };
  });

  connection.onCodeAction(async ({ textDocument: { uri }, range, context }, token): Promise<CodeAction[]> => {
    const understanding = understandings.of(uri);
    if (!understanding) return [];
    const asked = {
      understanding,
      range: { start: offsetIn(uri, range.start), end: offsetIn(uri, range.end) },
      context,
      load: files.load,
      place,
      workspace,
      understand: (each: string) => understandings.of(each),
      showsDisabled,
    };
    const acting = function* (): Turns<CodeAction[]> {
      const users = yield* usersOf(understanding, understandings, workspace);
      return yield* codeActions({ ...asked, users });
    };
    return whileCurrent(acting(), token);
  });

  connection.languages.inlayHint.on(({ textDocument, range }): InlayHint[] => {
    const understanding = settings.inlayHints ? understandings.of(textDocument.uri) : undefined;
    if (!understanding) return [];
    const document = documentOf(understanding.parsed);
    return inlayHints(
      textDocument.uri,
      understandings.networksUsing(textDocument.uri),
      {
        line: (offset) => document.positionAt(offset).line,
        lineEnd: (line) => lineEnd(document, line),
        place,
      },
      document.offsetAt(range.start),
      document.offsetAt(range.end),
    );
  });

  connection.onCodeLens(({ textDocument }): CodeLens[] => {
    const understanding = settings.codeLenses ? understandings.of(textDocument.uri) : undefined;
    return understanding ? codeLenses(understanding.parsed.file, understanding.networks, place) : [];
  });

  connection.onDocumentSymbol(({ textDocument }): DocumentSymbol[] => {
    const parsed = files.load(textDocument.uri);
    return parsed ? outline(textDocument.uri, parsed.text, parsed.file.declarations, place) : [];
  });

  const names = serveNames(connection, { workspace, understandings, place, offsetIn });

  connection.onSignatureHelp(({ textDocument: { uri }, position }): SignatureHelp | null => {
    const understanding = understandings.of(uri);
    return (understanding && signatureHelp(understanding, offsetIn(uri, position))) ?? null;
  });

  connection.languages.semanticTokens.on(({ textDocument }): SemanticTokens => {
    const file = workspace.scope(textDocument.uri);
    return file ? semanticTokens(file) : { data: [] };
  });
  connection.languages.semanticTokens.onRange(({ textDocument: { uri }, range }): SemanticTokens => {
    const file = workspace.scope(uri);
    const within = { start: offsetIn(uri, range.start), end: offsetIn(uri, range.end) };
    return file ? semanticTokens(file, within) : { data: [] };
  });

  connection.onFoldingRanges(({ textDocument }): FoldingRange[] => {
    const parsed = files.load(textDocument.uri);
    return parsed ? foldingRanges(parsed) : [];
  });

  connection.onDocumentFormatting(({ textDocument }): TextEdit[] => {
    const parsed = files.load(textDocument.uri);
    return parsed ? formatting(parsed) : [];
  });
  connection.onDocumentRangeFormatting(({ textDocument, range }): TextEdit[] => {
    const parsed = files.load(textDocument.uri);
    return parsed ? formatting(parsed, range) : [];
  });
  connection.onDocumentOnTypeFormatting(({ textDocument, position, ch }): TextEdit[] => {
    const parsed = files.load(textDocument.uri);
    return parsed ? formattingOnType(parsed, position, ch) : [];
  });

  connection.onSelectionRanges(({ textDocument: { uri }, positions }): SelectionRange[] => {
    const parsed = files.load(uri);
    return parsed ? positions.map((position) => selectionRange(parsed, offsetIn(uri, position))) : [];
  });

  /** The offset of a position in a file; 0 where there is no such file. */
  function offsetIn(uri: string, position: Position): number {
    const parsed = files.load(uri);
    return parsed ? documentOf(parsed).offsetAt(position) : 0;
  }

  /** A request of our own: what arrives is checked first. */
  function answer<Request extends { readonly uri: string }, Answer>(
    method: string,
    checker: Checker<Request>,
    respond: (
      understanding: Understanding | undefined,
      request: Request,
      cancellation: Cancellation,
    ) => Answer | Promise<Answer>,
  ): void {
    connection.onRequest(method, async (message: unknown, cancellation: Cancellation) => {
      const arrival = arrive(checker, message);
      if (!arrival.ok) throw new Error(`${method} came with something unexpected: ${arrival.wrong}.`);
      return respond(understandings.of(arrival.value.uri), arrival.value, cancellation);
    });
  }
  answer(serverRequests.networks, fileRequest, (understanding) => networksAnswer(understanding, place));
  answer(serverRequests.sources, fileRequest, (understanding) => ({
    sources: understanding?.sources() ?? {},
  }));
  const diagrams = new Diagrams(layout);
  answer(serverRequests.diagram, diagramRequest, (understanding, request, cancellation) =>
    diagrams.answer(understanding, request, cancellation),
  );
  answer(serverRequests.svg, svgRequest, (understanding, request, cancellation) =>
    diagrams.svg(understanding, request, cancellation),
  );

  connection.onShutdown(() => layout.dispose());
  documents.listen(connection);
  connection.listen();
}
