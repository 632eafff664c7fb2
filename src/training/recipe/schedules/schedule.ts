import type { LearningRateChange } from '../../../protocol/training.ts';
import type { ScheduleRecipe } from '../recipe.ts';
import { scheduleOf, stateFields } from './catalogue.ts';

/** What the run's schedule has seen; part of a run's state. A field that it does not know is another's. */
export type ScheduleState = Readonly<Record<string, number | null | undefined>>;

export const initialSchedule: ScheduleState = Object.fromEntries(
  stateFields.map(([name, { initial }]) => [name, initial]),
);

/** Called after an epoch. */
export function afterEpoch(
  schedule: ScheduleRecipe,
  state: ScheduleState,
  validationLoss: number,
): ScheduleState {
  return scheduleOf(schedule).afterEpoch?.(schedule, state, validationLoss) ?? state;
}

/** What a kept state can't be, as a clause; undefined where it can. */
export function scheduleProblem(schedule: ScheduleRecipe, kept: ScheduleState): string | undefined {
  const definition = scheduleOf(schedule);
  const missing = Object.keys(definition.state ?? {}).find((name) => kept[name] === undefined);
  if (missing !== undefined) return `${schedule.kind} without its ${missing}`;
  return definition.stateProblem?.(kept);
}

export interface ScheduleSpan {
  /** The optimizer's `lr`. */
  readonly base: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/**
 * The learning rate of a step (from 0, of the whole run). Epochs are counted from the start, warmup included;
 * schedules that glide share out the steps after it. The warmup rises in a straight line to the schedule's rate
 * (Goyal et al., 2017).
 */
export function learningRate(
  schedule: ScheduleRecipe,
  { base, epochs, stepsPerEpoch }: ScheduleSpan,
  step: number,
  state: ScheduleState = initialSchedule,
): number {
  const warmupSteps = Math.round(schedule.warmup * stepsPerEpoch);
  const lastStep = Math.max(1, epochs * stepsPerEpoch - 1 - warmupSteps);
  const progress = Math.min(1, Math.max(0, (step - warmupSteps) / lastStep));
  const epoch = Math.floor(step / stepsPerEpoch);
  const rate = scheduleOf(schedule).rate(schedule, { base, epoch, progress }, state);
  return step < warmupSteps ? (rate * (step + 1)) / warmupSteps : rate;
}

/** The jumps that are known beforehand, for marks in the curves; schedules that glide have none. */
export function plannedChanges(schedule: ScheduleRecipe, span: ScheduleSpan): LearningRateChange[] {
  const jumps = scheduleOf(schedule).jumps?.(schedule, span.epochs);
  if (!jumps) return [];
  return jumps.after
    .filter((epoch) => epoch < span.epochs)
    .map((epoch) => ({
      epoch,
      learningRate: learningRate(schedule, span, epoch * span.stepsPerEpoch),
      text: changeText(jumps.factor),
    }));
}

/** `÷10`, `×0.94`; a reciprocal that is all but a whole number is meant as one. */
function changeText(factor: number): string {
  const reciprocal = Math.round(1 / factor);
  return factor < 1 && Math.abs(factor * reciprocal - 1) < 1e-9 ? `÷${reciprocal}` : `×${factor}`;
}
