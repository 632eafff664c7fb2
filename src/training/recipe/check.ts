/** Recipes that come as data, from a run's folder: held against the same table as those that are written. */
import type { Recipe } from './recipe.ts';
import type { RecipeForm } from './entries.ts';
import { recipeEntries } from './entries.ts';
import { mostSteps } from './recipeBounds.ts';
import { schedules } from './schedules/catalogue.ts';
import type { AppliedForm } from './parts.ts';
import { chosenOf, optimizerPart, schedulePart } from './parts.ts';
import { recordName } from './writtenName.ts';
import { rateGrowth } from './reader.ts';
import { checkValue, languageValue } from './values.ts';

export type RecipeCheck =
  | { readonly ok: true; readonly recipe: Recipe }
  /** A clause: `batch is to be a whole number from 1 to 65,536, not -1`. */
  | { readonly ok: false; readonly problem: string };

/**
 * A recipe made of what is there, and of nothing else: every entry within its bounds, arguments that are missing with
 * their defaults, what no recipe has left out.
 */
export function checkRecipe(value: unknown): RecipeCheck {
  try {
    return { ok: true, recipe: recipeOf(fields(value, 'the recipe')) };
  } catch (caught) {
    if (caught instanceof Wrong) return { ok: false, problem: caught.message };
    throw caught;
  }
}

class Wrong extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Wrong(`${what} is no object`);
}

function recipeOf(given: Fields): Recipe {
  if (typeof given.name !== 'string') throw new Wrong('the recipe’s name is no text');
  const recipe: Recipe = {
    name: given.name,
    batch: plain(given, 'batch'),
    epochs: plain(given, 'epochs'),
    seed: plain(given, 'seed'),
    optimizer: optimizerPart(form('optimizer', given.optimizer)),
    schedule: schedulePart(scheduleForm(given.schedule)),
    prepare: flow('prepare', given.prepare),
    augment: flow('augment', given.augment),
    labelSmoothing: argument(
      'labelSmoothing',
      recipeEntries.loss!.forms!.CrossEntropy!.parameters.label_smoothing!,
      given.labelSmoothing,
    ) as number,
  };
  const growth = rateGrowth(recipe);
  if (growth !== undefined) throw new Wrong(growth.replace(/\.$/, ''));
  return recipe;
}

function plain(given: Fields, key: 'batch' | 'epochs' | 'seed'): number {
  const { takes } = recipeEntries[key]!;
  if (typeof takes === 'string') throw new Error(`${key} is a plain value`);
  return argument(key, takes, given[key]) as number;
}

function argument(name: string, parameter: RecipeForm['parameters'][string], value: unknown) {
  const check = checkValue(parameter, languageValue(value));
  if (!check.ok) throw new Wrong(`${name} is to be ${check.expected}`);
  return check.value;
}

/** A recipe that gives no schedule has one that is no word of the language. */
function scheduleForm(value: unknown): AppliedForm {
  const given = fields(value, 'the schedule');
  const unsaid = schedules.find(({ name, isUnsaid }) => isUnsaid && name === given.kind);
  if (!unsaid) return form('schedule', value);
  const entries = Object.entries(unsaid.parameters).map(([name, parameter]) => {
    const found = given[name] ?? parameter.default;
    return [name, argument(name, parameter, found)] as const;
  });
  return { name: unsaid.name, values: Object.fromEntries(entries) };
}

function flow(key: 'prepare' | 'augment', value: unknown): Recipe['prepare'] {
  if (!Array.isArray(value)) throw new Wrong(`${key} is no list of steps`);
  if (value.length > mostSteps) throw new Wrong(`${key} has more than ${mostSteps} steps`);
  return value.map((step) => chosenOf(form(key, step)));
}

function form(key: string, value: unknown): AppliedForm {
  const given = fields(value, `${key === 'prepare' || key === 'augment' ? `a step of ${key}` : key}`);
  const { kind: name } = given;
  const forms = recipeEntries[key]!.forms!;
  if (typeof name !== 'string' || !Object.hasOwn(forms, name)) {
    const named = typeof name === 'string' ? `no ${JSON.stringify(name.slice(0, 40))}, only` : 'none of';
    throw new Wrong(`${key} has ${named} ${Object.keys(forms).join(', ')}`);
  }
  const entries = Object.entries(forms[name]!.parameters).map(([parameter, spec]) => {
    const own = recordName(parameter);
    const found = Object.hasOwn(given, own) ? given[own] : undefined;
    if (found === undefined && (spec.default !== undefined || spec.optional))
      return [parameter, spec.default];
    return [parameter, argument(`${own} of ${name}`, spec, found)];
  });
  return { name, values: Object.fromEntries(entries) as AppliedForm['values'] };
}
