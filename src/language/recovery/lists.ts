/** Lists as tuples, and lists and tables that Python makes in place. */
import { shortened } from '../../wording/visible.ts';
import { closing, covering, listText } from '../tokens/runs.ts';
import { endsOperand, inserted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { RepairRule } from './failure.ts';

export const tuple: RepairRule = {
  code: 'tuple',
  at: 'any',
  examples: [['Conv(8, (3, 5))', 'Conv(8, [3, 5])']],
  repair({ tokens }) {
    // Where a named argument is one, the parser stops before it already.
    const start = tokens.findIndex((_, index) => isTuple(tokens, index));
    const end = closing(tokens, start);
    const open = tokens[start];
    const close = tokens[end];
    if (!open || !close) return undefined;
    const range = covering(open, close);
    const items = tokens.slice(start + 1, end);
    const text = `[${listText(items)}]`;
    return {
      mistake: {
        message: `A list stands in square brackets: \`${shortened(text, 40)}\`.`,
        range,
        fixes: [{ title: `Write \`${shortened(text, 40)}\``, range, text }],
      },
      tokens: [
        ...tokens.slice(0, start),
        { ...open, kind: '[' },
        ...items,
        { ...close, kind: ']' },
        ...tokens.slice(end + 1),
      ],
    };
  },
};

/** Whether parentheses that begin at `open` hold several things and are no call's. */
function isTuple(tokens: readonly Token[], open: number): boolean {
  const caller = tokens[open - 1];
  if (tokens[open]?.kind !== '(' || caller?.kind === 'auxiliary') return false;
  if (caller && endsOperand(caller) && !(caller.kind === 'input' && open === 1)) return false;
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const kind = tokens[index]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if ((kind === ')' || kind === ']') && --depth === 0) return false;
    else if (depth === 1 && (kind === ':' || kind === '->')) return false;
    else if (depth === 1 && kind === ',') return closing(tokens, open) > 0;
  }
  return false;
}

export const comprehension: RepairRule = {
  code: 'unexpected',
  at: 'any',
  examples: [['let widths = [16 * i for i in range(3)]']],
  before: ['besideInBrackets'],
  repair({ tokens, found, bracket, bracketAt }) {
    const end = closing(tokens, bracketAt);
    const last = tokens[end];
    if (found?.kind !== 'for' || bracket?.kind !== '[' || !last) return undefined;
    return {
      mistake: {
        message:
          'No loop stands in a list: write its elements out, or a function of their number, as in `let width(i) = 16 * i`.',
        range: covering(found, last),
      },
      tokens: tokens.toSpliced(bracketAt, end + 1 - bracketAt, {
        ...inserted('MISSING', last),
        start: bracket.start,
      }),
      guess: true,
    };
  },
};

export const dictionary: RepairRule = {
  code: 'stray-body',
  at: 'any',
  examples: [['let settings = {"width": 16}']],
  before: ['emptyPlace', 'strayBody'],
  repair({ tokens, at, found, before, bracket }) {
    const isValue = before?.kind === '=' || (bracket && /^[(,:[]$/.test(before?.kind ?? ''));
    if (found?.kind !== '{' || !before || !isValue || found.startsLine) return undefined;
    return {
      mistake: {
        message:
          'There are no dictionaries: each value has a name of its own by `let`, several make a list, `[ … ]`.',
        range: covering(found, tokens[at + 1] ?? found),
      },
      tokens: tokens.toSpliced(at, 2, inserted('MISSING', before)),
      guess: true,
    };
  },
};
