import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { EpochEvent, RunSummary } from '../protocol/training.ts';
import { isLocked } from '../training/data/lock.ts';
import { TrainingFailure, systemCode } from '../training/failure.ts';
import { RunFolder, readMetrics, readRecord } from '../training/runs/runFolder.ts';
import { NotPossible } from './commands.ts';
import { pick } from './notices.ts';
import { readSettings } from './settings.ts';

/** Where the runs of a file's networks are kept: as set, else `runs` beside the file. */
export function runsFolder(file: vscode.Uri): string {
  const set = readSettings(file).runsFolder;
  if (set !== undefined) return set;
  if (file.scheme === 'file') return join(dirname(file.fsPath), 'runs');
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  if (folder) return join(folder.uri.fsPath, 'runs');
  throw new NotPossible('There is no folder to keep the run in: save the file, or set cnn.runsFolder.');
}

/** A folder for a new run: `runs/ResNet20-20261122-140233`. */
export function newRunFolder(file: vscode.Uri, network: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return join(runsFolder(file), `${network.replace(/\W/g, '_')}-${day}-${time}`);
}

/** A run as the list tells it, and which network of which file it trains. */
export interface KnownRun {
  readonly summary: RunSummary;
  readonly main: string;
  readonly networkName: string;
  /** On pictures of the person's own; else on CIFAR-10. */
  readonly onFolder: boolean;
}

/** The runs in a folder of runs, newest first. What is no run, or a damaged one, is left out and told to `report`. */
export async function runsIn(folder: string, report: (message: string) => void): Promise<KnownRun[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
    throw error;
  });
  const runs = await Promise.all(names.map((name) => readRun(join(folder, name), report)));
  return runs.filter((run) => run !== undefined).sort((a, b) => b.summary.startedAt - a.summary.startedAt);
}

async function readRun(folder: string, report: (message: string) => void): Promise<KnownRun | undefined> {
  if (!(await exists(join(folder, 'recipe.json')))) return undefined;
  try {
    const record = await readRecord(folder);
    const metrics = await readMetrics(folder);
    const epochs = metrics.filter((event): event is EpochEvent => event.kind === 'epoch');
    const end = metrics.find((event) => event.kind === 'finished');
    const running = await isLocked(RunFolder.lockPath(folder));
    return {
      main: record.main,
      networkName: record.network.name,
      onFolder: record.dataset.folder !== undefined,
      summary: {
        folder,
        network: record.network.text,
        dataset: record.dataset.title,
        startedAt: record.startedAt,
        epochsDone: epochs.at(-1)?.epoch ?? 0,
        epochs: record.recipe.epochs,
        state: end ? 'finished' : running ? 'running' : 'stopped',
        ...(epochs.length > 0 && { best: epochs.at(-1)?.best }),
        ...(end?.kind === 'finished' && { test: end.test }),
        curves: epochs.map((event) => ({
          epoch: event.epoch,
          trainingLoss: event.training.loss,
          trainingAccuracy: event.training.accuracy,
          validationLoss: event.validation.loss,
          validationAccuracy: event.validation.accuracy,
        })),
      },
    };
  } catch (error) {
    if (!(error instanceof TrainingFailure || error instanceof SyntaxError)) throw error;
    report(`The run in ${folder} is left out of the list: ${error.message}`);
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
      throw error;
    },
  );
}

/** The folders of runs that the workspace has: those beside its files, and the one that is set. */
export async function workspaceRunsFolders(): Promise<string[]> {
  const found = await vscode.workspace.findFiles('**/runs/*/recipe.json', '**/node_modules/**', 2000);
  const folders = found.map((record) => dirname(dirname(record.fsPath)));
  const set = readSettings().runsFolder;
  return [...new Set([...(set === undefined ? [] : [set]), ...folders])];
}

interface Entry extends vscode.QuickPickItem {
  readonly run: KnownRun;
}

/** Asks which stopped run shall go on. */
export async function chooseRun(report: (message: string) => void): Promise<KnownRun | undefined> {
  const folders = await workspaceRunsFolders();
  const runs = (await Promise.all(folders.map((folder) => runsIn(folder, report)))).flat();
  const entries = runs
    .filter(({ summary }) => summary.state === 'stopped')
    .map((run): Entry => {
      const { network, dataset, epochsDone, epochs, best, startedAt } = run.summary;
      const accuracy = best ? `, best validation accuracy ${(best.accuracy * 100).toFixed(1)} %` : '';
      return {
        run,
        label: `${network} on ${dataset}`,
        description: `${epochsDone} of ${epochs} epochs${accuracy}`,
        detail: `begun ${new Date(startedAt).toLocaleString()} · ${run.summary.folder}`,
      };
    });
  if (entries.length === 0) {
    throw new NotPossible('No stopped run was found in this workspace: begin one with “CNN: Train Network”.');
  }
  const picked = await pick(entries, {
    title: 'Which run shall go on?',
    matchOnDescription: true,
  });
  return picked?.run;
}
