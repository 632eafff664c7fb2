import { nearestName } from '../../wording/spelling.ts';
import type { Value } from '../../network/network.ts';
import type { Argument, Expression, Range, RecipeEntry, TrainDeclaration } from '../../syntax/tree.ts';
import type { Chosen, Recipe, RecipeValue } from './recipe.ts';
import { defaultRecipe } from './recipe.ts';
import type { RecipeEntryForm, RecipeForm } from './entries.ts';
import { recipeEntries } from './entries.ts';
import { largestRate, mostSteps } from './recipeBounds.ts';
import { scheduleOf } from './schedules/catalogue.ts';
import { checkValue, expectation, signature } from './values.ts';
import type { AppliedForm } from './parts.ts';
import { chosenOf, optimizerPart, schedulePart } from './parts.ts';
import type { Fix, Mistake } from '../../syntax/mistakes.ts';
import type { MistakeCode, Severity } from '../../syntax/codes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/**
 * Evaluates an expression in the file's scope (its `let`s, arithmetic). What is wrong with it is reported
 * there; the value is then `unknown`.
 */
export type Evaluate = (expression: Expression) => Value;

export interface ReadRecipe {
  /** Complete even after mistakes: what could not be read has its default. */
  readonly recipe: Recipe;
  readonly mistakes: readonly Mistake[];
  /** Where each entry that is given stands, for mistakes of the fit. */
  readonly ranges: ReadonlyMap<string, Range>;
}

/** A form applied: its name and its checked arguments, defaults filled in. */
interface Applied extends AppliedForm {
  readonly range: Range;
}

/** Entries that a declaration leaves out: no schedule and no augmentation unless asked for. */
const unsaid: Recipe = {
  ...defaultRecipe,
  schedule: { kind: 'Constant', warmup: 0 },
  augment: [],
};

/** Reads a `train` declaration's entries, and says what is wrong with them at the smallest ranges. */
export function readRecipe(declaration: TrainDeclaration, uri: string, evaluate: Evaluate): ReadRecipe {
  const reader = new Reader(uri, evaluate);
  const given = new Map<string, RecipeEntry>();
  for (const entry of declaration.entries) {
    const { name, range } = entry.key;
    const first = given.get(name);
    if (first) reader.report('repeated-entry', `\`${name}\` is given twice.`, range);
    else if (Object.hasOwn(recipeEntries, name)) given.set(name, entry);
    else reader.unknownEntry(name, range);
  }
  const plain = (key: 'batch' | 'epochs' | 'seed'): number => {
    const entry = given.get(key);
    const value = entry && reader.plain(key, entry.value);
    return value ?? unsaid[key];
  };
  const form = (key: string): Applied | undefined => {
    const entry = given.get(key);
    return entry && reader.form(key, recipeEntries[key]!, entry.value);
  };
  const flow = (key: 'prepare' | 'augment'): readonly Chosen[] => {
    const entry = given.get(key);
    return entry ? reader.flow(key, recipeEntries[key]!, entry.value).map(chosenOf) : unsaid[key];
  };
  const optimizer = form('optimizer');
  const schedule = form('schedule');
  const loss = form('loss');
  const recipe: Recipe = {
    name: declaration.name?.name ?? declaration.network.name,
    batch: plain('batch'),
    epochs: plain('epochs'),
    seed: plain('seed'),
    optimizer: optimizer ? optimizerPart(optimizer) : unsaid.optimizer,
    schedule: schedule ? schedulePart(schedule) : unsaid.schedule,
    prepare: flow('prepare'),
    augment: flow('augment'),
    labelSmoothing: (loss?.values.label_smoothing as number | undefined) ?? unsaid.labelSmoothing,
  };
  const ranges = new Map([...given].map(([key, { value }]) => [key, value.range]));
  checkAgainstEpochs(recipe, schedule, reader);
  return { recipe, mistakes: reader.mistakes, ranges };
}

