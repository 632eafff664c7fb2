/** Steps and statements: what stands between them, and what begins or ends them. */
import { isBullet } from '../statements/units.ts';
import { covering, insertAt, listText, removeAt, replaceAt, stepText } from '../tokens/runs.ts';
import { beginsOperand, endsOperand, inserted, isWord, quoted, statementKeywords } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { Rule } from '../tree/grammarParser.ts';
import { withoutSign } from './failure.ts';
import type { Failure, Reading, Repair } from './failure.ts';

const inBraces: ReadonlySet<string> = new Set(['if', 'repeat', 'for', 'auxiliary']);

/** `Conv(8, 3) -> repeat 3 { … }` */
export function statementAfterArrow({ tokens, at, found, before, bracket }: Failure): Repair | undefined {
  if (!found || before?.kind !== '->' || bracket || !inBraces.has(found.kind)) return undefined;
  const last = tokens[at - 2];
  if (!last || !tokens.slice(at).some(({ kind }) => kind === '{')) return undefined;
  const range = { start: last.end, end: found.start };
  return {
    mistake: {
      code: 'two-statements',
      message: `${quoted(found)} begins a statement of its own: it belongs on a new line, without an arrow before it.`,
      range: found,
      fixes: [{ title: 'Begin a new line', range, text: `\n${' '.repeat(found.indent)}` }],
    },
    tokens: tokens.slice(0, at - 1),
    rest: tokens.slice(at),
  };
}

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

const flows: ReadonlySet<string> = new Set(['FlowStatement', 'Branch', 'RecipeEntry', 'Let']);

/** `x = 3 y = 4`, `MaxPool(2) repeat 3 { … }` */
export function statementOnSameLine({
  rule,
  tokens,
  at,
  found,
  before,
  bracket,
}: Failure): Repair | undefined {
  if (!found || !before || bracket || !endsOperand(before)) return undefined;
  const isFlow = flows.has(rule) || rule === 'Input' || rule === 'Expect' || rule === 'Import';
  const assigns = found.kind === 'ID' && tokens[at + 1]?.kind === '=';
  const isEntry = rule === 'RecipeEntry' && at > 1 && recipeWords.test(found.image);
  const begins =
    isEntry || statementKeywords.has(found.kind) || (found.kind === 'input' && beginsInput(tokens[at + 1]));
  if (!isFlow || !(assigns || begins)) return undefined;
  return {
    mistake: {
      code: 'two-statements',
      message: `${quoted(found)} begins a statement of its own: it belongs on a new line.`,
      range: found,
      fixes: [
        {
          title: 'Begin a new line',
          range: { start: before.end, end: found.start },
          text: `\n${' '.repeat(found.indent)}`,
        },
      ],
    },
    tokens: tokens.slice(0, at),
    rest: tokens.slice(at),
  };
}

const recipeWords = /^(?:batch|epochs|seed|optimizer|schedule|prepare|augment|loss)$/;
const beginsInput = (next: Token | undefined): boolean => next?.kind === 'DIMENSIONS' || next?.kind === '[';

