import type { Piece } from './pieces.ts';

/** Comments further apart than this many lines are not aligned with each other. */
const reach = 3;

/** As Python has it: at least two blanks before a comment behind a statement. */
const leastGap = 2;

/** Moving one column of comments moves others; this many rounds settle it. */
const mostRounds = 12;

interface Trailing {
  readonly piece: Piece;
  /** Where its line ends before it. */
  readonly end: number;
  column: number;
  /** The blanks before it. */
  gap: number;
}

/**
 * Comments behind statements keep their distance; those that are lined up stay in their column, and one whose
 * line was edited since falls back into it.
 */
export function alignComments(pieces: readonly Piece[]): void {
  const comments = trailing(pieces);
  for (let round = 0; round < mostRounds; round++) {
    const columns = columnsOf(comments);
    const settled = comments.every(({ end, column, gap }, index) => {
      return column === columns[index] && gap === column - end;
    });
    comments.forEach((comment, index) => {
      comment.column = columns[index] ?? comment.column;
      comment.gap = comment.column - comment.end;
    });
    if (settled) break;
  }
  for (const { piece, gap } of comments) piece.spaces = gap;
}

function trailing(pieces: readonly Piece[]): Trailing[] {
  const found: Trailing[] = [];
  let end = 0;
  let sourceEnd = 0;
  let isBroken = false;
  for (const piece of pieces) {
    if (piece.startsLine) {
      end = 0;
      isBroken = piece.isBroken;
    }
    if (!piece.token && !piece.startsLine && !piece.frozen) {
      // On a line that is begun anew it was lined up with nothing.
      const column = isBroken ? -1 - found.length : piece.column;
      found.push({ piece, end, column, gap: piece.column - sourceEnd });
    }
    end += piece.spaces + piece.width;
    sourceEnd = piece.column + piece.width;
  }
  return found;
}

function columnsOf(comments: readonly Trailing[]): number[] {
  const near = (one: number, other: number): boolean => {
    const lines = [comments[one]?.piece.line, comments[other]?.piece.line];
    return Math.abs((lines[0] ?? -Infinity) - (lines[1] ?? Infinity)) <= reach;
  };
  const chains: number[][] = [];
  const latest = new Map<number, number[]>();
  comments.forEach(({ column }, index) => {
    const chain = latest.get(column);
    if (chain && near(chain.at(-1) ?? 0, index)) chain.push(index);
    else {
      const begun = [index];
      chains.push(begun);
      latest.set(column, begun);
    }
  });
  const columns = comments.map(({ end, gap }) => end + Math.max(leastGap, gap));
  const targets = new Map<number, number>();
  for (const chain of chains.filter(({ length }) => length > 1)) {
    const needed = chain.map((index) => (comments[index]?.end ?? 0) + leastGap);
    const target = Math.max(comments[chain[0] ?? 0]?.column ?? 0, ...needed);
    for (const index of chain) targets.set(index, target);
  }
  comments.forEach(({ end }, index) => {
    const other = [index, index - 1, index + 1].find((each) => targets.has(each) && near(each, index));
    if (other !== undefined) columns[index] = Math.max(targets.get(other) ?? 0, end + leastGap);
  });
  return columns;
}
