/**
 * Layers as papers and their figures write them: `3x3 conv, 64`, `conv3-64`, `7x7, 64, stride 2`, `max pool, /2`,
 * `FC-4096`. None of it can be meant by the language, so that it is told once, and read as what it says.
 */
import { findLayer, layers } from '../../layers/catalogue.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import { knownAs } from '../../wording/spelling.ts';
import { standingFor } from '../tokens/lexer.ts';
import { covering, listText } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token, TokenKind } from '../tokens/token.ts';
import type { Reading, ReadingRule, RepairRule } from './failure.ts';

/** What a step in this notation is made of: no parentheses, no arrow. */
const made: ReadonlySet<TokenKind> = new Set([
  ...(['ID', 'NUMBER', 'DIMENSIONS', ',', '-', '/', '=', ':'] satisfies TokenKind[]),
]);

/** More signs and words than these are no layer. */
const longestStep = 24;

/** Words that say of the number beside them what the layer knows anyway. */
const fillers: ReadonlySet<string> = new Set([
  ...['d', 'dim', 'way', 'unit', 'units', 'neurons', 'filter', 'filters', 'kernel', 'kernels'],
  ...['channel', 'channels', 'maps', 'feature', 'size', 'of', 'with', 'window', 'layer'],
]);

/** Words that say what the number behind them is. */
const settings: ReadonlyMap<string, string> = new Map([
  ...(['s', 'stride', 'strides'] as const).map((word) => [word, 'stride'] as const),
  ...(['p', 'pad', 'padding'] as const).map((word) => [word, 'padding'] as const),
  ...(['k'] as const).map((word) => [word, 'kernel'] as const),
]);

const layerNames = layers.map(({ name }) => name);

/** The first step of a statement that is written so, read as it is meant; undefined where none is. */
export const paperNotation: ReadingRule = {
  code: 'paper-notation',
  at: ['FlowStatement', 'Branch'],
  examples: [
    ['3x3 conv, 64', 'Conv(64, 3)'],
    ['conv3-64', 'Conv(64, 3)'],
    ['7x7, 64, stride 2', 'Conv(64, 7, stride: 2)'],
    ['FC-4096', 'Dense(4096)'],
  ],
  read(tokens, rule) {
    for (let start = rule === 'Branch' ? 2 : 0; start < tokens.length; start++) {
      let end = start;
      while (end < tokens.length && end - start <= longestStep && made.has(tokens[end]!.kind)) end++;
      const step = tokens.slice(start, end);
      const isWhole = end === tokens.length || tokens[end]?.kind === '->' || tokens[end]?.kind === 'as';
      const found = isWhole && step.length > 1 && !isCall(step) ? readStep(step) : undefined;
      if (found)
        return { mistake: found.mistake, tokens: tokens.toSpliced(start, step.length, ...found.tokens) };
      // On to the next step.
      start = end;
      for (let depth = 0; start < tokens.length; start++) {
        const kind = tokens[start]?.kind;
        if (kind === '(' || kind === '[') depth++;
        else if (kind === ')' || kind === ']') depth--;
        else if (kind === '->' && depth === 0) break;
      }
    }
    return undefined;
  },
};

/** `3x3, 64; 3x3, 64`, a cell of a paper's table, as a flow; undefined where it is none. */
function cellText(elements: readonly Token[]): string | undefined {
  const steps: Token[][] = [];
  for (const token of elements) {
    const isApart = token.image === ';' || (token.kind === ',' && steps.at(-1)?.length === 0);
    if (isApart || token.kind === 'DIMENSIONS') steps.push([]);
    if (token.image !== ';') steps.at(-1)?.push(token);
  }
  const texts: string[] = [];
  for (const step of steps.filter(({ length }) => length > 0)) {
    const last = step.at(-1)?.kind === ',' ? step.slice(0, -1) : step;
    const read = last.every(({ kind }) => made.has(kind)) ? new StepReader(last).read() : undefined;
    if (!read || read.missing.length > 0) return undefined;
    texts.push(read.text);
  }
  return elements[0]?.kind === 'DIMENSIONS' && texts.length > 0 ? texts.join(' -> ') : undefined;
}

/** The same for an argument that does not parse: `Concat(1x1 conv, 64, 3x3 conv, 128)`. */
export const paperArgument: RepairRule = {
  code: 'paper-notation',
  at: 'any',
  examples: [['Concat(1x1 conv 64, a)', 'Concat(Conv(64, 1), a)']],
  before: ['besideInBrackets', 'stepsWithoutArrow'],
  repair({ tokens, at, bracket, bracketAt }) {
    if (bracket?.kind !== '(') return undefined;
    let start = at;
    while (start > bracketAt + 1 && made.has(tokens[start - 1]!.kind) && tokens[start - 1]!.kind !== ',')
      start--;
    let end = start;
    while (end < tokens.length && end - start <= longestStep && made.has(tokens[end]!.kind)) end++;
    // A comma may end the argument or stand inside of it: the most that is one layer is taken.
    for (; end > start + 1; end--) {
      if (made.has(tokens[end]?.kind ?? 'ID') && tokens[end]?.kind !== ',') continue;
      const step = tokens.slice(start, end);
      const found = isCall(step) ? undefined : readStep(step);
      if (found)
        return { mistake: found.mistake, tokens: tokens.toSpliced(start, step.length, ...found.tokens) };
    }
    return undefined;
  },
};

