/** Where a statement could not be read on, and what comes of it. */
import type { MistakeCode } from '../../syntax/codes.ts';
import type { SyntaxMistake } from '../syntaxMistakes.ts';
import { behind, insertAt, removeAt } from '../tokens/runs.ts';
import { beginsOperand, endsOperand, inserted, isWord, quoted } from '../tokens/token.ts';
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

/** A mistake whose code is its rule's. */
export type Told = Omit<SyntaxMistake, 'code'>;

/** What a rule makes of a failure. */
export interface Repair {
  readonly mistake: Told;
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

/** What a statement is read as that could be read otherwise. */
export type Reading = Pick<Repair, 'mistake' | 'tokens'>;

/** The same with its code. */
export type Coded<Answer> = Answer & { readonly mistake: SyntaxMistake };

/** What every rule says of itself; test/language/rules.test.ts holds it to that. */
interface AboutRule {
  readonly code: MistakeCode;
  /** The statements that it looks at, by their rules in the grammar. */
  readonly at: 'any' | readonly Rule[];
  /** What is written, and the text after the rule's fix, which has no mistake; no second one where there is no fix. */
  readonly examples: readonly (readonly [written: string, meant?: string])[];
  /** Where what it tells is only ever a consequence, which is not said: the code of the mistake that is. */
  readonly follows?: string;
  /** Rules of other files that would answer to one of the examples, too, and stand behind this one. */
  readonly before?: readonly string[];
}

/** Repairs a statement that could not be read on. */
export interface RepairRule extends AboutRule {
  repair(failure: Failure): Repair | undefined;
}

/** Knows what can be read, but as something that nobody means. */
export interface ReadingRule extends AboutRule {
  /** `declared`: the names that the file itself gives to something. */
  read(tokens: readonly Token[], rule: Rule, declared: ReadonlySet<string>): Reading | undefined;
}

export const isAbout = ({ at }: AboutRule, rule: Rule): boolean => at === 'any' || at.includes(rule);

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
export function withoutSign({ tokens, at }: Failure, found: Token, message: string): Repair {
  const fixes = [{ title: `Remove the ${quoted(found)}`, range: found, text: '' }];
  return { mistake: { message, range: found, fixes }, tokens: removeAt(tokens, at) };
}

/** Where the `=` of an argument by name was found: `Conv(filters=32)`. */
export function isNamedByEquals({ tokens, at, found, before, bracket }: Failure): boolean {
  const leader = tokens[at - 2]?.kind;
  if (found?.kind !== '=' || bracket?.kind !== '(' || before?.kind !== 'ID') return false;
  return leader === '(' || leader === ',';
}

/** A word that belongs in front of what was found: `repeat 3 i { … }`, `train A CIFAR10 { … }`. */
export function withWord(
  { tokens, at, found, before, bracket }: Failure,
  word: 'as' | 'in' | 'on' | 'from',
): Repair | undefined {
  if (!found || !before || bracket || !beginsOperand(found)) return undefined;
  return {
    mistake: {
      message: `Is \`${word}\` missing between ${quoted(before)} and ${quoted(found)}?`,
      range: found,
      fixes: [{ title: `Add \`${word}\``, range: behind(before), text: ` ${word}` }],
    },
    tokens: insertAt(tokens, at, inserted(word, before)),
    guess: true,
  };
}

/** Whether what stands side by side is two operands, or an operand and a word. */
export const areBeside = (before: Token, found: Token): boolean =>
  endsOperand(before) && (beginsOperand(found) || isWord(found));

/** The sign that was found, with the blanks around it. */
export function spaceAround({ tokens, at, found, before }: Failure) {
  const next = tokens[at + 1];
  const sameLine = next !== undefined && !next.startsLine;
  return { start: before?.end ?? 0, end: sameLine ? next.start : (found?.end ?? 0) };
}
