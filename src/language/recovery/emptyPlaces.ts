/** An operand or a name is wanted, and none is there. */
import { covering, insertAt, removeAt } from '../tokens/runs.ts';
import { beginsOperand, endsOperand, inserted, quoted } from '../tokens/token.ts';
import type { TokenKind } from '../tokens/token.ts';
import type { Failure, Repair } from './failure.ts';

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

/** An operand or a name is wanted, and none is there. */
export function emptyPlace({ rule, tokens, at, expected, found, before }: Failure): Repair | undefined {
  if (before === undefined) return undefined;
  if (rule === 'RecipeEntry' && at === 1 && found === undefined) {
    return {
      mistake: { code: 'missing-value', message: `${quoted(before)} has no value behind it.`, range: before },
      tokens: [before, inserted('MISSING', before)],
    };
  }
  const wanted = expected === undefined || expected === 'ID' || expected === 'TEXT';
  if (endsOperand(before) && !(wanted && rule === 'Expect' && at > 1)) {
    if (rule !== 'Let' || expected !== '=' || (found && !beginsOperand(found))) return undefined;
    return {
      mistake: {
        code: 'missing-value',
        message: `\`let ${before.image}\` has no value: \`= …\` is missing.`,
        range: before,
      },
      tokens: insertAt(tokens, at, inserted('=', before), ...(found ? [] : [inserted('MISSING', before)])),
      guess: true,
    };
  }
  if (found && beginsOperand(found) && wanted) return undefined;
  if (found?.kind === ',' && before.kind === ',') {
    return {
      mistake: {
        code: 'missing-operand',
        message: 'Something is missing between these two commas, or there is one too many.',
        range: covering(before, found),
        fixes: [{ title: 'Remove one `,`', range: { start: before.end, end: found.end }, text: '' }],
      },
      tokens: removeAt(tokens, at),
    };
  }
  const need = needs[before.kind];
  const mistake = {
    code: 'missing-operand',
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
}
