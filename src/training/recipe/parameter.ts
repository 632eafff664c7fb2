/** The arguments of what stands on the shelves of a recipe: what each may be, and its type once checked. */
import type { Size } from './recipe.ts';

/** What an argument is once checked. */
export interface RecipeValueTypes {
  whole: number;
  number: number;
  boolean: boolean;
  /** Height x width; one whole number means both. */
  size: Size;
  /** A whole number, that of the shorter side, or height x width. */
  sides: number | Size;
  /** A list of numbers, one a channel. */
  numbers: readonly number[];
  /** Whole numbers that increase. */
  increasing: readonly number[];
  /** Two numbers, the smaller one first. */
  range: readonly [from: number, to: number];
}

export type RecipeValueType = keyof RecipeValueTypes;

export interface RecipeParameter<Type extends RecipeValueType = RecipeValueType> {
  readonly type: Type;
  readonly documentation: string;
  /** Absent: required, unless `optional`. */
  readonly default?: RecipeValueTypes[Type];
  readonly optional?: true;
  /** What it, or each of its numbers, may be at the least and at the most: beyond is a mistake, not a choice. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** The same, these numbers themselves not allowed. */
  readonly above?: number;
  readonly below?: number;
}

/** By the name that a run's record has; a `train` declaration writes `weight_decay` for `weightDecay`. */
export type RecipeParameters = Readonly<Record<string, RecipeParameter>>;

/**
 * A thing's arguments, checked and completed; optional ones are undefined when absent. Where its parameters are
 * forgotten, as a catalogue holds it, they are whatever a recipe chose, name and all.
 */
export type RecipeArguments<Specs extends RecipeParameters> = {
  readonly [Name in keyof Specs]:
    | RecipeValueTypes[Specs[Name]['type']]
    | ('optional' extends keyof Specs[Name] ? undefined : never)
    | (string extends keyof Specs ? string : never);
};

/** What every thing of a shelf says of itself. */
export interface ShelfThing<Specs extends RecipeParameters = RecipeParameters> {
  /** As the language writes it. */
  readonly name: string;
  /** Markdown, one or two sentences: for hover, completion and docs/language.md. */
  readonly documentation: string;
  /** In their order; the first two may be given by position. */
  readonly parameters: Specs;
  /** As a recipe would write it, each way in which it differs: what the test of the shelf tries. */
  readonly examples: readonly string[];
}
