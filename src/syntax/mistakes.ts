import type { CallSite, Mistake, Severity } from './mistake.ts';
import type { Location, Range } from './tree.ts';

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
