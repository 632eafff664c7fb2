import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  FailedEvent,
  FromTrainer,
  Job,
  ProfileJob,
  ResumeJob,
  StartedEvent,
  TrainJob,
} from '../../protocol/training.ts';
import type { Batches } from '../data/batches.ts';
import { makeBatches } from '../data/batches.ts';
import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import { certain, plus } from '../../layers/known.ts';
import type { Dataset, LabelledImages } from '../data/dataset.ts';
import { DownloadStopped, diskFailure } from '../fetching/download.ts';
import type { ObtainedFolder } from '../data/folder/obtainFolder.ts';
import { obtainFolder } from '../data/folder/obtainFolder.ts';
import type { Lock } from '../fetching/lock.ts';
import { withLock } from '../fetching/lock.ts';
import type { ObtainOptions } from '../data/sets/obtainDataSet.ts';
import { findDataSet } from '../data/sets/catalogue.ts';
import { obtainDataSet } from '../data/sets/obtainDataSet.ts';
import type { Engine } from '../engines/engine.ts';
import { openEngine } from '../engines/catalogue.ts';
import { systemErrorInWords } from '../../disk/systemErrors.ts';
import { TrainingFailure, reason, systemCode } from '../failure.ts';
import type { ForwardPlan } from './forward.ts';
import { planForward } from './forward.ts';
import type { LoopHost, LoopState } from './loop.ts';
import { initialState, train } from './loop.ts';
import { availableMemory, checkMemory, pictureRoom } from './memory.ts';
import { Model, checkpointShapes } from './model.ts';
import { profile } from './profile.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { defaultRecipe, optimizerText, scheduleText } from '../recipe/recipe.ts';
import type { Checkpoint } from './runFolder.ts';
import { RunFolder, refuseFinished } from './runFolder.ts';
import type { Trained } from './runRecord.ts';
import { readRecord, readSources } from './runRecord.ts';
import { stateProblem } from './runSchemas.ts';
import { damaged } from './weightsFile.ts';
import { scheduleOf } from '../recipe/schedules/catalogue.ts';
import { plannedChanges } from '../recipe/schedules/schedule.ts';
import type { Selected } from './selection.ts';
import { networkText, select, selectNetwork } from './selection.ts';

/** What a job needs of the process that it runs in. */
interface JobHost {
  emit(event: Exclude<FromTrainer, { kind: 'ready' }>): void;
  /** Fires when the job is to stop: at the next step, with what was done kept. */
  readonly stop: AbortSignal;
  /** The .wasm files: `dist/wasm`. */
  readonly wasmFolder: string;
  /** The bundle of the threads that read pictures. */
  readonly pictureWorker: string;
  /** Seconds between checkpoints within an epoch. */
  readonly checkpointSeconds?: number;
}

/** Runs a job to its last event: `finished`, `stopped`, `failed` or `profile`. Never throws. */
export async function runJob(job: Job, given: JobHost): Promise<void> {
  const runFolder = job.kind === 'profile' ? '' : job.runFolder;
  let started = false;
  const host: JobHost = {
    ...given,
    emit: (event) => {
      started ||= event.kind === 'started';
      given.emit(event);
    },
  };
  try {
    await (job.kind === 'profile' ? runProfile(job, host) : runTraining(job, host));
  } catch (caught) {
    const remark = caught instanceof DownloadStopped ? { remark: caught.message } : {};
    if (host.stop.aborted && isAbort(caught)) {
      // Of a run that has not begun there is no folder yet.
      const kept = started || job.kind === 'resume' ? runFolder : '';
      host.emit({ kind: 'stopped', steps: 0, epochs: 0, runFolder: kept, ...remark });
    } else host.emit({ ...failedEvent(caught, runFolder), ...(started ? { runFolder } : {}) });
  }
}

const isAbort = (caught: unknown): boolean => caught instanceof Error && caught.name === 'AbortError';

/** Every error as one sentence; what is no TrainingFailure is a defect, whose stack goes to the log. */
export function failedEvent(caught: unknown, folder: string): FailedEvent {
  const failure =
    caught instanceof TrainingFailure
      ? caught
      : (diskFailure(caught, join(folder, '.')) ?? outOfMemory(caught) ?? refusedBySystem(caught));
  if (failure) return { kind: 'failed', message: failure.message, code: failure.code };
  console.error(caught);
  return {
    kind: 'failed',
    code: 'internal',
    message: `The trainer met an error of its own (${reason(caught)}): please report it.`,
  };
}

