/** The built server as a client sees it: a process, spoken to over a real JSON-RPC connection. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type {
  InitializeParams,
  ProtocolConnection,
  PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import {
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializeRequest,
  InitializedNotification,
  IPCMessageReader,
  IPCMessageWriter,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';

const bundle = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));

export class ServerProcess {
  readonly #waiting: {
    version: number;
    uri: string;
    resolve: (message: PublishDiagnosticsParams) => void;
  }[] = [];

  private constructor(
    readonly connection: ProtocolConnection,
    private readonly child: ChildProcess,
  ) {
    connection.onNotification(PublishDiagnosticsNotification.type, (message) => {
      for (const waiting of this.#waiting.splice(0)) {
        if (waiting.uri === message.uri && (message.version ?? 0) >= waiting.version)
          waiting.resolve(message);
        else this.#waiting.push(waiting);
      }
    });
  }

  static async start(given: Partial<InitializeParams> = {}): Promise<ServerProcess> {
    if (!existsSync(bundle)) throw new Error(`${bundle} is not built: run \`npm run build\` first.`);
    const child = fork(bundle, ['--node-ipc'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    const server = new ServerProcess(connection, child);
    connection.listen();
    await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      ...given,
    });
    await connection.sendNotification(InitializedNotification.type, {});
    return server;
  }

  /** Resolves with the diagnostics of that version, or a later one. */
  diagnostics(uri: string, version: number): Promise<PublishDiagnosticsParams> {
    return new Promise((resolve) => this.#waiting.push({ uri, version, resolve }));
  }

  async open(uri: string, text: string): Promise<PublishDiagnosticsParams> {
    const answer = this.diagnostics(uri, 1);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'cnn', version: 1, text },
    });
    return answer;
  }

  /** Types a text in place of what is between two columns of a line. */
  async type(
    uri: string,
    version: number,
    at: { line: number; from: number; to: number },
    text: string,
  ): Promise<PublishDiagnosticsParams> {
    const answer = this.diagnostics(uri, version);
    const range = {
      start: { line: at.line, character: at.from },
      end: { line: at.line, character: at.to },
    };
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
    return answer;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    await ended;
    this.connection.dispose();
  }
}
