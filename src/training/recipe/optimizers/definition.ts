import type { Tensor, Term, UpdateOps, Variable } from '../../engines/engine.ts';
import type { RecipeArguments, RecipeParameter, RecipeParameters, ShelfThing } from '../parameter.ts';

/** Every optimizer has a learning rate, which the schedule then changes. */
export type OptimizerParameters = RecipeParameters & { readonly lr: RecipeParameter<'number'> };

/** One weight's update in one step. */
export interface WeightUpdate {
  readonly weight: Variable;
  readonly gradient: Tensor;
  /** Whether weight decay applies to this weight. */
  readonly decays: boolean;
  /** The schedule's learning rate. */
  readonly rate: number;
  /** From 0, of the whole run. */
  readonly step: number;
  readonly slot: (name: string) => Variable;
  readonly updates: UpdateOps;
}

/**
 * One entry of the shelf: all that the product knows of an optimizer is here; adding one touches its file, its line
 * in catalogue.ts and its test.
 */
export interface OptimizerDefinition<
  Specs extends OptimizerParameters = OptimizerParameters,
> extends ShelfThing<Specs> {
  /** What it keeps for each weight, of the weight's shape: 0 at first, and part of a checkpoint by these names. */
  slots(given: RecipeArguments<Specs>): readonly string[];
  /** Changes the weight and its slots in place, by the engine's update operations. */
  update(given: RecipeArguments<Specs>, update: WeightUpdate): void;
}

/** Fixes an optimizer's type from its parameters, so that its functions see typed arguments. */
export function defineOptimizer<const Specs extends OptimizerParameters>(
  optimizer: OptimizerDefinition<Specs>,
): OptimizerDefinition {
  return optimizer;
}

/** The gradient, with the L2 penalty's part where it applies, times a factor. */
export function gradientTerms(
  { weight, gradient, decays }: WeightUpdate,
  weightDecay: number,
  factor = 1,
): Term[] {
  const terms: Term[] = [{ factor, value: gradient }];
  if (decays && weightDecay > 0) terms.push({ factor: factor * weightDecay, value: weight });
  return terms;
}
