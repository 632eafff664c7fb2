import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  Message,
  NotificationMessage,
  RequestMessage,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** Notifications of which the last one of a kind says all that those before it did. */
const lastCounts: ReadonlySet<string> = new Set([
  'workspace/didChangeConfiguration',
  'cnn/visible',
  'cnn/trusted',
]);
const allCount: ReadonlySet<string> = new Set(['initialized', 'workspace/didChangeWorkspaceFolders']);

/** What an editor has told a language server so far, in the fewest messages that tell another one the same. */
export class Session {
  #initialize: RequestMessage | undefined;
  #said: NotificationMessage[] = [];
  readonly #open = new Map<string, TextDocument>();

  /** The version of an open text. */
  version(uri: string): number | undefined {
    return this.#open.get(uri)?.version;
  }

  initialize(request: RequestMessage): void {
    this.#initialize = request;
  }

  take(notification: NotificationMessage): void {
    const { method, params } = notification;
    if (method === 'textDocument/didOpen') {
      const { uri, languageId, version, text } = (params as DidOpenTextDocumentParams).textDocument;
      this.#open.set(uri, TextDocument.create(uri, languageId, version, text));
    } else if (method === 'textDocument/didChange') {
      const { textDocument, contentChanges } = params as DidChangeTextDocumentParams;
      const document = this.#open.get(textDocument.uri);
      if (document) TextDocument.update(document, contentChanges, textDocument.version);
    } else if (method === 'textDocument/didClose') {
      this.#open.delete((params as DidCloseTextDocumentParams).textDocument.uri);
    } else if (lastCounts.has(method)) {
      this.#said = [...this.#said.filter((each) => each.method !== method), notification];
    } else if (allCount.has(method)) this.#said.push(notification);
  }

  /** @param id of the request to initialize, whose answer the editor has had already */
  replay(id: string): readonly Message[] {
    if (!this.#initialize) return [];
    const opened = [...this.#open.values()].map((document) => ({
      jsonrpc: '2.0',
      method: 'textDocument/didOpen',
      params: {
        textDocument: {
          uri: document.uri,
          languageId: document.languageId,
          version: document.version,
          text: document.getText(),
        },
      },
    }));
    return [{ ...this.#initialize, id }, ...this.#said, ...opened] as Message[];
  }
}