/** What is legal by itself but can't be meant together. */
function checkAgainstEpochs(recipe: Recipe, applied: Applied | undefined, reader: Reader): void {
  if (!applied) return;
  const { schedule, epochs } = recipe;
  const last = scheduleOf(schedule).jumps?.(schedule, epochs).after.at(-1);
  if (last !== undefined && last >= epochs) {
    reader.report(
      'schedule-beyond-end',
      `The learning rate is to change after epoch ${last}, but training ends after ${epochs}.`,
      applied.range,
    );
  }
  if (schedule.warmup >= epochs) {
    reader.report(
      'schedule-beyond-end',
      `The warmup takes ${schedule.warmup} epochs, but training ends after ${epochs}.`,
      applied.range,
      undefined,
      'error',
    );
  }
  const growth = rateGrowth(recipe);
  if (growth !== undefined) reader.report('recipe-value', growth, applied.range);
}

/** Why a learning rate that is multiplied again and again is none any more at the end; undefined where it is one. */
export function rateGrowth({ schedule, epochs, optimizer }: Recipe): string | undefined {
  const last = optimizer.lr * (scheduleOf(schedule).growth?.(schedule, epochs) ?? 0);
  if (last <= largestRate) return undefined;
  return `The learning rate would rise to ${last === Infinity ? 'more than a number can hold' : last.toExponential(1)} by epoch ${epochs}: give ${schedule.kind} a factor below 1.`;
}

/** What is told of a name that names nothing of its kind. */
const unknownCodes = {
  entry: 'unknown-recipe-entry',
  argument: 'unknown-recipe-argument',
  step: 'unknown-recipe-step',
  optimizer: 'unknown-recipe-optimizer',
  schedule: 'unknown-recipe-schedule',
  loss: 'unknown-recipe-loss',
} as const satisfies Readonly<Record<string, MistakeCode>>;

const isKind = (key: string): key is keyof typeof unknownCodes => Object.hasOwn(unknownCodes, key);

class Reader {
  readonly mistakes: Mistake[] = [];
  readonly #uri: string;
  readonly #evaluate: Evaluate;

  constructor(uri: string, evaluate: Evaluate) {
    this.#uri = uri;
    this.#evaluate = evaluate;
  }

