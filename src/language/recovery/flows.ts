import { isBullet } from '../statements/units.ts';
import { covering, insertAt, listText, removeAt, replaceAt, stepText } from '../tokens/runs.ts';
import { beginsOperand, endsOperand, inserted, quoted, statementKeywords } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { Rule } from '../tree/grammarParser.ts';
import { withoutSign } from './failure.ts';
import type { ReadingRule, RepairRule } from './failure.ts';

/** The statements in which steps can follow each other. */
const flows: readonly Rule[] = ['FlowStatement', 'Branch', 'RecipeEntry', 'Let'];

const inBraces: ReadonlySet<string> = new Set(['if', 'repeat', 'for', 'auxiliary']);

export const statementAfterArrow: RepairRule = {
  code: 'two-statements',
  at: 'any',
  examples: [['Conv(8, 3) -> repeat 3 { a }', 'Conv(8, 3)\n  repeat 3 { a }']],
  before: ['emptyPlace'],
  repair({ tokens, at, found, before, bracket }) {
    if (!found || before?.kind !== '->' || bracket || !inBraces.has(found.kind)) return undefined;
    const last = tokens[at - 2];
    if (!last || !tokens.slice(at).some(({ kind }) => kind === '{')) return undefined;
    const range = { start: last.end, end: found.start };
    return {
      mistake: {
        message: `${quoted(found)} begins a statement of its own: it belongs on a new line, without an arrow before it.`,
        range: found,
        fixes: [{ title: 'Begin a new line', range, text: `\n${' '.repeat(found.indent)}` }],
      },
      tokens: tokens.slice(0, at - 1),
      rest: tokens.slice(at),
    };
  },
};

export const arrowWithBlank: RepairRule = {
  code: 'foreign-operator',
  at: 'any',
  examples: [['Conv(8, 3) - > ReLU', 'Conv(8, 3) -> ReLU']],
  before: ['emptyPlace'],
  repair({ tokens, at, found, before }) {
    if (found?.kind !== '>' || before?.kind !== '-' || found.startsLine) return undefined;
    const range = covering(before, found);
    return {
      mistake: {
        message: '`->` is written without a blank in it.',
        range,
        fixes: [{ title: 'Write `->`', range, text: '->' }],
      },
      tokens: replaceAt(removeAt(tokens, at), at - 1, { ...before, kind: '->', end: found.end, image: '->' }),
    };
  },
};

export const trailingComma: RepairRule = {
  code: 'trailing-comma',
  at: 'any',
  examples: [['Conv(8, 3),', 'Conv(8, 3)']],
  repair(failure) {
    const { tokens, at, found, before, bracket } = failure;
    if (found?.kind !== ',' || !before || bracket || !endsOperand(before)) return undefined;
    if (tokens[at + 1] !== undefined) return undefined;
    return withoutSign(failure, found, 'A statement ends with its line, without a `,`.');
  },
};

export const commaBetweenSteps: RepairRule = {
  code: 'comma-between-steps',
  at: ['FlowStatement', 'Branch', 'RecipeEntry'],
  examples: [['Conv(8, 3), ReLU', 'Conv(8, 3) -> ReLU']],
  repair({ rule, tokens, at, found, before, bracket }) {
    if (found?.kind !== ',' || !before || bracket) return undefined;
    const next = tokens[at + 1];
    const isFlow = rule !== 'RecipeEntry' || /^(?:augment|prepare)$/.test(tokens[0]?.image ?? '');
    if (!isFlow || next?.kind !== 'ID' || (before.kind !== ')' && before.kind !== 'ID')) return undefined;
    return {
      mistake: {
        message: 'A step hands its result on with `->`, not `,`.',
        range: found,
        fixes: [{ title: 'Write `->`', range: { start: before.end, end: next.start }, text: ' -> ' }],
      },
      tokens: replaceAt(tokens, at, { ...found, kind: '->' }),
      guess: true,
    };
  },
};

