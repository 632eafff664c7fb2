/**
 * The room gives the extension's part in VS Code: commands, panels, notices, and this client of the language server.
 * It never imports what understands texts: it asks the processes that do.
 */
import * as vscode from 'vscode';
import type { LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { Checker } from '../protocol/check.ts';
import { arrive } from '../protocol/check.ts';
import type { DiagramAnswer, DiagramRequest } from '../protocol/diagram.ts';
import { diagramAnswer } from '../protocol/diagramChecks.ts';
import type {
  NetworksAnswer,
  ServerStart,
  SourcesAnswer,
  SvgAnswer,
  SvgRequest,
  UnderstoodNotification,
} from '../protocol/languageServer.ts';
import { serverProcessArguments } from '../protocol/serverProcess.ts';
import { linkExplanations } from './explanations.ts';
import {
  networksAnswer,
  serverRequests,
  sourcesAnswer,
  svgAnswer,
  trustedNotification,
  understood,
  understoodNotification,
  visibleNotification,
} from '../protocol/languageServer.ts';

/** The language server, as the commands and panels ask it. */
export class Server implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #output: vscode.OutputChannel;
  readonly #visibility: vscode.Disposable;
  readonly #understood = new vscode.EventEmitter<UnderstoodNotification>();
  /** Files were understood anew: after an edit of them or of what they import. */
  readonly onUnderstood = this.#understood.event;
  readonly #trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
    if (this.#client.isRunning()) void this.#client.sendNotification(trustedNotification);
  });

  constructor(extension: vscode.Uri, output: vscode.OutputChannel) {
    this.#output = output;
    const module = vscode.Uri.joinPath(extension, 'dist', 'server.cjs').fsPath;
    const withArguments = (...more: readonly string[]) => ({
      module,
      transport: TransportKind.ipc,
      options: { execArgv: [...serverProcessArguments, ...more] },
    });
    const server: ServerOptions = {
      run: withArguments(),
      debug: withArguments('--nolazy', '--inspect=6009'),
    };
    const client: LanguageClientOptions = {
      documentSelector: [{ language: 'cnn' }],
      outputChannel: output,
      initializationOptions: () => ({ isTrusted: vscode.workspace.isTrusted }) satisfies ServerStart,
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => {
          linkExplanations(diagnostics);
          next(uri, diagnostics);
        },
      },
      synchronize: {
        configurationSection: 'cnn',
        fileEvents: vscode.workspace.createFileSystemWatcher('**/*.cnn'),
      },
    };
    this.#client = new LanguageClient('cnn', 'CNN Architect', server, client);
    this.#client.onNotification(understoodNotification, (message: unknown) => {
      const arrival = arrive(understood, message);
      if (arrival.ok) this.#understood.fire(arrival.value);
      else output.appendLine(`The language server sent something unexpected: ${arrival.wrong}.`);
    });
    this.#visibility = vscode.window.onDidChangeVisibleTextEditors(() => {
      this.#tellVisible().catch((error: unknown) => output.appendLine(String(error)));
    });
  }

  async start(): Promise<void> {
    await this.#client.start();
    // It may have been granted since the options were read.
    if (vscode.workspace.isTrusted) await this.#client.sendNotification(trustedNotification);
    await this.#tellVisible();
  }

  async #tellVisible(): Promise<void> {
    if (!this.#client.isRunning()) return;
    const documents = vscode.window.visibleTextEditors.map(({ document }) => document);
    const uris = documents
      .filter(({ languageId }) => languageId === 'cnn')
      .map(({ uri }) => this.uriText(uri));
    await this.#client.sendNotification(visibleNotification, { uris });
  }

  async networks(uri: vscode.Uri): Promise<NetworksAnswer> {
    return this.#ask(serverRequests.networks, { uri: this.uriText(uri) }, networksAnswer);
  }

  async sources(uri: vscode.Uri): Promise<SourcesAnswer> {
    return this.#ask(serverRequests.sources, { uri: this.uriText(uri) }, sourcesAnswer);
  }

  /** Cancelled, the answer is `superseded`. */
  async diagram(request: DiagramRequest, cancellation: vscode.CancellationToken): Promise<DiagramAnswer> {
    return this.#ask(serverRequests.diagram, request, diagramAnswer, cancellation);
  }

  async svg(request: SvgRequest): Promise<SvgAnswer> {
    return this.#ask(serverRequests.svg, request, svgAnswer);
  }

  /** The text by which the server knows a file. */
  uriText(uri: vscode.Uri): string {
    return this.#client.code2ProtocolConverter.asUri(uri);
  }

  async #ask<T>(
    method: string,
    request: object,
    checker: Checker<T>,
    cancellation?: vscode.CancellationToken,
  ): Promise<T> {
    // The client knows no documents before it has started.
    if (!this.#client.isRunning()) await this.#client.start();
    // An absent token handed over would be taken for a second parameter.
    const answer: unknown = await (cancellation
      ? this.#client.sendRequest(method, request, cancellation)
      : this.#client.sendRequest(method, request));
    const arrival = arrive(checker, answer);
    if (!arrival.ok) throw new Error(`The language server's answer can't be read (${arrival.wrong}).`);
    return arrival.value;
  }

  dispose(): void {
    this.#visibility.dispose();
    this.#trusted.dispose();
    this.#understood.dispose();
    this.#client.dispose().catch((error: unknown) => {
      this.#output.appendLine(`The language server did not end in time: ${String(error)}`);
    });
  }
}
