import type { AnyLayer } from '../../layers/layer.ts';
import type { InitializerScheme } from '../../layers/parameter.ts';
import { schemeText } from '../../layers/parts/initializers.ts';
import type { Shape } from '../../layers/shape.ts';
import { shapeText } from '../../layers/shape.ts';
import type { DeclaredBlock, FileScope } from '../fileScope.ts';
import type { Source, Value } from '../network.ts';
import type { Argument, Expression, LetDeclaration, Location } from '../../syntax/tree.ts';

/**
 * What an expression gives during expansion. Values are immutable; lists, applicables and functions may
 * share parts, so nothing may walk them without remembering where it has been; `depth` bounds the walk.
 */
export type RuntimeValue =
  | NumberValue
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | ListValue
  | { readonly kind: 'scheme'; readonly scheme: InitializerScheme }
  | Applicable
  | FunctionValue
  | MapValue
  | { readonly kind: 'unknown' };

export interface NumberValue {
  readonly kind: 'number';
  readonly value: number;
  /** For a `/` that gave no whole number: how it came about. */
  readonly quotient?: Quotient;
}

export interface Quotient {
  readonly left: number;
  readonly right: number;
  readonly file: FileScope;
  readonly expression: Expression;
}

export interface ListValue {
  readonly kind: 'list';
  readonly elements: readonly RuntimeValue[];
  /** How many values it holds at all depths, shared ones counted each time. */
  readonly size: number;
  readonly depth: number;
}

/** A feature map or vector in the body under construction. */
export interface MapValue {
  readonly kind: 'map';
  readonly source: Source;
  readonly shape: Shape | undefined;
}

/** An argument that was handed over, evaluated. */
export class Given {
  readonly name: string | undefined;
  readonly value: RuntimeValue;
  readonly #uri: string;
  readonly #argument: Argument;

  constructor(value: RuntimeValue, uri: string, argument: Argument) {
    this.name = argument.name?.name;
    this.value = value;
    this.#uri = uri;
    this.#argument = argument;
  }

