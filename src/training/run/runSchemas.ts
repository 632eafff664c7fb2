/** What a run's files may say. Everything that is read of a run passes one of these, and all that is written. */
import * as v from 'valibot';
import { bounds } from '../../network/bounds.ts';
import type { EpochEvent, FinishedEvent, JobValue } from '../../protocol/training.ts';
import { folderBounds } from '../data/folder/folderScan.ts';
import type { LoopState } from './loop.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { checkRecipe } from '../recipe/check.ts';
import { mostEpochs } from '../recipe/recipeBounds.ts';
import { stateFields } from '../recipe/schedules/catalogue.ts';
import type { StateField } from '../recipe/schedules/definition.ts';
import { scheduleProblem } from '../recipe/schedules/schedule.ts';
import { listOf, numberBetween, shortText, wholeNumber } from './boundedJson.ts';

/** Bytes. A data set of as many classes as there may be makes a recipe.json of 300 kB, and a line of 8 MB. */
export const fileLimits = {
  recipe: 4e6,
  /** Of the texts of a run together. */
  sources: 64e6,
  /** Of metrics.jsonl. */
  line: 16e6,
} as const;

const name = shortText(1_000);
const path = shortText(32_768);
const count = wholeNumber(0, 1e9);
const epoch = wholeNumber(1, mostEpochs);
const share = numberBetween(0, 1);
const loss = numberBetween(-Infinity, Infinity);
const seconds = numberBetween(0, Infinity);
const object = <const E extends v.ObjectEntries>(entries: E) => v.object(entries, 'an object');

const recipe = v.rawTransform<unknown, Recipe>(({ dataset: { value }, addIssue, NEVER }) => {
  const check = checkRecipe(value);
  if (check.ok) return check.recipe;
  addIssue({ message: `a recipe (${check.problem})` });
  return NEVER;
});

/** Values of the language from outside: their depth is bounded by that of the file. */
function isJobValue(value: unknown): value is JobValue {
  return (
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    (typeof value === 'string' && value.length <= bounds.textLength) ||
    (Array.isArray(value) && value.length <= bounds.listElements && value.every(isJobValue))
  );
}
const jobArguments = v.custom<Record<string, JobValue>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([key, each]) => key.length <= 1_000 && isJobValue(each)),
  'values for parameters of the network',
);

const uri = v.pipe(path, v.regex(/^[A-Za-z][A-Za-z\d+.-]*:/, 'an address, such as file:///net.cnn'));
/** As `RunFolder.create` names them: nothing that leads anywhere else. */
const sourceFile = v.pipe(path, v.regex(/^sources\/\d+-[\w.-]*$/, 'a file in sources/'));
const sources = v.pipe(
  listOf(object({ uri, file: sourceFile }), 1, 10_000),
  v.check((given) => new Set(given.map((each) => each.uri)).size === given.length, 'each text once'),
);

const classCount = object({ name, training: count, validation: count, test: count });

export const runFormat = 1;

/** Of any version of this program: looked at before the rest. */
export const formatSchema = object({ format: wholeNumber(1, 1e6) });

export const recordSchema = v.pipe(
  object({
    format: v.literal(runFormat),
    network: object({ name, arguments: jobArguments, text: shortText(1e6) }),
    main: uri,
    sources,
    recipeName: v.optional(name),
    recipe: v.pipe(v.unknown(), recipe),
    dataset: object({
      name: path,
      title: path,
      training: count,
      test: count,
      fingerprint: name,
      folder: v.optional(object({ path, classes: listOf(classCount, 1, folderBounds.classes) })),
    }),
    engine: object({ id: name, version: name, device: name }),
    // As far as a date can be told.
    startedAt: numberBetween(0, 8.64e15),
  }),
  v.check(
    (record) => record.sources.some((each) => each.uri === record.main),
    'a run whose main file is one of its texts',
  ),
);

