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
import type { Files } from '../workspace/files.ts';
import type { Working } from '../workspace/working.ts';

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
  /** By URI: how many of the changes of its text that have arrived are not taken up yet. */
  readonly #changes = new Map<string, number>();

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
          if (isChange(method) && text) this.#count(text.uri, -1);
          next(message);
        } else if (ofOneVersion.has(method) && this.#changes.has(text.uri)) {
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
    if (isChange(method) && text) this.#count(text.uri, 1);
  }

  #count(uri: string, by: number): void {
    const count = (this.#changes.get(uri) ?? 0) + by;
    if (count > 0) this.#changes.set(uri, count);
    else this.#changes.delete(uri);
  }
}

/** The connection takes these in at once, whatever waits before them. */
const isCancellation = (message: Message): boolean =>
  (message as NotificationMessage).method === '$/cancelRequest';

const isChange = (method: string | undefined): boolean =>
  method === 'textDocument/didOpen' || method === 'textDocument/didChange';

function documentOf(params: unknown): { readonly uri: string } | undefined {
  if (typeof params !== 'object' || params === null || !('textDocument' in params)) return undefined;
  const { textDocument } = params;
  if (typeof textDocument !== 'object' || textDocument === null || !('uri' in textDocument)) return undefined;
  const { uri } = textDocument;
  return typeof uri === 'string' ? { uri } : undefined;
}

const refusal = (id: RequestMessage['id'], code: number, message: string): ResponseMessage => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});
