/** An operand or a name is wanted, and none is there. */
import { covering, insertAt, removeAt } from '../tokens/runs.ts';
import { beginsOperand, endsOperand, inserted, quoted } from '../tokens/token.ts';
import type { TokenKind } from '../tokens/token.ts';
import { areBeside } from './failure.ts';
import type { RepairRule } from './failure.ts';

const needs: Readonly<Partial<Record<TokenKind, string>>> = {
  if: 'a condition',
  repeat: 'a number of times',
  in: 'a list',
  input: 'a shape, like `224x224x3`',
  let: 'a name',
  block: 'a name',
  network: 'a name',
  train: 'the name of a network',
  expect: 'something like `params == 25_557_032`',
  for: 'a name',
  as: 'a name',
  on: 'a data set',
  from: 'a path in quotes',
  '->': 'a step',
  '.': '`height`, `width` or `channels`',
};

export const letWithoutValue: RepairRule = {
  code: 'missing-value',
  at: ['Let'],
  examples: [['let width'], ['let width 8']],
  before: ['stepWithoutParentheses', 'stepsWithoutArrow'],
  repair({ tokens, at, expected, found, before }) {
    if (expected !== '=' || !before || !endsOperand(before)) return undefined;
    if (found && !beginsOperand(found)) return undefined;
    return {
      mistake: {
        message: `\`let ${before.image}\` has no value: \`= …\` is missing.`,
        range: before,
      },
      tokens: insertAt(tokens, at, inserted('=', before), ...(found ? [] : [inserted('MISSING', before)])),
      guess: true,
    };
  },
};

export const twoCommas: RepairRule = {
  code: 'missing-operand',
  at: 'any',
  examples: [['Conv(64, , 3)', 'Conv(64, 3)']],
  repair({ tokens, at, found, before }) {
    if (found?.kind !== ',' || before?.kind !== ',') return undefined;
    return {
      mistake: {
        message: 'Something is missing between these two commas, or there is one too many.',
        range: covering(before, found),
        fixes: [{ title: 'Remove one `,`', range: { start: before.end, end: found.end }, text: '' }],
      },
      tokens: removeAt(tokens, at),
    };
  },
};

export const emptyPlace: RepairRule = {
  code: 'missing-operand',
  at: 'any',
  examples: [['a ->'], ['Add(a, -> b)'], ['a + * b'], ['a.']],
  repair({ rule, tokens, at, expected, found, before }) {
    if (before === undefined) return undefined;
    const wanted = expected === undefined || expected === 'ID' || expected === 'TEXT';
    if (endsOperand(before) && !(wanted && rule === 'Expect' && at > 1)) return undefined;
    if (found && beginsOperand(found) && wanted) return undefined;
    const need = needs[before.kind];
    const mistake = {
      message: need
        ? `After ${quoted(before)} ${need} is missing.`
        : found?.kind === ')' && before.kind === '('
          ? 'Something is missing between these parentheses.'
          : found
            ? `Something is missing between ${quoted(before)} and ${quoted(found)}.`
            : `Something is missing after ${quoted(before)}.`,
      range: found && !need ? covering(before, found) : before,
    };
    if (expected === 'ID' || expected === 'TEXT') {
      // `as` and `.` can be left out with their name; a declaration without a name is none.
      const optional = before.kind === 'as' || before.kind === '.';
      return { mistake, tokens: optional ? removeAt(tokens, at - 1) : [], guess: true };
    }
    return { mistake, tokens: insertAt(tokens, at, inserted('MISSING', before)), guess: true };
  },
};

/** Beside what could not be read, or what an earlier repair put there. */
export const besideMissing: RepairRule = {
  code: 'unexpected',
  at: 'any',
  follows: 'unknown-character',
  examples: [['let x = ‹y›']],
  before: ['stepWithoutParentheses', 'stepsWithoutArrow'],
  repair({ tokens, at, found, before }) {
    if (!found || !before || !areBeside(before, found)) return undefined;
    if (found.kind !== 'MISSING' && before.kind !== 'MISSING') return undefined;
    return {
      mistake: { message: `${quoted(found)} cannot stand here.`, range: found },
      tokens: removeAt(tokens, found.kind === 'MISSING' ? at : at - 1),
      guess: true,
    };
  },
};
