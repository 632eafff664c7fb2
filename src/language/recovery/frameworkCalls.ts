/**
 * Layers as Keras and PyTorch call them: `Conv2D(filters=32, kernel_size=3, activation="relu")`. What can only be meant
 * one way is told once, and read as that.
 */
import { findLayer, layers } from '../../layers/catalogue.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import { enumerate, knownAs } from '../../wording/spelling.ts';
import { closing, covering, listText } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token, TokenKind } from '../tokens/token.ts';
import { isNamedByEquals } from './failure.ts';
import type { ReadingRule, RepairRule } from './failure.ts';

const layerNames = layers.map(({ name }) => name);
const activations = layers.filter(({ kind }) => kind === 'activation').map(({ name }) => name);

/** Arguments that say nothing here: a layer knows its input, and works in place where it can. */
const needless: ReadonlySet<string> = new Set([
  ...['in_channels', 'in_features', 'num_features', 'input_shape', 'input_dim', 'inplace', 'data_format'],
]);

/** What an activation of none is called. */
const noActivation: ReadonlySet<string> = new Set(['None', 'linear', 'null', 'none']);

/** Layers whose first argument PyTorch wants to be the channels of the input. */
const toldItsInput: ReadonlySet<string> = new Set(['Conv', 'TransposedConv', 'Dense', 'BatchNorm']);

interface Given {
  readonly name: Token | undefined;
  readonly value: readonly Token[];
}

/** A layer called as a framework does, with everything it is given. */
export const foreignCall: RepairRule = {
  code: 'foreign-call',
  at: 'any',
  examples: [['Conv(filters=32, kernel=3, activation="relu")', 'Conv(32, 3) -> ReLU']],
  before: ['argumentsByEquals', 'comparisonByEquals', 'leftOfEquals'],
  repair(failure) {
    if (!isNamedByEquals(failure)) return undefined;
    const { tokens, bracketAt } = failure;
    const close = closing(tokens, bracketAt);
    const callee = tokens[bracketAt - 1];
    const last = tokens[close];
    if (callee?.kind !== 'ID' || !last) return undefined;
    const layer = findLayer(knownAs(callee.image, layerNames) ?? '');
    if (!layer || layer.operands === 'many') return undefined;
    let start = bracketAt - 1;
    while (tokens[start - 1]?.kind === '.' && tokens[start - 2]?.kind === 'ID') start -= 2;
    const given = givenTo(tokens.slice(bracketAt + 1, close));
    const isOwn = start === bracketAt - 1 && callee.image === layer.name;
    if (isOwn && given.every(({ name }) => !name || name.image in layer.parameters)) return undefined;
    const read = readCall(layer, callee.image, isOwn, given);
    if (!read) return undefined;
    const first = tokens[start]!;
    const applied = appliedTo(tokens, start, close);
    // Something is called by what this gives: of a flow it would be the last step.
    if (tokens[close + 1]?.kind === '(' && !applied) return undefined;
    const end = applied ? close + 3 : close;
    const range = covering(first, tokens[end] ?? last);
    const text = (applied ? `${applied.image} -> ` : '') + read.text;
    const why = [
      ...(isOwn ? [] : [`the layer is \`${layer.name}\``]),
      ...(read.isNamed ? ['arguments are named with `:`'] : []),
      ...read.needless.map((each) => `\`${each}\` is not needed`),
      ...(read.activation ? ['an activation is a step of its own'] : []),
      ...(applied ? ['a flow begins with its value'] : []),
    ];
    return {
      mistake: {
        message: `This is written \`${text}\`: ${enumerate(why)}.`,
        range,
        fixes: [{ title: `Write \`${text}\``, range, text }],
        covers: true,
      },
      tokens: tokens.toSpliced(start, end + 1 - start, ...ahead(applied, first), ...read.tokens(first, last)),
    };
  },
};