function outOfMemory(caught: unknown): TrainingFailure | undefined {
  const text = caught instanceof Error ? caught.message : '';
  if (
    !/out of memory|memory access out of bounds|OOM|allocation failed|Cannot enlarge memory|typed array length/i.test(
      text,
    )
  )
    return undefined;
  return new TrainingFailure(
    'too-large',
    'The engine ran out of memory: choose a smaller batch or another engine.',
    caught,
  );
}

/** What the system says of a file is no defect of the product: the file is named. */
function refusedBySystem(caught: unknown): TrainingFailure | undefined {
  const code = systemCode(caught);
  const { path } = caught as { readonly path?: unknown };
  if (code === undefined || typeof path !== 'string') return undefined;
  const message = `The system refuses ${path}, as ${systemErrorInWords(code)}: see that it is as it should be, then try again.`;
  return new TrainingFailure('disk', message, caught);
}

async function runTraining(job: TrainJob | ResumeJob, host: JobHost): Promise<void> {
  const resumed = job.kind === 'resume' ? await readRun(job) : undefined;
  const selected = namingRun(job, () => (resumed ? selectAgain(resumed) : select(job as TrainJob)));
  const plan = planForward(selected.analysed);
  const opened = await open(job, host);
  const { engine } = opened;
  let close = (): Promise<void> => Promise.resolve();
  try {
    const { text, recipe, analysed } = selected;
    namingRun(job, () => checkMemory(text, analysed.totals, recipe, availableMemory(engine)));
    const obtained = await obtain(job, selected, host);
    const { dataset } = obtained;
    close = () => obtained.close();
    const batches = namingRun(job, () => batchesOf(dataset, selected, host));
    const remarks = [...opened.remarks, ...obtained.remarks];
    const parts = { selected, plan, engine, dataset, batches, remarks };
    const what = `The run in ${job.runFolder}`;
    const options = { what, patience: 0, signal: host.stop };
    await withLock(RunFolder.lockPath(job.runFolder), options, async (lock) => {
      const run = resumed
        ? await resumeRun(job.runFolder, resumed, parts, lock)
        : await beginRun(job as TrainJob, parts, lock);
      await trainIn(run, parts, host);
    });
  } finally {
    await close();
    engine.close();
  }
}

function batchesOf(dataset: Dataset, { analysed, recipe }: Selected, { stop }: JobHost): Batches {
  const input = pictureInput(analysed);
  const batches = makeBatches(dataset, recipe, [input.height, input.width], async () => {
    await nextTurn();
    stop.throwIfAborted();
  });
  if (batches.trainingBatches > 0) return batches;
  throw new TrainingFailure(
    'batch-too-large',
    `A batch of ${recipe.batch} is more than the ${batches.counts.training} training pictures: choose a smaller batch.`,
  );
}

async function obtain(
  job: TrainJob | ResumeJob,
  { analysed, dataset, folder, recipe }: Selected,
  host: JobHost,
): Promise<ObtainedFolder> {
  const options: ObtainOptions = {
    signal: host.stop,
    onProgress: (activity, fraction) => host.emit({ kind: 'preparing', activity, fraction }),
  };
  if (!folder) {
    const set = findDataSet(dataset.name);
    if (!set) throw new Error(`${dataset.name} is no data set`);
    const obtained = await obtainDataSet(set, job.data, options);
    return { dataset: obtained, remarks: [], close: () => Promise.resolve() };
  }
  const use = {
    network: analysed.network.name,
    input: pictureInput(analysed),
    recipe,
    wasmFolder: host.wasmFolder,
    worker: host.pictureWorker,
    room: pictureRoom(),
  };
  return await obtainFolder(folder, dataset, use, options);
}

function pictureInput({ network: { input } }: AnalysedNetwork) {
  if (input?.kind !== 'map') throw new Error('a network that fits takes pictures');
  return input;
}

interface Parts {
  readonly selected: Selected;
  readonly plan: ForwardPlan;
  readonly engine: Engine;
  readonly dataset: Dataset;
  readonly batches: Batches;
  readonly remarks: readonly string[];
}

