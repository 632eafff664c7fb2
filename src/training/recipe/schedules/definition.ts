import type { RecipeArguments, RecipeParameter, RecipeParameters, ShelfThing } from '../parameter.ts';

/** Every schedule can begin with a warmup, which is nothing of its own: `learningRate` adds it. */
export type ScheduleParameters = RecipeParameters & { readonly warmup: RecipeParameter<'number'> };

/** When a rate is asked for. */
export interface Moment {
  /** The optimizer's `lr`. */
  readonly base: number;
  /** Epochs done, from the start, the warmup's included. */
  readonly epoch: number;
  /** From 0 at the first step after the warmup to 1 at the last of the run. */
  readonly progress: number;
}

/** A number that a schedule keeps of what it has seen; part of a checkpoint. */
export interface StateField {
  /** `null`: it may be that there is none. */
  readonly initial: number | null;
  readonly isWhole?: true;
  readonly minimum: number;
  readonly maximum: number;
}

export type StateFields = Readonly<Record<string, StateField>>;

export type StateOf<Fields extends StateFields> = {
  readonly [Name in keyof Fields]:
    | number
    | (null extends Fields[Name]['initial'] ? null : never)
    | (string extends keyof Fields ? undefined : never);
};

/** Jumps of the rate that are known beforehand. */
export interface Jumps {
  /** Each holds from after so many epochs; increasing. */
  readonly after: readonly number[];
  /** What each multiplies the rate by. */
  readonly factor: number;
}

/**
 * One entry of the shelf: all that the product knows of a schedule is here; adding one touches its file, its line in
 * catalogue.ts and its test.
 */
export interface ScheduleDefinition<
  Specs extends ScheduleParameters = ScheduleParameters,
  Fields extends StateFields = StateFields,
> extends ShelfThing<Specs> {
  /** Is no word of the language: what a recipe has that asks for none. */
  readonly isUnsaid?: true;
  /** Sets the rate itself: the optimizer's `lr` is not used. */
  readonly setsRate?: true;
  /** What it keeps of what it has seen, by names that no other schedule has. */
  readonly state?: Fields;
  rate(given: RecipeArguments<Specs>, moment: Moment, state: StateOf<Fields>): number;
  /** For marks in the curves; schedules that glide, or wait for something, have none. */
  jumps?(given: RecipeArguments<Specs>, epochs: number): Jumps;
  /** Of one that multiplies by a `factor`: by what all in all, at the most, until the end. */
  growth?(given: RecipeArguments<Specs>, epochs: number): number;
  /** The state after an epoch that ended with this loss. */
  afterEpoch?(given: RecipeArguments<Specs>, state: StateOf<Fields>, validationLoss: number): StateOf<Fields>;
  /** What can't be in a state, though each number is within its bounds. */
  stateProblem?(state: StateOf<Fields>): string | undefined;
}

/** Fixes a schedule's type from its parameters and its state, so that its functions see typed ones. */
export function defineSchedule<
  const Specs extends ScheduleParameters,
  const Fields extends StateFields = Readonly<Record<never, StateField>>,
>(schedule: ScheduleDefinition<Specs, Fields>): ScheduleDefinition {
  return schedule;
}
