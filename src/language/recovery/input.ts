import { shortened } from '../../wording/visible.ts';
import { closing, covering, removeAt } from '../tokens/runs.ts';
import { inserted, quoted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { ReadingRule, RepairRule } from './failure.ts';

export const inputInParentheses: RepairRule = {
  code: 'unexpected',
  at: ['Network'],
  examples: [['network A(input 32x32x3) { ReLU }']],
  before: ['emptyPlace'],
  repair({ tokens, at, found }) {
    if (found?.kind !== 'input' || at !== 3 || tokens[2]?.kind !== '(') return undefined;
    const close = closing(tokens, 2);
    const last = tokens[close - 1];
    const open = tokens[close + 1];
    if (!last || open?.body === undefined) return undefined;
    const body = [{ tokens: tokens.slice(3, close), sharesLine: false }, ...open.body];
    return {
      mistake: {
        message:
          'The input is the first line of the body, `{ input 224x224x3 … }`; in parentheses stand parameters.',
        range: covering(found, last),
      },
      tokens: [...tokens.slice(0, 2), { ...open, body }, ...tokens.slice(close + 2)],
    };
  },
};

export const inputOfNames: RepairRule = {
  code: 'computed-dimensions',
  at: ['Input'],
  examples: [['network A(size) { input size x size x 3 }', 'network A(size) { input [size, size, 3] }']],
  repair({ tokens, at, found }) {
    if (found?.image !== 'x' || at !== 2) return undefined;
    const items = tokens.slice(1);
    const last = items.at(-1);
    const isSize = ({ kind }: Token, index: number) =>
      index % 2 === 0 ? kind === 'ID' || kind === 'NUMBER' : kind === 'ID';
    if (!last || items.length !== 5 || !items.every(isSize)) return undefined;
    const sizes = items.filter((_, index) => index % 2 === 0);
    const text = `[${sizes.map(({ image }) => image).join(', ')}]`;
    const range = covering(items[0]!, last);
    return {
      mistake: {
        message: `Dimensions that are computed are a list: \`${text}\`.`,
        range,
        fixes: [{ title: `Write \`${text}\``, range, text }],
      },
      tokens: [
        tokens[0]!,
        inserted('[', tokens[0]!),
        ...sizes.flatMap((size) => [size, inserted(',', size)]),
        inserted(']', last),
      ],
    };
  },
};

export const inputSign: RepairRule = {
  code: 'input-sign',
  at: 'any',
  examples: [
    ['network A { input: 32x32x3 }', 'network A { input 32x32x3 }'],
    ['network A { input = [32, 32, 3] }', 'network A { input [32, 32, 3] }'],
  ],
  before: ['keywordAsName', 'signAtBegin'],
  repair({ tokens, at }) {
    const [first, sign, shape] = tokens;
    if (first?.kind !== 'input' || at > 1 || !shape) return undefined;
    if (sign?.kind !== ':' && sign?.kind !== '=') return undefined;
    if (!['DIMENSIONS', 'NUMBER', '[', '('].includes(shape.kind)) return undefined;
    return {
      mistake: {
        message: `The input's shape follows the word without a ${quoted(sign)}, as in \`input 224x224x3\`.`,
        range: sign,
        fixes: [
          { title: `Remove the ${quoted(sign)}`, range: { start: first.end, end: shape.start }, text: ' ' },
        ],
      },
      tokens: removeAt(tokens, 1),
    };
  },
};

/** `input 32x32x3` and on the next line `-> Conv(8, 3)`. */
export const arrowAfterInput: RepairRule = {
  code: 'arrow-after-input',
  at: ['Input'],
  examples: [
    ['network A {\n  input 32x32x3\n  -> Conv(8, 3)\n}', 'network A {\n  input 32x32x3\n  Conv(8, 3)\n}'],
    ['network A { input 32x32x3 -> Conv(8, 3) }', 'network A { input 32x32x3 \n Conv(8, 3) }'],
  ],
  before: ['strayFlow'],
  repair({ tokens, at, found, bracket }) {
    if (found?.kind !== '->' || bracket || tokens[at + 1] === undefined) return undefined;
    const fix = found.startsLine
      ? { title: 'Remove the `->`', range: { start: found.start, end: tokens[at + 1]!.start }, text: '' }
      : { title: 'Begin a new line', range: found, text: `\n${' '.repeat(found.indent)}` };
    return {
      mistake: {
        message: 'The input stands on a line of its own; the next line takes it without a `->`.',
        range: found,
        fixes: [fix],
      },
      tokens: tokens.slice(0, at),
      rest: tokens.slice(at + 1),
    };
  },
};

export const inputLayer: ReadingRule = {
  code: 'foreign-call',
  at: ['FlowStatement', 'Branch'],
  examples: [['network A { Input(shape=(32, 32, 3)) }', 'network A { input 32x32x3 }']],
  read(tokens) {
    const [first, open] = tokens;
    if (!/^(?:Input|InputLayer|imageInputLayer)$/.test(first?.image ?? '') || open?.kind !== '(')
      return undefined;
    const last = tokens.at(-1);
    const sizes = tokens.filter(({ kind }) => kind === 'NUMBER');
    if (!first || !last || closing(tokens, 1) !== tokens.length - 1 || sizes.length !== 3) return undefined;
    const text = `input ${sizes.map(({ image }) => image).join('x')}`;
    const range = covering(first, last);
    return {
      mistake: {
        message: `The input of a network is its first line, written \`${text}\`.`,
        range,
        fixes: [{ title: `Write \`${text}\``, range, text }],
        covers: true,
      },
      tokens: [
        { ...first, kind: 'input' },
        { ...open, kind: '[' },
        ...sizes.flatMap((size) => [size, inserted(',', size)]),
        { ...last, kind: ']' },
      ],
    };
  },
};

/** A network has one input, and nothing is said of it on its line. */
export const secondInput: RepairRule = {
  code: 'unexpected',
  at: ['Input'],
  examples: [['network A { input 32x32x3, 10 }']],
  repair({ tokens, at, found, before, bracket }) {
    if (found?.kind !== ',' || !before || bracket) return undefined;
    return {
      mistake: {
        message: 'A network has one input, and its line ends with the shape.',
        range: covering(found, tokens.at(-1) ?? found),
      },
      tokens: tokens.slice(0, at),
    };
  },
};

export const inputByCommas: RepairRule = {
  code: 'dimensions-commas',
  at: ['Input'],
  examples: [
    ['network A { input 32, 32, 3 }', 'network A { input 32x32x3 }'],
    ['network A { input (32, 32, 3) }', 'network A { input 32x32x3 }'],
    ['network A { input (None, 32, 32, 3) }', 'network A { input 32x32x3 }'],
  ],
  before: ['tuple'],
  repair({ tokens, at, found, bracket }) {
    const [keyword, first] = tokens;
    if (!keyword || !first) return undefined;
    const isBracketed = first.kind === '(';
    if (!isBracketed && (bracket !== undefined || found?.kind !== ',' || at !== 2)) return undefined;
    const end = isBracketed ? closing(tokens, 1) : tokens.length;
    const all = isBracketed ? tokens.slice(2, end) : tokens.slice(1);
    // TensorFlow's batch.
    const items = all[0]?.image === 'None' ? all.slice(2) : all;
    if (items.length === 0 || !items.every(({ kind }) => kind === 'NUMBER' || kind === ',')) return undefined;
    if (isBracketed && !all.some(({ kind }) => kind === ',')) return undefined;
    const sizes = items.filter(({ kind }) => kind !== ',').map(({ image }) => image);
    const last = tokens[end] ?? tokens[end - 1] ?? first;
    const range = covering(first, last);
    const text = sizes.join('x');
    return {
      mistake: {
        message: `Dimensions are written with \`x\`: \`${text}\`.`,
        range,
        fixes: [
          {
            title: `Write \`${shortened(text, 40)}\``,
            range,
            text: range.start === keyword.end ? ` ${text}` : text,
          },
        ],
      },
      tokens: isBracketed
        ? [keyword, { ...first, kind: '[' }, ...items, { ...last, kind: ']' }, ...tokens.slice(end + 1)]
        : [keyword, inserted('[', first), ...items, inserted(']', last)],
    };
  },
};
