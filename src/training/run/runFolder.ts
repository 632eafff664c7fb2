import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochEvent, FinishedEvent } from '../../protocol/training.ts';
import type { Lock } from '../fetching/lock.ts';
import { TrainingFailure, systemCode } from '../failure.ts';
import type { LoopState } from './loop.ts';
import type { Values } from './model.ts';
import { checked, checkedJson } from './boundedJson.ts';
import type { Metric } from './metricsFile.ts';
import { appendMetric, cutMetrics, isFinished, metricsIn } from './metricsFile.ts';
import type { RunRecord, Trained } from './runRecord.ts';
import { runFingerprint } from './runRecord.ts';
import type { CheckpointMetadata } from './runSchemas.ts';
import { checkpointSchema, recordSchema, runFormat } from './runSchemas.ts';
import type { Shapes } from './weightsFile.ts';
import { WeightsReader, damaged, writeAtomically, writeWeights } from './weightsFile.ts';

/**
 * A run on disk:
 *
 *     recipe.json            what was trained, how and on what; the format's version
 *     sources/               the texts as they were, numbered; recipe.json says which URI each had
 *     metrics.jsonl          a line an epoch, and one for the test at the end: the protocol's events
 *     last.safetensors       checkpoint: weights, `optimizer.<slot>.<path>`, and the loop's state in its metadata
 *     best.safetensors       weights of the best epoch, by the validation part
 *     run.lock               while a trainer works on it
 *
 * The checkpoint is one file, so that weights, slots and state are always of the same step. It also says how long
 * metrics.jsonl was: what a killed trainer wrote beyond it is cut off before the run goes on; and of which recipe and
 * texts it is, so that a run whose recipe was changed meanwhile is not taken for one that was trained so.
 *
 * The folder may come from anywhere. Everything in it is read with bounds and held against a schema and the network of
 * its texts before it is used. It may be a link itself, as it was named by a person; a link in it is not followed out
 * of it, and never written through.
 */
export interface Checkpoint {
  readonly state: LoopState;
  readonly weights: Values;
  readonly slots: Values;
}

const slotPrefix = 'optimizer.';

/** What a checkpoint of a network holds. */
interface CheckpointShapes {
  readonly weights: Shapes;
  readonly slots: Shapes;
}

/** A run that is on the disk, and what has to be right for going on with it. */
interface ResumedRun extends Trained {
  readonly shapes: CheckpointShapes;
}

export class RunFolder {
  readonly path: string;
  readonly record: RunRecord;
  readonly #lock: Lock;
  readonly #fingerprint: string;
  #metricsLength: number;

  private constructor(path: string, run: Trained, lock: Lock, metricsLength: number) {
    this.path = path;
    this.record = run.record;
    this.#lock = lock;
    this.#fingerprint = runFingerprint(run);
    this.#metricsLength = metricsLength;
  }

  static lockPath(path: string): string {
    return join(path, 'run.lock');
  }

