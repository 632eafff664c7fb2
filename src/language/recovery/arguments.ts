/** What is given to a layer or block, in its parentheses. */
import { findLayer } from '../../layers/catalogue.ts';
import { behind, closing, covering, insertAt, laidOut, removeAt, replaceAt } from '../tokens/runs.ts';
import { inserted, quoted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import { areBeside, isNamedByEquals } from './failure.ts';
import type { Failure, Repair, RepairRule } from './failure.ts';

export const percent: RepairRule = {
  code: 'malformed-number',
  at: 'any',
  examples: [['Dropout(50%)', 'Dropout(0.5)']],
  before: ['emptyPlace'],
  repair({ tokens, at, found, before, bracket }) {
    const number = tokens[at - 2];
    if (before?.kind !== '%' || number?.kind !== 'NUMBER' || number.end !== before.start) return undefined;
    if (!bracket || (found?.kind !== ')' && found?.kind !== ',')) return undefined;
    const share = String(Number(number.image.replaceAll('_', '')) / 100);
    if (!/^\d+(\.\d+)?$/.test(share)) return undefined;
    const range = covering(number, before);
    return {
      mistake: {
        message: `There are no percentages: \`${number.image}%\` is written \`${share}\`.`,
        range,
        fixes: [{ title: `Write \`${share}\``, range, text: share }],
      },
      tokens: replaceAt(removeAt(tokens, at - 1), at - 2, { ...number, end: before.end, image: share }),
    };
  },
};

/** `stride 2`, where `stride` is what a layer takes, or a number stands behind a name. */
function isArgumentName({ tokens, at, bracketAt }: Failure, before: Token, found: Token): boolean {
  const callee = tokens[bracketAt - 1]?.image ?? '';
  const leader = tokens[at - 2]?.kind;
  if (before.kind !== 'ID' || (leader !== ',' && leader !== '(')) return false;
  const layer = findLayer(callee);
  return layer ? before.image in layer.parameters : /^\p{Lu}/u.test(callee) && found.kind === 'NUMBER';
}

export const argumentWithoutColon: RepairRule = {
  code: 'missing-colon',
  at: 'any',
  examples: [['Conv(64, stride 2)', 'Conv(64, stride: 2)']],
  before: ['stepWithoutParentheses', 'stepsWithoutArrow'],
  repair(failure) {
    const { tokens, at, found, before, bracket } = failure;
    if (!found || !before || !bracket || !areBeside(before, found)) return undefined;
    if (!isArgumentName(failure, before, found)) return undefined;
    return {
      mistake: {
        message: `An argument is named with \`:\`: \`${before.image}: ${found.image}\`.`,
        range: covering(before, found),
        fixes: [{ title: 'Add `:`', range: behind(before), text: ':' }],
      },
      tokens: insertAt(tokens, at, inserted(':', before)),
    };
  },
};

export const computedDimensions: RepairRule = {
  code: 'computed-dimensions',
  at: 'any',
  examples: [['Upsample([a x b])']],
  before: ['stepsWithoutArrow'],
  repair({ tokens, at, found, before, bracket }) {
    if (found?.image !== 'x' || !before || !bracket || !areBeside(before, found)) return undefined;
    if (tokens[at + 1] === undefined) return undefined;
    return {
      mistake: {
        message:
          'Dimensions that are computed are a list: `[height, width, channels]`, with commas for the `x`.',
        range: found,
      },
      tokens: replaceAt(tokens, at, { ...found, kind: ',' }),
      guess: true,
    };
  },
};

export const besideInBrackets: RepairRule = {
  code: 'missing-comma',
  at: 'any',
  examples: [
    ['Conv(64 3)', 'Conv(64, 3)'],
    ['Concat(Conv(1, 1) ReLU)', 'Concat(Conv(1, 1) -> ReLU)'],
  ],
  before: ['stepsWithoutArrow'],
  repair({ tokens, at, found, before, bracket }) {
    if (!found || !before || !bracket || !areBeside(before, found)) return undefined;
    const steps = bracket.kind === '(' && /^\p{Lu}/u.test(found.image) && !found.startsLine;
    const question = steps ? '`->` or `,`' : '`,`';
    const fix = (text: string) => ({ title: `Add \`${text.trim()}\``, range: behind(before), text });
    return {
      mistake: {
        message: `Is ${question} missing between ${quoted(before)} and ${quoted(found)}?`,
        range: found,
        fixes: steps ? [fix(' ->'), fix(',')] : [fix(',')],
      },
      tokens: insertAt(tokens, at, inserted(steps ? '->' : ',', before)),
    };
  },
};

export const argumentsByEquals: RepairRule = {
  code: 'argument-equals',
  at: 'any',
  examples: [
    ['Conv(64, 3, stride=2)', 'Conv(64, 3, stride: 2)'],
    ['Conv(64, 3, stride=2, groups=4)', 'Conv(64, 3, stride: 2, groups: 4)'],
  ],
  before: ['comparisonByEquals', 'leftOfEquals'],
  repair(failure) {
    if (!isNamedByEquals(failure)) return undefined;
    return renamed(failure.tokens, signsOf(failure.tokens, failure.bracketAt));
  },
};

/** Where the `=` behind the names of a call's arguments stand. */
function signsOf(tokens: readonly Token[], open: number): number[] {
  const close = closing(tokens, open);
  const found: number[] = [];
  for (let index = open, depth = 0; index < (close < 0 ? tokens.length : close); index++) {
    const kind = tokens[index]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if (kind === ')' || kind === ']') depth--;
    const leads = tokens[index - 2]?.kind;
    if (kind !== '=' || depth !== 1 || tokens[index - 1]?.kind !== 'ID') continue;
    if (leads === '(' || leads === ',') found.push(index);
  }
  return found;
}

function renamed(tokens: readonly Token[], signs: readonly number[]): Repair | undefined {
  const [at] = signs;
  const end = signs.at(-1);
  if (at === undefined || end === undefined) return undefined;
  const repaired = tokens.map((token, index): Token =>
    signs.includes(index) ? { ...token, kind: ':', image: ':' } : token,
  );
  const names = signs.map((sign) => `${tokens[sign - 1]!.image}: …`);
  const [first] = names;
  const message =
    names.length === 1
      ? `An argument is named with \`:\`, not with \`=\`: \`${first}\`.`
      : `Arguments are named with \`:\`, not with \`=\`: \`${names.join(', ')}\`.`;
  const next = tokens[end + 1];
  const range = {
    start: tokens[at - 1]!.end,
    end: next && !next.startsLine ? next.start : tokens[end]!.end,
  };
  const text = signs
    .map((sign, index) => `: ${laidOut(tokens.slice(sign + 1, signs[index + 1] ?? sign))}`)
    .join('');
  const title = names.length === 1 ? `Write \`${tokens[at - 1]!.image}: \`` : 'Write `:` for each `=`';
  return {
    mistake: {
      message,
      range: tokens[at]!,
      fixes: [{ title, range, text }],
    },
    tokens: repaired,
  };
}
