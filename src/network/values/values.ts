import type { AnyLayer } from '../../layers/layer.ts';
import type { InitializerScheme } from '../../layers/parameter.ts';
import type { Shape } from '../../layers/shape.ts';
import type { DeclaredBlock, FileScope } from '../fileScope.ts';
import type { Source } from '../network.ts';
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

interface NumberValue {
  readonly kind: 'number';
  readonly value: number;
  /** For a `/` that gave no whole number: how it came about. */
  readonly quotient?: Quotient;
}

interface Quotient {
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

interface LayerApplicable {
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
const depthOf = (value: RuntimeValue) => ('depth' in value ? value.depth : 0);

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
