import type { Border, Pair } from './tensorOps.ts';

/** A value of the language as far as layers take it: no layers, blocks or feature maps. */
export type ArgumentValue = number | boolean | string | readonly ArgumentValue[];

/** `init: He`, `init: Normal(0.01)`: a scheme, whose fans the layer fills in. */
export interface InitializerScheme {
  readonly scheme: 'He' | 'Xavier' | 'LeCun' | 'Zeros' | 'Ones' | 'Normal' | 'Uniform' | 'Constant';
  readonly value?: number;
}

export type PaddingArgument = 'same' | 'valid' | Border;

/** What a parameter's argument is once checked. */
export interface ParameterTypes {
  /** A whole number. */
  integer: number;
  number: number;
  boolean: boolean;
  /** A whole number, meaning both, or `[height, width]`. */
  pair: Pair;
  /** `same`, `valid`, a number, `[vertical, horizontal]` or `[top, bottom, left, right]`. */
  padding: PaddingArgument;
  /** A number, `[vertical, horizontal]` or `[top, bottom, left, right]`. */
  border: Border;
  /** One of `choices`. */
  word: string;
  /** `7x7x512`: a list of whole numbers. */
  dimensions: readonly number[];
  /** Which inputs each output sees: a list of lists of whole numbers. */
  table: readonly (readonly number[])[];
  initializer: InitializerScheme;
}

export type ParameterType = keyof ParameterTypes;

export interface ParameterSpec<
  Type extends ParameterType = ParameterType,
  Required extends boolean = boolean,
> {
  readonly type: Type;
  /** One sentence: what it does, shown on hover and in completion. */
  readonly documentation: string;
  readonly required: Required;
  /** Taken when the argument is absent; shown on hover. Undefined with `required: false`: absent stays undefined. */
  readonly default?: ParameterTypes[Type];
  /** The default in words, where it is computed (`kernel`). */
  readonly defaultText?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The minimum (maximum) itself is not allowed. */
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly choices?: readonly string[];
  /**
   * Goes by its name even where its place is among the first two, since a bare number there is most often meant
   * otherwise: half a sentence that says what need not be given.
   */
  readonly byName?: string;
  /** Beyond these it is taken, and warned about. */
  readonly plausible?: { readonly least?: number; readonly most?: number };
}

export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** Optional parameters without a default are undefined when absent. */
export type Arguments<Specs extends ParameterSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends { required: true } | { default: unknown }
    ? ParameterTypes[Specs[Name]['type']]
    : ParameterTypes[Specs[Name]['type']] | undefined;
};

export type ArgumentCheck =
  | { readonly ok: true; readonly value: ParameterTypes[ParameterType] }
  /** What is expected and what was found: `a whole number of 1 or more, not 2.5`. */
  | { readonly ok: false; readonly expected: string };
