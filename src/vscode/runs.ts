import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ListedRun, RunList } from '../training/run/runList.ts';
import { listRuns } from '../training/run/runList.ts';
import { NotPossible } from './commands.ts';
import { pick } from './notices.ts';
import { readSettings } from './settings.ts';
import { exact, percentToTenth } from '../wording/figures.ts';

/** Where the runs of a file's networks are kept: as set, else `runs` beside the file. */
function runsFolder(file: vscode.Uri): string {
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

/** The runs in a folder of runs, newest first. What can't be listed is told to `report`, a sentence each. */
export async function runsIn(
  folder: string,
  report: (message: string) => void,
): Promise<readonly ListedRun[]> {
  const { runs, problems } = await listRuns(folder);
  problems.forEach(report);
  return runs;
}

/** So many runs that are found make the search end. */
const mostFound = 50_000;

/** The folders of runs that the workspace has: those beside its files, and the one that is set. */
async function workspaceRunsFolders(): Promise<{ folders: readonly string[]; problems: readonly string[] }> {
  const found = await vscode.workspace.findFiles(
    '**/runs/*/recipe.json',
    '**/node_modules/**',
    mostFound + 1,
  );
  const beside = found
    .filter(({ scheme }) => scheme === 'file')
    .map(({ fsPath }) => dirname(dirname(fsPath)));
  const set = readSettings().runsFolder;
  const count = exact(mostFound);
  return {
    folders: [...new Set([...(set === undefined ? [] : [set]), ...beside])],
    problems:
      found.length > mostFound
        ? [
            `This workspace has more than ${count} runs: some of them are not listed; open a folder inside it.`,
          ]
        : [],
  };
}

interface Entry extends vscode.QuickPickItem {
  readonly run: ListedRun;
}

/** Asks which stopped run shall go on. */
export async function chooseRun(report: (message: string) => void): Promise<ListedRun | undefined> {
  const workspace = await workspaceRunsFolders();
  const lists: RunList[] = [];
  // One after the other, as each has several runs open at a time.
  for (const folder of workspace.folders) lists.push(await listRuns(folder));
  const problems = [...workspace.problems, ...lists.flatMap((list) => list.problems)];
  problems.forEach(report);
  const entries = lists
    .flatMap((list) => list.runs)
    .filter(({ summary }) => summary.state === 'stopped')
    .map((run): Entry => {
      const { network, dataset, epochsDone, epochs, best, startedAt } = run.summary;
      const accuracy = best ? `, best validation accuracy ${percentToTenth(best.accuracy)}` : '';
      return {
        run,
        label: `${network} on ${dataset}`,
        description: `${epochsDone} of ${epochs} epochs${accuracy}`,
        detail: `begun ${new Date(startedAt).toLocaleString()} · ${run.summary.folder}`,
      };
    });
  const [problem] = problems;
  if (entries.length === 0) {
    throw new NotPossible(
      problem ?? 'No stopped run was found in this workspace: begin one with “CNN: Train Network”.',
    );
  }
  const picked = await pick(entries, {
    title: 'Which run shall go on?',
    ...(problem !== undefined && { placeHolder: leftOutText(problem, problems.length - 1) }),
    matchOnDescription: true,
  });
  return picked?.run;
}

const leftOutText = (problem: string, others: number): string =>
  others === 0 ? problem : `${problem} ${others} more are told in the output “CNN Architect”.`;
