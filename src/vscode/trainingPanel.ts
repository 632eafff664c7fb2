import * as vscode from 'vscode';
import { arrive } from '../protocol/check.ts';
import type {
  RunSummary,
  StepEvent,
  TrainingEvent,
  TrainingFromWebview,
  TrainingToWebview,
} from '../protocol/training.ts';
import { trainingFromWebview } from '../protocol/trainingChecks.ts';
import { visible } from '../wording/visible.ts';
import { webviewHtml, webviewOptions } from './webviewPage.ts';

export type TrainingAction = Exclude<TrainingFromWebview, { kind: 'ready' }>;

/** More step events than these are thinned out: every second one goes. */
const mostSteps = 4000;

/** The training panel; it is filled again with all that happened whenever its page is shown anew. */
export class TrainingPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #disposables: vscode.Disposable[] = [];
  #events: TrainingEvent[] = [];
  #runs: readonly RunSummary[] = [];
  #isReady = false;
  #isDisposed = false;

  constructor(
    private readonly extension: vscode.Uri,
    title: string,
    private readonly act: (action: TrainingAction) => void,
    private readonly report: (error: unknown) => void,
  ) {
    this.#panel = vscode.window.createWebviewPanel(
      'cnn.training',
      visible(title),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      webviewOptions(extension),
    );
    this.#panel.webview.onDidReceiveMessage(
      (message: unknown) => this.#receive(message),
      undefined,
      this.#disposables,
    );
    this.#panel.onDidDispose(() => this.dispose(), undefined, this.#disposables);
    this.#panel.onDidChangeViewState(
      ({ webviewPanel }) => {
        // A hidden page is unloaded; it says `ready` again.
        if (!webviewPanel.visible) this.#isReady = false;
      },
      undefined,
      this.#disposables,
    );
    this.#load(title);
  }

  /** The page says `ready` when it is there. */
  #load(title: string): void {
    this.#isReady = false;
    const { webview } = this.#panel;
    webview.html = webviewHtml(webview, this.extension, { name: 'training', title });
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  reveal(): void {
    if (!this.#isDisposed) this.#panel.reveal(undefined, true);
  }

  /** Begins with another run. */
  begin(title: string): void {
    this.#panel.title = visible(title);
    this.#events = [];
    this.#load(title);
  }

  add(event: TrainingEvent): void {
    // What is being prepared concerns nobody once it is done.
    if (this.#events.at(-1)?.kind === 'preparing') this.#events.pop();
    if (event.kind === 'epoch') this.#forgetConfusions();
    this.#events.push(event);
    this.#thinOut();
    this.#post({ kind: 'event', event });
  }

  set runs(runs: readonly RunSummary[]) {
    this.#runs = runs;
    this.#post({ kind: 'runs', runs });
  }

  /** Only the last epoch's is shown, and of a thousand classes one is a million numbers. */
  #forgetConfusions(): void {
    this.#events = this.#events.map((event) =>
      event.kind === 'epoch' && event.confusion.length > 0 ? { ...event, confusion: [] } : event,
    );
  }

  #thinOut(): void {
    const isStep = (event: TrainingEvent): event is StepEvent => event.kind === 'step';
    if (this.#events.filter(isStep).length <= mostSteps) return;
    let odd = false;
    this.#events = this.#events.filter((event) => {
      if (!isStep(event)) return true;
      odd = !odd;
      return odd;
    });
  }

  #post(message: TrainingToWebview): void {
    if (this.#isReady && !this.#isDisposed) void this.#panel.webview.postMessage(message);
  }

  #receive(message: unknown): void {
    const arrival = arrive(trainingFromWebview, message);
    if (!arrival.ok) {
      this.report(new Error(`The training panel sent something unexpected: ${arrival.wrong}.`));
      return;
    }
    if (arrival.value.kind !== 'ready') {
      this.act(arrival.value);
      return;
    }
    this.#isReady = true;
    this.#post({ kind: 'history', events: this.#events });
    this.#post({ kind: 'runs', runs: this.#runs });
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const disposable of this.#disposables.splice(0)) disposable.dispose();
    this.#panel.dispose();
  }
}
