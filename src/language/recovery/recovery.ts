/**
 * What a statement's first token that does not fit most probably means: a message in plain words, and
 * tokens repaired so that the rest of the statement can be read.
 */
import { inserted, quoted } from '../tokens/token.ts';
import { argumentsByEquals, besideInBrackets, percent } from './arguments.ts';
import { bodyWithoutBraces, header, missingBody } from './bodies.ts';
import { foreignConditional, missingBranch } from './conditions.ts';
import { declarationHeader, nameWithSigns, typedLet, typedParameters } from './declarations.ts';
import { emptyPlace } from './emptyPlaces.ts';
import { expectationSign, numberExpected, outputStatement, sizeExpected } from './expectations.ts';
import type { Failure, Repair } from './failure.ts';
import {
  arrowWithBlank,
  commaBetweenSteps,
  juxtaposed,
  statementAfterArrow,
  statementOnSameLine,
  straySign,
} from './flows.ts';
import { foreignCall } from './frameworkCalls.ts';
import { importAs, importOfAll, pythonImport, wholeImport } from './imports.ts';
import { arrowAfterInput, inputInParentheses, inputOfNames, inputSign } from './input.ts';
import { keywordAsName, misspeltKeyword } from './keywords.ts';
import { lambda, letPattern } from './lets.ts';
import { comprehension, dictionary, tuple } from './lists.ts';
import { forEquals, forInParentheses, forOf, whileLoop } from './loops.ts';
import { nameInQuotes, severalNames } from './names.ts';
import { paperArgument } from './paper.ts';
import { argumentWithoutValue, colon, equalsSign } from './signs.ts';

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
  foreignCall,
  argumentsByEquals,
  forEquals,
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
  besideInBrackets,
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