/** `Conv 64, 3`: a call, but for its parentheses. */
const isCall = ([first, ...given]: readonly Token[]): boolean =>
  findLayer(first?.image ?? '') !== undefined && given.every(({ kind }) => kind === 'NUMBER' || kind === ',');

function readStep(step: readonly Token[]): Reading | undefined {
  const first = step[0]!;
  const last = step.at(-1)!;
  const read = new StepReader(step).read();
  if (read === undefined) return undefined;
  const written = listText(step);
  const range = covering(first, last);
  const message = `A layer is written with what it takes in parentheses: \`${written}\` is \`${read.text}\``;
  if (read.missing.length > 0) {
    const needs = read.missing.join(' and ');
    return {
      mistake: {
        message: `${message}, where its ${needs} must be given.`,
        range,
        covers: true,
      },
      tokens: [{ ...inserted('MISSING', last), start: first.start }],
    };
  }
  const { text } = read;
  const fixes = [{ title: `Write \`${text}\``, range, text }];
  return {
    mistake: { message: `${message}.`, range, fixes, covers: true },
    tokens: standingFor(text, first, last),
  };
}

interface Read {
  readonly text: string;
  /** The arguments that nothing says. */
  readonly missing: readonly string[];
}

/** Reads the words and numbers of one step in any order. */
class StepReader {
  private layer: AnyLayer | undefined;
  private readonly given = new Map<string, string>();
  /** Numbers that no word explains. */
  private readonly counts: string[] = [];
  /** `conv1` where the size stands beside it: a name. */
  private name: string | undefined;
  /** Layers without arguments behind it: `3x3 conv, 64, BN, ReLU`. */
  private readonly following: string[] = [];
  private at = 0;

  constructor(private readonly step: readonly Token[]) {}

  read(): Read | undefined {
    while (this.at < this.step.length) if (!this.part()) return undefined;
    // A size and a number alone, as in a table's cell.
    if (!this.layer && this.given.has('kernel') && this.counts.length === 1) this.layer = findLayer('Conv');
    return this.layer && this.written(this.layer);
  }

  private part(): boolean {
    const token = this.step[this.at]!;
    switch (token.kind) {
      case ',':
        this.at++;
        return true;
      case '-':
        // `conv3-64`, `1000-d`: a dash, not a difference.
        this.at++;
        return this.step[this.at - 2]?.end === token.start && this.step[this.at]?.start === token.end;
      case '/':
        this.at++;
        return this.take('stride');
      case 'NUMBER':
        this.counts.push(token.image);
        this.at++;
        return true;
      case 'DIMENSIONS':
        return this.take('kernel');
      case 'ID':
        return this.words();
      default:
        return false;
    }
  }

  /** What is set to the number that comes next; at most once. */
  private take(setting: string): boolean {
    const token = this.step[this.at++];
    if (token?.kind === '=' || token?.kind === ':') return this.take(setting);
    const isWord = setting === 'padding' && (token?.image === 'same' || token?.image === 'valid');
    if (!isWord && token?.kind !== 'NUMBER' && token?.kind !== 'DIMENSIONS') return false;
    return this.set(setting, token.image);
  }

  private set(setting: string, value: string): boolean {
    const sides = value.replaceAll(/[ \t]/g, '').split(/[xX×]/);
    if (sides.length > 2 || this.given.has(setting)) return false;
    this.given.set(setting, sides[0] === sides[1] ? sides[0]! : sides.join('x'));
    return true;
  }

  private words(): boolean {
    const { image } = this.step[this.at]!;
    const word = image.toLowerCase();
    const [, letters = '', digits = ''] = /^(\p{L}+?)([0-9]+(?:x[0-9]+)?)$/u.exec(word) ?? [];
    const setting = settings.get(word) ?? settings.get(letters);
    if (setting !== undefined) {
      this.at++;
      return digits === '' ? this.take(setting) : this.set(setting, digits);
    }
    if (this.layer && fillers.has(word)) {
      this.at++;
      return true;
    }
    const numbered = digits === '' ? undefined : knownAs(letters, layerNames);
    if (numbered !== undefined && findLayer(numbered)?.parameters['kernel'])
      return this.numbered(numbered, image, digits);
    const named = this.joined();
    if (named !== undefined) return this.apply(named);
    if (numbered !== undefined) return this.numbered(numbered, image, digits);
    this.at++;
    return fillers.has(word);
  }

