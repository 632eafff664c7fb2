import { endsOperand } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';

/** What the spacing between two tokens depends on beside themselves. */
interface Neighbours {
  readonly before: Token;
  readonly token: Token;
  /** `before` ends what nothing can belong to: a recipe's key, an expectation's quantity, the word `input`. */
  readonly beforeStandsAlone: boolean;
  /** `before` is the sign of a number, not between two. */
  readonly beforeIsSign: boolean;
  /** Of a `? :`, where one of the two is a colon. */
  readonly colonOfCondition: boolean;
}

const openers: ReadonlySet<string> = new Set(['(', '[']);
const closers: ReadonlySet<string> = new Set([')', ']']);

/** Whether a blank stands between two tokens on one line. */
export function isSpaced(neighbours: Neighbours): boolean {
  const { before, token, beforeStandsAlone, beforeIsSign, colonOfCondition } = neighbours;
  if (openers.has(before.kind) || closers.has(token.kind)) return false;
  if (token.kind === ',' || token.kind === ';' || token.kind === '.' || before.kind === '.') return false;
  if (before.kind === '{' && token.kind === '}') return false;
  if (token.kind === ':') return colonOfCondition;
  if (beforeIsSign) return false;
  // A call or an index belongs to what is before it; `{` never does.
  if (openers.has(token.kind)) return beforeStandsAlone || !takesArguments(before);
  return true;
}

const takesArguments = (before: Token): boolean => endsOperand(before) || before.kind === 'auxiliary';

/** A sign is one of a number where no operand stands before it. */
export function isSign(token: Token, before: Token | undefined, beforeStandsAlone: boolean): boolean {
  if (token.kind !== '-' && token.kind !== '+') return false;
  return before === undefined || beforeStandsAlone || !endsOperand(before);
}

/** Python's habit, and Markdown's: a blank behind the `#`, but not in a row of them or a `#!` line. */
export function commentText(comment: string): string {
  const trimmed = comment.trimEnd();
  return /^#[\p{L}\p{N}]/u.test(trimmed) && !/^#(?:end)?region\b/.test(trimmed)
    ? `# ${trimmed.slice(1)}`
    : trimmed;
}
