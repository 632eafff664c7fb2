/**
 * A recipe: everything that a training needs to know beside network and data. Plain data, kept as it is
 * in the run's record.
 */
import { writtenName } from './writtenName.ts';

export type Size = readonly [height: number, width: number];

export type RecipeValue = number | boolean | readonly number[];

/** A thing of a shelf (a transform, …) by its name, with its arguments: plain data, that a run's record keeps. */
export interface Chosen {
  readonly kind: string;
  readonly [argument: string]: RecipeValue | string | undefined;
}

export interface OptimizerRecipe extends Chosen {
  readonly lr: number;
}

export interface ScheduleRecipe extends Chosen {
  /** In epochs, which may be fractions. */
  readonly warmup: number;
}

export interface Recipe {
  /** As the panel shows it: the name given with `as`, else `default`. */
  readonly name: string;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  readonly optimizer: OptimizerRecipe;
  readonly schedule: ScheduleRecipe;
  readonly prepare: readonly Chosen[];
  readonly augment: readonly Chosen[];
  readonly labelSmoothing: number;
}

/**
 * For a file without `train`, and for the entries that one leaves out. Adam's family, as it trains networks
 * with and without normalization at the same rate; the augmentation is He et al.'s (2015).
 */
export const defaultRecipe: Recipe = {
  name: 'default',
  batch: 128,
  epochs: 30,
  seed: 1,
  optimizer: { kind: 'AdamW', lr: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  schedule: { kind: 'Cosine', to: 0, warmup: 1 },
  prepare: [{ kind: 'Normalize' }],
  augment: [
    { kind: 'Pad', size: 4 },
    { kind: 'RandomCrop', size: [32, 32] },
    { kind: 'RandomFlip', probability: 0.5 },
  ],
  labelSmoothing: 0,
};

/** `SGD(lr: 0.1, momentum: 0.9, weight_decay: 0.0001)`, what is 0 or false left out. */
export function optimizerText(optimizer: OptimizerRecipe): string {
  const { kind, ...rest } = optimizer;
  return formText(kind, rest);
}

export function scheduleText(schedule: ScheduleRecipe): string {
  const { kind, ...rest } = schedule;
  return formText(kind, rest);
}

function formText(name: string, values: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== 0 && value !== false);
  const texts = given.map(([key, value]) => `${writtenName(key)}: ${JSON.stringify(value)}`);
  return texts.length === 0 ? name : `${name}(${texts.join(', ')})`;
}
