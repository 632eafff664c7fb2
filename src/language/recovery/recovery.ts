/**
 * What a statement's first token that does not fit most probably means: a message in plain words, and
 * tokens repaired so that the rest of the statement can be read.
 */
import { inserted, quoted } from '../tokens/token.ts';
import {
  argumentsByEquals,
  argumentWithoutColon,
  besideInBrackets,
  computedDimensions,
  percent,
} from './arguments.ts';
import { beforeBody, bodyWithoutBraces, missingBody } from './bodies.ts';
import { foreignConditional, missingBranch } from './conditions.ts';
import { declarationHeader, nameWithSigns, typedLet, typedParameters } from './declarations.ts';
import { besideMissing, emptyPlace, letWithoutValue, twoCommas } from './emptyPlaces.ts';
import {
  expectationInParentheses,
  expectationSign,
  numberExpected,
  outputExpected,
  outputStatement,
  shareExpected,
  sizeExpected,
} from './expectations.ts';
import { isAbout } from './failure.ts';
import type { Coded, Failure, Repair, RepairRule } from './failure.ts';
import {
  arrowWithBlank,
  commaBetweenSteps,
  nameOfNothing,
  signAtBegin,
  statementAfterArrow,
  statementOnSameLine,
  stepsWithoutArrow,
  stepWithoutParentheses,
  strayBody,
  strayFlow,
  trailingComma,
} from './flows.ts';
import { foreignCall } from './frameworkCalls.ts';
import {
  importAs,
  importOfAll,
  importOfFile,
  importWithoutBraces,
  importWithoutFile,
  importWithoutFrom,
  pythonImport,
  wholeImport,
} from './imports.ts';
import {
  arrowAfterInput,
  inputByCommas,
  inputInParentheses,
  inputOfNames,
  inputSign,
  secondInput,
} from './input.ts';
import { keywordAsName, misspeltKeyword } from './keywords.ts';
import { lambda, letPattern } from './lets.ts';
import { comprehension, dictionary, tuple } from './lists.ts';
import {
  forEquals,
  forInParentheses,
  forOf,
  forPattern,
  loopWithoutAs,
  loopWithoutIn,
  repeatIn,
  repeatTimes,
  whileLoop,
} from './loops.ts';
import { nameInQuotes, severalNames } from './names.ts';
import { paperArgument } from './paper.ts';
import {
  entrySign,
  entryWithoutValue,
  trainWithoutData,
  trainWithoutNetwork,
  trainWithoutOn,
  wordBeforeData,
} from './recipes.ts';
import {
  argumentWithoutValue,
  branchColon,
  colonBeforeBody,
  comparisonByEquals,
  defaultColon,
  leftOfEquals,
} from './signs.ts';

/** In the order in which they are asked: the first one that answers is right. */
export const repairRules = {
  pythonImport,
  inputSign,
  inputOfNames,
  letPattern,
  statementAfterArrow,
  severalNames,
  sizeExpected,
  expectationInParentheses,
  shareExpected,
  expectationSign,
  whileLoop,
  lambda,
  comprehension,
  dictionary,
  importOfAll,
  importAs,
  importOfFile,
  wholeImport,
  outputExpected,
  outputStatement,
  arrowWithBlank,
  percent,
  forInParentheses,
  inputInParentheses,
  numberExpected,
  paperArgument,
  nameInQuotes,
  nameWithSigns,
  inputByCommas,
  tuple,
  trailingComma,
  commaBetweenSteps,
  forOf,
  bodyWithoutBraces,
  arrowAfterInput,
  misspeltKeyword,
  missingBranch,
  foreignCall,
  argumentsByEquals,
  forEquals,
  entrySign,
  comparisonByEquals,
  leftOfEquals,
  typedParameters,
  typedLet,
  branchColon,
  defaultColon,
  colonBeforeBody,
  argumentWithoutValue,
  keywordAsName,
  foreignConditional,
  statementOnSameLine,
  declarationHeader,
  importWithoutFile,
  forPattern,
  trainWithoutData,
  repeatTimes,
  repeatIn,
  secondInput,
  trainWithoutNetwork,
  wordBeforeData,
  loopWithoutIn,
  trainWithoutOn,
  importWithoutFrom,
  loopWithoutAs,
  importWithoutBraces,
  beforeBody,
  missingBody,
  entryWithoutValue,
  letWithoutValue,
  twoCommas,
  emptyPlace,
  besideMissing,
  argumentWithoutColon,
  computedDimensions,
  besideInBrackets,
  stepWithoutParentheses,
  stepsWithoutArrow,
  nameOfNothing,
  signAtBegin,
  strayBody,
  strayFlow,
} as const satisfies Record<string, RepairRule>;

const inOrder: readonly RepairRule[] = Object.values(repairRules);

export function repair(failure: Failure): Coded<Repair> {
  for (const rule of inOrder) {
    const found = isAbout(rule, failure.rule) ? rule.repair(failure) : undefined;
    if (found !== undefined) return { ...found, mistake: { code: rule.code, ...found.mistake } };
  }
  return leaveOut(failure);
}

function leaveOut({ tokens, at, found, before }: Failure): Coded<Repair> {
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
