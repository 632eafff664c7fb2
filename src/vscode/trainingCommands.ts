import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { DataSource, Job, NetworkSelection, TrainingEvent } from '../protocol/training.ts';
import type { Server } from './client.ts';
import { NotPossible, registerCommand, requireTrust, tellFailure } from './commands.ts';
import { consentedData } from './dataConsent.ts';
import { offerEngine } from './engineCommands.ts';
import type { Chosen, CommandTarget } from './networkChoice.ts';
import { chooseNetwork, chooseTraining, commandTarget } from './networkChoice.ts';
import { findDataSet } from '../training/data/sets/catalogue.ts';
import type { ListedRun } from '../training/run/runList.ts';
import { listRuns } from '../training/run/runList.ts';
import { chooseRun, newRunFolder, runsIn } from './runs.ts';
import { revealSource } from './revealSource.ts';
import { alarm, inform, warn } from './notices.ts';
import { readSettings } from './settings.ts';
import type { TrainingAction } from './trainingPanel.ts';
import { TrainingPanel } from './trainingPanel.ts';
import { TrainingSession, endingText } from './trainingSession.ts';

/** How often each pass of a profile is measured. */
const profileRuns = 5;

/** For a folder of pictures, which lies where its recipe says. */
const noDownload: DataSource = { mayDownload: false };

/** "CNN: Train Network", "CNN: Train on CIFAR-10", "CNN: Resume Training…" and "CNN: Profile". */
export function registerTraining(
  context: vscode.ExtensionContext,
  server: Server,
  output: vscode.OutputChannel,
): void {
  const commands = new TrainingCommands(context, server, output);
  context.subscriptions.push(
    commands,
    registerCommand(output, 'cnn.train', (uri, network, recipe) =>
      commands.train(commandTarget(uri, network, recipe)),
    ),
    registerCommand(output, 'cnn.trainOnCifar10', (uri, network) =>
      commands.train(commandTarget(uri, network, undefined), true),
    ),
    registerCommand(output, 'cnn.resumeTraining', () => commands.resume()),
    registerCommand(output, 'cnn.profile', (uri, network) =>
      commands.profile(commandTarget(uri, network, undefined)),
    ),
  );
}

/** What a session is about, for its panel and its messages. */
interface Subject {
  readonly uri: vscode.Uri;
  readonly network: string;
  /** Absent for a profile. */
  readonly runFolder?: string;
}

