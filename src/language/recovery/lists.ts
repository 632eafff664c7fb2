/** What people write out of habit from Python and its frameworks, where it does not parse; recovery.ts tries each. */
import type { Rule } from '../tree/grammarParser.ts';
import type { Failure, Repair } from './recovery.ts';
import { bodyKeywords, endsOperand, inserted, quoted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import { withoutSign } from './signs.ts';
import { covering, insertAt, removeAt, replaceAt } from '../tokens/runs.ts';
import { stepText } from '../statements/units.ts';

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

/** `input 32, 32, 3`, `input (32, 32, 3)`, and a pair as a tuple: `Conv(8, (3, 3))`. */
export function tuple(failure: Failure): Repair | undefined {
  const { rule, tokens, at, found, bracket } = failure;
  const start = tokens.findIndex((_, index) => isTuple(tokens, index));
  const last = tokens[closing(tokens, start)];
  const open = tokens[start];
  // Where a named argument is one, the parser stops before it already.
  if (open && last) return asList(failure, start, closing(tokens, start), covering(open, last));
  if (bracket === undefined && found?.kind === ',') {
    const items = tokens.slice(1);
    const last = items.at(-1);
    if (rule !== 'Input' || at !== 2 || !last || !items.every(isSizeOrComma)) return undefined;
    return asList(failure, 1, tokens.length, covering(tokens[1] ?? last, last));
  }
  return undefined;
}

/** Whether parentheses that begin at `open` hold several things and are no call's. */
function isTuple(tokens: readonly Token[], open: number): boolean {
  const caller = tokens[open - 1];
  if (tokens[open]?.kind !== '(' || caller?.kind === 'auxiliary') return false;
  if (caller && endsOperand(caller) && !(caller.kind === 'input' && open === 1)) return false;
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const kind = tokens[index]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if ((kind === ')' || kind === ']') && --depth === 0) return false;
    else if (depth === 1 && (kind === ':' || kind === '->')) return false;
    else if (depth === 1 && kind === ',') return closing(tokens, open) > 0;
  }
  return false;
}

/** Reads what stands from `start` to `end` as a list; `end` is a closing parenthesis, or the statement's end. */
function asList(
  { rule, tokens }: Failure,
  start: number,
  end: number,
  range: { start: number; end: number },
): Repair {
  const bracketed = tokens[start]?.kind === '(';
  const all = tokens.slice(bracketed ? start + 1 : start, end);
  // TensorFlow's batch.
  const items = rule === 'Input' && all[0]?.image === 'None' ? all.slice(2) : all;
  const open = tokens[start]!;
  const close = tokens[end] ?? tokens[end - 1]!;
  const sizes = items.filter(({ kind }) => kind !== ',').map(({ image }) => image);
  const isInput = rule === 'Input' && start === 1 && items.every(isSizeOrComma);
  const written = isInput
    ? `${range.start === tokens[0]?.end ? ' ' : ''}${sizes.join('x')}`
    : `[${listText(items)}]`;
  const repaired = bracketed
    ? [
        ...tokens.slice(0, start),
        { ...open, kind: '[' as const },
        ...items,
        { ...close, kind: ']' as const },
        ...tokens.slice(end + 1),
      ]
    : insertAt(insertAt(tokens, end, inserted(']', close)), start, inserted('[', open));
  return {
    mistake: {
      code: isInput ? 'dimensions-commas' : 'tuple',
      message: isInput
        ? `Dimensions are written with \`x\`: \`${written.trim()}\`.`
        : `A list stands in square brackets: \`${shortened(written)}\`.`,
      range,
      fixes: [{ title: `Write \`${shortened(written.trim())}\``, range, text: written }],
    },
    tokens: repaired,
  };
}

const isSizeOrComma = ({ kind }: Token): boolean => kind === 'NUMBER' || kind === ',';
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
/** Tokens as they stand in the text, blanks shortened. */
export const listText = (items: readonly Token[]): string => {
  let text = '';
  for (const [index, token] of items.entries()) {
    const before = items[index - 1];
    text += (before && before.end < token.start ? ' ' : '') + token.image;
  }
  return text;
};

/** The same with its line ends. */
export const laidOut = (items: readonly Token[]): string => {
  let text = '';
  for (const [index, token] of items.entries()) {
    const before = items[index - 1];
    const blank = before && before.end < token.start ? ' ' : '';
    text += (before && token.startsLine ? `\n${' '.repeat(token.indent)}` : blank) + token.image;
  }
  return text;
};

export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const kind = tokens[index]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if ((kind === ')' || kind === ']') && --depth === 0) return index;
  }
  return -1;
}

/** `Conv(8, 3),` as in a list of layers, and `Conv(8, 3), ReLU`. */
export function commaBetweenSteps(failure: Failure): Repair | undefined {
  const { rule, tokens, at, found, before, bracket } = failure;
  if (found?.kind !== ',' || !before || bracket || !endsOperand(before)) return undefined;
  const next = tokens[at + 1];
  if (next === undefined) {
    return withoutSign(failure, found, 'trailing-comma', 'A statement ends with its line, without a `,`.');
  }
  const isFlow =
    rule === 'FlowStatement' ||
    rule === 'Branch' ||
    (rule === 'RecipeEntry' && /^(?:augment|prepare)$/.test(tokens[0]?.image ?? ''));
  if (!isFlow || next.kind !== 'ID' || (before.kind !== ')' && before.kind !== 'ID')) return undefined;
  return {
    mistake: {
      code: 'comma-between-steps',
      message: 'A step hands its result on with `->`, not `,`.',
      range: found,
      fixes: [{ title: 'Write `->`', range: { start: before.end, end: next.start }, text: ' -> ' }],
    },
    tokens: replaceAt(tokens, at, { ...found, kind: '->' }),
    guess: true,
  };
}

