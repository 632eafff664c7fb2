/** Steps and functions that can be read, but as something that nobody means. */
import type { Rule } from '../tree/grammarParser.ts';
import type { Repair } from './recovery.ts';
import { closing, listText } from './lists.ts';
import { covering } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import { isBullet } from '../statements/units.ts';

type Reading = Pick<Repair, 'mistake' | 'tokens'>;

export const foreignStep = (rule: Rule, tokens: readonly Token[]): Reading | undefined =>
  rule === 'Let'
    ? arrowFunction(tokens)
    : rule === 'FlowStatement' || rule === 'Branch'
      ? (bullet(tokens) ?? arrowLeft(tokens) ?? inputLayer(tokens) ?? sequential(tokens))
      : undefined;

/** `let f = (x) => x * 2` */
function arrowFunction(tokens: readonly Token[]): Reading | undefined {
  const [keyword, name, equals, open] = tokens;
  const arrow = tokens.findIndex(({ kind, image }) => kind === '->' && image === '=>');
  const sign = tokens[arrow];
  if (arrow < 4 || !keyword || !name || equals?.kind !== '=' || !open || !sign) return undefined;
  const isBracketed = open.kind === '(' && closing(tokens, 3) === arrow - 1;
  const parameters = isBracketed ? tokens.slice(4, arrow - 1) : tokens.slice(3, arrow);
  if (!parameters.every(({ kind }) => kind === 'ID' || kind === ',') || (!isBracketed && arrow > 4))
    return undefined;
  const text = `${name.image}(${listText(parameters)}) =`;
  const value = tokens.slice(arrow + 1);
  return {
    mistake: {
      code: 'foreign-word',
      message: `A function is written \`let ${text} …\`, without \`=>\`.`,
      range: covering(open, sign),
      fixes: [{ title: `Write \`let ${text}\``, range: covering(name, sign), text }],
      covers: true,
    },
    tokens: [
      keyword,
      name,
      inserted('(', name),
      ...parameters,
      inserted(')', parameters.at(-1) ?? name),
      { ...sign, kind: '=', image: '=' },
      ...(value.length > 0 && value[0]?.kind !== '{' ? value : [inserted('MISSING', sign)]),
    ],
  };
}

/** `x <- Conv(64, 3)` */
function arrowLeft(tokens: readonly Token[]): Reading | undefined {
  const [name, less, minus, ...value] = tokens;
  if (name?.kind !== 'ID' || less?.kind !== '<' || minus?.kind !== '-' || less.end !== minus.start)
    return undefined;
  const range = covering(less, minus);
  return {
    mistake: {
      code: 'foreign-operator',
      message: `A branch is named with \`=\`: \`${name.image} = …\`.`,
      range,
      fixes: [{ title: 'Write `=`', range, text: '=' }],
    },
    tokens: [name, { ...less, kind: '=', image: '=', end: minus.end }, ...value],
  };
}

/** `- Conv(64, 3)` */
function bullet(tokens: readonly Token[]): Reading | undefined {
  const [sign, next] = tokens;
  if (!sign || !next || !isBullet(sign, next)) return undefined;
  return {
    mistake: {
      code: 'begins-with-operator',
      message: 'A step stands on a line of its own, without a `-` before it.',
      range: sign,
      fixes: [{ title: 'Remove the `-`', range: { start: sign.start, end: next.start }, text: '' }],
    },
    tokens: tokens.slice(1),
  };
}

/** `Input(shape=(32, 32, 3))` */
function inputLayer(tokens: readonly Token[]): Reading | undefined {
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

/** `nn.Sequential(Conv(64, 3), ReLU)` */
function sequential(tokens: readonly Token[]): Reading | undefined {
  const at = tokens.findIndex(({ image }) => image === 'Sequential');
  if (at < 0 || tokens[at + 1]?.kind !== '(') return undefined;
  const isList = tokens[at + 2]?.kind === '[';
  const close = closing(tokens, at + 1);
  const last = tokens[close];
  let start = at;
  while (tokens[start - 1]?.kind === '.' && tokens[start - 2]?.kind === 'ID') start -= 2;
  const leader = tokens[start - 1]?.kind;
  const first = tokens[start];
  if (!last || !first || (leader !== undefined && leader !== '=' && leader !== '->')) return undefined;
  const inside = tokens.slice(at + (isList ? 3 : 2), isList ? close - 1 : close);
  const flow: Token[] = [];
  let depth = 0;
  for (const [index, token] of inside.entries()) {
    const { kind } = token;
    if (kind === '(' || kind === '[') depth++;
    else if (kind === ')' || kind === ']') depth--;
    if (depth < 0 || (depth === 0 && (kind === ':' || kind === '='))) return undefined;
    if (kind !== ',' || depth > 0) flow.push(token);
    else if (index < inside.length - 1) flow.push({ ...token, kind: '->', image: ' ->' });
  }
  if (flow.length === 0) return undefined;
  const text = listText(flow);
  const range = covering(first, last);
  return {
    mistake: {
      code: 'foreign-call',
      message: 'Steps follow each other by `->`, or one to a line, without `Sequential`.',
      range: { start: first.start, end: tokens[at]!.end },
      fixes: [{ title: 'Write the steps with `->`', range, text }],
    },
    tokens: tokens.toSpliced(start, close + 1 - start, ...flow),
  };
}
