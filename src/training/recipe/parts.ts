/** From forms with their checked arguments, as entries.ts describes them, to the parts of a recipe. */
import type { Chosen, OptimizerRecipe, RecipeValue, ScheduleRecipe } from './recipe.ts';
import { recordName } from './writtenName.ts';

/** A form applied: its name and its checked arguments by their written names, defaults filled in. */
export interface AppliedForm {
  readonly name: string;
  readonly values: Readonly<Record<string, RecipeValue | undefined>>;
}

export function chosenOf({ name, values }: AppliedForm): Chosen {
  const given = Object.entries(values).map(([written, value]) => [recordName(written), value] as const);
  return { kind: name, ...Object.fromEntries(given) };
}

/** Every optimizer has a learning rate. */
export function optimizerPart(applied: AppliedForm): OptimizerRecipe {
  const chosen = chosenOf(applied);
  const { lr } = chosen;
  if (typeof lr !== 'number') throw new Error(`${chosen.kind} has no learning rate`);
  return { ...chosen, lr };
}

/** Every schedule can have a warmup. */
export function schedulePart(applied: AppliedForm): ScheduleRecipe {
  const chosen = chosenOf(applied);
  const { warmup } = chosen;
  if (typeof warmup !== 'number') throw new Error(`${chosen.kind} has no warmup`);
  return { ...chosen, warmup };
}
