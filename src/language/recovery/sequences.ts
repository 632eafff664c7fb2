/** Whole sequences of layers, as other frameworks list or add them. */
import { findLayer } from '../../layers/catalogue.ts';
import { foreignLayers, frameworkOf, unsaidHint } from '../../wording/frameworks/catalogue.ts';
import type { Framework } from '../../wording/frameworks/framework.ts';
import { keras } from '../../wording/frameworks/keras.ts';
import { pytorch } from '../../wording/frameworks/pytorch.ts';
import { enumerate } from '../../wording/spelling.ts';
import { standingFor } from '../tokens/lexer.ts';
import type { SyntaxMistake } from '../syntaxMistakes.ts';
import { closing, covering, listText } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { ReadingRule } from './failure.ts';
import { calleeStart, elements, givenTo, parts, translatedBy } from './foreignLayers.ts';

/** What a sequence of layers holds, step by step. */
interface Steps {
  readonly steps: readonly string[];
  /** Why some of it cannot be said. */
  readonly problems: readonly string[];
  /** The input's shape, where the sequence begins with it. */
  readonly input: string | undefined;
  /** Something was called as a framework has it. */
  readonly isForeign: boolean;
}

const inputNames = /^(?:Input|InputLayer)$/;

/** The sizes of an input: `(28, 28, 1)`, `(None, 28, 28, 1)`. */
function inputText(tokens: readonly Token[]): string | undefined {
  const sizes = tokens.filter(({ kind }) => kind === 'NUMBER').map(({ image }) => image);
  return sizes.length === 3 ? sizes.join('x') : sizes.length === 1 ? `[${sizes[0]}]` : undefined;
}

function statedShape(inside: readonly Token[]): string | undefined {
  const given = givenTo(inside).find(({ name }) =>
    /^(?:batch_)?(?:input_)?shape$|^input_dim$/.test(name?.image ?? ''),
  );
  return given && inputText(given.value);
}

/** The framework whose names stand in a sequence. */
function frameworkIn(tokens: readonly Token[], standard: Framework): Framework {
  for (const [index, { kind, image }] of tokens.entries()) {
    if (kind !== 'ID') continue;
    const module = tokens[index + 1]?.kind === '.' ? frameworkOf(image) : undefined;
    if (module) return module;
    const [one, other] = foreignLayers(image);
    if (one && !other && !findLayer(image)) return one.framework;
  }
  return standard;
}

/** What is in a sequence, each item read as `framework` has it. */
function stepsOf(
  items: readonly (readonly Token[])[],
  framework: Framework,
  declared: ReadonlySet<string>,
): Steps {
  const steps: string[] = [];
  const problems: string[] = [];
  let input: string | undefined;
  let isForeign = false;
  for (const given of items) {
    // A name for each: `('conv1', nn.Conv2d(1, 20, 5))`.
    const [label, named] = elements(given) ?? [];
    const name = label?.[0]?.kind === 'TEXT' ? label[0].image.slice(1, -1) : undefined;
    const item = name !== undefined && named ? named : given;
    const at = item.findIndex(({ kind }) => kind === '(') - 1;
    const callee = item[at];
    const inside = item.slice(at + 2, -1);
    const isCall = at >= 0 && callee?.kind === 'ID' && closing(item, at + 1) === item.length - 1;
    if (isCall && (callee.image === 'Sequential' || callee.image === 'OrderedDict')) {
      const inner = stepsOf(itemsOf(inside), framework, declared);
      steps.push(...inner.steps);
      problems.push(...inner.problems);
      input ??= inner.input;
      isForeign = true;
      continue;
    }
    if (isCall && inputNames.test(callee.image)) {
      input ??= statedShape(inside) ?? inputText(inside);
      isForeign = true;
      continue;
    }
    if (isCall) input ??= steps.length === 0 ? statedShape(inside) : undefined;
    const found =
      isCall && !declared.has(callee.image)
        ? foreignLayers(callee.image).filter((each) => each.framework === framework)
        : [];
    const said = isCall ? translatedBy(found, callee.image, inside) : undefined;
    const hint =
      isCall && !declared.has(callee.image) && !findLayer(callee.image)
        ? unsaidHint(callee.image)
        : undefined;
    if (said && 'steps' in said) {
      isForeign ||= said.steps.join(' -> ') !== listText(item);
      const [first = '', ...behind] = said.steps;
      steps.push(
        name !== undefined && /^[A-Za-z]\w*$/.test(name) && isNaN(Number(name))
          ? `${first} as ${name}`
          : first,
        ...behind,
      );
    } else if (said ?? hint) {
      problems.push(`\`${callee?.image ?? ''}\` (${said ? said.problem : hint})`);
    } else {
      steps.push(listText(item).replaceAll(/\s*(?<![=!<>])=(?!=)\s*/g, ': '));
    }
  }
  return { steps, problems, input, isForeign };
}

