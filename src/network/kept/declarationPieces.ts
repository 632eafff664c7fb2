import type { Body, Declaration } from '../../syntax/tree.ts';
import { insideDeclaration, insideStatement } from '../../syntax/children.ts';

/** What is between the statements of a declaration says nothing: comments and white space. */
const silence = /(?:\s|#[^\r\n]*)*/y;

/** A declaration's text without what stands between its statements. */
export interface Pieces {
  readonly text: string;
  /** Where each piece begins, from the declaration's beginning on. */
  readonly starts: readonly number[];
}

/**
 * Cuts a declaration at its statements and braces. Two whose pieces read the same are read the same, whatever
 * comments and empty lines stand between; what stands in a piece has moved as the piece has.
 * @param text of the file; the declaration has no syntax mistake
 */
export function piecesOf(declaration: Declaration, text: string): Pieces {
  const { start, end } = declaration.range;
  const gaps: number[] = [];
  addGaps(insideDeclaration(declaration).bodies, gaps);
  const parts: string[] = [];
  const starts: number[] = [0];
  let from = start;
  for (let at = 0; at < gaps.length; at += 2) {
    const [begin, behind] = [gaps[at]!, gaps[at + 1]!];
    silence.lastIndex = begin;
    silence.test(text);
    // Something else in between: better one piece than two that are not apart.
    if (begin > behind || silence.lastIndex < behind) return { text: text.slice(start, end), starts: [0] };
    parts.push(text.slice(from, begin));
    starts.push(behind - start);
    from = behind;
  }
  parts.push(text.slice(from, end));
  return { text: parts.join('\0'), starts };
}

/** Beginning and end of what is between braces and statements, in the order of the text. */
function addGaps(bodies: readonly Body[], gaps: number[]): void {
  for (const { range, statements } of bodies) {
    let behind = range.start + 1;
    for (const statement of statements) {
      gaps.push(behind, statement.range.start);
      addGaps(insideStatement(statement).bodies, gaps);
      behind = statement.range.end;
    }
    gaps.push(behind, range.end - 1);
  }
}
