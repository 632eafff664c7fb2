import type { Range } from '../syntax/tree.ts';
import type { MistakeCode } from '../syntax/codes.ts';
import { mistakeOf } from '../syntax/mistakes.ts';
import type { CallSite, Fix, Mistake } from '../syntax/mistakes.ts';

/** More than this from one file helps nobody. */
const most = 100;

/** A quotation that is too long for a message. */
const longQuote = /`([^`]{80})[^`]+`/g;

export interface SyntaxMistake {
  readonly code: MistakeCode;
  readonly message: string;
  readonly range: Range;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly { readonly text: string; readonly range: Range }[];
  /** Says what was said of parts of its range, or of another one, too. */
  readonly covers?: true | Range;
}

/** Gathers the syntax mistakes of one file: one at most at any one place, all within the text. */
export class SyntaxMistakes {
  private found: Mistake[] = [];
  private readonly places = new Set<number>();
  /** How often something was said, kept or not. */
  said = 0;

  constructor(
    private readonly uri: string,
    private readonly textLength: number,
  ) {}

  add(mistake: SyntaxMistake): void {
    this.said++;
    const range = this.inside(mistake.range);
    if (mistake.covers) this.forget(mistake.covers === true ? range : mistake.covers);
    if (this.places.has(range.start) || this.found.length >= most) return;
    this.places.add(range.start);
    const related = mistake.related?.map((other): CallSite => ({
      text: other.text,
      location: { uri: this.uri, ...this.inside(other.range) },
    }));
    const message = mistake.message.replace(longQuote, (_, beginning: string) => `\`${beginning}…\``);
    this.found.push(
      mistakeOf({
        code: mistake.code,
        location: { uri: this.uri, ...range },
        message,
        ...(related && { related }),
        ...(mistake.fixes && {
          fixes: mistake.fixes.map((fix) => ({ ...fix, range: this.inside(fix.range) })),
        }),
      }),
    );
  }

  /** Whether there is certainly no mistake in a range or at its ends. */
  spares({ start, end }: Range): boolean {
    if (this.found.length >= most) return false;
    return this.found.every(({ location }) => location.end < start || end < location.start);
  }

  /** Whether there is one that touches none of the ranges. */
  someOutside(ranges: readonly Range[]): boolean {
    return this.found.some(
      ({ location }) => !ranges.some(({ start, end }) => start <= location.end && location.start <= end),
    );
  }

  /** In the order of the text. */
  sorted(): readonly Mistake[] {
    return this.found.sort((a, b) => a.location.start - b.location.start);
  }

  private forget({ start, end }: Range): void {
    const isInside = ({ location }: Mistake) => start <= location.start && location.end <= end;
    for (const mistake of this.found) if (isInside(mistake)) this.places.delete(mistake.location.start);
    this.found = this.found.filter((mistake) => !isInside(mistake));
  }

  private inside(range: Range): Range {
    const start = Math.min(Math.max(range.start, 0), this.textLength);
    return { start, end: Math.min(Math.max(range.end, start), this.textLength) };
  }
}