/** The value in Keras's `Conv2D(64, 3)(x)`, where a flow can begin with it. */
function appliedTo(tokens: readonly Token[], start: number, close: number): Token | undefined {
  const [open, value, closer] = tokens.slice(close + 1, close + 4);
  const leader = tokens[start - 1]?.kind;
  if (open?.kind !== '(' || closer?.kind !== ')') return undefined;
  if (leader !== undefined && leader !== '=' && leader !== '(' && leader !== ',') return undefined;
  return value?.kind === 'ID' || value?.kind === 'input' ? value : undefined;
}

function ahead(value: Token | undefined, { start }: Token): Token[] {
  if (!value) return [];
  const place = { ...value, start, end: start + 1 };
  return [place, { ...place, kind: '->', image: '->' }];
}

/** The arguments of a call, each with what names it. */
function givenTo(inside: readonly Token[]): Given[] {
  const given: Given[] = [];
  let depth = 0;
  let begins = 0;
  for (let index = 0; index <= inside.length; index++) {
    const kind = inside[index]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if (kind === ')' || kind === ']') depth--;
    if (index < inside.length && (kind !== ',' || depth > 0)) continue;
    const argument = inside.slice(begins, index);
    begins = index + 1;
    if (argument.length === 0) continue;
    const isNamed = argument[0]?.kind === 'ID' && (argument[1]?.kind === '=' || argument[1]?.kind === ':');
    given.push({ name: isNamed ? argument[0] : undefined, value: isNamed ? argument.slice(2) : argument });
  }
  return given;
}

interface ReadCall {
  readonly text: string;
  readonly activation: string | undefined;
  readonly isNamed: boolean;
  readonly needless: readonly string[];
  readonly tokens: (first: Token, last: Token) => Token[];
}

function readCall(
  layer: AnyLayer,
  written: string,
  isOwn: boolean,
  given: readonly Given[],
): ReadCall | undefined {
  const parameters = Object.keys(layer.parameters);
  const values = new Map<string, readonly Token[]>();
  const leftOut: string[] = [];
  let activation: string | undefined;
  let name: string | undefined;
  let skipsFirst = toldItsInput.has(layer.name) && /2d$|^Linear$/.test(written);
  const positions = parameters.values();
  for (const argument of given) {
    if (!argument.name && skipsFirst) {
      skipsFirst = false;
      continue;
    }
    const called = argument.name?.image;
    if (called !== undefined && needless.has(called)) {
      if (/^in_|^num_/.test(called)) skipsFirst = false;
      leftOut.push(called);
      continue;
    }
    const [only] = argument.value;
    if (only === undefined) return undefined;
    if (called === 'activation') {
      const meant = word(argument.value);
      if (meant === undefined) return undefined;
      if (noActivation.has(meant)) continue;
      activation = knownAs(meant, activations);
      if (activation === undefined) return undefined;
      continue;
    }
    if (called === 'name' && only.kind === 'TEXT') {
      const text = only.image.slice(1, -1);
      name = /^[A-Za-z_]\w*$/.test(text) ? text : undefined;
      continue;
    }
    // TensorFlow counts the other share.
    if (called === 'momentum' && written === 'BatchNormalization') return undefined;
    const parameter = called === undefined ? positions.next().value : knownAs(called, parameters);
    if (parameter === undefined || values.has(parameter)) return undefined;
    const value = valueOf(argument.value, layer.parameters[parameter]?.type === 'padding');
    if (value === undefined) return undefined;
    values.set(parameter, value);
  }
  if (parameters.some((parameter) => layer.parameters[parameter]!.required && !values.has(parameter)))
    return undefined;
  // Both frameworks pad nothing unless told to.
  const kernel = values.get('kernel');
  const pads =
    layer.parameters['padding']?.default === 'same' && kernel?.map(({ image }) => image).join('') !== '1';
  const valid: Token[] = [];
  if (!isOwn && pads && !values.has('padding')) {
    const like = given.at(-1)?.value.at(-1);
    if (like) valid.push({ ...inserted('ID', like), image: 'valid' });
    values.set('padding', valid);
  }
  const shown = parameters.flatMap((parameter, index) => {
    const value = values.get(parameter);
    if (!value) return [];
    const isPositional = index === 0 || (index === 1 && layer.parameters[parameter]!.required);
    return [(isPositional ? '' : `${parameter}: `) + listText(value)];
  });
  const call = shown.length > 0 ? `${layer.name}(${shown.join(', ')})` : layer.name;
  const named = name === undefined ? '' : ` as ${name}`;
  return {
    text: `${call}${named}${activation === undefined ? '' : ` -> ${activation}`}`,
    activation,
    isNamed: given.some((argument) => argument.name && knownAs(argument.name.image, parameters)),
    needless: leftOut,
    // In the order of the text, as the parser's tree wants them.
    tokens: (first, last) => {
      const made: Token[] = [{ ...first, kind: 'ID', image: layer.name }];
      const add = (kind: TokenKind, image: string = kind) => {
        made.push({ ...inserted(kind, made.at(-1)!), image });
      };
      if (values.size > 0) add('(');
      for (const [parameter, value] of values) {
        add('ID', parameter);
        add(':');
        made.push(...value);
        add(',');
      }
      if (values.size > 0) made.push({ ...last, kind: ')', image: ')' });
      if (name !== undefined) {
        add('as');
        add('ID', name);
      }
      if (activation !== undefined) {
        add('->');
        add('ID', activation);
      }
      return made;
    },
  };
}