  /**
   * Begins a run in a folder that holds none yet, and nothing else.
   * @throws TrainingFailure `run-exists`
   */
  static async create(
    path: string,
    given: Omit<RunRecord, 'format' | 'sources'>,
    sources: Readonly<Record<string, string>>,
    lock: Lock,
  ): Promise<RunFolder> {
    await clearBeginning(path);
    const files = Object.keys(sources).map((uri, index) => {
      const name = uri
        .split(/[/\\]/)
        .at(-1)!
        .replace(/[^\w.-]/g, '_');
      return { uri, file: `sources/${index + 1}-${name.slice(-100)}` };
    });
    // As it will be read: nothing is written that can't be.
    const readable = checked({ format: runFormat, ...given, sources: files }, recordSchema);
    if (!readable.ok) {
      const message = `The run can’t be kept in ${path}: its record ${readable.problem}.`;
      throw new TrainingFailure('run-record', message);
    }
    const record = readable.value;
    const texts = Object.entries(sources).map(([uri, text]) => [uri, Buffer.from(text).toString()] as const);
    await lock.confirm();
    await mkdir(join(path, 'sources'));
    for (const { uri, file } of files) await writeAtomically(join(path, file), [Buffer.from(sources[uri]!)]);
    await writeAtomically(join(path, 'metrics.jsonl'), []);
    // Last: a folder with a recipe.json is a run.
    await writeAtomically(join(path, 'recipe.json'), [
      Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`),
    ]);
    return new RunFolder(path, { record, sources: Object.fromEntries(texts) }, lock, 0);
  }

  /**
   * Opens a run to go on with it, and takes back what was written after its last checkpoint.
   * @returns without `checkpoint` when the run was killed before its first
   * @throws TrainingFailure `run-damaged`, `run-changed`, `run-finished`
   */
  static async resume(
    path: string,
    run: ResumedRun,
    lock: Lock,
  ): Promise<{ folder: RunFolder; checkpoint: Checkpoint | undefined }> {
    await refuseFinished(path);
    await lock.confirm();
    await removeDrafts(path);
    const metrics = join(path, 'metrics.jsonl');
    const last = join(path, 'last.safetensors');
    if (!(await exists(last))) {
      if (await exists(join(path, 'best.safetensors'))) throw damaged(last, 'is missing');
      await cutMetrics(metrics, 0);
      return { folder: new RunFolder(path, run, lock, 0), checkpoint: undefined };
    }
    const { checkpoint, metadata } = await readCheckpoint(path, run);
    const { state, metricsLength } = metadata;
    let epochs = 0;
    for await (const event of metricsIn(metrics, metricsLength)) {
      if (event.kind === 'epoch') epochs++;
    }
    await cutMetrics(metrics, metricsLength);
    if (epochs !== state.epochs) {
      throw damaged(
        metrics,
        `has another number of epochs (${epochs}) than last.safetensors (${state.epochs})`,
      );
    }
    await settleBest(path, state);
    if (state.best) await expectBest(path, state.best.epoch, run.shapes.weights);
    return { folder: new RunFolder(path, run, lock, metricsLength), checkpoint };
  }

  /** Keeps a checkpoint; `epoch` adds its line to the metrics, `isBest` keeps its weights as the best ones too. */
  async keep(
    { state, weights, slots }: Checkpoint,
    epoch?: { readonly event: EpochEvent; readonly isBest: boolean },
  ): Promise<void> {
    await this.#lock.confirm();
    if (epoch) await this.#append(epoch.event);
    const best = join(this.path, 'best.safetensors');
    if (epoch?.isBest) {
      await writeWeights(`${best}.next`, { values: weights, metadata: { epoch: String(epoch.event.epoch) } });
    }
    const values = new Map([
      ...weights,
      ...[...slots].map(([name, value]) => [slotPrefix + name, value] as const),
    ]);
    const metadata: CheckpointMetadata = {
      state,
      metricsLength: this.#metricsLength,
      run: this.#fingerprint,
    };
    await writeWeights(join(this.path, 'last.safetensors'), {
      values,
      metadata: { checkpoint: JSON.stringify(metadata) },
    });
    // Only now, as a run that is killed before goes on from a state whose best epoch is an earlier one.
    if (epoch?.isBest) await rename(`${best}.next`, best);
  }

  /** @throws TrainingFailure `run-damaged` when they are not those of this network any more */
  async bestWeights(shapes: Shapes): Promise<Values> {
    return await WeightsReader.use(join(this.path, 'best.safetensors'), { within: [this.path] }, (reader) => {
      reader.expect(shapes);
      return reader.readAll();
    });
  }

  /** The last line: the run is done. */
  async finish(event: FinishedEvent): Promise<void> {
    await this.#lock.confirm();
    await this.#append(event);
  }

  async #append(event: Metric): Promise<void> {
    const path = join(this.path, 'metrics.jsonl');
    this.#metricsLength = await appendMetric(path, event, this.#metricsLength);
  }
}

/** Removes what a run left that was killed before it had a recipe.json. */
async function clearBeginning(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => !name.startsWith('run.lock'));
  if (names.includes('recipe.json')) {
    throw new TrainingFailure(
      'run-exists',
      `${path} already holds a run: resume it, or choose another folder.`,
    );
  }
  const other = names.find((name) => name !== 'sources' && name !== 'metrics.jsonl' && !isDraft(name));
  if (other !== undefined) {
    const message = `${path} holds other things already, such as ${other}: choose an empty folder for the run.`;
    throw new TrainingFailure('run-exists', message);
  }
  await removeDrafts(path);
  const sources = join(path, 'sources');
  const info = names.includes('sources') ? await lstat(sources) : undefined;
  if (!info) return;
  if (info.isDirectory()) {
    for (const name of await readdir(sources)) await rm(join(sources, name));
    await rm(sources, { recursive: true });
  } else await rm(sources);
}

/** Half written when a trainer was killed. */
const isDraft = (name: string): boolean => name.endsWith('.tmp');

async function removeDrafts(path: string): Promise<void> {
  for (const name of (await readdir(path)).filter(isDraft)) {
    const draft = join(path, name);
    if (!(await lstat(draft)).isDirectory()) await rm(draft);
  }
}

/** @throws TrainingFailure `run-finished` */
export async function refuseFinished(path: string): Promise<void> {
  if (!(await isFinished(join(path, 'metrics.jsonl')))) return;
  throw new TrainingFailure('run-finished', `The run in ${path} is finished: start a new one to train on.`);
}

async function readCheckpoint(
  path: string,
  run: ResumedRun,
): Promise<{ checkpoint: Checkpoint; metadata: CheckpointMetadata }> {
  const { shapes } = run;
  const last = join(path, 'last.safetensors');
  return await WeightsReader.use(last, { within: [path] }, async (reader) => {
    const text = reader.metadata.checkpoint;
    if (text === undefined) throw damaged(last, 'is no checkpoint');
    const found = checkedJson(text, checkpointSchema);
    if (!found.ok) throw damaged(last, `has a checkpoint that ${found.problem}`);
    const metadata = found.value;
    if (metadata.run !== undefined && metadata.run !== runFingerprint(run)) {
      throw new TrainingFailure(
        'run-changed',
        `${join(path, 'recipe.json')} or a text in sources was changed after ${last} was written: put back what it was, or start a new run.`,
      );
    }
    const slots = [...shapes.slots].map(([name, shape]) => [slotPrefix + name, shape] as const);
    reader.expect(new Map([...shapes.weights, ...slots]));
    const read = async (names: Iterable<string>, prefix: string): Promise<Values> => {
      const values = new Map<string, { shape: readonly number[]; values: Float32Array }>();
      for (const name of names) values.set(name, await reader.read(prefix + name));
      return values;
    };
    const weights = await read(shapes.weights.keys(), '');
    const odd = [...weights].find(([, { values }]) => values.some(Number.isNaN));
    if (odd) throw damaged(last, `holds values of ${odd[0]} that are no numbers`);
    const checkpoint = { state: metadata.state, weights, slots: await read(shapes.slots.keys(), slotPrefix) };
    return { checkpoint, metadata };
  });
}

/** A best epoch whose checkpoint was written is the best; one whose checkpoint was not, is forgotten. */
async function settleBest(path: string, { best }: LoopState): Promise<void> {
  const next = join(path, 'best.safetensors.next');
  if (!(await exists(next))) return;
  if ((await lstat(next)).isDirectory()) throw damaged(next, 'is a folder, not a file');
  const epoch = await WeightsReader.use(next, { within: [path] }, ({ metadata }) =>
    Promise.resolve(metadata.epoch),
  ).catch((caught: unknown) => {
    if (!(caught instanceof TrainingFailure)) throw caught;
    return undefined; // whether it is missed shows in best.safetensors
  });
  if (best && epoch === String(best.epoch)) await rename(next, join(path, 'best.safetensors'));
  else await rm(next);
}

/** What would be missed at the end of the run is said at its beginning. */
async function expectBest(path: string, epoch: number, shapes: Shapes): Promise<void> {
  const best = join(path, 'best.safetensors');
  await WeightsReader.use(best, { within: [path] }, (reader) => {
    reader.expect(shapes);
    if (reader.metadata.epoch === String(epoch)) return Promise.resolve();
    throw damaged(best, `is not of epoch ${epoch}, which last.safetensors says is the best`);
  });
}

/**
 * The run's epochs, and its end if it came to that; a line cut by a kill is left out.
 * @throws TrainingFailure `run-damaged`
 */
export async function readMetrics(path: string): Promise<Metric[]> {
  const events: Metric[] = [];
  for await (const event of metricsIn(join(path, 'metrics.jsonl'))) events.push(event);
  return events;
}

/** Whether anything has this name, a link that leads nowhere too. */
async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (caught: unknown) => {
      if (systemCode(caught) === 'ENOENT') return false;
      throw caught;
    },
  );
}
