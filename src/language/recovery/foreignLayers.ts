/** Calls of other frameworks' layers, said in the language: what the tables of wording/frameworks/ tell of their tokens. */
import { findLayer, layers } from '../../layers/catalogue.ts';
import { defaultText } from '../../layers/parts/arguments.ts';
import { foreignLayers, frameworkOf, unsaidHint } from '../../wording/frameworks/catalogue.ts';
import type { Found } from '../../wording/frameworks/catalogue.ts';
import type { ForeignParameter, Literal, Turn } from '../../wording/frameworks/framework.ts';
import { knownAs } from '../../wording/spelling.ts';
import { closing, listText } from '../tokens/runs.ts';
import type { Token } from '../tokens/token.ts';

const activations = layers.filter(({ kind }) => kind === 'activation').map(({ name }) => name);

/** What an activation of none is called. */
const noActivation: ReadonlySet<string> = new Set(['None', 'linear', 'null', 'none']);

/** How a step is named, for a message. */
export const namedBehind = 'a step is named behind it, by `as`';

/** An argument of a call, with what names it. */
export interface Given {
  readonly name: Token | undefined;
  readonly value: readonly Token[];
}

/** A call as it is said here; `problem`: why it can't be. */
export type Translation =
  | {
      readonly layer: string;
      readonly steps: readonly string[];
      readonly why: readonly string[];
      /** What the call itself is given to work on. */
      readonly operands: readonly (readonly Token[])[];
    }
  | { readonly problem: string };

/** The parts of a list, at its commas. */
export function parts(inside: readonly Token[]): Token[][] {
  const found: Token[][] = [];
  let depth = 0;
  let begins = 0;
  for (let index = 0; index <= inside.length; index++) {
    const kind = inside[index]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if (kind === ')' || kind === ']') depth--;
    if (index < inside.length && (kind !== ',' || depth > 0)) continue;
    if (index > begins) found.push(inside.slice(begins, index));
    begins = index + 1;
  }
  return found;
}

/** The arguments of a call. */
export const givenTo = (inside: readonly Token[]): Given[] =>
  parts(inside).map((argument) => {
    const isNamed = argument[0]?.kind === 'ID' && (argument[1]?.kind === '=' || argument[1]?.kind === ':');
    return { name: isNamed ? argument[0] : undefined, value: isNamed ? argument.slice(2) : argument };
  });

/** What stands in the brackets that a value is, if it is one list. */
export function elements(value: readonly Token[]): readonly Token[][] | undefined {
  const open = value[0]?.kind;
  if ((open !== '(' && open !== '[') || closing(value, 0) !== value.length - 1) return undefined;
  return parts(value.slice(1, -1));
}

/** A value as a text that stands for all ways to write it: a list of equal ones is one of them. */
function plainText(value: readonly Token[]): string {
  const [first] = value;
  if (value.length === 1 && first?.kind === 'TEXT') return first.image.slice(1, -1);
  if (value.length === 1 && (first?.kind === 'true' || first?.kind === 'false')) return first.kind;
  const list = elements(value)?.map(plainText);
  if (!list) return listText(value);
  return list.every((each) => each === list[0]) ? (list[0] ?? '[]') : `[${list.join(', ')}]`;
}

const literalText = (value: Literal): string => (value === null ? 'None' : String(value));

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

/** A number without what floating point adds to it. */
const shortNumber = (value: number): string => {
  const short = Number(value.toPrecision(12));
  return Math.abs(short) < 1e-6 && short !== 0 ? short.toFixed(12).replace(/0+$/, '') : String(short);
};

const sideText = (sides: readonly string[]): string => {
  const [top, bottom, left, right] = sides;
  if (top === bottom && left === right) return top === left ? (top ?? '0') : `[${top}, ${left}]`;
  return `[${sides.join(', ')}]`;
};

/** The value here; undefined where it cannot be told. `other`: what else the call takes, by the names here. */
function turned(
  turn: Turn,
  value: readonly Token[],
  text: string,
  other: (name: string) => string | undefined,
): string | undefined {
  switch (turn) {
    case 'rest':
      return isNumber(text) ? shortNumber(1 - Number(text)) : `1 - (${text})`;
    case 'by-size': {
      const size = other('size') ?? '';
      return isNumber(text) && isNumber(size)
        ? shortNumber(Number(text) / Number(size))
        : `(${text}) / (${size})`;
    }
    case 'columns-first': {
      const sides = elements(value)?.map(plainText);
      if (!sides) return text;
      const [left, right, top, bottom] = sides;
      return sides.length === 4 &&
        left !== undefined &&
        right !== undefined &&
        top !== undefined &&
        bottom !== undefined
        ? sideText([top, bottom, left, right])
        : undefined;
    }
    case 'by-axis': {
      const axes = elements(value);
      if (!axes) return text;
      const sides = axes.flatMap(
        (axis) => elements(axis)?.map(plainText) ?? [plainText(axis), plainText(axis)],
      );
      return axes.length === 2 && sides.length === 4 ? sideText(sides) : undefined;
    }
    case 'uncropped': {
      const given = other('padding') ?? '0';
      const cropped = given === 'valid' ? '0' : given;
      if (text === '0') return cropped;
      if (!isNumber(text) || !isNumber(cropped) || Number(text) > Number(cropped)) return undefined;
      const less = String(Number(cropped) - Number(text));
      return sideText([cropped, less, cropped, less]);
    }
  }
}

