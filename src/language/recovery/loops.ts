/** Loops as other languages write them. */
import { closing, covering, insertAt, listText, replaceAt, stepText } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import { withoutSign, withWord } from './failure.ts';
import type { Reading, ReadingRule, Repair, RepairRule } from './failure.ts';

const counts = (text: string): string =>
  `There are no ranges: a loop that counts is \`${text} { … }\`, from 0.`;

/** The header written as `text`; `place`: what is wrong in it. `header`: the tokens that it is read as, if it is. */
function rewritten(
  tokens: readonly Token[],
  body: number,
  place: { readonly start: number; readonly end: number },
  text: string,
  message: string,
  header?: readonly Token[],
): Reading {
  const first = tokens[0]!;
  const last = tokens[body - 1]!;
  const open = tokens[body]!;
  // Python's colon, or nothing: what is said of that is said here.
  const isColon = open.image === ':';
  const lacksBrace = isColon || open.start < last.end;
  const end = isColon ? open.end : last.end;
  const written = lacksBrace ? `${text} {` : text;
  const list = tokens.findIndex(({ kind }) => kind === 'in' || kind === '=') + 1;
  return {
    mistake: {
      message,
      range: lacksBrace ? { start: first.start, end } : place,
      covers: true,
      fixes: [
        {
          title: lacksBrace ? `Write \`${written}\` (a \`}\` belongs below)` : `Write \`${written}\``,
          range: { start: first.start, end },
          text: written,
        },
      ],
    },
    tokens: header
      ? [...header, ...tokens.slice(body)]
      : [
          ...tokens.slice(0, list - 1),
          { ...last, kind: 'in' },
          inserted('MISSING', last),
          ...tokens.slice(body),
        ],
  };
}

const repeated = (first: Token, count: readonly Token[], index: Token): Token[] => [
  { ...first, kind: 'repeat' },
  ...count,
  { ...inserted('as', index), image: 'as' },
  index,
];

export const countedByRange: ReadingRule = {
  code: 'for-list',
  at: ['For'],
  examples: [['for i in range(3) { a }', 'repeat 3 as i { a }'], ['for i in range(1, 3) { a }']],
  read(tokens) {
    const [first, index, word, range, open] = tokens;
    if (range?.image !== 'range' || open?.kind !== '(' || word?.kind !== 'in') return undefined;
    const close = closing(tokens, 4);
    const body = close + 1;
    const last = tokens[close];
    if (!first || index?.kind !== 'ID' || !last || tokens[body]?.kind !== '{') return undefined;
    const inside = tokens.slice(5, close);
    const fromZero = inside[0]?.image === '0' && inside[1]?.kind === ',';
    const count = fromZero ? inside.slice(2) : inside;
    const place = covering(range, last);
    if (count.length === 0) return undefined;
    if (count.some(({ kind }) => kind === ',')) {
      return {
        mistake: { message: counts('repeat 3 as i'), range: place },
        tokens: tokens.toSpliced(3, body - 3, { ...inserted('MISSING', last), start: range.start }),
      };
    }
    const text = `repeat ${listText(count)} as ${index.image}`;
    return rewritten(tokens, body, place, text, counts(text), repeated(first, count, index));
  },
};

export const enumerated: ReadingRule = {
  code: 'for-list',
  at: ['For'],
  examples: [['for i, c in enumerate([8, 16]) { a }', 'for c in [8, 16] as i { a }']],
  read(tokens) {
    const [first, index, comma, name, word, callee, open] = tokens;
    if (callee?.image !== 'enumerate' || open?.kind !== '(' || word?.kind !== 'in') return undefined;
    const close = closing(tokens, 6);
    const list = tokens.slice(7, close);
    if (comma?.kind !== ',' || !first || index?.kind !== 'ID' || name?.kind !== 'ID') return undefined;
    const last = tokens[close];
    if (list.length === 0 || !last || tokens[close + 1]?.kind !== '{') return undefined;
    const text = `for ${name.image} in ${listText(list)} as ${index.image}`;
    const message = `A loop over a list that counts, too, is written \`${text} { … }\`.`;
    const header = [
      first,
      name,
      word,
      ...list,
      { ...inserted('as', last), image: 'as' },
      { ...index, ...behindOf(last) },
    ];
    return rewritten(tokens, close + 1, covering(index, last), text, message, header);
  },
};

const behindOf = (token: Token) => ({ start: Math.max(token.start, token.end - 1), end: token.end });

