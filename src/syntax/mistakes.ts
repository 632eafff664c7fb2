import type { Location, Range } from './tree.ts';

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

export const locate = (uri: string, range: Range): Location => ({ uri, start: range.start, end: range.end });

export type MistakeDetails = Pick<Mistake, 'related' | 'fixes'> & { readonly severity?: Severity };

/** Gathers mistakes, each once for its place and code. */
export class Mistakes {
  readonly list: Mistake[] = [];
  readonly #seen = new Set<string>();

  add(
    code: string,
    location: Location,
    message: string,
    details: MistakeDetails = {},
    chain: readonly CallSite[] = [],
  ) {
    const { severity = 'error', ...rest } = details;
    this.take({ code, severity, message, location, chain, ...rest });
  }

  /** Something was told already that `take` would not tell again. */
  hasTold(code: string, location: Location): boolean {
    return this.#seen.has(mistakeKey({ code, location }));
  }

  take(mistake: Mistake) {
    const key = mistakeKey(mistake);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.list.push(mistake);
  }
}

/** Two mistakes of the same key say the same to the reader. */
export function mistakeKey({ code, location }: Pick<Mistake, 'code' | 'location'>): string {
  return `${location.uri}:${location.start}:${location.end}:${code}`;
}
