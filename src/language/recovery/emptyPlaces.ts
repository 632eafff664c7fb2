/** The mistakes that are recognized in a statement that does not parse; recovery.ts tries them in turn. */
import { findLayer } from '../../layers/catalogue.ts';
import { editDistance } from '../../wording/spelling.ts';
import type { Failure, Repair } from './recovery.ts';
import {
  beginsOperand,
  bodyKeywords,
  endsOperand,
  inserted,
  isWord,
  keywords,
  quoted,
  statementKeywords,
} from '../tokens/token.ts';
import type { Token, TokenKind } from '../tokens/token.ts';
import { behind, covering, insertAt, removeAt, replaceAt } from '../tokens/runs.ts';
import { listText } from './lists.ts';
import { stepText } from '../statements/units.ts';

const flows: ReadonlySet<string> = new Set(['FlowStatement', 'Branch', 'RecipeEntry', 'Let']);

/** `reapet 3 { … }`, `Network A { … }` */
export function misspeltKeyword({ rule, tokens, at }: Failure): Repair | undefined {
  const [first, second] = tokens;
  if (rule !== 'FlowStatement' || first?.kind !== 'ID' || second === undefined) return undefined;
  const bodyAhead = tokens.some((token) => token.kind === '{');
  if (at !== 1 && !bodyAhead) return undefined;
  const candidates = bodyAhead ? bodyKeywords : new Set([...statementKeywords, 'input']);
  const keyword = nearestKeyword(first.image.toLowerCase(), [...candidates]);
  if (keyword === undefined || (!bodyAhead && !beginsOperand(second))) return undefined;
  return {
    mistake: {
      code: 'misspelt-keyword',
      message: `${quoted(first)} begins no statement: is \`${keyword}\` meant?`,
      range: first,
      fixes: [{ title: `Write \`${keyword}\``, range: first, text: keyword }],
    },
    tokens: [{ ...first, kind: keyword as TokenKind }, ...tokens.slice(1)],
  };
}

function nearestKeyword(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map((keyword) => ({ keyword, distance: word.length > 20 ? Infinity : editDistance(word, keyword) }))
    .filter(({ keyword, distance }) => distance <= 2 && distance * 2 < keyword.length)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.keyword;
}

/** `c ? a` without its `: b`. */
export function missingBranch({ tokens, at, expected, before, found }: Failure): Repair | undefined {
  if (expected !== ':' || before === undefined) return undefined;
  const question = tokens.slice(0, at).findLast((token) => token.kind === '?');
  if (question === undefined || found?.kind === '=') return undefined;
  return {
    mistake: {
      code: 'missing-alternative',
      message: 'This `?` has no `:`: a condition chooses as in `c ? a : b`.',
      range: question,
    },
    tokens: insertAt(tokens, at, inserted(':', before), inserted('MISSING', before)),
    guess: true,
  };
}

const afterNames: ReadonlySet<string> = new Set([':', '=', ',', ')', ']', '->', '.', 'as', 'in', 'on', '(']);

export function keywordAsName({ tokens, at, expected, found, before }: Failure): Repair | undefined {
  if (found === undefined || !keywords.has(found.kind)) return undefined;
  if (before && endsOperand(before) && expected !== 'ID') return undefined;
  const next = tokens[at + 1];
  if (expected !== 'ID' && next && !afterNames.has(next.kind)) return undefined;
  return {
    mistake: {
      code: 'keyword-as-name',
      message: `${quoted(found)} is a keyword of the language and cannot be a name.`,
      range: found,
    },
    // A step needs no name; that of a declaration or a branch may be used further down.
    tokens:
      before?.kind === 'as' ? removeAt(tokens, at - 1, 2) : replaceAt(tokens, at, { ...found, kind: 'ID' }),
  };
}

/** Python's `a if c else b`, and `if` where a value is wanted. */
export function foreignConditional({
  rule,
  tokens,
  at,
  found,
  before,
  bracketAt,
}: Failure): Repair | undefined {
  if (found?.kind !== 'if' || before === undefined || (rule === 'If' && bracketAt < 0)) return undefined;
  const body = tokens.slice(at).some((token) => token.kind === '{');
  if (body && endsOperand(before)) return undefined;
  let end = at + 1;
  for (let depth = 0; end < tokens.length; end++) {
    const kind = tokens[end]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if (kind === ')' || kind === ']') depth--;
    if (depth < 0 || (depth === 0 && (kind === ',' || kind === '->'))) break;
  }
  const kept = tokens.toSpliced(at, end - at, ...(endsOperand(before) ? [] : [inserted('MISSING', before)]));
  return {
    mistake: {
      code: 'foreign-conditional',
      message: 'A choice between two values is written `condition ? one : other`; `if` is a statement.',
      range: found,
    },
    tokens: kept,
    guess: true,
  };
}

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

const needs: Readonly<Partial<Record<TokenKind, string>>> = {
  if: 'a condition',
  repeat: 'a number of times',
  in: 'a list',
  input: 'a shape, like `224x224x3`',
  let: 'a name',
  block: 'a name',
  network: 'a name',
  train: 'the name of a network',
  expect: 'something like `params == 25_557_032`',
  for: 'a name',
  as: 'a name',
  on: 'a data set',
  from: 'a path in quotes',
  '->': 'a step',
  '.': '`height`, `width` or `channels`',
};