export const countedInParentheses: ReadingRule = {
  code: 'for-list',
  at: ['For'],
  examples: [['for (let i = 0; i < 3; i++) { a }', 'repeat 3 as i { a }']],
  read(tokens) {
    const [first, open] = tokens;
    if (open?.kind !== '(') return undefined;
    const close = closing(tokens, 1);
    const last = tokens[close];
    const parts = tokens.slice(2, close);
    const [one, two] = parts.flatMap(({ image }, at) => (image === ';' ? [at] : []));
    if (!first || !last || one === undefined || two === undefined || tokens[close + 1]?.kind !== '{')
      return undefined;
    const [, start] = parts.slice(0, one).slice(-2);
    const [index, comparison, ...limit] = parts.slice(one + 1, two);
    const isPlain =
      start?.image === '0' && index?.kind === 'ID' && comparison?.kind === '<' && limit.length > 0;
    const text = isPlain ? `repeat ${listText(limit)} as ${index.image}` : 'repeat 3 as i';
    const message = `A loop that counts is \`${text} { … }\`, from 0.`;
    const place = covering(open, last);
    if (isPlain) return rewritten(tokens, close + 1, place, text, message, repeated(first, limit, index));
    return {
      mistake: { message, range: place, covers: true },
      tokens: [{ ...first, kind: 'repeat' }, inserted('MISSING', last), ...tokens.slice(close + 1)],
    };
  },
};

const between: ReadonlySet<string> = new Set(['to', 'until', 'upto', 'downto']);

export const countedFromTo: ReadingRule = {
  code: 'for-list',
  at: ['For'],
  examples: [['for i = 0 to 3 { a }', 'repeat 4 as i { a }'], ['for i in 0..3 { a }']],
  read(tokens) {
    const [first, index, sign] = tokens;
    const body = tokens.findIndex(({ kind }) => kind === '{');
    if (!first || index?.kind !== 'ID' || body < 5 || (sign?.kind !== 'in' && sign?.kind !== '='))
      return undefined;
    const range = tokens.slice(3, body);
    const begin = range[0]!;
    const last = range.at(-1)!;
    const place = covering(begin, last);
    const at = range.findIndex(({ kind, image }) => kind === ':' || (kind === 'ID' && between.has(image)));
    const isDotted = /^[\d_]+\.\.[.=<]?[\w.]+$/.test(range.map(({ image }) => image).join(''));
    const to = range.slice(at + 1);
    const isOne = at === 1 && to.length === 1 && begin.kind === 'NUMBER';
    if (!isDotted && (at < 1 || to.length === 0)) return undefined;
    const end = to[0]!;
    if (isDotted || !isOne || !/^[01]$/.test(begin.image) || !/^(?:\d{1,6}|[a-z]\w*)$/i.test(end.image)) {
      return {
        mistake: { message: counts('repeat 3 as i'), range: place, covers: true },
        tokens: [first, index, { ...sign, kind: 'in' }, inserted('MISSING', last), ...tokens.slice(body)],
      };
    }
    const includes = range[1]!.image !== 'until' && begin.image === '0';
    const count = !includes
      ? end.image
      : end.kind === 'NUMBER'
        ? String(Number(end.image) + 1)
        : `${end.image} + 1`;
    const text = `repeat ${count} as ${index.image}`;
    // From 1, the index is another one in each turn.
    const isSame = begin.image === '0' && end.kind === 'NUMBER';
    const header = isSame ? repeated(first, [{ ...end, image: count }], index) : undefined;
    return rewritten(tokens, body, place, text, counts(text), header);
  },
};

export const forInParentheses: RepairRule = {
  code: 'for-in',
  at: ['For'],
  examples: [['for (const c of [16, 32]) { a }', 'for c in [16, 32] { a }']],
  repair({ tokens, at }) {
    const [first, open] = tokens;
    const close = closing(tokens, 1);
    const last = tokens[close];
    if (at > 3 || open?.kind !== '(' || !first || !last || tokens[close + 1]?.kind !== '{') return undefined;
    const inside = tokens.slice(2, close);
    const isDeclared = /^(?:const|let|var|auto|int)$/.test(inside[0]?.image ?? '');
    const [name, sign, ...list] = isDeclared ? inside.slice(1) : inside;
    const isOver = sign?.kind === 'in' || sign?.image === 'of' || sign?.kind === ':';
    if (name?.kind !== 'ID' || !isOver || list.length === 0) return undefined;
    const text = `for ${name.image} in ${listText(list)}`;
    return {
      mistake: {
        message: `A loop over a list is written \`${text} { … }\`.`,
        range: covering(open, last),
        fixes: [{ title: `Write \`${text}\``, range: covering(first, last), text }],
        covers: true,
      },
      tokens: [first, name, { ...sign, kind: 'in' }, ...list, ...tokens.slice(close + 1)],
    };
  },
};

/** What stands for the `in` of a loop. */
const readAsIn = (tokens: readonly Token[], at: number, found: Token): Repair => ({
  mistake: {
    message: 'A `for` goes over a list with `in`.',
    range: found,
    fixes: [{ title: 'Write `in`', range: found, text: 'in' }],
  },
  tokens: replaceAt(tokens, at, { ...found, kind: 'in' }),
});