class TrainingCommands implements vscode.Disposable {
  #panel: TrainingPanel | undefined;
  #subject: Subject | undefined;
  /** One at a time: two would only slow each other down. */
  #session: TrainingSession | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly output: vscode.OutputChannel,
  ) {}

  async train(target: CommandTarget, onDefault = false): Promise<void> {
    if (!(await requireTrust('is trained')) || !(await this.isFree())) return;
    const chosen = await chooseTraining(this.server, target, onDefault);
    if (!chosen) return;
    const data = chosen.dataSet ? await consentedData(chosen.dataSet, chosen.uri) : noDownload;
    if (!data) return;
    const runFolder = newRunFolder(chosen.uri, chosen.network, new Date());
    const job: Job = {
      kind: 'train',
      ...(await this.selection(chosen)),
      ...(chosen.recipe !== undefined && { recipe: chosen.recipe }),
      overrides: {},
      data,
      ...this.engine(),
      runFolder,
    };
    this.offer();
    this.start(job, { uri: chosen.uri, network: chosen.network, runFolder }, `Training ${chosen.network}`);
  }

  async resume(): Promise<void> {
    if (!(await requireTrust('is trained')) || !(await this.isFree())) return;
    const run = await chooseRun((message) => this.output.appendLine(message));
    if (run) await this.goOn(run);
  }

  /** Goes on with the run of a folder, as the panel's button asks. */
  private async resumeFolder(folder: string): Promise<void> {
    if (!(await requireTrust('is trained')) || !(await this.isFree())) return;
    const { runs, problems } = await listRuns(dirname(folder));
    const run = runs.find(({ summary }) => summary.folder === folder);
    if (!run)
      throw new NotPossible(
        problems.find((problem) => problem.includes(folder)) ??
          `${folder} holds no run that could go on: begin a new one with “CNN: Train Network”.`,
      );
    await this.goOn(run);
  }

  private async goOn({ summary, main, networkName, dataSet }: ListedRun): Promise<void> {
    const uri = mainFile(main, summary.folder);
    const set = dataSet === undefined ? undefined : findDataSet(dataSet);
    const data = set ? await consentedData(set, uri) : noDownload;
    if (!data) return;
    const job: Job = { kind: 'resume', runFolder: summary.folder, data, ...this.engine() };
    this.start(job, { uri, network: networkName, runFolder: summary.folder }, `Training ${networkName}`);
  }

  async profile(target: CommandTarget): Promise<void> {
    if (!(await requireTrust('is profiled')) || !(await this.isFree())) return;
    const chosen = await chooseNetwork(this.server, target);
    if (!chosen) return;
    const job: Job = {
      kind: 'profile',
      ...(await this.selection(chosen)),
      ...this.engine(),
      runs: profileRuns,
    };
    this.start(job, { uri: chosen.uri, network: chosen.network }, `Profiling ${chosen.network}`);
  }

  /** The texts as they stand in the editor, saved or not. */
  private async selection({ uri, network }: Chosen): Promise<NetworkSelection> {
    const { sources } = await this.server.sources(uri);
    return { sources, main: this.server.uriText(uri), network, arguments: {} };
  }

  private engine(): { readonly engine: string; readonly engineFolder?: string } {
    const { engine, engineFolder } = readSettings();
    return {
      engine: engine === 'automatic' ? 'auto' : engine,
      ...(engineFolder !== undefined && { engineFolder }),
    };
  }

  private offer(): void {
    offerEngine(this.context).catch((error: unknown) => tellFailure(this.output, error));
  }

  /** False while something runs, unless the person stops it. */
  private async isFree(): Promise<boolean> {
    const running = this.#session;
    if (!running) return true;
    const stop = 'Stop It and Go On';
    const show = 'Show It';
    const network = this.#subject?.network ?? 'A network';
    const chosen = await warn(`${network} is still running.`, [stop, show]);
    if (chosen === show) this.#panel?.reveal();
    if (chosen !== stop) return false;
    running.stop();
    await running.done;
    return true;
  }

  private start(job: Job, subject: Subject, title: string): void {
    const panel = this.panelFor(job, subject);
    const session = new TrainingSession(job, {
      extension: this.context.extensionUri,
      title,
      panel,
      output: this.output,
      onProgress: () => this.showRuns(panel, subject),
    });
    this.#session = session;
    void session.done.then((event) => {
      if (this.#session === session) this.#session = undefined;
      return this.tellEnd(event, subject);
    });
  }

  /** The panel is kept from run to run; a run that goes on keeps its curves. */
  private panelFor(job: Job, subject: Subject): TrainingPanel {
    const title = job.kind === 'profile' ? `Profile ${subject.network}` : `Training ${subject.network}`;
    const goesOn = job.kind === 'resume' && this.#subject?.runFolder === subject.runFolder;
    this.#subject = subject;
    if (!this.#panel || this.#panel.isDisposed) {
      const report = (error: unknown): void => void tellFailure(this.output, error);
      this.#panel = new TrainingPanel(
        this.context.extensionUri,
        title,
        (action) => void this.act(action).catch(report),
        report,
      );
    } else if (!goesOn) {
      this.#panel.begin(title);
    }
    this.#panel.reveal();
    this.showRuns(this.#panel, subject);
    return this.#panel;
  }

  /** Earlier runs of the same network, for faint curves and the list. */
  private showRuns(panel: TrainingPanel, { runFolder, network }: Subject): void {
    if (runFolder === undefined) return;
    runsIn(dirname(runFolder), (message) => this.output.appendLine(message)).then(
      (runs) => {
        panel.runs = runs.filter((run) => run.networkName === network).map(({ summary }) => summary);
      },
      (error: unknown) => tellFailure(this.output, error),
    );
  }

  private async act(action: TrainingAction): Promise<void> {
    switch (action.kind) {
      case 'stop':
        this.#session?.stop();
        break;
      case 'resume':
        await this.resumeFolder(action.runFolder);
        break;
      case 'openDiagram':
        await vscode.commands.executeCommand('cnn.openDiagram', this.#subject?.uri, this.#subject?.network);
        break;
      case 'openRunFolder':
        await openFolder(action.runFolder);
        break;
      case 'reveal':
        await revealSource(action, { beside: vscode.ViewColumn.One, preserveFocus: false });
        break;
    }
  }

  private async tellEnd(event: TrainingEvent, { network }: Subject): Promise<void> {
    const text = endingText(event, network);
    if (text === undefined) return;
    const resume = 'Resume';
    const show = 'Show Panel';
    if (event.kind === 'failed') {
      const actions = event.runFolder === undefined ? [] : [resume];
      const chosen = await alarm(text, actions);
      if (chosen === resume && event.runFolder !== undefined) await this.resumeAfter(event.runFolder);
      return;
    }
    const folder = event.kind === 'stopped' && event.steps > 0 ? event.runFolder : undefined;
    const chosen = await inform(text, folder === undefined ? [show] : [resume]);
    if (chosen === show) this.#panel?.reveal();
    if (chosen === resume && folder !== undefined) await this.resumeAfter(folder);
  }

  private async resumeAfter(folder: string): Promise<void> {
    await this.resumeFolder(folder).catch((error: unknown) => tellFailure(this.output, error));
  }

  /** The trainer notices that its host is gone, keeps a checkpoint and ends. */
  dispose(): void {
    this.#panel?.dispose();
  }
}

/** The file that a run's record names, which need not be there any more. */
function mainFile(main: string, runFolder: string): vscode.Uri {
  try {
    return vscode.Uri.parse(main, true);
  } catch {
    throw new NotPossible(
      `recipe.json in ${runFolder} names a main file that is no address: put it back as it was, or start a new run.`,
    );
  }
}

/** In the file manager of the desktop; in the browser, where there is none, as a folder of the window. */
async function openFolder(folder: string): Promise<void> {
  const uri = vscode.Uri.file(folder);
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
  } else if (vscode.workspace.getWorkspaceFolder(uri)) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
  } else {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(uri, 'recipe.json'), { preview: true });
  }
}