async function open(job: Job, host: JobHost): Promise<{ engine: Engine; remarks: string[] }> {
  host.emit({ kind: 'preparing', activity: 'Starting the engine' });
  const { engine, remark } = await openEngine(job.engine, {
    engineFolder: job.engineFolder,
    wasmFolder: host.wasmFolder,
  });
  return { engine, remarks: remark === undefined ? [] : [remark] };
}

async function readRun({ runFolder }: ResumeJob): Promise<Trained> {
  const record = await readRecord(runFolder);
  await refuseFinished(runFolder);
  return { record, sources: await readSources(runFolder, record) };
}

function selectAgain({ record, sources }: Trained): Selected {
  const { main, network, recipeName } = record;
  return select(
    { sources, main, network: network.name, arguments: network.arguments, recipe: recipeName },
    record,
  );
}

/** Of a run that goes on, what is wrong with network or recipe names its files: they may have been changed. */
function namingRun<T>(job: TrainJob | ResumeJob, act: () => T): T {
  try {
    return act();
  } catch (caught) {
    if (job.kind === 'train' || !(caught instanceof TrainingFailure) || caught.code === 'other-data')
      throw caught;
    const message = `${join(job.runFolder, 'recipe.json')} and the texts in sources can’t be trained (any more): ${caught.message}`;
    throw new TrainingFailure(caught.code, message, caught);
  }
}

interface OpenRun {
  readonly folder: RunFolder;
  readonly checkpoint: Checkpoint | undefined;
}

async function resumeRun(
  path: string,
  { record, sources }: Trained,
  { selected, plan, dataset, batches }: Parts,
  lock: Lock,
): Promise<OpenRun> {
  const { fingerprint, title, training, test } = record.dataset;
  if (fingerprint !== dataset.fingerprint) {
    const was = `The run in ${path} was trained on other pictures (${training} and ${test} of ${title})`;
    throw new TrainingFailure(
      'other-data',
      selected.folder
        ? `${was} than ${selected.folder.path} has now: put them back, or start a new run.`
        : `${was}: set the source that it had.`,
    );
  }
  const shapes = checkpointShapes(plan, selected.recipe);
  const opened = await RunFolder.resume(path, { record, sources, shapes }, lock);
  const { checkpoint } = opened;
  const problem = checkpoint && stateProblem(checkpoint.state, selected.recipe, batches.trainingBatches);
  if (problem !== undefined) throw damaged(join(path, 'last.safetensors'), problem);
  return opened;
}

async function beginRun(job: TrainJob, { selected, engine, dataset }: Parts, lock: Lock): Promise<OpenRun> {
  const { description, fingerprint } = dataset;
  const record = {
    network: { name: selected.analysed.network.name, arguments: job.arguments, text: selected.text },
    main: job.main,
    recipeName: selected.recipeName,
    recipe: selected.recipe,
    dataset: {
      name: description.name,
      title: description.title,
      training: dataset.training.count,
      test: dataset.test.count,
      fingerprint,
      ...(selected.folder && { folder: { path: selected.folder.path, classes: classCounts(dataset) } }),
    },
    engine: { id: engine.id, version: engine.version, device: engine.device },
    startedAt: Date.now(),
  };
  return { folder: await RunFolder.create(job.runFolder, record, job.sources, lock), checkpoint: undefined };
}

function classCounts({ description, training, validation, test }: Dataset) {
  const count = (images: LabelledImages | undefined, label: number): number =>
    [...(images?.labels ?? [])].filter((each) => each === label).length;
  return description.classes.map((name, label) => ({
    name,
    training: count(training, label),
    validation: count(validation, label),
    test: count(test, label),
  }));
}

async function trainIn({ folder, checkpoint }: OpenRun, parts: Parts, host: JobHost): Promise<void> {
  const { selected, plan, engine, batches } = parts;
  const { recipe } = selected;
  const model = new Model(plan, engine, recipe, batches.shape);
  if (checkpoint) model.restore(checkpoint.weights, checkpoint.slots);
  const state = checkpoint?.state ?? initialState;
  host.emit(startedEvent({ folder, checkpoint }, parts));
  const result = await train({ model, batches, recipe, state }, loopHost(model, folder, host));
  if (result.kind === 'stopped') {
    const { steps, epochs } = result.state;
    host.emit({ kind: 'stopped', steps, epochs, runFolder: folder.path });
    return;
  }
  const finished = { kind: 'finished', ...result.finished, runFolder: folder.path } as const;
  await folder.finish(finished);
  host.emit(finished);
}

