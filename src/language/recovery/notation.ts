/** What people write out of habit from notation at large: percentages, ranges, repetitions, signs of an arrow apart. */
import type { Rule } from '../tree/grammarParser.ts';
import type { Failure, Repair } from './recovery.ts';
import { closing, listText } from './lists.ts';
import { cellText, tokensOf } from './paper.ts';
import { covering, removeAt, replaceAt } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';

type Reading = Pick<Repair, 'mistake' | 'tokens'>;

/** `Conv(8, 3) - > ReLU` */
export function arrowWithBlank({ tokens, at, found, before }: Failure): Repair | undefined {
  if (found?.kind !== '>' || before?.kind !== '-' || found.startsLine) return undefined;
  const range = covering(before, found);
  return {
    mistake: {
      code: 'foreign-operator',
      message: '`->` is written without a blank in it.',
      range,
      fixes: [{ title: 'Write `->`', range, text: '->' }],
    },
    tokens: replaceAt(removeAt(tokens, at), at - 1, { ...before, kind: '->', end: found.end, image: '->' }),
  };
}

/** `Dropout(50%)` */
export function percent({ tokens, at, found, before, bracket }: Failure): Repair | undefined {
  const number = tokens[at - 2];
  if (before?.kind !== '%' || number?.kind !== 'NUMBER' || number.end !== before.start) return undefined;
  if (!bracket || (found?.kind !== ')' && found?.kind !== ',')) return undefined;
  const share = String(Number(number.image.replaceAll('_', '')) / 100);
  if (!/^\d+(\.\d+)?$/.test(share)) return undefined;
  const range = covering(number, before);
  return {
    mistake: {
      code: 'malformed-number',
      message: `There are no percentages: \`${number.image}%\` is written \`${share}\`.`,
      range,
      fixes: [{ title: `Write \`${share}\``, range, text: share }],
    },
    tokens: replaceAt(removeAt(tokens, at - 1), at - 2, { ...number, end: before.end, image: share }),
  };
}

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

/** `Conv(64, 3) x 3`, `3 * Conv(64, 3)`, `[Conv(64, 3), ReLU] x3`: nothing but a layer can be repeated. */
export function repetition(rule: Rule, tokens: readonly Token[]): Reading | undefined {
  if (rule !== 'FlowStatement') return undefined;
  const found = repeatedBehind(tokens) ?? repeatedAhead(tokens);
  const first = tokens[0];
  const last = tokens.at(-1);
  if (!first || !last) return undefined;
  if (!found) return lonelyCell(tokens, first, last);
  const { count, repeated } = found;
  const cell = cellText(repeated);
  const shown = cell ?? listText(repeated);
  const text = `repeat ${count.image} { ${shown} }`;
  const range = covering(first, last);
  return {
    mistake: {
      code: 'paper-notation',
      message: `What repeats is written \`repeat ${count.image} { ${cell ?? '…'} }\`.`,
      range,
      covers: true,
      fixes: [{ title: 'Write `repeat`', range, text }],
    },
    tokens: [
      { ...first, kind: 'repeat' },
      count,
      inserted('{', first, [{ tokens: cell ? tokensOf(cell, first, last) : repeated, sharesLine: false }]),
      inserted('}', last),
    ],
  };
}

/** `[3x3, 64]` */
function lonelyCell(tokens: readonly Token[], first: Token, last: Token): Reading | undefined {
  if (first.kind !== '[' || tokens[1]?.kind !== 'DIMENSIONS' || last.kind !== ']') return undefined;
  const cell = cellText(tokens.slice(1, -1));
  if (cell === undefined) return undefined;
  const range = covering(first, last);
  return {
    mistake: {
      code: 'paper-notation',
      message: `What a table's cell holds is written \`${cell}\`.`,
      range,
      fixes: [{ title: `Write \`${cell}\``, range, text: cell }],
      covers: true,
    },
    tokens: tokensOf(cell, first, last),
  };
}

interface Repeated {
  readonly count: Token;
  readonly repeated: readonly Token[];
}

const isTimes = (token: Token | undefined): boolean => token?.kind === '*' || token?.image === 'x';

function repeatedBehind(tokens: readonly Token[]): Repeated | undefined {
  const last = tokens.at(-1);
  const joined = /^x([0-9]+)$/.exec(last?.image ?? '')?.[1];
  const count: Token | undefined = joined === undefined ? last : { ...last!, kind: 'NUMBER', image: joined };
  const end = tokens.length - (joined === undefined ? 2 : 1);
  const before = tokens[end - 1]?.kind;
  if (count?.kind !== 'NUMBER' || (joined === undefined && !isTimes(tokens[end]))) return undefined;
  if (before === ']' && tokens[0]?.kind === '[') return { count, repeated: inRow(tokens.slice(1, end - 1)) };
  const isCall = tokens[0]?.kind === 'ID' && tokens[1]?.kind === '(' && before === ')';
  return isCall ? { count, repeated: tokens.slice(0, end) } : undefined;
}

function repeatedAhead(tokens: readonly Token[]): Repeated | undefined {
  const [count, sign, ...repeated] = tokens;
  const [name, open] = repeated;
  if (count?.kind !== 'NUMBER' || !isTimes(sign) || name?.kind !== 'ID' || open?.kind !== '(')
    return undefined;
  return { count, repeated };
}

/** What a list holds as one flow; the commas of a row of words and numbers stay. */
function inRow(elements: readonly Token[]): readonly Token[] {
  if (!elements.some(({ kind }) => kind === '(')) return elements;
  let depth = 0;
  return elements.map((token) => {
    if (token.kind === '(' || token.kind === '[') depth++;
    else if (token.kind === ')' || token.kind === ']') depth--;
    return token.kind === ',' && depth === 0 ? { ...token, kind: '->' as const, image: ' ->' } : token;
  });
}
