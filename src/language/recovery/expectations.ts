/** What is expected of a network, in words and signs of other kinds. */
import { quantities } from '../../network/expansion/expectation.ts';
import { shortened } from '../../wording/visible.ts';
import { covering, listText } from '../tokens/runs.ts';
import { quoted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { Rule } from '../tree/grammarParser.ts';
import type { Failure, Reading, Repair } from './failure.ts';

/** `expect a.channels == 64` */
export function sizeExpected({ rule, tokens, found }: Failure): Repair | undefined {
  const [, value, , member] = tokens;
  if (rule !== 'Expect' || found?.kind !== '.' || found !== tokens[2] || !value || !member) return undefined;
  return {
    mistake: {
      code: 'unknown-quantity',
      message: `What is expected is one of ${quantities.join(', ')} of the network, not the size of a value in it.`,
      range: covering(value, member),
    },
    tokens: [],
    leftOut: true,
  };
}

/** `expect params: 314`, `expect params is 314`, `expect(params == 314)`, `expect accuracy > 90%` */
export function expectationSign({ rule, tokens, at, found }: Failure): Repair | undefined {
  const [keyword, quantity, sign, ...value] = tokens;
  const last = tokens.at(-1);
  if (rule !== 'Expect' || !keyword || !quantity || !last) return undefined;
  if (quantity.kind === '(' && last.kind === ')' && at === 1) {
    return {
      mistake: {
        code: 'unexpected',
        message: 'An expectation stands without parentheses, as in `expect params == 25_557_032`.',
        range: quantity,
        fixes: [
          {
            title: 'Remove the parentheses',
            range: covering(quantity, last),
            text: ` ${listText(tokens.slice(2, -1))}`,
          },
        ],
      },
      tokens: [keyword, ...tokens.slice(2, -1)],
    };
  }
  if (last.kind === '%' && found === undefined && !quantities.some((name) => name === quantity.image)) {
    return {
      mistake: {
        code: 'unknown-quantity',
        message: `There is no quantity ${quantity.image} to expect: ${quantities.join(', ')}.`,
        range: quantity,
      },
      tokens: [],
      leftOut: true,
    };
  }
  const isWord = sign?.kind === 'ID' && /^(?:is|equals|be|equal)$/.test(sign.image);
  if (!sign || value.length === 0 || (sign.kind !== ':' && !isWord) || at > 3) return undefined;
  return {
    mistake: {
      code: 'equals-in-condition',
      message: `Two values are compared with \`==\`, not with ${quoted(sign)}.`,
      range: sign,
      fixes: [{ title: 'Write `==`', range: { start: quantity.end, end: sign.end }, text: ' ==' }],
    },
    tokens: [keyword, quantity, { ...sign, kind: '==', image: '==' }, ...value],
  };
}

/** `expect 0 < params`, `expect 3 == depth` */
export function numberExpected({ rule, tokens, at, found }: Failure): Repair | undefined {
  if (rule !== 'Expect' || at !== 1 || found?.kind !== 'NUMBER') return undefined;
  const last = tokens.at(-1) ?? found;
  return {
    mistake: {
      code: 'unknown-quantity',
      message: 'An expectation begins with its quantity and has one comparison, as in `expect params < 4M`.',
      range: covering(found, last),
    },
    tokens: [],
    leftOut: true,
  };
}

/** `output ReLU`, as another `return`, and `output 10`, as an expectation. */
export function outputStatement({ rule, tokens, at, found }: Failure): Repair | undefined {
  const [first] = tokens;
  if (rule !== 'FlowStatement' || at !== 1 || first?.image !== 'output' || !found) return undefined;
  if (found.kind === 'NUMBER' || found.kind === 'DIMENSIONS' || found.kind === '[') {
    const start = { start: first.start, end: first.start };
    return {
      mistake: {
        code: 'missing-word',
        message: 'What the output must be is stated by `expect output …`.',
        range: first,
        fixes: [{ title: 'Add `expect`', range: start, text: 'expect ' }],
      },
      tokens: [{ ...first, kind: 'expect' }, ...tokens],
      rule: 'Expect',
    };
  }
  return {
    mistake: {
      code: 'foreign-word',
      message: '`output` is not needed: the last value of a body is its output.',
      range: first,
      fixes: [{ title: 'Remove `output`', range: { start: first.start, end: found.start }, text: '' }],
    },
    tokens: tokens.slice(1),
  };
}

/** `expect receptive field == 3`, which can be read, but as something that nobody means. */
export function quantityInWords(rule: Rule, tokens: readonly Token[]): Reading | undefined {
  const end = tokens.findIndex(({ kind }, index) => index > 0 && kind !== 'ID');
  const words = tokens.slice(1, end);
  const [first] = words;
  const last = words.at(-1);
  const isComparison = /^(?:[=!<>]=|[<>])$/.test(tokens[end]?.kind ?? '');
  if (rule !== 'Expect' || !isComparison || !first || !last || words.length < 2) return undefined;
  const name = words.map(({ image }) => image).join('_');
  const range = covering(first, last);
  return {
    mistake: {
      code: 'malformed-name',
      message: `A quantity is one word: \`${shortened(name, 40)}\`.`,
      range,
      fixes: [{ title: `Write \`${shortened(name, 40)}\``, range, text: name }],
    },
    tokens: [tokens[0]!, { ...first, end: last.end, image: name }, ...tokens.slice(end)],
  };
}