export const statementOnSameLine: RepairRule = {
  code: 'two-statements',
  at: [...flows, 'Input', 'Expect', 'Import'],
  examples: [
    ['x = 3 y = 4', 'x = 3\n  y = 4'],
    ['MaxPool(2) repeat 3 { a }', 'MaxPool(2)\n  repeat 3 { a }'],
  ],
  repair({ rule, tokens, at, found, before, bracket }) {
    if (!found || !before || bracket || !endsOperand(before)) return undefined;
    const assigns = found.kind === 'ID' && tokens[at + 1]?.kind === '=';
    const isEntry = rule === 'RecipeEntry' && at > 1 && recipeWords.test(found.image);
    const begins =
      isEntry || statementKeywords.has(found.kind) || (found.kind === 'input' && beginsInput(tokens[at + 1]));
    if (!assigns && !begins) return undefined;
    return {
      mistake: {
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
  },
};

const recipeWords = /^(?:batch|epochs|seed|optimizer|schedule|prepare|augment|loss)$/;
const beginsInput = (next: Token | undefined): boolean => next?.kind === 'DIMENSIONS' || next?.kind === '[';

export const stepWithoutParentheses: RepairRule = {
  code: 'missing-parentheses',
  at: flows,
  examples: [['Conv 64, 3', 'Conv(64, 3)']],
  repair({ tokens, at, found, before }) {
    if (before?.kind !== 'ID' || !found || !beginsOperand(found)) return undefined;
    if (found.kind === 'ID' || found.kind === 'input') return undefined;
    let end = tokens.findIndex(({ kind }, index) => index > at && (kind === '->' || kind === 'as'));
    if (end < 0) end = tokens.length;
    const last = tokens[end - 1] ?? found;
    const given = tokens.slice(at, end);
    return {
      mistake: {
        message: `What is given to ${quoted(before)} stands in parentheses: \`${before.image}(${stepText(given)})\`.`,
        range: covering(found, last),
        fixes: [
          {
            title: 'Add the parentheses',
            range: { start: before.end, end: last.end },
            text: `(${listText(given)})`,
          },
        ],
      },
      tokens: insertAt(insertAt(tokens, end, inserted(')', last)), at, inserted('(', before)),
      guess: true,
    };
  },
};

export const stepsWithoutArrow: RepairRule = {
  code: 'missing-arrow',
  at: flows,
  examples: [['Conv(64, 3) ReLU', 'Conv(64, 3) -> ReLU']],
  repair({ tokens, at, found, before, bracketAt }) {
    if (!found || !before || !endsOperand(before) || !beginsOperand(found)) return undefined;
    const start =
      Math.max(
        tokens.slice(0, at).findLastIndex(({ kind }) => kind === '->' || kind === '='),
        bracketAt,
      ) + 1;
    const left = stepText(tokens.slice(start, at));
    const next = tokens.findIndex(({ kind }, index) => index > at && kind === '->');
    const right = stepText(tokens.slice(at, next < 0 ? undefined : next));
    return {
      mistake: {
        message: `Two steps on one line: is \`->\` missing between \`${left}\` and \`${right}\`?`,
        range: found,
        fixes: [{ title: 'Add `->`', range: { start: before.end, end: found.start }, text: ' -> ' }],
      },
      tokens: insertAt(tokens, at, inserted('->', before)),
    };
  },
};

const withoutArrow = (arrow: Token) =>
  arrow.startsLine
    ? { title: 'Remove the `->`', range: arrow, text: '' }
    : { title: 'Begin a new line', range: arrow, text: `\n${' '.repeat(arrow.indent)}` };

export const nameOfNothing: RepairRule = {
  code: 'begins-with-operator',
  at: 'any',
  examples: [['as a']],
  repair({ tokens, found, before }) {
    if (before !== undefined || found?.kind !== 'as') return undefined;
    return {
      mistake: {
        message: '`as` stands behind the step that it names, on the same line.',
        range: found,
      },
      // What is current has that name all the same.
      tokens: [{ ...found, kind: 'ID', image: 'Identity' }, ...tokens],
    };
  },
};

export const signAtBegin: RepairRule = {
  code: 'begins-with-operator',
  at: 'any',
  examples: [['-> ReLU', ' ReLU'], ['* ReLU']],
  repair({ tokens, found, before }) {
    if (before !== undefined || found === undefined) return undefined;
    const isArrow = found.kind === '->';
    return {
      mistake: {
        message: isArrow
          ? 'Nothing stands before this `->`: a statement takes the current value by itself.'
          : `A statement cannot begin with ${quoted(found)}.`,
        range: found,
        ...(isArrow && { fixes: [withoutArrow(found)] }),
      },
      tokens: tokens.slice(1),
      guess: !isArrow,
    };
  },
};

export const strayBody: RepairRule = {
  code: 'stray-body',
  at: 'any',
  examples: [['x = a { b }']],
  repair({ tokens, at, found }) {
    if (found?.kind !== '{') return undefined;
    return {
      mistake: {
        message:
          'A `{ … }` cannot stand here: only blocks, networks, recipes, `if`, `repeat`, `for` and `auxiliary` have a body.',
        range: found,
      },
      tokens: removeAt(tokens, at, 2),
      guess: true,
    };
  },
};

export const strayFlow: RepairRule = {
  code: 'stray-flow',
  at: 'any',
  examples: [['repeat 3 -> ReLU { a }'], ['if a { b } else if b -> c { a }']],
  repair({ rule, tokens, at, found }) {
    if (found?.kind !== '->' || flows.includes(rule)) return undefined;
    return {
      mistake: {
        message: 'A `->` cannot stand here: what is wanted is a value that is known when the file is read.',
        range: found,
      },
      tokens: removeAt(tokens, at, stepLength(tokens, at)),
      guess: true,
    };
  },
};

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

export const bullet: ReadingRule = {
  code: 'begins-with-operator',
  at: ['FlowStatement', 'Branch'],
  examples: [['- Conv(64, 3)', 'Conv(64, 3)']],
  read(tokens) {
    const [sign, next] = tokens;
    if (!sign || !next || !isBullet(sign, next)) return undefined;
    return {
      mistake: {
        message: 'A step stands on a line of its own, without a `-` before it.',
        range: sign,
        fixes: [{ title: 'Remove the `-`', range: { start: sign.start, end: next.start }, text: '' }],
      },
      tokens: tokens.slice(1),
    };
  },
};
