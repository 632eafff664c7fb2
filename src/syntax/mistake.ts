import type { Location } from './tree.ts';

export type Severity = 'error' | 'warning' | 'hint';

/** What a quick fix does: replaces a range of the mistake's file by a text. */
export interface Fix {
  readonly title: string;
  readonly range: { readonly start: number; readonly end: number };
  readonly text: string;
}

/** One step of the chain of calls that led to a mistake, outermost first. */
export interface CallSite {
  /** `in Bottleneck(128, stride: 2)` */
  readonly text: string;
  readonly location: Location;
}

/** One message to the user, at the smallest range that shows the cause. */
export interface Mistake {
  /** Stable, kebab-case: `unknown-name`, `merge-shapes`, … */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence or two, in a practitioner's words, with the values that clash. */
  readonly message: string;
  readonly location: Location;
  readonly chain: readonly CallSite[];
  /** Other places that explain it (the operand that it clashes with, the first binding of a name). */
  readonly related?: readonly CallSite[];
  readonly fixes?: readonly Fix[];
}