/** What is listed in a sequence's parentheses, or in the brackets in them. */
function itemsOf(inside: readonly Token[]): readonly (readonly Token[])[] {
  const items = parts(inside);
  const [only] = items;
  const listed = items.length === 1 && only?.[0]?.kind === '[' ? elements(only) : undefined;
  return listed ?? items;
}

const isSteps = (tokens: readonly Token[]): boolean =>
  tokens.every(({ kind }) => kind !== ':' && kind !== '=' && kind !== '->');

export const sequential: ReadingRule = {
  code: 'foreign-call',
  at: ['FlowStatement', 'Branch'],
  examples: [
    ['nn.Sequential(Conv(64, 3), ReLU)', 'Conv(64, 3) -> ReLU'],
    [
      'nn.Sequential(nn.Conv2d(3, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(inplace=True))',
      'Conv(64, 3, padding: 1) -> BatchNorm -> ReLU',
    ],
    [
      'x = Sequential([Flatten(), Dense(64, activation="relu"), Dropout(0.5)])',
      'x = Flatten -> Dense(64) -> ReLU -> Dropout',
    ],
    ['nn.Sequential(nn.Conv2d(3, 64, 3), nn.Mish())'],
  ],
  before: ['frameworkCall'],
  read(tokens, _, declared) {
    const at = tokens.findIndex(({ image }) => image === 'Sequential');
    if (at < 0 || tokens[at + 1]?.kind !== '(' || declared.has('Sequential')) return undefined;
    if (/^(?:self|this)$/.test(tokens[0]?.image ?? '')) return undefined;
    const close = closing(tokens, at + 1);
    const last = tokens[close];
    const start = calleeStart(tokens, at);
    const leader = tokens[start - 1];
    const first = tokens[start];
    if (!last || !first || (leader && leader.kind !== '=' && leader.kind !== '->')) return undefined;
    const inside = tokens.slice(at + 2, close);
    const items = itemsOf(inside);
    // A flow in it, or what is named by position, is none of a framework's.
    if (items.length === 0 || !items.every((item) => item[0]?.kind !== 'ID' || item[1]?.kind !== '='))
      return undefined;
    if (items.some((item) => item.length > 1 && item[1]?.kind === ':' && isSteps(item.slice(2))))
      return undefined;
    const framework = frameworkIn(tokens, inside[0]?.kind === '[' ? keras : pytorch);
    const read = stepsOf(items, framework, declared);
    const range = { start: first.start, end: tokens[at]!.end };
    const covers = covering(first, last);
    if (read.problems.length > 0) {
      return {
        mistake: { message: unsaidIn('Sequential', read.problems), range, covers },
        tokens: tokens.toSpliced(start, close + 1 - start, {
          ...inserted('MISSING', last),
          start: first.start,
        }),
      };
    }
    if (read.steps.length === 0) return undefined;
    const isBroken = inside.some((token) => token.startsLine);
    const indent = ' '.repeat(first.indent);
    const text = read.steps.join(!isBroken ? ' -> ' : leader ? `\n${indent}  -> ` : `\n${indent}`);
    return {
      mistake: {
        message: `Steps follow each other by \`->\`, or one to a line, without \`Sequential\`${read.isForeign ? ', and layers are written as in the fix' : ''}.`,
        range,
        fixes: [{ title: 'Write the steps with `->`', range: covers, text }],
        covers,
      },
      tokens: tokens.toSpliced(
        start,
        close + 1 - start,
        ...standingFor(read.steps.join(' -> '), first, last),
      ),
    };
  },
};

const unsaidIn = (what: string, problems: readonly string[]): string =>
  `Steps follow each other by \`->\`, or one to a line, without \`${what}\`; what cannot be said here is ${enumerate([...new Set(problems)])}.`;