/** Two operands side by side. */
export function juxtaposed(failure: Failure): Repair | undefined {
  const { rule, tokens, at, found, before, bracketAt } = failure;
  if (!found || !before || !endsOperand(before) || !(beginsOperand(found) || isWord(found))) return undefined;
  if (found.kind === 'MISSING' || before.kind === 'MISSING') {
    const mistake = { code: 'unexpected', message: `${quoted(found)} cannot stand here.`, range: found };
    return { mistake, tokens: removeAt(tokens, found.kind === 'MISSING' ? at : at - 1), guess: true };
  }
  if (!flows.has(rule) || !beginsOperand(found)) return undefined;
  const start =
    Math.max(
      tokens.slice(0, at).findLastIndex(({ kind }) => kind === '->' || kind === '='),
      bracketAt,
    ) + 1;
  const left = stepText(tokens.slice(start, at));
  if (before.kind === 'ID' && found.kind !== 'ID' && found.kind !== 'input') {
    let end = tokens.findIndex(({ kind }, index) => index > at && (kind === '->' || kind === 'as'));
    if (end < 0) end = tokens.length;
    const last = tokens[end - 1] ?? found;
    const given = `(${listText(tokens.slice(at, end))})`;
    return {
      mistake: {
        code: 'missing-parentheses',
        message: `What is given to ${quoted(before)} stands in parentheses: \`${before.image}(${stepText(tokens.slice(at, end))})\`.`,
        range: covering(found, last),
        fixes: [{ title: 'Add the parentheses', range: { start: before.end, end: last.end }, text: given }],
      },
      tokens: insertAt(insertAt(tokens, end, inserted(')', last)), at, inserted('(', before)),
      guess: true,
    };
  }
  const next = tokens.findIndex(({ kind }, index) => index > at && kind === '->');
  const right = stepText(tokens.slice(at, next < 0 ? undefined : next));
  return {
    mistake: {
      code: 'missing-arrow',
      message: `Two steps on one line: is \`->\` missing between \`${left}\` and \`${right}\`?`,
      range: found,
      fixes: [{ title: 'Add `->`', range: { start: before.end, end: found.start }, text: ' -> ' }],
    },
    tokens: insertAt(tokens, at, inserted('->', before)),
  };
}

const withoutArrow = (arrow: Token) =>
  arrow.startsLine
    ? { title: 'Remove the `->`', range: arrow, text: '' }
    : { title: 'Begin a new line', range: arrow, text: `\n${' '.repeat(arrow.indent)}` };

/** A sign at the beginning, `->` where no flow can be, a `{` where no body can be. */
export function straySign({ rule, tokens, at, found, before }: Failure): Repair | undefined {
  if (found === undefined) return undefined;
  if (before === undefined && found.kind === 'as') {
    return {
      mistake: {
        code: 'begins-with-operator',
        message: '`as` stands behind the step that it names, on the same line.',
        range: found,
      },
      // What is current has that name all the same.
      tokens: [{ ...found, kind: 'ID', image: 'Identity' }, ...tokens],
    };
  }
  if (before === undefined) {
    const arrow = found.kind === '->';
    return {
      mistake: {
        code: 'begins-with-operator',
        message: arrow
          ? 'Nothing stands before this `->`: a statement takes the current value by itself.'
          : `A statement cannot begin with ${quoted(found)}.`,
        range: found,
        ...(arrow && { fixes: [withoutArrow(found)] }),
      },
      tokens: tokens.slice(1),
      guess: !arrow,
    };
  }
  if (found.kind === '{') {
    return {
      mistake: {
        code: 'stray-body',
        message:
          'A `{ … }` cannot stand here: only blocks, networks, recipes, `if`, `repeat`, `for` and `auxiliary` have a body.',
        range: found,
      },
      tokens: removeAt(tokens, at, 2),
      guess: true,
    };
  }
  if (found.kind === '->' && !flows.has(rule)) {
    return {
      mistake: {
        code: 'stray-flow',
        message: 'A `->` cannot stand here: what is wanted is a value that is known when the file is read.',
        range: found,
      },
      tokens: removeAt(tokens, at, stepLength(tokens, at)),
      guess: true,
    };
  }
  return undefined;
}

/** How many tokens an arrow has with the step behind it: a name and what is given to it. */
function stepLength(tokens: readonly Token[], arrow: number): number {
  let end = arrow + 2;
  for (let depth = 0; end < tokens.length; end++) {
    const kind = tokens[end]?.kind;
    if (kind === '(') depth++;
    else if (depth === 0) break;
    else if (kind === ')' && --depth === 0) return end + 1 - arrow;
  }
  return end - arrow;
}

/** `- Conv(64, 3)` */
export function bullet(rule: Rule, tokens: readonly Token[]): Reading | undefined {
  if (rule !== 'FlowStatement' && rule !== 'Branch') return undefined;
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