/** `"relu"`, `relu`, `tf.nn.relu`, `nn.ReLU()` */
function word(value: readonly Token[]): string | undefined {
  const [first] = value;
  if (value.length === 1 && first?.kind === 'TEXT') return first.image.slice(1, -1);
  const names = value.at(-1)?.kind === ')' && value.at(-2)?.kind === '(' ? value.slice(0, -2) : value;
  return names.every(({ kind }) => kind === 'ID' || kind === '.') ? names.at(-1)?.image : undefined;
}

/** A value as it is written here; undefined where it is none. */
function valueOf(value: readonly Token[], isPadding: boolean): readonly Token[] | undefined {
  const [first] = value;
  const last = value.at(-1);
  if (!first || !last) return undefined;
  if (first.kind === 'TEXT' && value.length === 1) {
    const text = first.image.slice(1, -1).toLowerCase();
    return isPadding && (text === 'same' || text === 'valid')
      ? [{ ...first, kind: 'ID', image: text }]
      : undefined;
  }
  if (value.length === 1 && (first.kind === 'true' || first.kind === 'false')) {
    return [{ ...first, image: first.kind }];
  }
  // A tuple may have been read as a list already.
  if ((first.kind === '(' || first.kind === '[') && closing(value, 0) === value.length - 1) {
    const items = value.slice(1, -1);
    const [one, comma, other] = items;
    if (items.length === 3 && comma?.kind === ',' && one?.kind === 'NUMBER' && one.image === other?.image)
      return [one];
    return [{ ...first, kind: '[', image: '[' }, ...items, { ...last, kind: ']', image: ']' }];
  }
  return value.some(({ kind }) => kind === '=' || kind === 'TEXT') ? undefined : value;
}

export const sequential: ReadingRule = {
  code: 'foreign-call',
  at: ['FlowStatement', 'Branch'],
  examples: [['nn.Sequential(Conv(64, 3), ReLU)', 'Conv(64, 3) -> ReLU']],
  read(tokens) {
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
        message: 'Steps follow each other by `->`, or one to a line, without `Sequential`.',
        range: { start: first.start, end: tokens[at]!.end },
        fixes: [{ title: 'Write the steps with `->`', range, text }],
      },
      tokens: tokens.toSpliced(start, close + 1 - start, ...flow),
    };
  },
};
