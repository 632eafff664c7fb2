/** Keywords that are misspelt, or that are used as names. */
import { editDistance } from '../../wording/spelling.ts';
import { removeAt, replaceAt } from '../tokens/runs.ts';
import {
  beginsOperand,
  bodyKeywords,
  endsOperand,
  keywords,
  quoted,
  statementKeywords,
} from '../tokens/token.ts';
import type { TokenKind } from '../tokens/token.ts';
import type { RepairRule } from './failure.ts';

export const misspeltKeyword: RepairRule = {
  code: 'misspelt-keyword',
  at: ['FlowStatement'],
  examples: [
    ['reapet 3 { a }', 'repeat 3 { a }'],
    ['Network A { }', 'network A { }'],
  ],
  before: ['stepWithoutParentheses', 'stepsWithoutArrow'],
  repair({ tokens, at }) {
    const [first, second] = tokens;
    if (first?.kind !== 'ID' || second === undefined) return undefined;
    const bodyAhead = tokens.some((token) => token.kind === '{');
    if (at !== 1 && !bodyAhead) return undefined;
    const candidates = bodyAhead ? bodyKeywords : new Set([...statementKeywords, 'input']);
    const keyword = nearestKeyword(first.image.toLowerCase(), [...candidates]);
    if (keyword === undefined || (!bodyAhead && !beginsOperand(second))) return undefined;
    return {
      mistake: {
        message: `${quoted(first)} begins no statement: is \`${keyword}\` meant?`,
        range: first,
        fixes: [{ title: `Write \`${keyword}\``, range: first, text: keyword }],
      },
      tokens: [{ ...first, kind: keyword as TokenKind }, ...tokens.slice(1)],
    };
  },
};

function nearestKeyword(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map((keyword) => ({ keyword, distance: word.length > 20 ? Infinity : editDistance(word, keyword) }))
    .filter(({ keyword, distance }) => distance <= 2 && distance * 2 < keyword.length)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.keyword;
}

export const keywordAsName: RepairRule = {
  code: 'keyword-as-name',
  at: 'any',
  examples: [['repeat = 3'], ['block for { }'], ['a as input']],
  before: ['emptyPlace', 'signAtBegin'],
  repair({ tokens, at, expected, found, before }) {
    if (found === undefined || !keywords.has(found.kind)) return undefined;
    if (before && endsOperand(before) && expected !== 'ID') return undefined;
    const next = tokens[at + 1];
    if (expected !== 'ID' && next && !afterNames.has(next.kind)) return undefined;
    return {
      mistake: {
        message: `${quoted(found)} is a keyword of the language and cannot be a name.`,
        range: found,
      },
      // A step needs no name; that of a declaration or a branch may be used further down.
      tokens:
        before?.kind === 'as' ? removeAt(tokens, at - 1, 2) : replaceAt(tokens, at, { ...found, kind: 'ID' }),
    };
  },
};

const afterNames: ReadonlySet<string> = new Set([':', '=', ',', ')', ']', '->', '.', 'as', 'in', 'on', '(']);