  /** `max pool`, `global average pooling`: the most words that are one layer. */
  private joined(): string | undefined {
    let name = '';
    let found: string | undefined;
    let end = this.at;
    for (let next = this.at; next < this.step.length && next < this.at + 8; next++) {
      const { kind, image } = this.step[next]!;
      if (kind === '-') continue;
      if (kind !== 'ID') break;
      name += image;
      const known = knownAs(name, layerNames);
      if (known === undefined) continue;
      found = known;
      end = next;
    }
    if (found !== undefined) this.at = end;
    return found;
  }

  /** Takes the word that the reader stands at as a layer. */
  private apply(name: string): boolean {
    this.at++;
    if (this.layer) this.following.push(name);
    else this.layer = findLayer(name);
    return true;
  }

  /** `conv3`: a kernel, or a name where the size stands somewhere else. */
  private numbered(name: string, image: string, digits: string): boolean {
    if (this.layer) return false;
    const sized = this.step.some(({ kind }) => kind === 'DIMENSIONS');
    if (findLayer(name)?.parameters['kernel'] && !sized) this.set('kernel', digits);
    else this.name = image;
    return this.apply(name);
  }

  private written({ name, parameters }: AnyLayer): Read | undefined {
    const specs = Object.entries(parameters);
    for (const count of this.counts) {
      // A pooling's one number is its kernel; a convolution's is the first that it needs.
      const free =
        specs.find(([parameter, { required }]) => required && !this.given.has(parameter)) ?? specs[0];
      if (!free || !this.set(free[0], count)) return undefined;
    }
    const { given } = this;
    const isPooling = parameters['stride']?.defaultText === 'kernel';
    const stride = given.get('stride');
    if (isPooling && stride !== undefined && !given.has('kernel')) given.set('kernel', stride);
    if ([...given.keys()].some((setting) => !(setting in parameters))) return undefined;
    const missing: string[] = [];
    const written = specs.flatMap(([parameter, spec], index) => {
      const value = given.get(parameter);
      if (value === undefined) {
        if (!spec.required) return [];
        missing.push(parameter);
      }
      // A pooling moves by its kernel unless it says otherwise.
      if (isPooling && parameter === 'stride' && value === given.get('kernel')) return [];
      return [(index === 0 || (index === 1 && spec.required) ? '' : `${parameter}: `) + (value ?? '…')];
    });
    const following = this.following.map((each) => ` -> ${each}`).join('');
    const needsMore = this.following.some((each) =>
      Object.values(findLayer(each)?.parameters ?? {}).some(({ required }) => required),
    );
    if (needsMore) return undefined;
    const call = written.length > 0 ? `${name}(${written.join(', ')})` : name;
    return { text: call + (this.name === undefined ? '' : ` as ${this.name}`) + following, missing };
  }
}

/** `Conv(64, 3) x 3`, `3 * Conv(64, 3)`, `[Conv(64, 3), ReLU] x3`: nothing but a layer can be repeated. */
export const repetition: ReadingRule = {
  code: 'paper-notation',
  at: ['FlowStatement'],
  examples: [
    ['Conv(64, 3) x 3', 'repeat 3 { Conv(64, 3) }'],
    ['3 * Conv(64, 3)', 'repeat 3 { Conv(64, 3) }'],
    ['[Conv(64, 3), ReLU] x3', 'repeat 3 { Conv(64, 3) -> ReLU }'],
  ],
  read(tokens) {
    const found = repeatedBehind(tokens) ?? repeatedAhead(tokens);
    const first = tokens[0];
    const last = tokens.at(-1);
    if (!first || !last || !found) return undefined;
    const { count, repeated } = found;
    const cell = cellText(repeated);
    const shown = cell ?? listText(repeated);
    const text = `repeat ${count.image} { ${shown} }`;
    const range = covering(first, last);
    return {
      mistake: {
        message: `What repeats is written \`repeat ${count.image} { ${cell ?? '…'} }\`.`,
        range,
        covers: true,
        fixes: [{ title: 'Write `repeat`', range, text }],
      },
      tokens: [
        { ...first, kind: 'repeat' },
        count,
        inserted('{', first, [
          { tokens: cell ? standingFor(cell, first, last) : repeated, sharesLine: false },
        ]),
        inserted('}', last),
      ],
    };
  },
};

export const tableCell: ReadingRule = {
  code: 'paper-notation',
  at: ['FlowStatement'],
  examples: [['[3x3, 64]', 'Conv(64, 3)']],
  read(tokens) {
    const [first] = tokens;
    const last = tokens.at(-1);
    if (!first || !last) return undefined;
    if (first.kind !== '[' || tokens[1]?.kind !== 'DIMENSIONS' || last.kind !== ']') return undefined;
    const cell = cellText(tokens.slice(1, -1));
    if (cell === undefined) return undefined;
    const range = covering(first, last);
    return {
      mistake: {
        message: `What a table's cell holds is written \`${cell}\`.`,
        range,
        fixes: [{ title: `Write \`${cell}\``, range, text: cell }],
        covers: true,
      },
      tokens: standingFor(cell, first, last),
    };
  },
};

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