function loopHost(model: Model, folder: RunFolder, host: JobHost): LoopHost {
  const interval = 1000 * (host.checkpointSeconds ?? 60);
  let kept = performance.now();
  return {
    now: () => performance.now(),
    breathe: () => nextTurn(),
    stopRequested: () => host.stop.aborted,
    emit: (event) => host.emit(event),
    checkpointDue: () => performance.now() - kept >= interval,
    async checkpoint(state: LoopState, epoch) {
      await folder.keep({ state, weights: await model.weights(), slots: await model.slots() }, epoch);
      kept = performance.now();
    },
    bestWeights: () => folder.bestWeights(checkpointShapes(model.plan, folder.record.recipe).weights),
  };
}

function startedEvent({ folder, checkpoint }: OpenRun, parts: Parts): StartedEvent {
  const { selected, engine, dataset, batches } = parts;
  const { recipe } = selected;
  const { totals } = selected.analysed;
  const state = checkpoint?.state;
  const { trainingBatches: stepsPerEpoch } = batches;
  return {
    kind: 'started',
    network: selected.text,
    dataset: dataset.description.title,
    classes: dataset.description.classes,
    recipe: recipe.name,
    engine: { id: engine.id, version: engine.version, device: engine.device },
    parameters: {
      trainable: certain(plus(totals.parameters.trainable, totals.parameters.auxiliary)),
      nonTrainable: certain(totals.parameters.nonTrainable),
    },
    macs: certain(totals.macs),
    images: batches.counts,
    epochs: recipe.epochs,
    batch: recipe.batch,
    batchesPerEpoch: stepsPerEpoch,
    seed: recipe.seed,
    optimizer: optimizerText(recipe.optimizer),
    schedule: scheduleText(recipe.schedule),
    learningRateChanges: plannedChanges(recipe.schedule, {
      base: recipe.optimizer.lr,
      epochs: recipe.epochs,
      stepsPerEpoch,
    }),
    runFolder: folder.path,
    startedAt: folder.record.startedAt,
    resumedAt: state && state.steps / stepsPerEpoch,
    best: state?.best ? { epoch: state.best.epoch, accuracy: state.best.accuracy } : undefined,
    remarks: [...parts.remarks, ...remarksOn(recipe, batches)],
  };
}

function remarksOn(recipe: Recipe, { counts, trainingBatches }: Batches): string[] {
  const left = counts.training - trainingBatches * recipe.batch;
  const remarks: string[] = [];
  if (left > 0) remarks.push(`Each epoch leaves out ${left} pictures, that fill no batch; others each time.`);
  if (scheduleOf(recipe.schedule).setsRate)
    remarks.push(`${recipe.schedule.kind} sets the learning rate; the optimizer’s lr is not used.`);
  return remarks;
}

async function runProfile(job: ProfileJob, host: JobHost): Promise<void> {
  const { analysed, train: declared } = selectNetwork(job);
  const { input } = analysed.network;
  if (input?.kind !== 'map') {
    throw new TrainingFailure(
      'input-shape',
      `${analysed.network.name} takes a vector: a profile needs a network of pictures.`,
    );
  }
  const base = declared?.recipe ?? defaultRecipe;
  const recipe: Recipe = { ...base, batch: job.batch ?? base.batch };
  const plan = planForward(analysed);
  const { engine } = await open(job, host);
  try {
    checkMemory(analysed.network.name, analysed.totals, recipe, availableMemory(engine));
    const shape = [input.height, input.width, input.channels] as const;
    const activity = `Timing ${job.runs} steps of ${recipe.batch} pictures`;
    const found = await profile(
      plan,
      engine,
      { recipe, shape, runs: job.runs },
      {
        now: () => performance.now(),
        breathe: () => nextTurn(),
        stopRequested: () => host.stop.aborted,
        onProgress: (fraction) => host.emit({ kind: 'preparing', activity, fraction }),
      },
    );
    if (!found) {
      host.emit({ kind: 'stopped', steps: 0, epochs: 0, runFolder: '' });
      return;
    }
    host.emit({
      kind: 'profile',
      network: networkText(analysed),
      engine: { id: engine.id, version: engine.version, device: engine.device },
      batch: recipe.batch,
      runs: job.runs,
      ...found,
    });
  } finally {
    engine.close();
  }
}