/** The activation that a text or a name means: `"relu"`, `tf.nn.relu`, `nn.ReLU()`. */
function activationOf(value: readonly Token[]): string | undefined {
  const [first] = value;
  if (value.length === 1 && first?.kind === 'TEXT') return first.image.slice(1, -1);
  const names = value.at(-1)?.kind === ')' && value.at(-2)?.kind === '(' ? value.slice(0, -2) : value;
  return names.every(({ kind }) => kind === 'ID' || kind === '.') ? names.at(-1)?.image : undefined;
}

const notNeeded = ({ name }: ForeignParameter): string => `\`${name}\` is not needed`;

/** Which parameter each argument is for; undefined where one is for none. */
function matched(
  parameters: readonly ForeignParameter[],
  given: readonly Given[],
): Map<ForeignParameter, readonly Token[]> | undefined {
  const values = new Map<ForeignParameter, readonly Token[]>();
  const positions = parameters.values();
  for (const { name, value } of given) {
    const parameter =
      name === undefined
        ? positions.next().value
        : parameters.find((each) => each.name === name.image || each.formerly === name.image);
    if (!parameter || values.has(parameter) || value.length === 0) return undefined;
    values.set(parameter, value);
  }
  const isMissing = (parameter: ForeignParameter) =>
    parameter.default === undefined && !values.has(parameter);
  return parameters.some(isMissing) ? undefined : values;
}

