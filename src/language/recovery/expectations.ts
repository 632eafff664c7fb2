/** What is expected of a network, in words and signs of other kinds. */
import { quantities } from '../../network/quantities.ts';
import { shortened } from '../../wording/visible.ts';
import { covering, listText } from '../tokens/runs.ts';
import { quoted } from '../tokens/token.ts';
import type { ReadingRule, RepairRule } from './failure.ts';

export const sizeExpected: RepairRule = {
  code: 'unknown-quantity',
  at: ['Expect'],
  examples: [['expect a.channels == 64']],
  before: ['emptyPlace'],
  repair({ tokens, found }) {
    const [, value, , member] = tokens;
    if (found?.kind !== '.' || found !== tokens[2] || !value || !member) return undefined;
    return {
      mistake: {
        message: `What is expected is one of ${quantities.join(', ')} of the network, not the size of a value in it.`,
        range: covering(value, member),
      },
      tokens: [],
      leftOut: true,
    };
  },
};

export const expectationInParentheses: RepairRule = {
  code: 'unexpected',
  at: ['Expect'],
  examples: [['expect(params == 314)', 'expect params == 314']],
  repair({ tokens, at }) {
    const [keyword, open] = tokens;
    const close = tokens.at(-1);
    if (!keyword || open?.kind !== '(' || close?.kind !== ')' || at !== 1) return undefined;
    const inside = tokens.slice(2, -1);
    return {
      mistake: {
        message: 'An expectation stands without parentheses, as in `expect params == 25_557_032`.',
        range: open,
        fixes: [
          { title: 'Remove the parentheses', range: covering(open, close), text: ` ${listText(inside)}` },
        ],
      },
      tokens: [keyword, ...inside],
    };
  },
};

/** A share is of nothing that can be expected. */
export const shareExpected: RepairRule = {
  code: 'unknown-quantity',
  at: ['Expect'],
  examples: [['expect accuracy > 90%']],
  before: ['emptyPlace'],
  repair({ tokens, found }) {
    const [, quantity] = tokens;
    const isShare = tokens.at(-1)?.kind === '%' && found === undefined;
    if (!quantity || !isShare || quantities.some((name) => name === quantity.image)) return undefined;
    return {
      mistake: {
        message: `There is no quantity ${quantity.image} to expect: ${quantities.join(', ')}.`,
        range: quantity,
      },
      tokens: [],
      leftOut: true,
    };
  },
};

export const expectationSign: RepairRule = {
  code: 'equals-in-condition',
  at: ['Expect'],
  examples: [
    ['expect params: 314', 'expect params == 314'],
    ['expect params is 314', 'expect params == 314'],
  ],
  before: ['emptyPlace'],
  repair({ tokens, at }) {
    const [keyword, quantity, sign, ...value] = tokens;
    if (!keyword || !quantity) return undefined;
    const isWord = sign?.kind === 'ID' && /^(?:is|equals|be|equal)$/.test(sign.image);
    if (!sign || value.length === 0 || (sign.kind !== ':' && !isWord) || at > 3) return undefined;
    return {
      mistake: {
        message: `Two values are compared with \`==\`, not with ${quoted(sign)}.`,
        range: sign,
        fixes: [{ title: 'Write `==`', range: { start: quantity.end, end: sign.end }, text: ' ==' }],
      },
      tokens: [keyword, quantity, { ...sign, kind: '==', image: '==' }, ...value],
    };
  },
};

export const numberExpected: RepairRule = {
  code: 'unknown-quantity',
  at: ['Expect'],
  examples: [['expect 0 < params'], ['expect 3 == depth']],
  repair({ tokens, at, found }) {
    if (at !== 1 || found?.kind !== 'NUMBER') return undefined;
    const last = tokens.at(-1) ?? found;
    return {
      mistake: {
        message:
          'An expectation begins with its quantity and has one comparison, as in `expect params < 4M`.',
        range: covering(found, last),
      },
      tokens: [],
      leftOut: true,
    };
  },
};

export const outputExpected: RepairRule = {
  code: 'missing-word',
  at: ['FlowStatement'],
  examples: [
    ['output 10', 'expect output 10'],
    ['output 7x7x64', 'expect output 7x7x64'],
  ],
  before: ['stepWithoutParentheses', 'stepsWithoutArrow'],
  repair({ tokens, at, found }) {
    const [first] = tokens;
    if (at !== 1 || first?.image !== 'output' || !found) return undefined;
    if (found.kind !== 'NUMBER' && found.kind !== 'DIMENSIONS' && found.kind !== '[') return undefined;
    const start = { start: first.start, end: first.start };
    return {
      mistake: {
        message: 'What the output must be is stated by `expect output …`.',
        range: first,
        fixes: [{ title: 'Add `expect`', range: start, text: 'expect ' }],
      },
      tokens: [{ ...first, kind: 'expect' }, ...tokens],
      rule: 'Expect',
    };
  },
};

export const outputStatement: RepairRule = {
  code: 'foreign-word',
  at: ['FlowStatement'],
  examples: [['output ReLU', 'ReLU']],
  before: ['stepsWithoutArrow'],
  repair({ tokens, at, found }) {
    const [first] = tokens;
    if (at !== 1 || first?.image !== 'output' || !found) return undefined;
    return {
      mistake: {
        message: '`output` is not needed: the last value of a body is its output.',
        range: first,
        fixes: [{ title: 'Remove `output`', range: { start: first.start, end: found.start }, text: '' }],
      },
      tokens: tokens.slice(1),
    };
  },
};

/** `expect receptive field == 3`, which can be read, but as something that nobody means. */
export const quantityInWords: ReadingRule = {
  code: 'malformed-name',
  at: ['Expect'],
  examples: [['expect receptive field == 3', 'expect receptive_field == 3']],
  read(tokens) {
    const end = tokens.findIndex(({ kind }, index) => index > 0 && kind !== 'ID');
    const words = tokens.slice(1, end);
    const [first] = words;
    const last = words.at(-1);
    const isComparison = /^(?:[=!<>]=|[<>])$/.test(tokens[end]?.kind ?? '');
    if (!isComparison || !first || !last || words.length < 2) return undefined;
    const name = words.map(({ image }) => image).join('_');
    const range = covering(first, last);
    return {
      mistake: {
        message: `A quantity is one word: \`${shortened(name, 40)}\`.`,
        range,
        fixes: [{ title: `Write \`${shortened(name, 40)}\``, range, text: name }],
      },
      tokens: [tokens[0]!, { ...first, end: last.end, image: name }, ...tokens.slice(end)],
    };
  },
};
