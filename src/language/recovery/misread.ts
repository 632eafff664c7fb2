/** What can be read, but as something that nobody means: asked before a statement is parsed. */
import type { Token } from '../tokens/token.ts';
import type { Rule } from '../tree/grammarParser.ts';
import { quantityInWords } from './expectations.ts';
import { isAbout } from './failure.ts';
import type { Coded, Reading, ReadingRule } from './failure.ts';
import { bullet } from './flows.ts';
import { frameworkCall } from './frameworkCalls.ts';
import { inputLayer } from './input.ts';
import { arrowFunction } from './lets.ts';
import { countedByRange, countedFromTo, countedInParentheses, enumerated } from './loops.ts';
import { arrowLeft } from './names.ts';
import { paperNotation, repetition, tableCell } from './paper.ts';
import { addedSteps, sequential } from './sequences.ts';

/** In the order in which they are asked. */
export const readingRules = {
  quantityInWords,
  countedByRange,
  enumerated,
  countedInParentheses,
  countedFromTo,
  repetition,
  tableCell,
  arrowFunction,
  bullet,
  arrowLeft,
  inputLayer,
  addedSteps,
  sequential,
  frameworkCall,
  paperNotation,
} as const satisfies Record<string, ReadingRule>;

const inOrder: readonly ReadingRule[] = Object.values(readingRules);

/** What a statement is meant to be; undefined where it is what it says. */
export function misread(
  rule: Rule,
  tokens: readonly Token[],
  declared: ReadonlySet<string>,
): Coded<Reading> | undefined {
  for (const each of inOrder) {
    const meant = isAbout(each, rule) ? each.read(tokens, rule, declared) : undefined;
    if (meant !== undefined) return { ...meant, mistake: { code: each.code, ...meant.mistake } };
  }
  return undefined;
}
