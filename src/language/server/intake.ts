import type {
  ConnectionOptions,
  DataCallback,
  Message,
  MessageReader,
  MessageWriter,
  NotificationMessage,
  RequestMessage,
  ResponseMessage,
} from 'vscode-languageserver/node';
import { LSPErrorCodes } from 'vscode-languageserver/node';
import type { Files } from './files.ts';
import type { Working } from './working.ts';

/**
 * Requests that only paint the text as it stood: once it has changed the editor asks again, and for these the protocol
 * has an answer that says so.
 */
const ofOneVersion: ReadonlySet<string> = new Set([
  'textDocument/inlayHint',
  'textDocument/semanticTokens/full',
  'textDocument/semanticTokens/range',
]);

/**
 * What has arrived for the server and is not taken up yet. A request that was cancelled meanwhile, or whose text has
 * changed, is answered without being worked out.
 */
export class Intake {
  #waiting = 0;
  /** By URI of an open text: its version in the last change that has arrived, and in the last one taken up. */
  readonly #arrived = new Map<string, number>();
  readonly #taken = new Map<string, number>();

  constructor(
    private readonly from: MessageReader,
    private readonly writer: MessageWriter,
    private readonly files: Files,
    private readonly working: Working,
  ) {}

  /** Nothing waits to be taken up. */
  get isQuiet(): boolean {
    return this.#waiting === 0;
  }

  /** The reader to connect with, together with `options`. */
  get reader(): MessageReader {
    const { from } = this;
    return {
      onError: from.onError,
      onClose: from.onClose,
      onPartialMessage: from.onPartialMessage,
      dispose: () => from.dispose(),
      listen: (callback: DataCallback) =>
        from.listen((message) => {
          this.#arrive(message);
          callback(message);
        }),
    };
  }

  readonly options: ConnectionOptions = {
    connectionStrategy: {
      cancelUndispatched: (message: Message): ResponseMessage => {
        this.#waiting--;
        const { id } = message as RequestMessage;
        return refusal(id, LSPErrorCodes.RequestCancelled, 'Cancelled before it was begun.');
      },
    },
    messageStrategy: {
      handleMessage: (message: Message, next: (message: Message) => void): void => {
        if (!isCancellation(message)) this.#waiting--;
        const { id, method, params } = message as RequestMessage;
        const text = documentOf(params);
        this.working.begin(text?.uri);
        if (id === undefined || id === null || method === undefined || text === undefined) {
          if (isChange(method) && text) this.#taken.set(text.uri, text.version ?? 0);
          if (method === 'textDocument/didClose' && text) this.#forget(text.uri);
          next(message);
        } else if (ofOneVersion.has(method) && this.#isStale(text.uri)) {
          void this.writer.write(refusal(id, LSPErrorCodes.ContentModified, 'The text has changed since.'));
        } else if (method.startsWith('textDocument/') && this.files.isLeftOut(text.uri)) {
          const answer: ResponseMessage = { jsonrpc: '2.0', id, result: null };
          void this.writer.write(answer);
        } else next(message);
      },
    },
  };

  #arrive(message: Message): void {
    if (isCancellation(message)) return;
    this.#waiting++;
    const { method, params } = message as NotificationMessage;
    const text = documentOf(params);
    if (isChange(method) && text) this.#arrived.set(text.uri, text.version ?? 0);
  }

  #isStale(uri: string): boolean {
    return this.#arrived.get(uri) !== this.#taken.get(uri);
  }

  #forget(uri: string): void {
    this.#arrived.delete(uri);
    this.#taken.delete(uri);
  }
}

/** The connection takes these in at once, whatever waits before them. */
const isCancellation = (message: Message): boolean =>
  (message as NotificationMessage).method === '$/cancelRequest';

const isChange = (method: string | undefined): boolean =>
  method === 'textDocument/didOpen' || method === 'textDocument/didChange';

function documentOf(params: unknown): { readonly uri: string; readonly version?: number } | undefined {
  if (typeof params !== 'object' || params === null || !('textDocument' in params)) return undefined;
  const { textDocument } = params;
  if (typeof textDocument !== 'object' || textDocument === null || !('uri' in textDocument)) return undefined;
  const { uri } = textDocument;
  if (typeof uri !== 'string') return undefined;
  const version =
    'version' in textDocument && typeof textDocument.version === 'number' ? textDocument.version : undefined;
  return version === undefined ? { uri } : { uri, version };
}

const refusal = (id: RequestMessage['id'], code: number, message: string): ResponseMessage => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});
