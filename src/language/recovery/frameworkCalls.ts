/**
 * Layers as Keras and PyTorch call them: `Conv2D(filters=32, kernel_size=3, activation="relu")`. What can only be meant
 * one way is told once, and read as that.
 */
import { findLayer, layers } from '../../layers/catalogue.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import { unsaidHint } from '../../wording/frameworks/catalogue.ts';
import { enumerate, knownAs } from '../../wording/spelling.ts';
import { standingFor } from '../tokens/lexer.ts';
import { closing, covering, listText } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token, TokenKind } from '../tokens/token.ts';
import { isNamedByEquals } from './failure.ts';
import type { ReadingRule, RepairRule } from './failure.ts';
import { calleeAt, calleeStart, elements, givenTo, namedBehind, translatedBy } from './foreignLayers.ts';
import type { Callee, Given, Translation } from './foreignLayers.ts';

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
      ...(read.name === undefined ? [] : [namedBehind]),
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

interface ReadCall {
  readonly text: string;
  readonly activation: string | undefined;
  readonly name: string | undefined;
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
      if (noActivation.has(meant)) {
        leftOut.push(called);
        continue;
      }
      activation = knownAs(meant, activations);
      if (activation === undefined) return undefined;
      continue;
    }
    if (called === 'name' && only.kind === 'TEXT') {
      const text = only.image.slice(1, -1);
      name = /^[A-Za-z_]\w*$/.test(text) ? text : undefined;
      if (name === undefined) leftOut.push(called);
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
    name,
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

/** `nn.Conv2d(64, 128, 3)`, `Conv2D(128, 3)(x)`, `F.relu(x)` */
export const frameworkCall: ReadingRule = {
  code: 'foreign-call',
  at: ['FlowStatement', 'Branch'],
  examples: [
    ['nn.Conv2d(64, 128, 3)', 'Conv(128, 3, padding: valid)'],
    [
      'nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)',
      'Conv(64, 7, stride: 2, padding: 3, bias: false)',
    ],
    ['nn.Linear(64, 10)', 'Dense(10)'],
    ['Conv2D(128, 3, padding="same", activation="relu")', 'Conv(128, 3) -> ReLU'],
    ['x = Conv2D(128, (3, 3))(a)', 'x = a -> Conv(128, 3, padding: valid)'],
    ['MaxPooling2D((2, 2))', 'MaxPool(2)'],
    ['F.relu(a)', 'a -> ReLU'],
    ['layers.Add()([a, b])', 'Add(a, b)'],
    ['torch.cat([a, b], dim=1)', 'Concat(a, b)'],
    ['nn.LSTM(64, 128)'],
  ],
  read(tokens, _, declared) {
    // Of `self.conv = …` it is told that it names nothing.
    if (tokens[1]?.kind === '.' && /^(?:self|this)$/.test(tokens[0]?.image ?? '')) return undefined;
    for (let at = 0; at < tokens.length - 1; at++) {
      if (tokens[at + 1]?.kind !== '(') continue;
      const callee = calleeAt(tokens, at, declared);
      const close = callee ? closing(tokens, at + 1) : -1;
      const last = tokens[close];
      if (!callee || !last) continue;
      const start = calleeStart(tokens, at);
      const first = tokens[start]!;
      const inside = tokens.slice(at + 2, close);
      const said = translatedBy(callee.found, callee.name, inside) ?? unsaidCall(callee, inside);
      if (!said) continue;
      if ('problem' in said) {
        const range = covering(first, last);
        return {
          mistake: {
            message: `\`${callee.written}\` cannot be said here: ${said.problem}.`,
            range,
            covers: true,
          },
          tokens: tokens.toSpliced(start, close + 1 - start, {
            ...inserted('MISSING', last),
            start: first.start,
          }),
        };
      }
      const applied = operandsBehind(tokens, start, close);
      // Something is called by what this gives: of a flow it would be the last step.
      if (tokens[close + 1]?.kind === '(' && !applied) continue;
      const operands = applied?.operands ?? said.operands;
      const whole = withOperands(said, operands, tokens[start - 1]);
      if (whole === undefined) continue;
      const end = applied?.end ?? close;
      const range = covering(first, tokens[end] ?? last);
      const why = [
        ...said.why,
        ...(operands.length > 0 && whole.includes(' -> ') && !whole.startsWith(said.layer)
          ? ['a flow begins with its value']
          : []),
      ];
      const because =
        why.length > 0
          ? enumerate(why)
          : 'a layer stands by itself, and without parentheses where nothing is given';
      return {
        mistake: {
          message: `This is written \`${whole}\`: ${because}.`,
          range,
          fixes: [{ title: `Write \`${whole}\``, range, text: whole }],
          covers: true,
        },
        tokens: tokens.toSpliced(start, end + 1 - start, ...standingFor(whole, first, tokens[end] ?? last)),
      };
    }
    return undefined;
  },
};

/** A layer that a framework has and that is none here. Without a module or an `=` before it it is told as an unknown name. */
function unsaidCall({ name, isReached }: Callee, inside: readonly Token[]): Translation | undefined {
  const hint = unsaidHint(name);
  const isForeign = isReached || inside.some(({ kind }) => kind === '=');
  return hint !== undefined && isForeign ? { problem: hint } : undefined;
}

/** What stands in the parentheses behind a call: Keras' `Conv2D(64, 3)(x)` and `Add()([a, b])`. */
function operandsBehind(tokens: readonly Token[], start: number, close: number) {
  const leader = tokens[start - 1]?.kind;
  if (tokens[close + 1]?.kind !== '(') return undefined;
  if (leader !== undefined && leader !== '=' && leader !== '(' && leader !== ',') return undefined;
  const end = closing(tokens, close + 1);
  const value = tokens.slice(close + 2, end);
  const operands = elements(value) ?? [value];
  return end > 0 && operands.every(isPlainValue) ? { operands, end } : undefined;
}

const isPlainValue = (value: readonly Token[]): boolean =>
  value.length === 1 && (value[0]?.kind === 'ID' || value[0]?.kind === 'input');

/** The steps with what they are applied to; undefined where that is no value with a name. */
function withOperands(
  { layer, steps }: { readonly layer: string; readonly steps: readonly string[] },
  operands: readonly (readonly Token[])[],
  leader: Token | undefined,
): string | undefined {
  if (operands.length === 0) return steps.join(' -> ');
  if (!operands.every(isPlainValue) || leader?.kind === '->') return undefined;
  const names = operands.map((value) => listText(value));
  const [step = '', ...behind] = steps;
  if (findLayer(layer)?.operands === 'many')
    return [`${layer}(${names.join(', ')})${step.slice(layer.length)}`, ...behind].join(' -> ');
  return names.length === 1 ? [...names, ...steps].join(' -> ') : undefined;
}
