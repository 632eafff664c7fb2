import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { JobValue } from '../../protocol/training.ts';
import { readText } from '../../disk/safeFile.ts';
import type { Part } from '../data/folder/folderScan.ts';
import { TrainingFailure } from '../failure.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { checkedJson } from './boundedJson.ts';
import { fileLimits, formatSchema, recordSchema, runFormat } from './runSchemas.ts';
import { damaged } from './weightsFile.ts';

/** What recipe.json says. */
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
  readonly recipeName?: string | undefined;
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

/** A run's record with the texts that it was started with, by URI. */
export interface Trained {
  readonly record: RunRecord;
  readonly sources: Readonly<Record<string, string>>;
}

/** What decides how a run goes, as far as it is in its folder. */
export function runFingerprint({ record, sources }: Trained): string {
  const { network, main, recipeName, recipe, dataset } = record;
  const parts = [network, main, recipeName ?? null, recipe, dataset.fingerprint, Object.entries(sources)];
  return createHash('sha256').update(JSON.stringify(parts, sorted)).digest('hex');
}

/** A replacer: objects with their names in order, as they may be written in any. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const given = Object.entries(value).filter(([, each]) => each !== undefined);
  return given.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @throws TrainingFailure `no-run`, `run-format`, `run-damaged` */
export async function readRecord(path: string): Promise<RunRecord> {
  const file = join(path, 'recipe.json');
  const read = await readText(file, { most: fileLimits.recipe, within: [path] });
  if (!read.ok && read.why === 'missing') {
    throw new TrainingFailure(
      'no-run',
      `${path} holds no run (recipe.json is not there): choose a run’s folder.`,
    );
  }
  if (!read.ok) throw damaged(file, read.reason);
  const format = checkedJson(read.text, formatSchema);
  if (format.ok && format.value.format !== runFormat) {
    throw new TrainingFailure(
      'run-format',
      `${file} was written in format ${format.value.format}, this version reads ${runFormat}: use the version that wrote it.`,
    );
  }
  const record = checkedJson(read.text, recordSchema);
  if (!record.ok) throw damaged(file, record.problem);
  return record.value;
}

/**
 * The texts that the run was started with, by URI.
 * @throws TrainingFailure `run-damaged`
 */
export async function readSources(path: string, record: RunRecord): Promise<Record<string, string>> {
  const sources: [string, string][] = [];
  let left: number = fileLimits.sources;
  for (const { uri, file } of record.sources) {
    const read = await readText(join(path, file), { most: left, within: [path] });
    if (!read.ok) throw damaged(join(path, file), read.why === 'missing' ? 'is missing' : read.reason);
    left -= Buffer.byteLength(read.text);
    sources.push([uri, read.text]);
  }
  return Object.fromEntries(sources);
}
