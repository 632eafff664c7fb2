import { isSchemeName, schemeFromCall, schemeText } from './initializers.ts';
import type {
  ArgumentCheck,
  ArgumentValue,
  InitializerScheme,
  ParameterSpec,
  ParameterType,
  ParameterTypes,
} from '../parameter.ts';
import { shortened } from '../../wording/visible.ts';
import { exact } from '../../wording/figures.ts';

/**
 * What a layer file says of a parameter. It is required unless it has a `default` or is `optional`
 * (then absent stays undefined, and `defaultText` tells what happens).
 */
interface Description<Type extends ParameterType> {
  readonly doc: string;
  readonly default?: ParameterTypes[Type];
  readonly optional?: true;
  readonly defaultText?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly choices?: readonly string[];
  readonly byName?: string;
  readonly plausible?: { readonly least?: number; readonly most?: number };
}

type Described<Type extends ParameterType, Given> = Given extends { default: unknown }
  ? ParameterSpec<Type, false> & { readonly default: ParameterTypes[Type] }
  : Given extends { optional: true }
    ? ParameterSpec<Type, false>
    : ParameterSpec<Type, true>;

function builder<Type extends ParameterType>(type: Type, preset: Partial<Description<Type>> = {}) {
  return <const Given extends Description<Type>>(given: Given): Described<Type, Given> => {
    const { doc, optional, ...rest } = { ...preset, ...given };
    const required = !optional && rest.default === undefined;
    return { type, documentation: doc, required, ...rest } as unknown as Described<Type, Given>;
  };
}

/** A whole number, of 1 or more unless the layer says otherwise. */
export const integer = builder('integer', { minimum: 1 });
export const number = builder('number');
export const boolean = builder('boolean');
/** Two whole numbers, height first, of 1 or more unless the layer says otherwise. */
export const pair = builder('pair', { minimum: 1 });
export const padding = builder('padding');
export const border = builder('border');
export const word = builder('word');
export const dimensions = builder('dimensions');
export const table = builder('table');
export const initializerArgument = builder('initializer');

/** A probability to drop, from 0 to below 1. */
export const rate = builder('number', { minimum: 0, maximum: 1, exclusiveMaximum: true });

/** Larger sizes than this are a slip of the finger, and would overflow what is counted. */
const largestWhole = 1_000_000_000;

/** What expansion hands over: a value of the language, or a scheme made by schemeFromCall. */
export type GivenArgument = ArgumentValue | InitializerScheme;

type Checked = ParameterTypes[ParameterType] | undefined;

/** The value as `spec` takes it, or undefined. */
function interpret(spec: ParameterSpec, value: GivenArgument): Checked {
  switch (spec.type) {
    case 'integer':
      return isWhole(spec, value) ? value : undefined;
    case 'number':
      return isNumber(spec, value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'pair':
      if (isWhole(spec, value)) return [value, value];
      return isWholeList(spec, value) && value.length === 2 ? value : undefined;
    case 'padding':
      return value === 'same' || value === 'valid' ? value : interpretBorder(value);
    case 'border':
      return interpretBorder(value);
    case 'word':
      return typeof value === 'string' && spec.choices?.includes(value) ? value : undefined;
    case 'dimensions':
      return isWholeList({ ...spec, minimum: 1 }, value) && value.length > 0 ? value : undefined;
    case 'table':
      return isTable(spec, value) ? value : undefined;
    case 'initializer':
      return interpretScheme(value);
  }
}

function interpretBorder(value: GivenArgument): ParameterTypes['border'] | undefined {
  const spec = { minimum: 0 };
  if (isWhole(spec, value)) return [value, value, value, value];
  if (!isWholeList(spec, value)) return undefined;
  const [a, b, c, d] = value;
  if (value.length === 2) return [a!, a!, b!, b!];
  return value.length === 4 ? [a!, b!, c!, d!] : undefined;
}

function interpretScheme(value: GivenArgument): InitializerScheme | undefined {
  if (typeof value === 'string') {
    if (!isSchemeName(value)) return undefined;
    const check = schemeFromCall(value, []);
    return check.ok ? check.value : undefined;
  }
  return isScheme(value) ? value : undefined;
}

function isScheme(value: GivenArgument): value is InitializerScheme {
  return typeof value === 'object' && 'scheme' in value;
}

type Limits = Pick<ParameterSpec, 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'>;

function isNumber(limits: Limits, value: GivenArgument): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  const { minimum = -Infinity, maximum = Infinity } = limits;
  if (value < minimum || value > maximum) return false;
  return !(limits.exclusiveMinimum && value === minimum) && !(limits.exclusiveMaximum && value === maximum);
}

function isWhole(limits: Limits, value: GivenArgument): value is number {
  return isNumber(limits, value) && Number.isInteger(value) && Math.abs(value) <= largestWhole;
}

function isWholeList(limits: Limits, value: GivenArgument): value is readonly number[] {
  return Array.isArray(value) && value.every((element: ArgumentValue) => isWhole(limits, element));
}