/** A call of a layer that a framework has; undefined where it is none of that framework, either. */
export function translated(
  { framework, layer: foreign }: Found,
  called: string,
  given: readonly Given[],
): Translation | undefined {
  const values = matched(foreign.parameters, given);
  if (!values) return undefined;
  const arguments_ = new Map<string, string>();
  const standards: string[] = [];
  const why: string[] = [];
  let layerName = foreign.layer;
  let name: string | undefined;
  let behind: string | undefined;
  const operands: (readonly Token[])[] = [];
  const spec = () => findLayer(layerName)?.parameters ?? {};
  for (const parameter of foreign.parameters) {
    const value = values.get(parameter);
    const { means } = parameter;
    const text = value ? plainText(value) : literalText(parameter.default ?? null);
    const isGiven = value !== undefined && text !== 'None';
    switch (means.kind) {
      case 'value':
        if (value) operands.push(...(elements(value) ?? [value]));
        break;
      case 'needless':
      case 'single':
        if (!value) break;
        if (means.kind === 'single' && text.startsWith('['))
          return { problem: `\`${parameter.name}\` of several numbers has no counterpart: ${means.why}` };
        why.push(
          given.some((each) => each.name && each.value === value)
            ? notNeeded(parameter)
            : (means.because ?? notNeeded(parameter)),
        );
        break;
      case 'only':
      case 'except': {
        const isOne = means.values.some(
          (each) => literalText(each) === text || (isNumber(text) && Number(text) === each),
        );
        if (isOne !== (means.kind === 'only'))
          return { problem: `\`${parameter.name}=${text}\` has no counterpart: ${means.why}` };
        if (value) why.push(notNeeded(parameter));
        break;
      }
      case 'name': {
        const said = value?.[0]?.kind === 'TEXT' ? text : '';
        if (/^[A-Za-z_]\w*$/.test(said)) name = said;
        else if (value) why.push(notNeeded(parameter));
        break;
      }
      case 'activation':
      case 'chosen': {
        const meant = value && activationOf(value);
        if (value && meant === undefined) return undefined;
        if (meant === undefined) break;
        const step = noActivation.has(meant) ? undefined : knownAs(meant, activations);
        if (step === undefined && !noActivation.has(meant)) {
          const hint = unsaidHint(meant);
          return { problem: `there is no activation \`${meant}\`${hint ? `: ${hint}` : ''}` };
        }
        if (step === undefined && means.kind === 'activation') why.push(notNeeded(parameter));
        if (means.kind === 'chosen') layerName = step ?? 'Identity';
        else behind = step;
        break;
      }
      case 'argument': {
        const own = spec()[means.argument];
        if (!own) return undefined;
        const known =
          own.defaultText === undefined || own.default !== undefined ? defaultText(own) : undefined;
        if (!isGiven && (parameter.default === null || parameter.default === undefined)) break;
        if (means.turn === 'uncropped' && !isGiven) break;
        const isText = value?.length === 1 && value[0]?.kind === 'TEXT';
        let here: string | undefined = text;
        if (means.words && (isText || !isGiven)) here = means.words[text] ?? (isText ? undefined : text);
        else if (isText) here = undefined;
        if (here !== undefined && means.turn)
          here = turned(means.turn, value ?? [], text, (each) => arguments_.get(each));
        if (here === undefined)
          return {
            problem: `\`${parameter.name}=${isText ? value[0]!.image : text}\` has no counterpart here`,
          };
        if (/(?<![=!<>])=(?!=)|"|\bself\b/.test(here)) return undefined;
        const isPadding = own.type === 'padding' && here === '0';
        if (isPadding && means.argument === 'padding') here = 'valid';
        const isSame =
          here === known ||
          (isNumber(here) && known !== undefined && isNumber(known) && Number(here) === Number(known));
        const isNothing =
          means.argument === 'padding' && here === 'valid' && arguments_.get('kernel') === '1';
        if (
          isSame ||
          isNothing ||
          (means.argument === 'stride' && known === undefined && here === arguments_.get('kernel'))
        ) {
          arguments_.delete(means.argument);
          break;
        }
        arguments_.set(means.argument, here);
        if (!isGiven) standards.push(`${means.argument}: ${here}`);
        break;
      }
    }
  }
  const shown = Object.entries(spec()).flatMap(([parameter, { required }], index) => {
    const value = arguments_.get(parameter);
    if (value === undefined) return [];
    return [(index === 0 && required) || (index === 1 && required) ? value : `${parameter}: ${value}`];
  });
  const call = shown.length > 0 ? `${layerName}(${shown.join(', ')})` : layerName;
  const isNamed = given.some((each) => each.name) && call.includes(': ');
  return {
    layer: layerName,
    steps: [name === undefined ? call : `${call} as ${name}`, ...(behind === undefined ? [] : [behind])],
    why: [
      ...(called === layerName ? [] : [`the layer is \`${layerName}\``]),
      ...(isNamed ? ['arguments are named with `:`'] : []),
      ...why,
      ...(standards.length > 0
        ? [`${framework.name} takes \`${standards.join(', ')}\` where nothing is said`]
        : []),
      ...(behind === undefined ? [] : ['an activation is a step of its own']),
      ...(name === undefined ? [] : [namedBehind]),
    ],
    operands,
  };
}

/** Where a callee begins, with what it is reached through: `tf.keras.layers.Conv2D`. */
export function calleeStart(tokens: readonly Token[], at: number): number {
  let start = at;
  while (tokens[start - 1]?.kind === '.' && tokens[start - 2]?.kind === 'ID') start -= 2;
  return start;
}

export interface Callee {
  readonly name: string;
  /** With what it is reached through. */
  readonly written: string;
  readonly found: readonly Found[];
  /** It is reached through a framework's module. */
  readonly isReached: boolean;
}

/** The framework's layer whose name stands at `at`; undefined where the file or the language has it. */
export function calleeAt(
  tokens: readonly Token[],
  at: number,
  declared: ReadonlySet<string>,
): Callee | undefined {
  const token = tokens[at];
  if (token?.kind !== 'ID') return undefined;
  const start = calleeStart(tokens, at);
  const written = listText(tokens.slice(start, at + 1));
  const modules = tokens.slice(start, at).filter(({ kind }) => kind === 'ID');
  if (modules.some(({ image }) => declared.has(image))) return undefined;
  const framework = modules.map(({ image }) => frameworkOf(image)).findLast((each) => each !== undefined);
  if (modules.length > 0 && !framework) return undefined;
  const name = token.image;
  if (!framework && (declared.has(name) || findLayer(name) || !/^\p{Lu}/u.test(name))) return undefined;
  const found = foreignLayers(name).filter((each) => !framework || each.framework === framework);
  return { name, written, found, isReached: framework !== undefined };
}

/** The first framework's call of these that can be read. */
export function translatedBy(
  found: readonly Found[],
  name: string,
  inside: readonly Token[],
): Translation | undefined {
  const given = givenTo(inside);
  for (const each of found) {
    const said = translated(each, name, given);
    if (said) return said;
  }
  return undefined;
}
