/** Lists as tuples, and lists and tables that Python makes in place. */
import { shortened } from '../../wording/visible.ts';
import { closing, covering, insertAt, listText } from '../tokens/runs.ts';
import { endsOperand, inserted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { Failure, Repair } from './failure.ts';

/** `input 32, 32, 3`, `input (32, 32, 3)`, and a pair as a tuple: `Conv(8, (3, 3))`. */
export function tuple(failure: Failure): Repair | undefined {
  const { rule, tokens, at, found, bracket } = failure;
  const start = tokens.findIndex((_, index) => isTuple(tokens, index));
  const last = tokens[closing(tokens, start)];
  const open = tokens[start];
  // Where a named argument is one, the parser stops before it already.
  if (open && last) return asList(failure, start, closing(tokens, start), covering(open, last));
  if (bracket === undefined && found?.kind === ',') {
    const items = tokens.slice(1);
    const last = items.at(-1);
    if (rule !== 'Input' || at !== 2 || !last || !items.every(isSizeOrComma)) return undefined;
    return asList(failure, 1, tokens.length, covering(tokens[1] ?? last, last));
  }
  return undefined;
}

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

/** Reads what stands from `start` to `end` as a list; `end` is a closing parenthesis, or the statement's end. */
function asList(
  { rule, tokens }: Failure,
  start: number,
  end: number,
  range: { start: number; end: number },
): Repair {
  const bracketed = tokens[start]?.kind === '(';
  const all = tokens.slice(bracketed ? start + 1 : start, end);
  // TensorFlow's batch.
  const items = rule === 'Input' && all[0]?.image === 'None' ? all.slice(2) : all;
  const open = tokens[start]!;
  const close = tokens[end] ?? tokens[end - 1]!;
  const sizes = items.filter(({ kind }) => kind !== ',').map(({ image }) => image);
  const isInput = rule === 'Input' && start === 1 && items.every(isSizeOrComma);
  const written = isInput
    ? `${range.start === tokens[0]?.end ? ' ' : ''}${sizes.join('x')}`
    : `[${listText(items)}]`;
  const repaired = bracketed
    ? [
        ...tokens.slice(0, start),
        { ...open, kind: '[' as const },
        ...items,
        { ...close, kind: ']' as const },
        ...tokens.slice(end + 1),
      ]
    : insertAt(insertAt(tokens, end, inserted(']', close)), start, inserted('[', open));
  return {
    mistake: {
      code: isInput ? 'dimensions-commas' : 'tuple',
      message: isInput
        ? `Dimensions are written with \`x\`: \`${written.trim()}\`.`
        : `A list stands in square brackets: \`${shortened(written, 40)}\`.`,
      range,
      fixes: [{ title: `Write \`${shortened(written.trim(), 40)}\``, range, text: written }],
    },
    tokens: repaired,
  };
}

const isSizeOrComma = ({ kind }: Token): boolean => kind === 'NUMBER' || kind === ',';

/** `[16 * i for i in range(3)]` */
export function comprehension({ tokens, found, bracket, bracketAt }: Failure): Repair | undefined {
  const end = closing(tokens, bracketAt);
  const last = tokens[end];
  if (found?.kind !== 'for' || bracket?.kind !== '[' || !last) return undefined;
  return {
    mistake: {
      code: 'unexpected',
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
}

/** `{"width": 16}` */
export function dictionary({ tokens, at, found, before, bracket }: Failure): Repair | undefined {
  const isValue = before?.kind === '=' || (bracket && /^[(,:[]$/.test(before?.kind ?? ''));
  if (found?.kind !== '{' || !before || !isValue || found.startsLine) return undefined;
  return {
    mistake: {
      code: 'stray-body',
      message:
        'There are no dictionaries: each value has a name of its own by `let`, several make a list, `[ … ]`.',
      range: covering(found, tokens[at + 1] ?? found),
    },
    tokens: tokens.toSpliced(at, 2, inserted('MISSING', before)),
    guess: true,
  };
}
