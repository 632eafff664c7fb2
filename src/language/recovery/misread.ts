/** What can be read, but as something that nobody means: tried before a statement is parsed. */
import type { Token } from '../tokens/token.ts';
import type { Rule } from '../tree/grammarParser.ts';
import { quantityInWords } from './expectations.ts';
import type { Reading } from './failure.ts';
import { bullet } from './flows.ts';
import { sequential } from './frameworkCalls.ts';
import { inputLayer } from './input.ts';
import { arrowFunction } from './lets.ts';
import { countingLoop } from './loops.ts';
import { arrowLeft } from './names.ts';
import { paperNotation, repetition } from './paper.ts';

const cases: readonly ((rule: Rule, tokens: readonly Token[]) => Reading | undefined)[] = [
  quantityInWords,
  countingLoop,
  repetition,
  arrowFunction,
  bullet,
  arrowLeft,
  inputLayer,
  sequential,
  paperNotation,
];

/** What a statement is meant to be; undefined where it is what it says. */
export function misread(rule: Rule, tokens: readonly Token[]): Reading | undefined {
  for (const attempt of cases) {
    const meant = attempt(rule, tokens);
    if (meant !== undefined) return meant;
  }
  return undefined;
}
