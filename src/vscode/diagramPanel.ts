import * as vscode from 'vscode';
import { Opened } from '../diagram/model/opened.ts';
import type { DiagramFromWebview, DiagramToWebview } from '../protocol/diagram.ts';
import { isDiagramFromWebview } from '../protocol/diagramChecks.ts';
import { visible } from '../wording/visible.ts';
import type { Server } from './client.ts';
import { revealSource } from './revealSource.ts';
import { saveSvg } from './svgExport.ts';
import { webviewHtml } from './webviewPage.ts';

export const diagramViewType = 'cnn.diagram';

/** What a panel is about, kept by the page over a reload of the window. */
interface DiagramSubject {
  readonly uri: vscode.Uri;
  readonly network: string | undefined;
}

/** One diagram beside its editor: follows the text, the cursor and the page's own wishes. */
export class DiagramPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #server: Server;
  readonly #report: (error: unknown) => void;
  readonly #uri: vscode.Uri;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #disposed = new vscode.EventEmitter<void>();
  readonly onDisposed = this.#disposed.event;
  #network: string | undefined;
  /** Undefined until the page told what it remembers. */
  #opened: Opened | undefined;
  #isReady = false;
  /** Of the request whose answer is waited for; an older answer is dropped. */
  #request = 0;
  #asking: vscode.CancellationTokenSource | undefined;
  /** Set while a click in the diagram moves the cursor, so that the cursor does not answer the click. */
  #revealing: { readonly start: number; readonly end: number } | undefined;

  constructor(
    panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    server: Server,
    subject: DiagramSubject,
    report: (error: unknown) => void,
  ) {
    this.#panel = panel;
    this.#server = server;
    this.#report = report;
    this.#uri = subject.uri;
    this.#network = subject.network;
    panel.webview.onDidReceiveMessage(
      (message: unknown) => this.#receive(message),
      undefined,
      this.#disposables,
    );
    panel.onDidDispose(() => this.dispose(), undefined, this.#disposables);
    this.#disposables.push(
      server.onUnderstood(({ files }) => {
        const key = server.uriText(subject.uri);
        if (files.some((file) => file.uri === key)) this.#refresh();
      }),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#follow(event)),
    );
    panel.webview.html = webviewHtml(panel.webview, extension, { name: 'diagram', title: 'Diagram' });
  }

  get uri(): vscode.Uri {
    return this.#uri;
  }

  get network(): string | undefined {
    return this.#network;
  }

  reveal(network: string | undefined): void {
    this.#panel.reveal(undefined, true);
    if (network !== undefined && network !== this.#network) this.#show(network);
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  get isVisible(): boolean {
    return this.#panel.visible;
  }

  async exportSvg(theme: 'light' | 'dark'): Promise<void> {
    await saveSvg(this.#server, {
      uri: this.#server.uriText(this.#uri),
      network: this.#network,
      ...(this.#opened ?? new Opened()).request,
      theme,
    });
  }

  #show(network: string): void {
    this.#network = network;
    this.#opened = new Opened();
    this.#refresh();
  }

  #receive(message: unknown): void {
    if (!isDiagramFromWebview(message)) {
      this.#report(
        new Error('The diagram sent a message that is not understood: close it and open it again.'),
      );
      return;
    }
    this.#act(message).catch(this.#report);
  }

  async #act(message: DiagramFromWebview): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        // A page that was hidden and comes back knows no more than this.
        this.#opened ??= new Opened(message.open);
        this.#network ??= message.network;
        this.#refresh();
        break;
      case 'open':
        this.#opened?.choose(message.open);
        this.#refresh();
        break;
      case 'network':
        this.#show(message.network);
        break;
      case 'select':
        await this.#revealSource(message.source);
        break;
      case 'export':
        await this.exportSvg(message.theme);
        break;
    }
  }

  #post(message: DiagramToWebview): void {
    // False when the page is gone or hidden: it says `ready` again when it is back.
    void this.#panel.webview.postMessage(message);
  }

  #refresh(): void {
    if (this.#isReady) this.#ask().catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#report(error);
    this.#post({ kind: 'stale', reason: 'The diagram could not be made anew: edit the file to try again.' });
  }

  async #ask(): Promise<void> {
    const request = ++this.#request;
    const opened = (this.#opened ??= new Opened());
    this.#post({ kind: 'waiting', activity: 'Laying out the diagram' });
    // What was asked for before is not worked out any more.
    this.#asking?.cancel();
    const asking = (this.#asking = new vscode.CancellationTokenSource());
    const answer = await this.#server.diagram(
      {
        uri: this.#server.uriText(this.#uri),
        network: this.#network,
        ...opened.request,
      },
      asking.token,
    );
    if (request !== this.#request || answer.kind === 'superseded') return;
    if (answer.kind === 'none') {
      this.#post({ kind: 'empty', message: answer.message, networks: answer.networks });
      return;
    }
    const diagram = opened.take(answer.diagram);
    const { networks } = answer;
    this.#network = diagram.network;
    const file = this.#uri.path.split('/').at(-1) ?? this.#uri.path;
    this.#panel.title = visible(`${diagram.network} · Diagram`);
    this.#post({ kind: 'diagram', diagram, networks, file, opened: opened.all });
    const editor = vscode.window.activeTextEditor;
    if (editor && this.#isOwn(editor.document)) this.#mark(editor);
  }

  #isOwn(document: vscode.TextDocument): boolean {
    return document.languageId === 'cnn';
  }

  #follow(event: vscode.TextEditorSelectionChangeEvent): void {
    if (!this.#isReady || !this.#isOwn(event.textEditor.document)) return;
    const { document, selection } = event.textEditor;
    const revealing = this.#revealing;
    this.#revealing = undefined;
    if (revealing && document.offsetAt(selection.start) === revealing.start) return;
    this.#mark(event.textEditor);
  }

  #mark({ document, selection }: vscode.TextEditor): void {
    const uri = this.#server.uriText(document.uri);
    this.#post({ kind: 'cursor', uri, offset: document.offsetAt(selection.active) });
  }

  async #revealSource(source: {
    readonly uri: string;
    readonly start: number;
    readonly end: number;
  }): Promise<void> {
    const beside =
      this.#panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
    this.#revealing = source;
    await revealSource(source, { beside, preserveFocus: true });
  }

  dispose(): void {
    this.#asking?.cancel();
    for (const disposable of this.#disposables.splice(0)) disposable.dispose();
    this.#disposed.fire();
    this.#disposed.dispose();
  }
}
