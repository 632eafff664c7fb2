/** Choices between values, and how other languages write them. */
import { insertAt } from '../tokens/runs.ts';
import { endsOperand, inserted } from '../tokens/token.ts';
import type { RepairRule } from './failure.ts';

export const missingBranch: RepairRule = {
  code: 'missing-alternative',
  at: 'any',
  examples: [['x = a ? b']],
  repair({ tokens, at, expected, before, found }) {
    if (expected !== ':' || before === undefined) return undefined;
    const question = tokens.slice(0, at).findLast((token) => token.kind === '?');
    if (question === undefined || found?.kind === '=') return undefined;
    return {
      mistake: {
        message: 'This `?` has no `:`: a condition chooses as in `c ? a : b`.',
        range: question,
      },
      tokens: insertAt(tokens, at, inserted(':', before), inserted('MISSING', before)),
      guess: true,
    };
  },
};

/** Python's `a if c else b`, and `if` where a value is wanted. */
export const foreignConditional: RepairRule = {
  code: 'foreign-conditional',
  at: 'any',
  examples: [['x = a if b else c']],
  before: ['statementOnSameLine'],
  repair({ rule, tokens, at, found, before, bracketAt }) {
    if (found?.kind !== 'if' || before === undefined || (rule === 'If' && bracketAt < 0)) return undefined;
    const body = tokens.slice(at).some((token) => token.kind === '{');
    if (body && endsOperand(before)) return undefined;
    let end = at + 1;
    for (let depth = 0; end < tokens.length; end++) {
      const kind = tokens[end]?.kind;
      if (kind === '(' || kind === '[') depth++;
      else if (kind === ')' || kind === ']') depth--;
      if (depth < 0 || (depth === 0 && (kind === ',' || kind === '->'))) break;
    }
    const kept = tokens.toSpliced(
      at,
      end - at,
      ...(endsOperand(before) ? [] : [inserted('MISSING', before)]),
    );
    return {
      mistake: {
        message: 'A choice between two values is written `condition ? one : other`; `if` is a statement.',
        range: found,
      },
      tokens: kept,
      guess: true,
    };
  },
};
