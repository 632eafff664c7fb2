import {
  appendFile,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochEvent, FinishedEvent, JobValue } from '../../protocol/training.ts';
import { trainingEvent } from '../../protocol/training.ts';
import type { Part } from '../data/folder/folderScan.ts';
import { TrainingFailure, systemCode } from '../failure.ts';
import type { LoopState } from '../loop.ts';
import type { Values } from '../model.ts';
import type { Recipe } from '../recipe.ts';
import { readWeights, writeAtomically, writeWeights } from './weightsFile.ts';

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
 * metrics.jsonl was: what a killed trainer wrote beyond it is cut off before the run goes on.
 */
export const runFormat = 1;

export interface RunRecord {
  readonly format: typeof runFormat;
  readonly network: {
    /** As selected: its name, and the arguments given from outside. */
    readonly name: string;
    readonly arguments: Readonly<Record<string, JobValue>>;
    /** `ResNet20(classes: 10)` */
    readonly text: string;
  };
  readonly main: string;
  readonly sources: readonly { readonly uri: string; readonly file: string }[];
  /** The `train` declaration's name, if one was chosen. */
  readonly recipeName: string | undefined;
  readonly recipe: Recipe;
  readonly dataset: {
    readonly name: string;
    readonly title: string;
    readonly training: number;
    readonly test: number;
    /** Whether a resumed run has the same images: SHA-256 over the labels, of a folder over names and contents. */
    readonly fingerprint: string;
    /** Where a folder's pictures were, and how many of each class. */
    readonly folder?: {
      readonly path: string;
      readonly classes: readonly ({ readonly name: string } & Readonly<Record<Part, number>>)[];
    };
  };
  readonly engine: { readonly id: string; readonly version: string; readonly device: string };
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface Checkpoint {
  readonly state: LoopState;
  readonly weights: Values;
  readonly slots: Values;
}

interface CheckpointMetadata {
  readonly state: LoopState;
  /** Bytes of metrics.jsonl that belong to this state. */
  readonly metricsLength: number;
}

const slotPrefix = 'optimizer.';

export class RunFolder {
  readonly path: string;
  readonly record: RunRecord;
  #metricsLength: number;

  private constructor(path: string, record: RunRecord, metricsLength: number) {
    this.path = path;
    this.record = record;
    this.#metricsLength = metricsLength;
  }

  static lockPath(path: string): string {
    return join(path, 'run.lock');
  }

  /**
   * Begins a run in a folder that holds none yet.
   * @throws TrainingFailure `run-exists`
   */
  static async create(
    path: string,
    record: Omit<RunRecord, 'format' | 'sources'>,
    sources: Readonly<Record<string, string>>,
  ): Promise<RunFolder> {
    await mkdir(join(path, 'sources'), { recursive: true });
    if ((await readdir(path)).includes('recipe.json')) {
      throw new TrainingFailure(
        'run-exists',
        `${path} already holds a run: resume it, or choose another folder.`,
      );
    }
    const files: { uri: string; file: string }[] = [];
    for (const [index, [uri, text]] of Object.entries(sources).entries()) {
      const name = uri
        .split(/[/\\]/)
        .at(-1)!
        .replace(/[^\w.-]/g, '_');
      const file = `sources/${index + 1}-${name}`;
      await writeFile(join(path, file), text);
      files.push({ uri, file });
    }
    await writeFile(join(path, 'metrics.jsonl'), '');
    const whole: RunRecord = { format: runFormat, ...record, sources: files };
    // Last: a folder with a recipe.json is a run.
    await writeAtomically(join(path, 'recipe.json'), [
      Buffer.from(`${JSON.stringify(whole, undefined, 2)}\n`),
    ]);
    return new RunFolder(path, whole, 0);
  }

  /**
   * Opens a run to go on with it, and takes back what was written after its last checkpoint.
   * @returns without `checkpoint` when the run was killed before its first
   * @throws TrainingFailure `no-run`, `run-format`, `run-damaged`
   */
  static async resume(path: string): Promise<{ folder: RunFolder; checkpoint: Checkpoint | undefined }> {
    const record = await readRecord(path);
    for (const name of await readdir(path)) {
      if (name.endsWith('.tmp')) await rm(join(path, name)); // half written when the trainer was killed
    }
    const metrics = join(path, 'metrics.jsonl');
    if (!(await exists(join(path, 'last.safetensors')))) {
      await truncateTo(metrics, 0);
      return { folder: new RunFolder(path, record, 0), checkpoint: undefined };
    }
    const { values, metadata } = await readWeights(join(path, 'last.safetensors'));
    if (metadata.checkpoint === undefined) {
      throw new TrainingFailure(
        'run-damaged',
        `last.safetensors in ${path} is no checkpoint: start a new run.`,
      );
    }
    const { state, metricsLength } = JSON.parse(metadata.checkpoint) as CheckpointMetadata;
    await truncateTo(metrics, metricsLength);
    await settleBest(path, state);
    const weights = new Map([...values].filter(([name]) => !name.startsWith(slotPrefix)));
    const slots = new Map(
      [...values].flatMap(([name, value]) =>
        name.startsWith(slotPrefix) ? [[name.slice(slotPrefix.length), value] as const] : [],
      ),
    );
    return { folder: new RunFolder(path, record, metricsLength), checkpoint: { state, weights, slots } };
  }

