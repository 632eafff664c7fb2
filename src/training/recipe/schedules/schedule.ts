import type { LearningRateChange } from '../../../protocol/training.ts';
import type { ScheduleRecipe } from '../recipe.ts';

/** What `Plateau` has seen; part of a run's state. */
export interface PlateauState {
  /** What the learning rate has been multiplied by so far. */
  readonly factor: number;
  readonly best: number | null;
  /** Epochs since the loss was last better than the best. */
  readonly waited: number;
}

export const initialPlateau: PlateauState = { factor: 1, best: null, waited: 0 };

/** Called after an epoch. As PyTorch's ReduceLROnPlateau has it: better means by a relative 1e-4. */
export function afterEpoch(
  schedule: ScheduleRecipe,
  state: PlateauState,
  validationLoss: number,
): PlateauState {
  if (schedule.kind !== 'Plateau') return state;
  if (state.best === null || validationLoss < state.best * (1 - 1e-4)) {
    return { ...state, best: validationLoss, waited: 0 };
  }
  if (state.waited < schedule.patience) return { ...state, waited: state.waited + 1 };
  return { ...state, factor: state.factor * schedule.factor, waited: 0 };
}

export interface ScheduleSpan {
  /** The optimizer's `lr`. */
  readonly base: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/**
 * The learning rate of a step (from 0, of the whole run). Epochs are counted from the start, warmup included;
 * Cosine and OneCycle share out the steps after it. The warmup rises in a straight line to the schedule's rate
 * (Goyal et al., 2017).
 */
export function learningRate(
  schedule: ScheduleRecipe,
  { base, epochs, stepsPerEpoch }: ScheduleSpan,
  step: number,
  plateau: PlateauState = initialPlateau,
): number {
  const warmupSteps = Math.round(schedule.warmup * stepsPerEpoch);
  const lastStep = Math.max(1, epochs * stepsPerEpoch - 1 - warmupSteps);
  const progress = Math.min(1, Math.max(0, (step - warmupSteps) / lastStep));
  const epoch = Math.floor(step / stepsPerEpoch);
  const rate = ((): number => {
    switch (schedule.kind) {
      case 'Constant':
        return base;
      case 'Step':
        return base * schedule.factor ** schedule.at.filter((at) => epoch >= at).length;
      case 'Every':
        return base * schedule.factor ** Math.floor(epoch / schedule.epochs);
      case 'Exponential':
        return base * schedule.factor ** epoch;
      case 'Cosine':
        return schedule.to + ((base - schedule.to) * (1 + Math.cos(Math.PI * progress))) / 2;
      case 'OneCycle':
        return oneCycle(schedule.peak, progress);
      case 'Plateau':
        return base * plateau.factor;
    }
  })();
  return step < warmupSteps ? (rate * (step + 1)) / warmupSteps : rate;
}

/** As PyTorch's OneCycleLR: half cosines from peak/25 up over 30 % of the steps, then down to peak/250,000. */
function oneCycle(peak: number, progress: number): number {
  const rise = 0.3;
  const between = (from: number, to: number, share: number): number =>
    to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
  return progress < rise
    ? between(peak / 25, peak, progress / rise)
    : between(peak, peak / 25 / 1e4, (progress - rise) / (1 - rise));
}

/** The jumps that are known beforehand, for marks in the curves; schedules that glide have none. */
export function plannedChanges(schedule: ScheduleRecipe, span: ScheduleSpan): LearningRateChange[] {
  if (schedule.kind !== 'Step' && schedule.kind !== 'Every') return [];
  const at =
    schedule.kind === 'Step'
      ? schedule.at
      : Array.from(
          { length: Math.ceil(span.epochs / schedule.epochs) - 1 },
          (_, n) => (n + 1) * schedule.epochs,
        );
  return at
    .filter((epoch) => epoch < span.epochs)
    .map((epoch) => ({
      epoch,
      learningRate: learningRate(schedule, span, epoch * span.stepsPerEpoch),
      text: changeText(schedule.factor),
    }));
}

/** `÷10`, `×0.94`; a reciprocal that is all but a whole number is meant as one. */
function changeText(factor: number): string {
  const reciprocal = Math.round(1 / factor);
  return factor < 1 && Math.abs(factor * reciprocal - 1) < 1e-9 ? `÷${reciprocal}` : `×${factor}`;
}
