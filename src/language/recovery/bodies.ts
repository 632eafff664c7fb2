/** Mistakes between a statement's keyword and its body, and bodies without braces. */
import { behind, covering, listText, stepText } from '../tokens/runs.ts';
import { beginsOperand, bodyKeywords, declarationKeywords, inserted, quoted } from '../tokens/token.ts';
import type { RepairRule } from './failure.ts';

/** Between the keyword, with what follows it, and the `{`. */
export const beforeBody: RepairRule = {
  code: 'unexpected',
  at: 'any',
  examples: [['repeat 3 4 { a }'], ['auxiliary 0.3 { a }'], ['network A 3 { }']],
  before: ['emptyPlace'],
  repair({ rule, tokens, at, expected, found, before, bracket }) {
    const [first] = tokens;
    if (
      !found ||
      !before ||
      bracket ||
      !beginsOperand(found) ||
      expected !== '{' ||
      !bodyKeywords.has(first?.kind ?? '')
    )
      return undefined;
    const brace = tokens.findIndex((token) => token.kind === '{');
    const takesArguments = declarationKeywords.has(first?.kind ?? '') || rule === 'Auxiliary';
    return {
      mistake: {
        message: takesArguments
          ? `${quoted(found)} cannot stand here: what is given to ${quoted(first ?? before)} stands in parentheses.`
          : `${quoted(found)} cannot stand here: the \`{\` of the body is expected.`,
        range: found,
      },
      tokens: brace < 0 ? tokens.slice(0, at) : [...tokens.slice(0, at), ...tokens.slice(brace)],
      guess: true,
    };
  },
};

export const missingBody: RepairRule = {
  code: 'missing-body',
  at: 'any',
  examples: [
    ['repeat 3', 'repeat 3 { }'],
    ['network A', 'network A { }'],
  ],
  repair({ tokens, expected, found, before, bracket }) {
    const first = tokens[0];
    if (expected !== '{' || found !== undefined || !first || !before || bracket) return undefined;
    if (!bodyKeywords.has(first.kind)) return undefined;
    return {
      mistake: {
        message: `\`${stepText(tokens.slice(0, 2))}\` has no body: \`{ … }\` is missing.`,
        range: covering(first, before),
        fixes: [{ title: 'Add `{ }`', range: behind(before), text: ' { }' }],
      },
      tokens: [...tokens, inserted('{', before, []), inserted('}', before)],
    };
  },
};

export const bodyWithoutBraces: RepairRule = {
  code: 'missing-braces',
  at: ['If', 'Repeat', 'For'],
  examples: [
    ['if a == 1: b', 'if a == 1 { b }'],
    ['repeat 3 ReLU -> a', 'repeat 3 { ReLU -> a }'],
  ],
  before: ['loopWithoutAs'],
  repair(failure) {
    const { tokens, at, found, before, expected, bracket } = failure;
    const [first] = tokens;
    const last = tokens.at(-1);
    const isColon = found?.kind === ':';
    if (!first || !last || !before || bracket || !found) return undefined;
    if (!isColon && (found.kind !== 'ID' || expected !== '{')) return undefined;
    if (!['if', 'repeat', 'for'].includes(first.kind) || !bodyKeywords.has(first.kind)) return undefined;
    const inside = tokens.slice(isColon ? at + 1 : at);
    const [start] = inside;
    if (!start || (inside.length < 2 && !isColon)) return undefined;
    if (inside.some(({ kind }) => kind === '{' || kind === 'else' || kind === ':' || kind === '?'))
      return undefined;
    const range = isColon ? covering(found, last) : covering(start, last);
    const written = `${isColon && found.start === before.end ? ' ' : ''}{ ${listText(inside)} }`;
    return {
      mistake: {
        message: `The body of ${quoted(first)} stands in braces: \`${first.kind} … { ${stepText(inside)} }\`.`,
        range,
        fixes: [{ title: 'Add the braces', range, text: written }],
      },
      tokens: [
        ...tokens.slice(0, at),
        inserted('{', before, [{ tokens: inside, sharesLine: false }]),
        inserted('}', last),
      ],
    };
  },
};
