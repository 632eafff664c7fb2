/** Checks of the training's messages on arrival. */
import type { Checker } from './check.ts';
import { boolean, list, number, object, optional, record, text, union, word } from './check.ts';
import type {
  DataSource,
  EpochEvent,
  FailedEvent,
  FinishedEvent,
  FromTrainer,
  JobValue,
  LearningRateChange,
  PreparingEvent,
  ProfileEvent,
  ProfileJob,
  ProfileRow,
  ReadyEvent,
  ResumeJob,
  RunSummary,
  StartedEvent,
  StepEvent,
  StoppedEvent,
  ToTrainer,
  TrainJob,
  TrainingEvent,
  TrainingFromWebview,
  TrainingToWebview,
} from './training.ts';

const jobValue: Checker<JobValue> = (value, path) =>
  ['number', 'boolean', 'string'].includes(typeof value)
    ? undefined
    : Array.isArray(value)
      ? list(jobValue)(value, path)
      : `${path}: expected a number, true or false, a text or a list`;

const dataSource = object<DataSource>({
  cacheFolder: optional(text),
  location: optional(text),
  checksum: optional(text),
  mayDownload: boolean,
});
const engineSelection = { engine: text, engineFolder: optional(text) };
const networkSelection = {
  sources: record(text),
  main: text,
  network: optional(text),
  arguments: record(jobValue),
};
const trainJob = object<TrainJob>({
  ...networkSelection,
  ...engineSelection,
  kind: word('train'),
  recipe: optional(text),
  overrides: object<TrainJob['overrides']>({
    epochs: optional(number),
    batch: optional(number),
    seed: optional(number),
  }),
  data: dataSource,
  runFolder: text,
});
const resumeJob = object<ResumeJob>({
  ...engineSelection,
  kind: word('resume'),
  runFolder: text,
  data: dataSource,
});
const profileJob = object<ProfileJob>({
  ...networkSelection,
  ...engineSelection,
  kind: word('profile'),
  recipe: optional(text),
  batch: optional(number),
  runs: number,
});

export const toTrainer: Checker<ToTrainer> = union<ToTrainer>({
  train: trainJob,
  resume: resumeJob,
  profile: profileJob,
  stop: object({ kind: word('stop') }),
});

const engineText = object<StartedEvent['engine']>({ id: text, version: text, device: text });
const score = object<{ readonly loss: number; readonly accuracy: number }>({
  loss: number,
  accuracy: number,
});
const best = object<{ readonly epoch: number; readonly accuracy: number }>({
  epoch: number,
  accuracy: number,
});
const confusion = list(list(number));

const started = object<StartedEvent>({
  kind: word('started'),
  network: text,
  dataset: text,
  classes: list(text),
  recipe: text,
  engine: engineText,
  parameters: object<StartedEvent['parameters']>({ trainable: number, nonTrainable: number }),
  macs: number,
  images: object<StartedEvent['images']>({ training: number, validation: number, test: number }),
  epochs: number,
  batch: number,
  batchesPerEpoch: number,
  seed: number,
  optimizer: text,
  schedule: text,
  learningRateChanges: list(object<LearningRateChange>({ epoch: number, learningRate: number, text })),
  runFolder: text,
  startedAt: number,
  resumedAt: optional(number),
  best: optional(best),
  remarks: list(text),
});
const step = object<StepEvent>({
  kind: word('step'),
  epoch: number,
  step: number,
  steps: number,
  loss: number,
  accuracy: number,
  learningRate: number,
  imagesPerSecond: number,
  dataShare: number,
  secondsLeft: optional(number),
});
const epoch = object<EpochEvent>({
  kind: word('epoch'),
  epoch: number,
  training: score,
  validation: score,
  learningRate: number,
  seconds: number,
  imagesPerSecond: number,
  best,
  confusion,
});
const finished = object<FinishedEvent>({
  kind: word('finished'),
  epochs: number,
  best,
  test: score,
  confusion,
  seconds: number,
  runFolder: text,
});
const profileRow = object<ProfileRow>({
  path: text,
  layer: text,
  output: text,
  parameters: number,
  macs: number,
  forward: number,
  backward: number,
  source: object<ProfileRow['source']>({ uri: text, start: number, end: number }),
});
const profile = object<ProfileEvent>({
  kind: word('profile'),
  network: text,
  engine: engineText,
  batch: number,
  runs: number,
  rows: list(profileRow),
  total: object<ProfileEvent['total']>({ forward: number, backward: number, step: number }),
});
const events = {
  preparing: object<PreparingEvent>({ kind: word('preparing'), activity: text, fraction: optional(number) }),
  started,
  step,
  epoch,
  finished,
  stopped: object<StoppedEvent>({
    kind: word('stopped'),
    steps: number,
    epochs: number,
    runFolder: text,
    remark: optional(text),
  }),
  failed: object<FailedEvent>({
    kind: word('failed'),
    message: text,
    code: text,
    runFolder: optional(text),
  }),
  profile,
};

export const trainingEvent: Checker<TrainingEvent> = union<TrainingEvent>(events);
export const fromTrainer: Checker<FromTrainer> = union<FromTrainer>({
  ...events,
  ready: object<ReadyEvent>({ kind: word('ready'), pid: number }),
});

const runSummary = object<RunSummary>({
  folder: text,
  network: text,
  dataset: text,
  startedAt: number,
  epochsDone: number,
  epochs: number,
  state: word('finished', 'stopped', 'running'),
  best: optional(best),
  test: optional(score),
  curves: list(
    object<RunSummary['curves'][number]>({
      epoch: number,
      trainingLoss: number,
      trainingAccuracy: number,
      validationLoss: number,
      validationAccuracy: number,
    }),
  ),
});

export const trainingToWebview: Checker<TrainingToWebview> = union<TrainingToWebview>({
  history: object({ kind: word('history'), events: list(trainingEvent) }),
  event: object({ kind: word('event'), event: trainingEvent }),
  runs: object({ kind: word('runs'), runs: list(runSummary) }),
});

export const trainingFromWebview: Checker<TrainingFromWebview> = union<TrainingFromWebview>({
  ready: object({ kind: word('ready') }),
  stop: object({ kind: word('stop') }),
  resume: object({ kind: word('resume'), runFolder: text }),
  openDiagram: object({ kind: word('openDiagram') }),
  openRunFolder: object({ kind: word('openRunFolder'), runFolder: text }),
  reveal: object({ kind: word('reveal'), uri: text, start: number, end: number }),
});