/** An operand or a name is wanted, and none is there. */
export function emptyPlace({ rule, tokens, at, expected, found, before }: Failure): Repair | undefined {
  if (before === undefined) return undefined;
  if (rule === 'RecipeEntry' && at === 1 && found === undefined) {
    return {
      mistake: { code: 'missing-value', message: `${quoted(before)} has no value behind it.`, range: before },
      tokens: [before, inserted('MISSING', before)],
    };
  }
  const wanted = expected === undefined || expected === 'ID' || expected === 'TEXT';
  if (endsOperand(before) && !(wanted && rule === 'Expect' && at > 1)) {
    if (rule !== 'Let' || expected !== '=' || (found && !beginsOperand(found))) return undefined;
    return {
      mistake: {
        code: 'missing-value',
        message: `\`let ${before.image}\` has no value: \`= …\` is missing.`,
        range: before,
      },
      tokens: insertAt(tokens, at, inserted('=', before), ...(found ? [] : [inserted('MISSING', before)])),
      guess: true,
    };
  }
  if (found && beginsOperand(found) && wanted) return undefined;
  if (found?.kind === ',' && before.kind === ',') {
    return {
      mistake: {
        code: 'missing-operand',
        message: 'Something is missing between these two commas, or there is one too many.',
        range: covering(before, found),
        fixes: [{ title: 'Remove one `,`', range: { start: before.end, end: found.end }, text: '' }],
      },
      tokens: removeAt(tokens, at),
    };
  }
  const need = needs[before.kind];
  const mistake = {
    code: 'missing-operand',
    message: need
      ? `After ${quoted(before)} ${need} is missing.`
      : found?.kind === ')' && before.kind === '('
        ? 'Something is missing between these parentheses.'
        : found
          ? `Something is missing between ${quoted(before)} and ${quoted(found)}.`
          : `Something is missing after ${quoted(before)}.`,
    range: found && !need ? covering(before, found) : before,
  };
  if (expected === 'ID' || expected === 'TEXT') {
    // `as` and `.` can be left out with their name; a declaration without a name is none.
    const optional = before.kind === 'as' || before.kind === '.';
    return { mistake, tokens: optional ? removeAt(tokens, at - 1) : [], guess: true };
  }
  return { mistake, tokens: insertAt(tokens, at, inserted('MISSING', before)), guess: true };
}

/** Two operands side by side. */
export function juxtaposed(failure: Failure): Repair | undefined {
  const { rule, tokens, at, found, before, bracket, bracketAt } = failure;
  if (!found || !before || !endsOperand(before) || !(beginsOperand(found) || isWord(found))) return undefined;
  if (found.kind === 'MISSING' || before.kind === 'MISSING') {
    const mistake = { code: 'unexpected', message: `${quoted(found)} cannot stand here.`, range: found };
    return { mistake, tokens: removeAt(tokens, found.kind === 'MISSING' ? at : at - 1), guess: true };
  }
  if (bracket) return besideInBrackets(failure, bracket, found, before);
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

/** `stride 2`, where `stride` is what a layer takes, or a number stands behind a name. */
function isArgumentName({ tokens, at, bracketAt }: Failure, before: Token, found: Token): boolean {
  const callee = tokens[bracketAt - 1]?.image ?? '';
  const leader = tokens[at - 2]?.kind;
  if (before.kind !== 'ID' || (leader !== ',' && leader !== '(')) return false;
  const layer = findLayer(callee);
  return layer ? before.image in layer.parameters : /^\p{Lu}/u.test(callee) && found.kind === 'NUMBER';
}

function besideInBrackets(failure: Failure, bracket: Token, found: Token, before: Token): Repair {
  const { tokens, at } = failure;
  if (isArgumentName(failure, before, found)) {
    return {
      mistake: {
        code: 'missing-colon',
        message: `An argument is named with \`:\`: \`${before.image}: ${found.image}\`.`,
        range: covering(before, found),
        fixes: [{ title: 'Add `:`', range: behind(before), text: ':' }],
      },
      tokens: insertAt(tokens, at, inserted(':', before)),
    };
  }
  if (found.image === 'x' && tokens[at + 1] !== undefined) {
    return {
      mistake: {
        code: 'computed-dimensions',
        message:
          'Dimensions that are computed are a list: `[height, width, channels]`, with commas for the `x`.',
        range: found,
      },
      tokens: replaceAt(tokens, at, { ...found, kind: ',' }),
      guess: true,
    };
  }
  const steps = bracket.kind === '(' && /^\p{Lu}/u.test(found.image) && !found.startsLine;
  const question = steps ? '`->` or `,`' : '`,`';
  const fix = (text: string) => ({ title: `Add \`${text.trim()}\``, range: behind(before), text });
  return {
    mistake: {
      code: 'missing-comma',
      message: `Is ${question} missing between ${quoted(before)} and ${quoted(found)}?`,
      range: found,
      fixes: steps ? [fix(' ->'), fix(',')] : [fix(',')],
    },
    tokens: insertAt(tokens, at, inserted(steps ? '->' : ',', before)),
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
