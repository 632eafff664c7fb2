/**
 * The shelf of optimizers. Checks, completion, hover, docs, run records, checkpoints and the training read the entry
 * and know no optimizer by name.
 *
 * How to add one, say `Adagrad`: its file, `adagrad.ts`, with `defineOptimizer` as definition.ts describes it (sgd.ts is
 * a short one); its line in `optimizers` below; its test, test/training/recipe/optimizers/adagrad.test.ts, which holds
 * `moved` against its formula: shelf.test.ts there tries the examples of each entry. `npm run docs` then writes its line
 * in docs/language.md.
 */
import type { Chosen } from '../recipe.ts';
import { adam, adamW } from './adam.ts';
import type { OptimizerDefinition } from './definition.ts';
import { lion } from './lion.ts';
import { rmsProp } from './rmsProp.ts';
import { sgd } from './sgd.ts';

/** All optimizers, in the order in which messages, docs and completion list them. */
export const optimizers: readonly OptimizerDefinition[] = [sgd, adam, adamW, rmsProp, lion];

const byName: ReadonlyMap<string, OptimizerDefinition> = new Map(optimizers.map((each) => [each.name, each]));

/** The optimizer that a recipe chose. A recipe, read or kept, holds no other names. */
export function optimizerOf({ kind }: Pick<Chosen, 'kind'>): OptimizerDefinition {
  const optimizer = byName.get(kind);
  if (!optimizer) throw new Error(`there is no optimizer ${kind}`);
  return optimizer;
}
