/** Where a statement could not be read on, and what comes of it. */
import type { SyntaxMistake } from '../syntaxMistakes.ts';
import { removeAt } from '../tokens/runs.ts';
import { quoted } from '../tokens/token.ts';
import type { Token, TokenKind } from '../tokens/token.ts';
import type { Rule } from '../tree/grammarParser.ts';

/** Where a statement could not be read on. */
export interface Failure {
  readonly rule: Rule;
  readonly tokens: readonly Token[];
  /** The token that does not fit is `tokens[at]`; none where the statement ends too early. */
  readonly at: number;
  /** The one kind of token that fits; undefined where several do, which is where an operand is wanted. */
  readonly expected: TokenKind | undefined;
  readonly found: Token | undefined;
  readonly before: Token | undefined;
  /** The innermost `(` or `[` around the place. */
  readonly bracket: Token | undefined;
  /** Its index in `tokens`, or -1. */
  readonly bracketAt: number;
}

export interface Repair {
  readonly mistake: SyntaxMistake;
  /** None where nothing of the statement can be kept. */
  readonly tokens: readonly Token[];
  readonly rule?: Rule;
  /** What is a statement of its own. */
  readonly rest?: readonly Token[];
  /** Nothing of the statement is meant by the language: what stands before and after it is known all the same. */
  readonly leftOut?: true;
  /** A guess: what the parser finds next in this statement may be its consequence, and is not said. */
  readonly guess?: boolean;
}

export function describeFailure(
  rule: Rule,
  tokens: readonly Token[],
  at: number,
  expected: TokenKind | undefined,
): Failure {
  const open: number[] = [];
  for (let i = 0; i < at; i++) {
    const kind = tokens[i]?.kind;
    if (kind === '(' || kind === '[') open.push(i);
    else if (kind === ')' || kind === ']') open.pop();
  }
  const bracketAt = open.at(-1) ?? -1;
  return {
    rule,
    tokens,
    at,
    expected,
    found: tokens[at],
    before: tokens[at - 1],
    bracket: tokens[bracketAt],
    bracketAt,
  };
}

/** A sign that says nothing where it stands. */
export function withoutSign({ tokens, at }: Failure, found: Token, code: string, message: string): Repair {
  const fixes = [{ title: `Remove the ${quoted(found)}`, range: found, text: '' }];
  return { mistake: { code, message, range: found, fixes }, tokens: removeAt(tokens, at) };
}

/** What a statement is read as that could be read otherwise. */
export type Reading = Pick<Repair, 'mistake' | 'tokens'>;

/** Where the `=` of an argument by name was found: `Conv(filters=32)`. */
export function isNamedByEquals({ tokens, at, found, before, bracket }: Failure): boolean {
  const leader = tokens[at - 2]?.kind;
  if (found?.kind !== '=' || bracket?.kind !== '(' || before?.kind !== 'ID') return false;
  return leader === '(' || leader === ',';
}