  /** Of the argument's value. */
  get location(): Location {
    const { start, end } = this.#argument.value.range;
    return { uri: this.#uri, start, end };
  }

  /** Of the whole argument, name included. */
  get whole(): Location {
    const { start, end } = this.#argument.range;
    return { uri: this.#uri, start, end };
  }

  /** The value, where it is a number. */
  get size(): number | undefined {
    return this.value.kind === 'number' ? this.value.value : undefined;
  }

  /** The same argument as another body sees it. */
  with(value: RuntimeValue): Given {
    return value === this.value ? this : new Given(value, this.#uri, this.#argument);
  }
}

export interface LayerApplicable {
  readonly kind: 'applicable';
  readonly form: 'layer';
  readonly layer: AnyLayer;
  readonly given: readonly Given[];
  readonly depth: number;
}

export interface BlockApplicable {
  readonly kind: 'applicable';
  readonly form: 'block';
  readonly block: DeclaredBlock;
  readonly given: readonly Given[];
  readonly depth: number;
}

/** A flow handed over to be applied: with the values of the names that it uses, and none else. */
export interface FlowApplicable {
  readonly kind: 'applicable';
  readonly form: 'flow';
  readonly expression: Expression;
  readonly file: FileScope;
  readonly captured: ReadonlyMap<string, RuntimeValue>;
  readonly depth: number;
}

export type Applicable = LayerApplicable | BlockApplicable | FlowApplicable;

export interface FunctionValue {
  readonly kind: 'function';
  readonly declaration: LetDeclaration;
  readonly file: FileScope;
  readonly captured: ReadonlyMap<string, RuntimeValue>;
  readonly depth: number;
}

export const unknown: RuntimeValue = { kind: 'unknown' };
/** The numbers that most arguments are; values are immutable, so that each of these is there once. */
const smallNumbers = Array.from({ length: 1025 }, (_, value): RuntimeValue => ({ kind: 'number', value }));
const [falseValue, trueValue] = [false, true].map((value): RuntimeValue => ({ kind: 'boolean', value }));

export const numberValue = (value: number): RuntimeValue =>
  Number.isInteger(value) && value >= 0 && value < smallNumbers.length
    ? smallNumbers[value]!
    : { kind: 'number', value };
export const booleanValue = (value: boolean): RuntimeValue => (value ? trueValue! : falseValue!);
export const textValue = (value: string): RuntimeValue => ({ kind: 'text', value });

export function listValue(elements: readonly RuntimeValue[]): ListValue {
  let size = 1;
  for (const element of elements) size += element.kind === 'list' ? element.size : 1;
  return { kind: 'list', elements, size, depth: 1 + deepest(elements) };
}

/** How deep values hold each other; 0 for those that hold none. */
export const depthOf = (value: RuntimeValue) => ('depth' in value ? value.depth : 0);

const deepestGiven = (given: readonly Given[]) => {
  let depth = 0;
  for (const { value } of given) depth = Math.max(depth, depthOf(value));
  return depth;
};

export function deepest(values: Iterable<RuntimeValue>): number {
  let depth = 0;
  for (const value of values) depth = Math.max(depth, depthOf(value));
  return depth;
}

export const layerApplicable = (layer: AnyLayer, given: readonly Given[] = []): LayerApplicable => ({
  kind: 'applicable',
  form: 'layer',
  layer,
  given,
  depth: 1 + deepestGiven(given),
});

export const blockApplicable = (block: DeclaredBlock, given: readonly Given[] = []): BlockApplicable => ({
  kind: 'applicable',
  form: 'block',
  block,
  given,
  depth: 1 + deepestGiven(given),
});

/** A number as the source would write it: up to 12 significant digits. */
export const numberText = (value: number) =>
  String(Number.isInteger(value) && Math.abs(value) < 1e12 ? value : Number(value.toPrecision(12)));

const longestText = 60;
const cut = (text: string, length = longestText) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** A value as the source would write it, cut where it is long. */
export function valueText(value: RuntimeValue, length = longestText): string {
  switch (value.kind) {
    case 'number':
      return numberText(value.value);
    case 'boolean':
      return String(value.value);
    case 'text':
      return /^[A-Za-z_]\w*$/.test(value.value) ? value.value : cut(JSON.stringify(value.value), length);
    case 'list': {
      let text = '[';
      for (const [index, element] of value.elements.entries()) {
        if (text.length > length) return cut(text, length);
        text += (index > 0 ? ', ' : '') + valueText(element, length - text.length);
      }
      return cut(`${text}]`, length);
    }
    case 'scheme':
      return schemeText(value.scheme);
    case 'applicable':
      return applicableText(value, length);
    case 'function':
      return value.declaration.name.name;
    case 'map':
      return value.shape ? shapeText(value.shape) : 'a value';
    case 'unknown':
      return '?';
  }
}

function applicableText(value: Applicable, length: number): string {
  switch (value.form) {
    case 'layer':
      return cut(callText(value.layer.name, value.given, length), length);
    case 'block':
      return cut(callText(value.block.declaration.name.name, value.given, length), length);
    case 'flow': {
      const { start, end } = value.expression.range;
      return cut(value.file.parsed.text.slice(start, end).replace(/\s+/g, ' '), length);
    }
  }
}

/** `Bottleneck(128, stride: 2)` */
export function callText(name: string, given: readonly Given[], length = longestText): string {
  if (given.length === 0 || length <= name.length) return name;
  let text = `${name}(`;
  for (const [index, argument] of given.entries()) {
    if (text.length > length) return cut(text, length);
    const label = argument.name === undefined ? '' : `${argument.name}: `;
    text += (index > 0 ? ', ' : '') + label + valueText(argument.value, length - text.length);
  }
  return `${text})`;
}

/** What kind of thing it is, in a sentence: `the number 3`, `a list`, `a value of 28x28x64`. */
export function describe(value: RuntimeValue): string {
  switch (value.kind) {
    case 'number':
      return `the number ${valueText(value)}`;
    case 'boolean':
      return valueText(value);
    case 'text':
      return `the text ${valueText(value)}`;
    case 'list':
      return `the list ${valueText(value)}`;
    case 'scheme':
      return `the initializer ${valueText(value)}`;
    case 'applicable':
      return value.form === 'layer'
        ? `the layer ${valueText(value)}`
        : value.form === 'block'
          ? `the block ${valueText(value)}`
          : `the flow ${valueText(value)}`;
    case 'function':
      return `the function ${value.declaration.name.name}`;
    case 'map':
      return value.shape ? `a value of ${shapeText(value.shape)}` : 'a value';
    case 'unknown':
      return 'unknown';
  }
}

/** `width is the number 3`, but for the text `3` itself `3 is a number`. */
export function isWhat(text: string, value: RuntimeValue): string {
  if (text !== valueText(value)) return `${text} is ${describe(value)}`;
  const kinds = { number: 'a number', boolean: 'a boolean', text: 'a text', list: 'a list' };
  return `${text} is ${value.kind in kinds ? kinds[value.kind as keyof typeof kinds] : describe(value)}`;
}

/** The value as others than expansion see it. */
export function outsideValue(value: RuntimeValue): Value {
  switch (value.kind) {
    case 'number':
      return { kind: 'number', value: value.value };
    case 'list':
      return { kind: 'list', elements: value.elements.map(outsideValue) };
    case 'scheme':
      return { kind: 'text', value: schemeText(value.scheme) };
    case 'applicable':
    case 'function':
      return { kind: value.kind, text: valueText(value) };
    case 'map':
      return { kind: 'map', shape: value.shape };
    case 'boolean':
    case 'text':
    case 'unknown':
      return value;
  }
}

/** A value given from outside (`--set`, `train`'s arguments); what can't be given so is unknown. */
export function insideValue(value: Value): RuntimeValue {
  switch (value.kind) {
    case 'number':
    case 'boolean':
    case 'text':
      return value;
    case 'list':
      return listValue(value.elements.map(insideValue));
    case 'applicable':
    case 'function':
    case 'map':
    case 'unknown':
      return unknown;
  }
}
