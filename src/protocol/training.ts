/**
 * Messages of a training: host (extension or command line) to trainer process and back, host to panel
 * and back. The command line prints the trainer's events as they are here, one JSON object a line.
 */

/** A value of the language that can be given from outside: `--set classes=10`. */
export type JobValue = number | boolean | string | readonly JobValue[];

/** Where the images come from. */
export interface DataSource {
  /** Where downloads are kept; absent: the user's cache folder (see src/training/fetching/cache.ts). */
  readonly cacheFolder?: string;
  /** A mirror's URL, a folder that holds the unpacked data set, or an archive's path; absent: the official host. */
  readonly location?: string;
  /** `md5:…` or `sha256:…` of the archive at `location`; absent: the official archive's. */
  readonly checksum?: string;
  /** Whether the person agreed to a download. Without it a data set that is not there ends the job with a sentence. */
  readonly mayDownload: boolean;
}

/** Texts, and what to do with one of their networks. */
export interface NetworkSelection {
  /** The texts as they stand in the editor, by URI: the file and everything that it imports. */
  readonly sources: Readonly<Record<string, string>>;
  readonly main: string;
  /** The network's name; absent: that of the recipe, or the file's only (or last) network. */
  readonly network?: string;
  /** Arguments that replace the network's defaults (and those of the `train` declaration). */
  readonly arguments: Readonly<Record<string, JobValue>>;
}

interface EngineSelection {
  /** An engine's id, or `auto`: the best that can be had. */
  readonly engine: string;
  /** Where downloaded engines are kept; absent: the user's cache folder. */
  readonly engineFolder?: string;
}

export interface TrainJob extends NetworkSelection, EngineSelection {
  readonly kind: 'train';
  /** The name given with `as`; absent: the network's first `train`, or the data set's default recipe. */
  readonly recipe?: string;
  readonly overrides: { readonly epochs?: number; readonly batch?: number; readonly seed?: number };
  readonly data: DataSource;
  /** The folder of this run, made by the trainer; it must not exist or be empty. */
  readonly runFolder: string;
}

/** Goes on with a run from its last checkpoint; everything but engine and data is in its folder. */
export interface ResumeJob extends EngineSelection {
  readonly kind: 'resume';
  readonly runFolder: string;
  readonly data: DataSource;
}

export interface ProfileJob extends NetworkSelection, EngineSelection {
  readonly kind: 'profile';
  readonly recipe?: string;
  /** Images in a batch; absent: the recipe's. */
  readonly batch?: number;
  /** Measured passes after the warm-up, of which the median is taken. */
  readonly runs: number;
}

export type Job = TrainJob | ResumeJob | ProfileJob;

export type ToTrainer =
  | TrainJob
  | ResumeJob
  | ProfileJob
  /** Keep a checkpoint of where the run stands, and end. */
  | { readonly kind: 'stop' };

/** The process is up and takes one job. */
export interface ReadyEvent {
  readonly kind: 'ready';
  readonly pid: number;
}

/** Something takes a while before the training starts, or between its parts. */
export interface PreparingEvent {
  readonly kind: 'preparing';
  /** What is being waited for: `Downloading CIFAR-10: 12 MB of 170 MB`. */
  readonly activity: string;
  /** How much of it is done, 0 to 1, where that is known. */
  readonly fraction?: number;
}

/** A planned change of the learning rate, for a mark in the curves. */
export interface LearningRateChange {
  /** It holds from after this many epochs. */
  readonly epoch: number;
  readonly learningRate: number;
  /** `÷10` */
  readonly text: string;
}

export interface StartedEvent {
  readonly kind: 'started';
  /** `ResNet20(classes: 10)`: the network with the arguments that differ from its defaults. */
  readonly network: string;
  readonly dataset: string;
  readonly classes: readonly string[];
  readonly recipe: string;
  readonly engine: { readonly id: string; readonly version: string; readonly device: string };
  /** Of the auxiliary heads too. */
  readonly parameters: { readonly trainable: number; readonly nonTrainable: number };
  /** Of one image. */
  readonly macs: number;
  readonly images: { readonly training: number; readonly validation: number; readonly test: number };
  readonly epochs: number;
  readonly batch: number;
  readonly batchesPerEpoch: number;
  readonly seed: number;
  readonly optimizer: string;
  readonly schedule: string;
  readonly learningRateChanges: readonly LearningRateChange[];
  readonly runFolder: string;
  /** Milliseconds since 1970 when the run (not this part of it) began. */
  readonly startedAt: number;
  /** Given when a run goes on: epochs already done (a fraction within an epoch). */
  readonly resumedAt?: number;
  /** Given when a run goes on that has epochs behind it: the best of them, by the validation images. */
  readonly best?: { readonly epoch: number; readonly accuracy: number };
  /** Remarks worth a line: what was left out, which entry was clamped. */
  readonly remarks: readonly string[];
}

