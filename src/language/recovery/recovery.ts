/**
 * What a statement's first token that does not fit most probably means: a message in plain words, and
 * tokens repaired so that the rest of the statement can be read.
 */
import type { Rule } from '../tree/grammarParser.ts';
import {
  emptyPlace,
  foreignConditional,
  juxtaposed,
  keywordAsName,
  misspeltKeyword,
  missingBranch,
  statementOnSameLine,
  straySign,
} from './emptyPlaces.ts';
import { argumentsByEquals } from './frameworkCalls.ts';
import { argumentWithoutValue, colon, equalsSign } from './signs.ts';
import {
  arrowAfterInput,
  bodyWithoutBraces,
  commaBetweenSteps,
  inputOfNames,
  inputSign,
  letPattern,
  nameInQuotes,
  nameWithSigns,
  outputStatement,
  tuple,
} from './lists.ts';
import { declarationHeader, typedLet, typedParameters } from './declarations.ts';
import { header, missingBody } from './bodies.ts';
import { arrowWithBlank, inputInParentheses, numberExpected, percent } from './notation.ts';
import { importAs, importOfAll, pythonImport, wholeImport } from './imports.ts';
import { forInParentheses, forOf, whileLoop } from './loops.ts';
import { comprehension, dictionary, lambda } from './python.ts';
import { expectationSign, severalNames, sizeExpected, statementAfterArrow } from './expectations.ts';
import { paperArgument } from './paper.ts';
import type { SyntaxMistake } from '../syntaxMistakes.ts';
import { inserted, quoted } from '../tokens/token.ts';
import type { Token, TokenKind } from '../tokens/token.ts';

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

const cases: readonly ((failure: Failure) => Repair | undefined)[] = [
  pythonImport,
  inputSign,
  inputOfNames,
  letPattern,
  statementAfterArrow,
  severalNames,
  sizeExpected,
  expectationSign,
  whileLoop,
  lambda,
  comprehension,
  dictionary,
  importOfAll,
  importAs,
  wholeImport,
  outputStatement,
  arrowWithBlank,
  percent,
  forInParentheses,
  inputInParentheses,
  numberExpected,
  paperArgument,
  nameInQuotes,
  nameWithSigns,
  tuple,
  commaBetweenSteps,
  forOf,
  bodyWithoutBraces,
  arrowAfterInput,
  misspeltKeyword,
  missingBranch,
  argumentsByEquals,
  equalsSign,
  typedParameters,
  typedLet,
  colon,
  argumentWithoutValue,
  keywordAsName,
  foreignConditional,
  statementOnSameLine,
  declarationHeader,
  header,
  missingBody,
  emptyPlace,
  juxtaposed,
  straySign,
];

export function repair(failure: Failure): Repair {
  for (const attempt of cases) {
    const found = attempt(failure);
    if (found !== undefined) return found;
  }
  return leaveOut(failure);
}

function leaveOut({ tokens, at, found, before }: Failure): Repair {
  if (found === undefined) {
    const place = before ?? { start: 0, end: 0 };
    return {
      mistake: {
        code: 'incomplete',
        message: before
          ? `The statement is not complete: something is missing after ${quoted(before)}.`
          : 'A statement is missing.',
        range: place,
      },
      tokens: before ? [...tokens, inserted('MISSING', before)] : [],
      guess: true,
    };
  }
  return {
    mistake: { code: 'unexpected', message: `${quoted(found)} cannot stand here.`, range: found },
    tokens: [...tokens.slice(0, at), ...tokens.slice(at + (found.kind === '{' ? 2 : 1))],
    guess: true,
  };
}
