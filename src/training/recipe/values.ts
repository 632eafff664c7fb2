/** Checks of a recipe's values against recipeForms' parameters. */
import type { Value } from '../../network/network.ts';
import type { RecipeForm, RecipeParameter } from './entries.ts';

export type RecipeValue = number | boolean | readonly number[];

export type ValueCheck =
  | { readonly ok: true; readonly value: RecipeValue }
  /** `a whole number of 1 or more, not 2.5` */
  | { readonly ok: false; readonly expected: string };

export function checkValue(parameter: RecipeParameter, value: Value): ValueCheck {
  const found = interpret(parameter, value);
  return found === undefined
    ? { ok: false, expected: `${expectation(parameter)}, not ${shortened(valueText(value))}` }
    : { ok: true, value: found };
}

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);

function interpret(parameter: RecipeParameter, value: Value): RecipeValue | undefined {
  const within = (each: number): boolean => isWithin(parameter, each);
  const numbers = numbersOf(value);
  switch (parameter.type) {
    case 'boolean':
      return value.kind === 'boolean' ? value.value : undefined;
    case 'number':
      return value.kind === 'number' && within(value.value) ? value.value : undefined;
    case 'whole':
      return value.kind === 'number' && Number.isInteger(value.value) && within(value.value)
        ? value.value
        : undefined;
    case 'size':
      if (value.kind === 'number' && Number.isInteger(value.value) && within(value.value)) return value.value;
      return numbers?.length === 2 && numbers.every((each) => Number.isInteger(each) && within(each))
        ? numbers
        : undefined;
    case 'numbers':
      return numbers && numbers.length > 0 && numbers.every(within) ? numbers : undefined;
    case 'increasing':
      return numbers &&
        numbers.length > 0 &&
        numbers.every(
          (each, index) => Number.isInteger(each) && within(each) && each > (numbers[index - 1] ?? 0),
        )
        ? numbers
        : undefined;
    case 'range':
      return numbers?.length === 2 && numbers.every(within) && numbers[0]! <= numbers[1]!
        ? numbers
        : undefined;
  }
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