  /** Keeps a checkpoint; `epoch` adds its line to the metrics, `isBest` keeps its weights as the best ones too. */
  async keep(
    { state, weights, slots }: Checkpoint,
    epoch?: { readonly event: EpochEvent; readonly isBest: boolean },
  ): Promise<void> {
    if (epoch) await this.#append(epoch.event);
    const best = join(this.path, 'best.safetensors');
    if (epoch?.isBest) {
      await writeWeights(`${best}.next`, { values: weights, metadata: { epoch: String(epoch.event.epoch) } });
    }
    const values = new Map([
      ...weights,
      ...[...slots].map(([name, value]) => [slotPrefix + name, value] as const),
    ]);
    const metadata: CheckpointMetadata = { state, metricsLength: this.#metricsLength };
    await writeWeights(join(this.path, 'last.safetensors'), {
      values,
      metadata: { checkpoint: JSON.stringify(metadata) },
    });
    // Only now, as a run that is killed before goes on from a state whose best epoch is an earlier one.
    if (epoch?.isBest) await rename(`${best}.next`, best);
  }

  async bestWeights(): Promise<Values> {
    return (await readWeights(join(this.path, 'best.safetensors'))).values;
  }

  /** The last line: the run is done. */
  async finish(event: FinishedEvent): Promise<void> {
    await this.#append(event);
  }

  async #append(event: EpochEvent | FinishedEvent): Promise<void> {
    const path = join(this.path, 'metrics.jsonl');
    const line = Buffer.from(`${JSON.stringify(event)}\n`);
    await appendFile(path, line);
    const file = await open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    this.#metricsLength += line.length;
  }
}

/** A best epoch whose checkpoint was written is the best; one whose checkpoint was not, is forgotten. */
async function settleBest(path: string, { best }: LoopState): Promise<void> {
  const next = join(path, 'best.safetensors.next');
  if (!(await exists(next))) return;
  const { metadata } = await readWeights(next);
  if (best && metadata.epoch === String(best.epoch)) await rename(next, join(path, 'best.safetensors'));
  else await rm(next);
}

export async function readRecord(path: string): Promise<RunRecord> {
  const file = join(path, 'recipe.json');
  const text = await readFile(file, 'utf8').catch((caught: unknown) => {
    if (systemCode(caught) !== 'ENOENT' && systemCode(caught) !== 'ENOTDIR') throw caught;
    throw new TrainingFailure(
      'no-run',
      `${path} holds no run (recipe.json is not there): choose a run’s folder.`,
    );
  });
  let record: RunRecord;
  try {
    record = JSON.parse(text) as RunRecord;
  } catch (caught) {
    throw new TrainingFailure('run-damaged', `${file} is damaged: start a new run.`, caught);
  }
  if ((record.format as number) !== runFormat) {
    throw new TrainingFailure(
      'run-format',
      `${path} was written in format ${record.format}, this version reads ${runFormat}: use the version that wrote it.`,
    );
  }
  return record;
}

/** The texts that the run was started with, by URI. */
export async function readSources(path: string, record: RunRecord): Promise<Record<string, string>> {
  const sources: Record<string, string> = {};
  for (const { uri, file } of record.sources) sources[uri] = await readFile(join(path, file), 'utf8');
  return sources;
}

/** The run's epochs, and its end if it came to that; a line cut by a kill is left out. */
export async function readMetrics(path: string): Promise<(EpochEvent | FinishedEvent)[]> {
  const text = await readFile(join(path, 'metrics.jsonl'), 'utf8').catch((caught: unknown) => {
    if (systemCode(caught) !== 'ENOENT') throw caught;
    return '';
  });
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const event = parsed(line);
    const wrong = trainingEvent(event, '');
    if (wrong !== undefined) {
      throw new TrainingFailure(
        'run-damaged',
        `${path}: line ${index + 1} of metrics.jsonl is damaged (${wrong}).`,
      );
    }
    return event as EpochEvent | FinishedEvent;
  });
}

/** Undefined, which no checker accepts, when the line is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function truncateTo(path: string, length: number): Promise<void> {
  const size = (await exists(path)) ? (await stat(path)).size : 0;
  if (size < length) {
    throw new TrainingFailure('run-damaged', `${path} is shorter than its checkpoint says: start a new run.`);
  }
  if (size > length) await truncate(path, length);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (caught: unknown) => {
      if (systemCode(caught) === 'ENOENT') return false;
      throw caught;
    },
  );
}