/** A run of `model.add(…)`, one behind the other, as Keras builds a model. */
export const addedSteps: ReadingRule = {
  code: 'foreign-call',
  at: ['FlowStatement', 'Branch'],
  examples: [
    ['model.add(Conv2D(32, 3))\n  model.add(MaxPooling2D())', 'Conv(32, 3, padding: valid)\n  MaxPool(2)'],
    ['model = Sequential()\n  model.add(Dense(10))', 'Dense(10)'],
  ],
  before: ['frameworkCall'],
  read(tokens, _, declared) {
    const added = addedItems(tokens);
    const first = tokens[0];
    const last = tokens.at(-1);
    if (!added || !first || !last) return undefined;
    const read = stepsOf(added, frameworkIn(tokens, keras), declared);
    const range = covering(first, last);
    const place = { start: first.start, end: first.end };
    if (read.problems.length > 0 || read.steps.length === 0) {
      const message =
        read.problems.length > 0
          ? unsaidIn(`${first.image}.add`, read.problems)
          : 'A network is made by its steps, without `add`.';
      return {
        mistake: { message, range: place, covers: range },
        tokens: [{ ...inserted('MISSING', last), start: first.start }],
      };
    }
    return {
      mistake: {
        message: `Steps follow each other by \`->\`, or one to a line, without \`${first.image}.add\`.`,
        range: place,
        fixes: [{ title: 'Write the steps', range, text: read.steps.join(`\n${' '.repeat(first.indent)}`) }],
        covers: range,
      },
      tokens: standingFor(read.steps.join(' -> '), first, last),
    };
  },
};

/** What each `model.add(…)` of a run adds, behind `model = Sequential(…)` where that is there; undefined where it is none. */
function addedItems(tokens: readonly Token[]): readonly (readonly Token[])[] | undefined {
  const items: (readonly Token[])[] = [];
  const model = tokens[0]?.image;
  let at = 0;
  if (tokens[0]?.kind === 'ID' && tokens[1]?.kind === '=') {
    const open = tokens.findIndex(({ image }) => image === 'Sequential') + 1;
    if (open === 0 || tokens[open]?.kind !== '(') return undefined;
    const close = closing(tokens, open);
    items.push(...itemsOf(tokens.slice(open + 1, close)));
    at = close + 1;
    if (at === tokens.length) return undefined;
  }
  while (at < tokens.length) {
    if (tokens[at]?.image !== model || tokens[at + 1]?.kind !== '.' || tokens[at + 2]?.image !== 'add')
      return undefined;
    const close = tokens[at + 3]?.kind === '(' ? closing(tokens, at + 3) : -1;
    if (close < 0) return undefined;
    items.push(...itemsOf(tokens.slice(at + 4, close)));
    at = close + 1;
  }
  return items.length > 0 ? items : undefined;
}

/**
 * A model that stands outside of every declaration: `model = Sequential([…])`, `nn.Sequential(…)`, a run of `model.add(…)`.
 * Told once, as the network that it is, or as the block where its input is not known.
 */
export function wholeModel(
  tokens: readonly Token[],
  declared: ReadonlySet<string>,
): SyntaxMistake | undefined {
  const [first, second] = tokens;
  const last = tokens.at(-1);
  if (!first || !last) return undefined;
  const items = addedItems(tokens) ?? listedItems(tokens, second?.kind === '=' ? 2 : 0);
  if (!items || items.length === 0) return undefined;
  const read = stepsOf(items, frameworkIn(tokens, keras), declared);
  const range = covering(first, last);
  const place = { start: first.start, end: first.end };
  const name = second?.kind === '=' || second?.kind === '.' ? first.image : '';
  const title =
    /^[A-Za-z]\w*$/.test(name) && name !== 'nn' && !frameworkOf(name)
      ? name[0]!.toUpperCase() + name.slice(1)
      : 'Model';
  const head = read.input === undefined ? `block ${title}` : `network ${title}`;
  const told = `A model is a declaration, \`${head} { … }\`, with its steps one to a line`;
  if (read.problems.length > 0 || read.steps.length === 0) {
    const unsaid =
      read.problems.length > 0
        ? `; what cannot be said here is ${enumerate([...new Set(read.problems)])}`
        : '';
    return { code: 'foreign-call', message: `${told}${unsaid}.`, range: place, covers: range };
  }
  const lines = [
    ...(read.input === undefined ? [] : [`  input ${read.input}`, '']),
    ...read.steps.map((step) => `  ${step}`),
  ];
  const text = `${head} {\n${lines.join('\n')}\n}`;
  return {
    code: 'foreign-call',
    message: `${told}.`,
    range: place,
    fixes: [{ title: `Write \`${head} { … }\``, range, text }],
    covers: range,
  };
}

/** What `Sequential(…)` lists, where that is all that stands from `start` on. */
function listedItems(tokens: readonly Token[], start: number): readonly (readonly Token[])[] | undefined {
  const at = tokens.findIndex(({ image }) => image === 'Sequential');
  if (at < start || calleeStart(tokens, at) !== start || tokens[at + 1]?.kind !== '(') return undefined;
  return closing(tokens, at + 1) === tokens.length - 1 ? itemsOf(tokens.slice(at + 2, -1)) : undefined;
}
