/** Mistakes about `=`, `:` and signs that do not belong where they stand. */
import { covering, insertAt, replaceAt, stepText } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import { spaceAround, withoutSign } from './failure.ts';
import type { RepairRule } from './failure.ts';

export const comparisonByEquals: RepairRule = {
  code: 'equals-in-condition',
  at: 'any',
  examples: [
    ['if a = 1 { b }', 'if a == 1 { b }'],
    ['x = a = 1 ? b : c', 'x = a == 1 ? b : c'],
  ],
  repair({ rule, tokens, at, found, before, bracket }) {
    if (found?.kind !== '=' || before === undefined) return undefined;
    const isChoice = tokens.slice(at).some((token) => token.kind === '?');
    if (!bracket && !isChoice && rule !== 'If' && rule !== 'Expect' && rule !== 'Repeat') return undefined;
    return {
      mistake: {
        message: '`=` gives a name to a value; two values are compared with `==`.',
        range: found,
        fixes: [{ title: 'Write `==`', range: found, text: '==' }],
      },
      tokens: replaceAt(tokens, at, { ...found, kind: '==' }),
    };
  },
};

export const leftOfEquals: RepairRule = {
  code: 'not-a-name',
  at: 'any',
  examples: [['a.b = ReLU'], ['self.conv = Conv(64, 3)']],
  repair({ tokens, at, found, before }) {
    if (found?.kind !== '=' || before === undefined) return undefined;
    const first = tokens[0] ?? before;
    const isSelf = (first.image === 'self' || first.image === 'this') && before.kind === 'ID';
    const hint = isSelf ? `: a step is named behind it, as in \`Conv(64, 3) as ${before.image}\`` : '';
    return {
      mistake: {
        message: `Only a new name can stand left of \`=\`, not \`${stepText(tokens.slice(0, at))}\`${hint}.`,
        range: covering(first, before),
      },
      tokens: [],
      leftOut: true,
    };
  },
};

/** An argument is named, and its value is not there. */
export const argumentWithoutValue: RepairRule = {
  code: 'missing-operand',
  at: 'any',
  examples: [['Conv(64, stride: )']],
  before: ['emptyPlace'],
  repair({ tokens, at, found, before, bracket }) {
    const name = tokens[at - 2];
    if (before?.kind !== ':' || name?.kind !== 'ID' || bracket?.kind !== '(') return undefined;
    if (found?.kind !== ',' && found?.kind !== ')') return undefined;
    return {
      mistake: {
        message: `Something is missing after \`${name.image}:\`.`,
        range: covering(name, before),
      },
      tokens: insertAt(tokens, at, inserted('MISSING', before)),
    };
  },
};

export const branchColon: RepairRule = {
  code: 'branch-colon',
  at: ['FlowStatement'],
  examples: [['stem: Conv(64, 3)', 'stem = Conv(64, 3)']],
  repair(failure) {
    const { tokens, at, found, before } = failure;
    if (found?.kind !== ':' || before?.kind !== 'ID' || at !== 1 || tokens.length <= 2) return undefined;
    return {
      mistake: {
        message: `A branch is named with \`=\`: \`${before.image} = …\`.`,
        range: found,
        fixes: [{ title: 'Write `=`', range: spaceAround(failure), text: ' = ' }],
      },
      tokens: replaceAt(tokens, at, { ...found, kind: '=' }),
      rule: 'Branch',
    };
  },
};

export const defaultColon: RepairRule = {
  code: 'default-colon',
  at: ['Block', 'Network', 'Let'],
  examples: [
    ['block Unit(stride: 1) { }', 'block Unit(stride = 1) { }'],
    ['let width: 8', 'let width = 8'],
  ],
  repair(failure) {
    const { rule, tokens, at, found, before, bracket, bracketAt } = failure;
    if (found?.kind !== ':' || before?.kind !== 'ID') return undefined;
    if (bracketAt !== 2 && (rule !== 'Let' || bracket !== undefined)) return undefined;
    const named = bracket ? 'The default of a parameter is given with `=`' : 'A value is named with `=`';
    return {
      mistake: {
        message: `${named}: \`${before.image} = …\`.`,
        range: found,
        fixes: [{ title: 'Write `=`', range: spaceAround(failure), text: ' = ' }],
      },
      tokens: replaceAt(tokens, at, { ...found, kind: '=' }),
    };
  },
};

/** Before the body that it is said to begin. */
export const colonBeforeBody: RepairRule = {
  code: 'colon-body',
  at: 'any',
  examples: [['if a: { b }', 'if a { b }']],
  repair(failure) {
    const { tokens, at, found, before } = failure;
    if (found?.kind !== ':' || before === undefined || tokens[at + 1]?.kind !== '{') return undefined;
    return withoutSign(failure, found, 'A body begins with its `{`, without a `:`.');
  },
};
