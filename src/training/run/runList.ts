import { join } from 'node:path';
import type { EpochEvent, RunSummary } from '../../protocol/training.ts';
import { listFolder, lookAt } from '../../disk/safeFile.ts';
import { isLocked } from '../fetching/lock.ts';
import { TrainingFailure, reason } from '../failure.ts';
import { metricsIn } from './metricsFile.ts';
import { RunFolder } from './runFolder.ts';
import { readRecord } from './runRecord.ts';

/** A run as the list tells it, and which network of which file it trains. */
export interface ListedRun {
  readonly summary: RunSummary;
  readonly main: string;
  readonly networkName: string;
  /** The data set's name; absent: pictures of the person's own. */
  readonly dataSet?: string;
}

export interface RunList {
  /** Newest first. */
  readonly runs: readonly ListedRun[];
  /** A sentence for each folder that holds a run but can't be listed. */
  readonly problems: readonly string[];
}

/** Folders looked at; runs read at a time. */
const mostFolders = 10_000;
const atOnce = 8;

/**
 * The runs in a folder of runs. Never throws: whatever is wrong with one of them, the others are listed.
 * @param folder absolute; one that is not there holds none
 */
export async function listRuns(folder: string): Promise<RunList> {
  const listing = await listFolder(folder, { most: mostFolders });
  if (!listing.ok) {
    const isNone = listing.why === 'missing' || listing.why === 'other-kind';
    return { runs: [], problems: isNone ? [] : [`${folder} ${listing.reason}: its runs are not listed.`] };
  }
  const folders = listing.entries
    .filter(({ kind }) => kind === 'folder' || kind === 'link')
    .map(({ name }) => join(folder, name));
  const runs: ListedRun[] = [];
  const problems = listing.cut
    ? [`${folder} holds more than ${mostFolders} files and folders: some of its runs are not listed.`]
    : [];
  const work = folders.values();
  const reader = async (): Promise<void> => {
    for (const each of work) {
      try {
        const run = await listedRun(each);
        if (run) runs.push(run);
      } catch (caught) {
        const why = caught instanceof TrainingFailure ? caught.message : `${reason(caught)}.`;
        problems.push(`The run in ${each} is left out of the list: ${why}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, reader));
  return { runs: runs.sort((a, b) => b.summary.startedAt - a.summary.startedAt), problems: problems.sort() };
}

/** Undefined where the folder holds no run. */
async function listedRun(folder: string): Promise<ListedRun | undefined> {
  const found = await lookAt(join(folder, 'recipe.json'));
  if (!found.ok && found.why === 'missing') return undefined;
  const record = await readRecord(folder);
  const curves: RunSummary['curves'][number][] = [];
  let last: EpochEvent | undefined;
  let test: RunSummary['test'];
  for await (const event of metricsIn(join(folder, 'metrics.jsonl'))) {
    if (event.kind === 'finished') {
      test = event.test;
      continue;
    }
    const { epoch, training, validation } = event;
    last = { ...event, confusion: [] };
    curves.push({
      epoch,
      trainingLoss: training.loss,
      trainingAccuracy: training.accuracy,
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
    });
  }
  const state = test ? 'finished' : (await isLocked(RunFolder.lockPath(folder))) ? 'running' : 'stopped';
  return {
    main: record.main,
    networkName: record.network.name,
    ...(record.dataset.folder ? {} : { dataSet: record.dataset.name }),
    summary: {
      folder,
      network: record.network.text,
      dataset: record.dataset.title,
      startedAt: record.startedAt,
      epochsDone: last?.epoch ?? 0,
      epochs: record.recipe.epochs,
      state,
      ...(last && { best: last.best }),
      ...(test && { test }),
      curves,
    },
  };
}
