/** The line that begins a network. */
import { closing, covering, removeAt } from '../tokens/runs.ts';
import { inserted, quoted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { Rule } from '../tree/grammarParser.ts';
import type { Failure, Reading, Repair } from './failure.ts';

/** `network A(input 32x32x3) { … }` */
export function inputInParentheses({ rule, tokens, at, found }: Failure): Repair | undefined {
  if (rule !== 'Network' || found?.kind !== 'input' || at !== 3 || tokens[2]?.kind !== '(') return undefined;
  const close = closing(tokens, 2);
  const last = tokens[close - 1];
  const open = tokens[close + 1];
  if (!last || open?.body === undefined) return undefined;
  const body = [{ tokens: tokens.slice(3, close), sharesLine: false }, ...open.body];
  return {
    mistake: {
      code: 'unexpected',
      message:
        'The input is the first line of the body, `{ input 224x224x3 … }`; in parentheses stand parameters.',
      range: covering(found, last),
    },
    tokens: [...tokens.slice(0, 2), { ...open, body }, ...tokens.slice(close + 2)],
  };
}

/** `input size x size x 3` */
export function inputOfNames({ rule, tokens, at, found }: Failure): Repair | undefined {
  if (rule !== 'Input' || found?.image !== 'x' || at !== 2) return undefined;
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
      code: 'computed-dimensions',
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
}

/** `input: 32x32x3`, `input = 32x32x3` */
export function inputSign({ tokens, at }: Failure): Repair | undefined {
  const [first, sign, shape] = tokens;
  if (first?.kind !== 'input' || at > 1 || !shape) return undefined;
  if (sign?.kind !== ':' && sign?.kind !== '=') return undefined;
  if (!['DIMENSIONS', 'NUMBER', '[', '('].includes(shape.kind)) return undefined;
  return {
    mistake: {
      code: 'input-sign',
      message: `The input's shape follows the word without a ${quoted(sign)}, as in \`input 224x224x3\`.`,
      range: sign,
      fixes: [
        { title: `Remove the ${quoted(sign)}`, range: { start: first.end, end: shape.start }, text: ' ' },
      ],
    },
    tokens: removeAt(tokens, 1),
  };
}

/** `input 32x32x3` and on the next line `-> Conv(8, 3)`. */
export function arrowAfterInput({ rule, tokens, at, found, bracket }: Failure): Repair | undefined {
  if (rule !== 'Input' || found?.kind !== '->' || bracket || tokens[at + 1] === undefined) return undefined;
  const fix = found.startsLine
    ? { title: 'Remove the `->`', range: { start: found.start, end: tokens[at + 1]!.start }, text: '' }
    : { title: 'Begin a new line', range: found, text: `\n${' '.repeat(found.indent)}` };
  return {
    mistake: {
      code: 'arrow-after-input',
      message: 'The input stands on a line of its own; the next line takes it without a `->`.',
      range: found,
      fixes: [fix],
    },
    tokens: tokens.slice(0, at),
    rest: tokens.slice(at + 1),
  };
}

/** `Input(shape=(32, 32, 3))` */
export function inputLayer(rule: Rule, tokens: readonly Token[]): Reading | undefined {
  if (rule !== 'FlowStatement' && rule !== 'Branch') return undefined;
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
      code: 'foreign-call',
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
}
