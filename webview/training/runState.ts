/** What the panel knows of a run, gathered from the trainer's events. Pure. */
import type {
  EpochEvent,
  FailedEvent,
  FinishedEvent,
  PreparingEvent,
  ProfileEvent,
  RunSummary,
  StartedEvent,
  StepEvent,
  StoppedEvent,
  TrainingEvent,
} from '../../src/protocol/training.ts';

/** A point of the thin training curve, at a fraction of an epoch. */
interface StepPoint {
  readonly position: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** A point of the curves by epoch. */
export interface EpochPoint {
  readonly epoch: number;
  readonly trainingLoss: number;
  readonly trainingAccuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

export interface RunState {
  readonly preparing?: PreparingEvent;
  readonly started?: StartedEvent;
  readonly steps: readonly StepPoint[];
  readonly epochs: readonly EpochPoint[];
  readonly lastStep?: StepEvent;
  readonly lastEpoch?: EpochEvent;
  readonly end?: FinishedEvent | StoppedEvent | FailedEvent;
  readonly profile?: ProfileEvent;
}

export const noRun: RunState = { steps: [], epochs: [] };

/** More points than these are thinned out: every second one goes. */
const mostSteps = 4000;

/** The state after one more event. */
export function after(state: RunState, event: TrainingEvent): RunState {
  switch (event.kind) {
    case 'preparing':
      // After the end of a run something is prepared for the next one only.
      return state.end ? { ...noRun, preparing: event } : { ...state, preparing: event };
    case 'started':
      return begin(state, event);
    case 'step':
      return withStep(state, event);
    case 'epoch':
      return { ...state, preparing: undefined, lastEpoch: event, epochs: [...state.epochs, pointOf(event)] };
    case 'finished':
    case 'stopped':
    case 'failed':
      return { ...state, preparing: undefined, end: event };
    case 'profile':
      return { ...noRun, profile: event };
  }
}

/** A run that goes on keeps what it has shown up to where it goes on. */
function begin(state: RunState, started: StartedEvent): RunState {
  const { resumedAt } = started;
  const goesOn = resumedAt !== undefined && state.started?.runFolder === started.runFolder;
  if (!goesOn) return { ...noRun, started };
  return {
    started,
    steps: state.steps.filter((step) => step.position <= resumedAt),
    epochs: state.epochs.filter((point) => point.epoch <= resumedAt),
    ...(state.lastEpoch && state.lastEpoch.epoch <= resumedAt && { lastEpoch: state.lastEpoch }),
  };
}

function withStep(state: RunState, step: StepEvent): RunState {
  const batches = state.started?.batchesPerEpoch ?? 1;
  const point = { position: step.epoch - 1 + step.step / batches, loss: step.loss, accuracy: step.accuracy };
  const steps = [...state.steps, point];
  const thinned = steps.length > mostSteps ? steps.filter((_, index) => index % 2 === 1) : steps;
  return { ...state, preparing: undefined, lastStep: step, steps: thinned };
}

function pointOf({ epoch, training, validation }: EpochEvent): EpochPoint {
  return {
    epoch,
    trainingLoss: training.loss,
    trainingAccuracy: training.accuracy,
    validationLoss: validation.loss,
    validationAccuracy: validation.accuracy,
  };
}

/** The curve by epoch: what the panel saw itself, and before that what the run's record tells. */
export function epochPoints(state: RunState, runs: readonly RunSummary[]): readonly EpochPoint[] {
  const record = runs.find((run) => run.folder === state.started?.runFolder);
  const first = state.epochs[0]?.epoch ?? Infinity;
  const resumedAt = state.started?.resumedAt ?? 0;
  const earlier = (record?.curves ?? []).filter((point) => point.epoch < first && point.epoch <= resumedAt);
  return [...earlier, ...state.epochs];
}

/** Epochs done, a fraction within an epoch. */
export function progress(state: RunState): number {
  const { started, lastStep, end } = state;
  if (end?.kind === 'finished') return end.epochs;
  if (!started) return 0;
  const ended = state.epochs.at(-1)?.epoch ?? started.resumedAt ?? 0;
  const within = lastStep ? lastStep.epoch - 1 + lastStep.step / started.batchesPerEpoch : 0;
  return Math.max(ended, within);
}

/** Of many classes those of which most pictures are taken for others, in their order; else all. */
export function mostMistaken(confusion: readonly (readonly number[])[], most: number): readonly number[] {
  const mistaken = confusion.map((row, index) => ({
    index,
    count: row.reduce((sum, each, column) => (column === index ? sum : sum + each), 0),
  }));
  return mistaken
    .sort((a, b) => b.count - a.count || a.index - b.index)
    .slice(0, most)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

/** The two classes that are taken for each other most, both ways together; undefined where none are. */
export function mostConfused(
  confusion: readonly (readonly number[])[],
): { readonly a: number; readonly b: number; readonly count: number } | undefined {
  let most: { a: number; b: number; count: number } | undefined;
  for (let a = 0; a < confusion.length; a++) {
    for (let b = a + 1; b < confusion.length; b++) {
      const count = (confusion[a]?.[b] ?? 0) + (confusion[b]?.[a] ?? 0);
      if (count > (most?.count ?? 0)) most = { a, b, count };
    }
  }
  return most;
}