export const forOf: RepairRule = {
  code: 'for-in',
  at: ['For'],
  examples: [['for c of [16, 32] { a }', 'for c in [16, 32] { a }']],
  repair({ tokens, at, found, expected }) {
    return expected === 'in' && found?.image === 'of' ? readAsIn(tokens, at, found) : undefined;
  },
};

export const forEquals: RepairRule = {
  code: 'for-in',
  at: ['For'],
  examples: [['for c = [16, 32] { a }', 'for c in [16, 32] { a }']],
  before: ['leftOfEquals'],
  repair({ tokens, at, found, before, expected }) {
    return expected === 'in' && found?.kind === '=' && before ? readAsIn(tokens, at, found) : undefined;
  },
};

/** `while c { … }`: how often it turns is not known when the file is read. */
export const whileLoop: RepairRule = {
  code: 'foreign-word',
  at: ['FlowStatement'],
  examples: [['while a { b }']],
  before: ['stepsWithoutArrow'],
  repair({ tokens }) {
    const [first] = tokens;
    const body = tokens.findIndex(({ kind }) => kind === '{');
    if (first?.image !== 'while' || body < 0) return undefined;
    return {
      mistake: {
        message:
          'There is no `while`: a loop turns a number of times, `repeat 3 { … }`, or once for each element of a list, `for c in [8, 16] { … }`.',
        range: first,
      },
      tokens: [{ ...first, kind: 'repeat' }, inserted('MISSING', first), ...tokens.slice(body)],
      guess: true,
    };
  },
};

export const forPattern: RepairRule = {
  code: 'pattern-brackets',
  at: ['For'],
  examples: [['for a, b in [[1, 2]] { c }', 'for [a, b] in [[1, 2]] { c }']],
  repair({ tokens, at, found, before, bracket }) {
    if (at !== 2 || found?.kind !== ',' || before?.kind !== 'ID' || bracket) return undefined;
    const end = tokens.findIndex((token) => token.kind === 'in');
    const names = tokens.slice(1, Math.max(end, 1));
    const last = names.at(-1);
    if (last === undefined) return undefined;
    const range = covering(before, last);
    return {
      mistake: {
        message: 'Several names that take a list apart stand in brackets: `for [a, b] in …`.',
        range,
        fixes: [{ title: 'Add the brackets', range, text: `[${stepText(names)}]` }],
      },
      tokens: insertAt(insertAt(tokens, end, inserted(']', last)), 1, inserted('[', tokens[0] ?? before)),
      guess: true,
    };
  },
};

export const repeatTimes: RepairRule = {
  code: 'unexpected',
  at: ['Repeat'],
  examples: [['repeat 3 times { a }', 'repeat 3  { a }']],
  before: ['beforeBody'],
  repair(failure) {
    const { tokens, at, found, before, bracket } = failure;
    if (found?.image !== 'times' || !before || bracket) return undefined;
    const written = `\`${stepText(tokens.slice(0, at))} { … }\``;
    return withoutSign(failure, found, `\`times\` is not needed: ${written}.`);
  },
};

export const repeatIn: RepairRule = {
  code: 'unexpected',
  at: ['Repeat'],
  examples: [['repeat i in 3 { a }', 'repeat 3 as i { a }']],
  repair({ tokens, at, found, before, bracket }) {
    if (found?.kind !== 'in' || at !== 2 || !before || bracket) return undefined;
    const end = tokens.findIndex(({ kind }) => kind === '{');
    const count = tokens.slice(at + 1, end);
    const last = count.at(-1);
    if (!last || !tokens[0] || end < 0) return undefined;
    const text = `${stepText(count)} as ${before.image}`;
    const range = covering(before, last);
    return {
      mistake: {
        message: `A loop that counts is written \`repeat ${text} { … }\`.`,
        range,
        fixes: [{ title: `Write \`${text}\``, range, text }],
      },
      tokens: [tokens[0], ...count, { ...found, kind: 'as' }, before, ...tokens.slice(end)],
    };
  },
};

export const loopWithoutIn: RepairRule = {
  code: 'missing-word',
  at: ['For'],
  examples: [['for c [16, 32] { a }', 'for c in [16, 32] { a }']],
  repair(failure) {
    const { expected } = failure;
    return expected === 'in' ? withWord(failure, 'in') : undefined;
  },
};

export const loopWithoutAs: RepairRule = {
  code: 'missing-word',
  at: ['Repeat', 'For'],
  examples: [
    ['repeat 3 i { a }', 'repeat 3 as i { a }'],
    ['for c in [16, 32] i { a }', 'for c in [16, 32] as i { a }'],
  ],
  before: ['beforeBody'],
  repair(failure) {
    const { found, expected } = failure;
    return found?.kind === 'ID' && expected === '{' ? withWord(failure, 'as') : undefined;
  },
};
