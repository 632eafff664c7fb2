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

export function optimizerOf(applied: AppliedForm): OptimizerRecipe {
  return chosenOf(applied) as unknown as OptimizerRecipe;
}

export function scheduleOf(applied: AppliedForm): ScheduleRecipe {
  return chosenOf(applied) as unknown as ScheduleRecipe;
}