  report(
    code: MistakeCode,
    message: string,
    range: Range,
    fixes?: readonly Fix[],
    severity?: Severity,
  ): void {
    const location = { uri: this.#uri, start: range.start, end: range.end };
    this.mistakes.push(mistakeOf({ code, severity, message, location, ...(fixes ? { fixes } : {}) }));
  }

  /** An entry that is none: perhaps an argument of another (`lr 0.1`). */
  unknownEntry(name: string, range: Range): void {
    for (const [key, { forms = {} }] of Object.entries(recipeEntries)) {
      for (const [form, { parameters }] of Object.entries(forms)) {
        if (!Object.hasOwn(parameters, name)) continue;
        const message = `\`${name}\` is an argument of \`${key}\`: write \`${key} ${form}(${name}: …)\`.`;
        this.report('unknown-recipe-entry', message, range);
        return;
      }
    }
    this.unknown('entry', name, range, Object.keys(recipeEntries));
  }

  unknown(what: keyof typeof unknownCodes, name: string, range: Range, known: readonly string[]): void {
    const suggestion = nearestName(name, known);
    const { start, end } = range;
    this.report(
      unknownCodes[what],
      suggestion === undefined
        ? `There is no ${what} \`${name}\` here: ${known.join(', ')}.`
        : `There is no ${what} \`${name}\` here. Did you mean \`${suggestion}\`?`,
      range,
      suggestion === undefined
        ? undefined
        : [{ title: `Change to \`${suggestion}\``, range: { start, end }, text: suggestion }],
    );
  }

  plain(key: string, expression: Expression): number | undefined {
    const { takes } = recipeEntries[key]!;
    if (typeof takes === 'string' || expression.kind === 'missing') return undefined;
    const value = this.#evaluate(expression);
    if (value.kind === 'unknown') return undefined;
    const check = checkValue(takes, value);
    if (check.ok) return check.value as number;
    this.report('recipe-value', `\`${key}\` takes ${check.expected}.`, expression.range);
    return undefined;
  }

  flow(key: string, entry: RecipeEntryForm, expression: Expression): Applied[] {
    if (expression.kind !== 'flow') {
      const applied = this.form(key, entry, expression);
      return applied ? [applied] : [];
    }
    if (expression.steps.length > mostSteps) {
      this.report('recipe-value', `\`${key}\` takes ${mostSteps} steps at most.`, expression.range);
      return [];
    }
    return expression.steps.flatMap((step) => {
      if (step.name) {
        this.report('recipe-step-name', 'A step of a recipe takes no name.', step.name.range);
      }
      const applied = this.form(key, entry, step.expression);
      return applied ? [applied] : [];
    });
  }

  form(key: string, entry: RecipeEntryForm, expression: Expression): Applied | undefined {
    const forms = entry.forms ?? {};
    const callee = expression.kind === 'call' ? expression.callee : expression;
    if (expression.kind === 'missing' || callee.kind === 'missing') return undefined;
    // Entries that take no one thing of their own kind take steps.
    const what = isKind(key) ? key : 'step';
    if (callee.kind === 'text') {
      this.unknown(what, callee.value, callee.range, Object.keys(forms));
      return undefined;
    }
    if (callee.kind !== 'name') {
      const steps =
        what === 'step'
          ? 'steps that follow each other by `->`'
          : expression.kind === 'flow'
            ? 'one of them, not a flow'
            : 'one of them';
      this.report(
        'recipe-value',
        `\`${key}\` takes ${steps}: ${Object.keys(forms).join(', ')}.`,
        expression.range,
      );
      return undefined;
    }
    const form = Object.hasOwn(forms, callee.name) ? forms[callee.name] : undefined;
    if (!form) {
      this.unknown(what, callee.name, callee.range, Object.keys(forms));
      return undefined;
    }
    const given = expression.kind === 'call' ? expression.arguments : [];
    const values = this.#arguments(callee.name, form, given, expression.range);
    return values && { name: callee.name, values, range: expression.range };
  }

  /** Undefined when a required argument is missing or wrong; a wrong optional one has its default. */
  #arguments(
    name: string,
    form: RecipeForm,
    given: readonly Argument[],
    range: Range,
  ): Applied['values'] | undefined {
    const keys = Object.keys(form.parameters);
    const values: Record<string, RecipeValue | undefined> = {};
    const seen = new Set<string>();
    let complete = true;
    for (const [position, argument] of given.entries()) {
      const key = argument.name?.name ?? keys[position];
      if (key === undefined || (!argument.name && position > 1)) {
        this.report('recipe-argument', `${positionMessage(name, keys, position)}.`, argument.range);
      } else if (!keys.includes(key)) {
        this.unknown('argument', key, argument.name!.range, keys);
      } else if (seen.has(key)) {
        this.report('recipe-argument', `\`${key}\` is given twice.`, argument.range);
      } else {
        seen.add(key);
        const value = argument.value.kind === 'missing' ? undefined : this.#evaluate(argument.value);
        if (!value || value.kind === 'unknown') continue;
        const check = checkValue(form.parameters[key]!, value);
        if (check.ok) values[key] = check.value;
        else
          this.report('recipe-value', `\`${key}\` of ${name} takes ${check.expected}.`, argument.value.range);
      }
    }
    for (const [key, parameter] of Object.entries(form.parameters)) {
      if (values[key] !== undefined) continue;
      if (parameter.default !== undefined || parameter.optional) {
        values[key] = parameter.default;
        continue;
      }
      complete = false;
      if (!seen.has(key)) {
        this.report(
          'recipe-argument-missing',
          `${signature(name, form)} needs \`${key}\`: ${expectation(parameter)}.`,
          range,
        );
      }
    }
    return complete ? Object.fromEntries(keys.map((key) => [key, values[key]])) : undefined;
  }
}

function positionMessage(name: string, keys: readonly string[], position: number): string {
  if (keys.length === 0) return `${name} takes no arguments`;
  const key = keys[position];
  return key === undefined
    ? `${name} takes ${keys.length === 1 ? 'one argument' : `${keys.length} arguments`}: ${keys.join(', ')}`
    : `Only the first two arguments may stand without their names: write \`${key}: …\``;
}