/** `network Res-Net { … }` */
export function nameWithSigns({ rule, tokens, at, found }: Failure): Repair | undefined {
  const [, first] = tokens;
  if ((rule !== 'Network' && rule !== 'Block') || at !== 2 || !first || !found) return undefined;
  if (found.kind !== '-' && found.kind !== '.' && found.kind !== '/') return undefined;
  let end = at;
  while (
    end < tokens.length &&
    tokens[end]!.start === tokens[end - 1]!.end &&
    !'({'.includes(tokens[end]!.kind)
  ) {
    end++;
  }
  const last = tokens[end - 1];
  if (!last || end === at) return undefined;
  const range = covering(first, last);
  const meant = tokens
    .slice(1, end)
    .map(({ kind, image }) => (kind === '-' || kind === '.' || kind === '/' ? '_' : image))
    .join('');
  return {
    mistake: {
      code: 'malformed-name',
      message: `A name is made of letters, digits and \`_\`: \`${meant}\`.`,
      range,
      fixes: [{ title: `Write \`${meant}\``, range, text: meant }],
    },
    tokens: [...tokens.slice(0, 2), ...tokens.slice(end)],
    guess: true,
  };
}

/** `Conv(8, 3) as "stem"` */
export function nameInQuotes({ tokens, at, found, before }: Failure): Repair | undefined {
  const name = found?.kind === 'TEXT' ? found.image.slice(1, -1) : '';
  if (!found || before?.kind !== 'as' || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
  return {
    mistake: {
      code: 'malformed-name',
      message: `A name stands without quotes: \`${name}\`.`,
      range: found,
      covers: true,
      fixes: [{ title: `Write \`${name}\``, range: found, text: name }],
    },
    tokens: replaceAt(tokens, at, { ...found, kind: 'ID', image: name }),
  };
}

/** The most names that are given elements of a list. */
const mostElements = 8;

/** `let [a, b] = list`, `let a, b = list`: read as if each name had been given its element. */
export function letPattern({ rule, tokens, at }: Failure): Repair | undefined {
  const equals = tokens.findIndex(({ kind }) => kind === '=');
  const [keyword, first] = tokens;
  const last = tokens[equals - 1];
  const value = tokens.slice(equals + 1);
  if (rule !== 'Let' || at > 2 || !keyword || !first || !last || value.length === 0) return undefined;
  const signs = tokens.slice(1, equals);
  const names = signs.filter(({ kind }) => kind === 'ID');
  const isPattern = signs.every(({ kind }) => ['ID', ',', '[', ']', '(', ')'].includes(kind));
  if (!isPattern || names.length < 2 || names.length > mostElements) return undefined;
  if (signs.filter(({ kind }) => kind === ',').length < names.length - 1) return undefined;
  const range = covering(first, last);
  const end = value.at(-1)!;
  const single = value.length === 1;
  const elements = names.map((name, index) => [
    keyword,
    name,
    tokens[equals]!,
    ...(single ? value : [inserted('(', last), ...value, inserted(')', end)]),
    inserted('[', end),
    { ...inserted('NUMBER', end), image: String(index) },
    inserted(']', end),
  ]);
  const written = single ? end.image : `(${listText(value)})`;
  const text = names
    .map(({ image }, index) => `let ${image} = ${written}[${index}]`)
    .join(`\n${' '.repeat(keyword.indent)}`);
  return {
    mistake: {
      code: 'let-pattern',
      message:
        '`let` names one value, as in `let a = list[0]`; a list is taken apart by `for [a, b] in …` only.',
      range,
      fixes: [{ title: 'Write a `let` for each', range: covering(keyword, end), text }],
    },
    tokens: elements[0]!,
    rest: elements.slice(1).flat(),
    guess: true,
  };
}

/** `repeat 3 Conv(8, 3)`, `if deep Conv(8, 3)`, `if deep: Conv(8, 3)` */
export function bodyWithoutBraces(failure: Failure): Repair | undefined {
  const { tokens, at, found, before, expected, bracket } = failure;
  const [first] = tokens;
  const last = tokens.at(-1);
  const isColon = found?.kind === ':';
  if (!first || !last || !before || bracket || !found) return undefined;
  if (!isColon && (found.kind !== 'ID' || expected !== '{')) return undefined;
  if (!['if', 'repeat', 'for'].includes(first.kind) || !bodyKeywords.has(first.kind)) return undefined;
  const inside = tokens.slice(isColon ? at + 1 : at);
  const [start] = inside;
  if (!start || (inside.length < 2 && !isColon)) return undefined;
  if (inside.some(({ kind }) => kind === '{' || kind === 'else' || kind === ':' || kind === '?'))
    return undefined;
  const range = isColon ? covering(found, last) : covering(start, last);
  const written = `${isColon && found.start === before.end ? ' ' : ''}{ ${listText(inside)} }`;
  return {
    mistake: {
      code: 'missing-braces',
      message: `The body of ${quoted(first)} stands in braces: \`${first.kind} … { ${stepText(inside)} }\`.`,
      range,
      fixes: [{ title: 'Add the braces', range, text: written }],
    },
    tokens: [
      ...tokens.slice(0, at),
      inserted('{', before, [{ tokens: inside, sharesLine: false }]),
      inserted('}', last),
    ],
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
export function quantityInWords(
  rule: Rule,
  tokens: readonly Token[],
): Pick<Repair, 'mistake' | 'tokens'> | undefined {
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
      message: `A quantity is one word: \`${shortened(name)}\`.`,
      range,
      fixes: [{ title: `Write \`${shortened(name)}\``, range, text: name }],
    },
    tokens: [tokens[0]!, { ...first, end: last.end, image: name }, ...tokens.slice(end)],
  };
}