function stateSchemaOf({ initial, isWhole, minimum, maximum }: StateField) {
  const number = isWhole ? wholeNumber(minimum, maximum) : numberBetween(minimum, maximum);
  return initial === null ? v.nullable(number) : number;
}

const bestSchema = object({ epoch, accuracy: share, loss });
const stateSchema = object({
  steps: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  epochs: wholeNumber(0, mostEpochs),
  inEpoch: object({
    steps: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    loss,
    correct: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    seconds,
  }),
  plateau: object(
    Object.fromEntries(stateFields.map(([name, field]) => [name, v.optional(stateSchemaOf(field))])),
  ),
  best: v.nullable(bestSchema),
  seconds,
}) satisfies v.GenericSchema<unknown, LoopState>;

/** In the metadata of last.safetensors. */
export interface CheckpointMetadata {
  readonly state: LoopState;
  /** Bytes of metrics.jsonl that belong to this state. */
  readonly metricsLength: number;
  /** Of the record and the texts that it was trained with (`runFingerprint`); absent: of before there was one. */
  readonly run?: string;
}
export const checkpointSchema = object({
  state: stateSchema,
  metricsLength: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  run: v.optional(name),
});

/** A row a true class, a column a predicted one. By hand, as of a thousand classes it is a million numbers. */
function isConfusion(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > folderBounds.classes) return false;
  return value.every(
    (row) =>
      Array.isArray(row) &&
      row.length === value.length &&
      row.every((each) => Number.isSafeInteger(each) && (each as number) >= 0),
  );
}
const confusion = v.custom<number[][]>(isConfusion, 'a square of counts');
const score = object({ loss, accuracy: share });
const bestSoFar = object({ epoch, accuracy: share });

/** A line of metrics.jsonl. */
export const metricSchema = v.variant(
  'kind',
  [
    object({
      kind: v.literal('epoch'),
      epoch,
      training: score,
      validation: score,
      learningRate: loss,
      seconds,
      imagesPerSecond: seconds,
      best: bestSoFar,
      confusion,
    }) satisfies v.GenericSchema<unknown, EpochEvent>,
    object({
      kind: v.literal('finished'),
      epochs: epoch,
      best: bestSoFar,
      test: score,
      confusion,
      seconds,
      runFolder: path,
    }) satisfies v.GenericSchema<unknown, FinishedEvent>,
  ],
  'an epoch or the end',
);

/** Why a state can't be of this run; undefined where it can. To go on after the file's name. */
export function stateProblem(
  { steps, epochs, inEpoch, plateau, best }: LoopState,
  recipe: Pick<Recipe, 'epochs' | 'batch' | 'schedule'>,
  stepsPerEpoch: number,
): string | undefined {
  const problem = (what: string) => `says of the run’s state what can’t be: ${what}`;
  if (epochs > recipe.epochs) return problem(`${epochs} epochs done of ${recipe.epochs}`);
  if (inEpoch.steps > stepsPerEpoch)
    return problem(`${inEpoch.steps} steps done in an epoch of ${stepsPerEpoch}`);
  if (epochs === recipe.epochs && inEpoch.steps > 0) return problem('steps after the last epoch');
  if (steps !== epochs * stepsPerEpoch + inEpoch.steps)
    return problem(
      `${steps} steps done, where ${epochs} epochs of ${stepsPerEpoch} and ${inEpoch.steps} make ${epochs * stepsPerEpoch + inEpoch.steps}`,
    );
  if (inEpoch.correct > inEpoch.steps * recipe.batch)
    return problem(`${inEpoch.correct} right of ${inEpoch.steps * recipe.batch} pictures`);
  if (best === null ? epochs > 0 : best.epoch > epochs)
    return problem(best ? `a best epoch ${best.epoch} after ${epochs}` : 'no best epoch');
  const odd = scheduleProblem(recipe.schedule, plateau);
  return odd === undefined ? undefined : problem(odd);
}
