/** Checks of a recipe's values against the parameters that they are given for. */
import type { Value } from '../../network/network.ts';
import type { RecipeForm } from './entries.ts';
import type { RecipeParameter, RecipeValueType, RecipeValueTypes } from './parameter.ts';
import type { Size } from './recipe.ts';
import { shortened } from '../../wording/visible.ts';

export type ValueCheck<Type extends RecipeValueType> =
  | { readonly ok: true; readonly value: RecipeValueTypes[Type] }
  /** `a whole number of 1 or more, not 2.5` */
  | { readonly ok: false; readonly expected: string };

export function checkValue<Type extends RecipeValueType>(
  parameter: RecipeParameter<Type>,
  value: Value,
): ValueCheck<Type> {
  const found = readings[parameter.type](value, (each) => isWithin(parameter, each));
  return found === undefined
    ? { ok: false, expected: `${expectation(parameter)}, not ${shortened(valueText(value), 80)}` }
    : { ok: true, value: found };
}

/** A value as an argument of each type; undefined where it is none. */
const readings: {
  readonly [Type in RecipeValueType]: (
    value: Value,
    isWithin: (each: number) => boolean,
  ) => RecipeValueTypes[Type] | undefined;
} = {
  boolean: (value) => (value.kind === 'boolean' ? value.value : undefined),
  number: (value, isWithin) => (value.kind === 'number' && isWithin(value.value) ? value.value : undefined),
  whole: wholeNumber,
  size(value, isWithin) {
    const both = wholeNumber(value, isWithin);
    return both === undefined ? heightAndWidth(value, isWithin) : [both, both];
  },
  sides: (value, isWithin) => wholeNumber(value, isWithin) ?? heightAndWidth(value, isWithin),
  numbers(value, isWithin) {
    const numbers = numbersOf(value);
    return numbers && numbers.length > 0 && numbers.every(isWithin) ? numbers : undefined;
  },
  increasing(value, isWithin) {
    const numbers = numbersOf(value);
    const isNext = (each: number, index: number): boolean =>
      Number.isInteger(each) && isWithin(each) && each > (numbers?.[index - 1] ?? 0);
    return numbers && numbers.length > 0 && numbers.every(isNext) ? numbers : undefined;
  },
  range(value, isWithin) {
    const [from, to, ...more] = numbersOf(value) ?? [];
    if (from === undefined || to === undefined || more.length > 0) return undefined;
    return isWithin(from) && isWithin(to) && from <= to ? [from, to] : undefined;
  },
};

function wholeNumber(value: Value, isWithin: (each: number) => boolean): number | undefined {
  const isWhole = value.kind === 'number' && Number.isInteger(value.value) && isWithin(value.value);
  return isWhole ? value.value : undefined;
}

function heightAndWidth(value: Value, isWithin: (each: number) => boolean): Size | undefined {
  const [height, width, ...more] = numbersOf(value) ?? [];
  if (height === undefined || width === undefined || more.length > 0) return undefined;
  const fits = [height, width].every((each) => Number.isInteger(each) && isWithin(each));
  return fits ? [height, width] : undefined;
}

function numbersOf(value: Value): readonly number[] | undefined {
  if (value.kind !== 'list') return undefined;
  const numbers = value.elements.flatMap((element) => (element.kind === 'number' ? [element.value] : []));
  return numbers.length === value.elements.length ? numbers : undefined;
}

function isWithin({ minimum, maximum, above, below }: RecipeParameter, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  return (
    value >= (minimum ?? -Infinity) &&
    value <= (maximum ?? Infinity) &&
    value > (above ?? -Infinity) &&
    value < (below ?? Infinity)
  );
}

/** What a parameter takes: `a whole number of 1 or more`. */
export function expectation(parameter: RecipeParameter): string {
  switch (parameter.type) {
    case 'boolean':
      return 'true or false';
    case 'number':
      return `a number${limits(parameter)}`;
    case 'whole':
      return `a whole number${limits(parameter)}`;
    case 'size':
    case 'sides':
      return `a whole number${limits(parameter)} or height x width, as in 32x32`;
    case 'numbers':
      return `a list of numbers${limits(parameter)}, one a channel`;
    case 'increasing':
      return `a list of whole numbers${limits(parameter)} that increase, as in [82, 123]`;
    case 'range':
      return `two numbers${limits(parameter)}, the smaller one first`;
  }
}

function limits({ minimum, maximum, above, below }: RecipeParameter): string {
  const text = (limit: number): string => limit.toLocaleString('en-US', { maximumFractionDigits: 20 });
  const most =
    maximum !== undefined ? text(maximum) : below !== undefined ? `below ${text(below)}` : undefined;
  if (minimum !== undefined) {
    return most === undefined ? ` of ${text(minimum)} or more` : ` from ${text(minimum)} to ${most}`;
  }
  if (above === undefined) return '';
  return most === undefined ? ` above ${text(above)}` : ` above ${text(above)}, at most ${most}`;
}

/** A value given from outside, in JSON's forms, as the language would have it; what it can't have is unknown, which no parameter takes. */
export function languageValue(value: unknown): Value {
  switch (typeof value) {
    case 'number':
      return { kind: 'number', value };
    case 'boolean':
      return { kind: 'boolean', value };
    case 'string':
      return { kind: 'text', value };
    default:
      return Array.isArray(value)
        ? { kind: 'list', elements: value.map(languageValue) }
        : { kind: 'unknown' };
  }
}

/** A value as the source would write it. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case 'number':
    case 'boolean':
      return String(value.value);
    case 'text':
      return /^\w+$/.test(value.value) ? value.value : JSON.stringify(value.value);
    case 'list':
      return `[${value.elements.map(valueText).join(', ')}]`;
    case 'applicable':
    case 'function':
      return value.text;
    case 'map':
      return 'a value of the network';
    case 'unknown':
      return 'what stands here';
  }
}

/** `SGD(lr, momentum: 0, nesterov: false)`: for hover and completion. */
export function signature(name: string, form: RecipeForm): string {
  const parameters = Object.entries(form.parameters).map(([key, { default: value }]) => {
    if (value === undefined) return key;
    return `${key}: ${typeof value === 'object' ? `[${value.join(', ')}]` : String(value)}`;
  });
  return parameters.length === 0 ? name : `${name}(${parameters.join(', ')})`;
}
