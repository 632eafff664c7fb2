import { codes } from './codes.ts';
import type { MistakeCode, Severity } from './codes.ts';
import type { Location, Range } from './tree.ts';

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
  readonly code: MistakeCode;
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

/** What a mistake may say besides. */
export type MistakeDetails = Pick<Mistake, 'related' | 'fixes'>;

/** What is told: as severely as its code says, unless it says so itself; with no chain of calls unless it has one. */
type Told = Omit<Mistake, 'severity' | 'chain'> & Partial<Pick<Mistake, 'severity' | 'chain'>>;

export const mistakeOf = ({ severity, chain = [], ...said }: Told): Mistake => ({
  ...said,
  severity: severity ?? codes[said.code].severity,
  chain,
});

/** Gathers mistakes, each once for its place and code. */
export class Mistakes {
  readonly list: Mistake[] = [];
  readonly #seen = new Set<string>();

  add(
    code: MistakeCode,
    location: Location,
    message: string,
    details?: MistakeDetails,
    chain?: readonly CallSite[],
  ) {
    this.take(mistakeOf({ code, location, message, chain, ...details }));
  }

  /** Something was told already that `take` would not tell again. */
  hasTold(code: MistakeCode, location: Location): boolean {
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