function isTable(spec: ParameterSpec, value: GivenArgument): value is readonly (readonly number[])[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((row: ArgumentValue) => isWholeList({ minimum: spec.minimum ?? 0 }, row) && row.length > 0)
  );
}

/**
 * Checks one argument against its parameter and brings it into the form that the layer's functions
 * take: a number becomes a pair or a border, a word a scheme.
 */
export function checkArgument(spec: ParameterSpec, value: GivenArgument): ArgumentCheck {
  const checked = interpret(spec, value);
  if (checked !== undefined) return { ok: true, value: checked };
  return { ok: false, expected: `${expectationFor(spec, value)}, not ${argumentText(value, longestShown)}` };
}

function expectationFor(spec: ParameterSpec, value: GivenArgument): string {
  const numbers = [value].flat(2).filter((element) => typeof element === 'number');
  if (spec.type !== 'number' && numbers.some((element) => element > (spec.maximum ?? largestWhole))) {
    return `at most ${exact(spec.maximum ?? largestWhole)}`;
  }
  if (spec.type === 'initializer' && typeof value === 'string' && isSchemeName(value)) {
    const check = schemeFromCall(value, []);
    if (!check.ok) return check.expected;
  }
  return expectation(spec);
}

/** What a parameter takes, in a practitioner's words: `a whole number of 1 or more`. */
export function expectation(spec: ParameterSpec): string {
  const limits = limitText(spec);
  switch (spec.type) {
    case 'integer':
      return `a whole number${limits}`;
    case 'number':
      return `a number${limits}`;
    case 'boolean':
      return 'true or false';
    case 'pair':
      return `a whole number${limits}, or two ([height, width])`;
    case 'padding':
      return 'same, valid, a whole number of 0 or more, [vertical, horizontal] or [top, bottom, left, right]';
    case 'border':
      return 'a whole number of 0 or more, [vertical, horizontal] or [top, bottom, left, right]';
    case 'word':
      return alternatives(spec.choices ?? []);
    case 'dimensions':
      return 'whole numbers of 1 or more, as in 7x7x512';
    case 'table':
      return (spec.minimum ?? 0) < 0
        ? 'a list of lists of whole numbers'
        : 'a list that gives for each output map the list of the input maps it sees (from 0)';
    case 'initializer':
      return alternatives(
        Object.keys(exampleSchemes).map((name) => exampleSchemes[name as InitializerScheme['scheme']]),
      );
  }
}

/** The words that a parameter takes; undefined where it takes none, nor a choice between forms. */
export function choicesOf(spec: ParameterSpec): readonly string[] | undefined {
  switch (spec.type) {
    case 'padding':
      return ['same', 'valid'];
    case 'word':
      return spec.choices ?? [];
    case 'initializer':
      return Object.keys(exampleSchemes);
    case 'boolean':
      return ['true', 'false'];
    case 'border':
      return [];
    default:
      return undefined;
  }
}

const exampleSchemes: Readonly<Record<InitializerScheme['scheme'], string>> = {
  He: 'He',
  Xavier: 'Xavier',
  LeCun: 'LeCun',
  Zeros: 'Zeros',
  Ones: 'Ones',
  Normal: 'Normal(0.01)',
  Uniform: 'Uniform(0.01)',
  Constant: 'Constant(1)',
};

function limitText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Limits): string {
  if (minimum !== undefined && maximum !== undefined) {
    return ` ${exclusiveMinimum ? 'above' : 'from'} ${minimum} ${exclusiveMaximum ? 'to below' : 'to'} ${maximum}`;
  }
  if (minimum !== undefined) return exclusiveMinimum ? ` above ${minimum}` : ` of ${minimum} or more`;
  if (maximum !== undefined) return exclusiveMaximum ? ` below ${maximum}` : ` of ${maximum} or less`;
  return '';
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Of an argument in a sentence: a list may hold very many elements. */
const longestShown = 60;

/** An argument as the source would write it, cut where it is longer than that. */
export function argumentText(value: GivenArgument, length = Infinity): string {
  if (Array.isArray(value)) {
    let text = '[';
    for (const [index, element] of (value as readonly ArgumentValue[]).entries()) {
      if (text.length > length) return shortened(text, length);
      text += (index > 0 ? ', ' : '') + argumentText(element, length - text.length);
    }
    return shortened(`${text}]`, length);
  }
  if (isScheme(value)) return schemeText(value);
  return shortened(
    typeof value === 'string' && !/^[A-Za-z_]\w*$/.test(value) ? JSON.stringify(value) : String(value),
    length,
  );
}

/** The default as the source would write it, for hover and completion; undefined where there is none. */
export function defaultText(spec: ParameterSpec): string | undefined {
  if (spec.defaultText !== undefined) return spec.defaultText;
  const value = spec.default;
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0 && value.every((element) => element === value[0])) {
    return argumentText(value[0] as ArgumentValue);
  }
  return argumentText(value);
}