/** Throttled: at most some five a second, and the last of every epoch. */
export interface StepEvent {
  readonly kind: 'step';
  /** From 1, of `epochs`. */
  readonly epoch: number;
  /** Steps done in this epoch, of `batchesPerEpoch`. */
  readonly step: number;
  /** Of the whole run. */
  readonly steps: number;
  /** Means over the steps since the last such event. */
  readonly loss: number;
  readonly accuracy: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
  /** Of the time of a step, the share spent making batches, 0 to 1. */
  readonly dataShare: number;
  /** Until the end of the run; absent before it can be told. */
  readonly secondsLeft?: number;
}

export interface EpochEvent {
  readonly kind: 'epoch';
  readonly epoch: number;
  /** Mean over the epoch's batches, in training mode. */
  readonly training: { readonly loss: number; readonly accuracy: number };
  readonly validation: { readonly loss: number; readonly accuracy: number };
  readonly learningRate: number;
  /** Of this epoch, validation included. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** The best epoch so far, by validation accuracy. */
  readonly best: { readonly epoch: number; readonly accuracy: number };
  /** Validation images, a row a true class, a column a predicted one. */
  readonly confusion: readonly (readonly number[])[];
}

export interface FinishedEvent {
  readonly kind: 'finished';
  readonly epochs: number;
  readonly best: { readonly epoch: number; readonly accuracy: number };
  /** Of the best epoch's weights, looked at once. */
  readonly test: { readonly loss: number; readonly accuracy: number };
  readonly confusion: readonly (readonly number[])[];
  readonly seconds: number;
  readonly runFolder: string;
}

/** Stopped on request; the run can be resumed. */
export interface StoppedEvent {
  readonly kind: 'stopped';
  /** Steps of the whole run that are kept. */
  readonly steps: number;
  readonly epochs: number;
  /** Empty where the run had not begun: there is nothing to be resumed. */
  readonly runFolder: string;
  /** What else is kept, as a sentence: a part of a download. */
  readonly remark?: string;
}

export interface FailedEvent {
  readonly kind: 'failed';
  /** One sentence: what happened, where, what to do. */
  readonly message: string;
  /** Stable, kebab-case: `no-data`, `checksum`, `disk-full`, `too-large`, `loss-not-finite`, `crash`, … */
  readonly code: string;
  /** Given when what was done so far is kept and can be resumed. */
  readonly runFolder?: string;
}

/** One layer's predicted cost beside its measured time. */
export interface ProfileRow {
  /** `Bottleneck3.residual.Conv1` */
  readonly path: string;
  /** `Conv` */
  readonly layer: string;
  /** `112x112x64` */
  readonly output: string;
  readonly parameters: number;
  /** Of one image. */
  readonly macs: number;
  /** Milliseconds for the batch: medians of the runs. */
  readonly forward: number;
  readonly backward: number;
  /** Where its step stands. */
  readonly source: { readonly uri: string; readonly start: number; readonly end: number };
}

export interface ProfileEvent {
  readonly kind: 'profile';
  readonly network: string;
  readonly engine: { readonly id: string; readonly version: string; readonly device: string };
  readonly batch: number;
  readonly runs: number;
  readonly rows: readonly ProfileRow[];
  /** Milliseconds of a whole pass, medians; what the rows leave over is the optimizer's and the loss's. */
  readonly total: { readonly forward: number; readonly backward: number; readonly step: number };
}

export type TrainingEvent =
  | PreparingEvent
  | StartedEvent
  | StepEvent
  | EpochEvent
  | FinishedEvent
  | StoppedEvent
  | FailedEvent
  | ProfileEvent;

export type FromTrainer = ReadyEvent | TrainingEvent;

/** A run of the folder of runs, as a list of earlier runs shows it. */
export interface RunSummary {
  readonly folder: string;
  readonly network: string;
  readonly dataset: string;
  readonly startedAt: number;
  readonly epochsDone: number;
  readonly epochs: number;
  readonly state: 'finished' | 'stopped' | 'running';
  readonly best?: { readonly epoch: number; readonly accuracy: number };
  readonly test?: { readonly loss: number; readonly accuracy: number };
  /** Its curves, an entry an epoch. */
  readonly curves: readonly {
    readonly epoch: number;
    readonly trainingLoss: number;
    readonly trainingAccuracy: number;
    readonly validationLoss: number;
    readonly validationAccuracy: number;
  }[];
}

export type TrainingToWebview =
  /** All events of the run so far (after `ready`, and when the panel is shown for another run), oldest first. */
  | { readonly kind: 'history'; readonly events: readonly TrainingEvent[] }
  | { readonly kind: 'event'; readonly event: TrainingEvent }
  /** Earlier runs of the same network, newest first, for faint curves and the list. */
  | { readonly kind: 'runs'; readonly runs: readonly RunSummary[] };

export type TrainingFromWebview =
  | { readonly kind: 'ready' }
  /** Stop and keep what was done. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'resume'; readonly runFolder: string }
  | { readonly kind: 'openDiagram' }
  | { readonly kind: 'openRunFolder'; readonly runFolder: string }
  /** A click on a row of the profile. */
  | { readonly kind: 'reveal'; readonly uri: string; readonly start: number; readonly end: number };
