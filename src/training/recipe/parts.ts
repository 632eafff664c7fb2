/** From forms with their checked arguments, as recipeForms describes them, to the parts of a recipe. */
import type { OptimizerRecipe, ScheduleRecipe, Size, Transform } from './recipe.ts';
import type { RecipeValue } from './values.ts';

/** A form applied: its name and its checked arguments, defaults filled in. */
export interface AppliedForm {
  readonly name: string;
  readonly values: Readonly<Record<string, RecipeValue | undefined>>;
}

/** The forms' checked arguments have the recipe's names, `weight_decay` aside. */
export function optimizerOf({ name, values }: AppliedForm): OptimizerRecipe {
  const { weight_decay: weightDecay, ...rest } = values;
  return { kind: name, ...rest, weightDecay } as unknown as OptimizerRecipe;
}

export function scheduleOf({ name, values }: AppliedForm): ScheduleRecipe {
  return { kind: name, ...values } as unknown as ScheduleRecipe;
}

export function transformOf({ name, values }: AppliedForm): Transform {
  const { size } = values;
  const both = typeof size === 'number' ? ([size, size] as Size) : (size as unknown as Size);
  switch (name) {
    case 'CenterCrop':
    case 'RandomCrop':
    case 'RandomResizedCrop':
      return { kind: name, ...values, size: both } as unknown as Transform;
    default:
      return { kind: name, ...values } as unknown as Transform;
  }
}
