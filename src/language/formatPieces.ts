/**
 * What the formatter moves: the tokens and comments of a text, with the white space before each. It never
 * changes, adds or drops a token, and a line of the author's stays a line.
 */
import { lex } from './lexer.ts';
import type { Lexed } from './lexer.ts';
import { SyntaxMistakes } from './syntaxMistakes.ts';
import type { Token } from './tokens.ts';

export interface Piece {
  readonly start: number;
  readonly end: number;
  /** None for a comment. */
  readonly token: Token | undefined;
  /** From 0. */
  readonly line: number;
  readonly startsLine: boolean;
  /** Where it stands on the screen in the source, from 0. */
  readonly column: number;
  /** How many columns it takes. */
  readonly width: number;
  /** Part of a line that is left as it is. */
  readonly frozen: boolean;
  /** Blanks before it: the indentation of its line, or the gap behind what stands before it there. */
  spaces: number;
}

/** The width of a tab on the screen, as `editor.tabSize` is for these files. */
export const indentWidth = 2;

/** The lines, from 0, that are left as they are. */
export type FrozenLines = ReadonlySet<number>;

export class SourceLines {
  /** The offset of each line's beginning. */
  readonly starts: readonly number[];

  constructor(readonly text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.starts = starts;
  }

  lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where what follows a range of blanks stands on the screen, with tabs drawn out. */
  columnAfter(start: number, end: number, from: number): number {
    const { text } = this;
    let column = from;
    for (let at = start; at < end; at++)
      column = text.charCodeAt(at) === 9 ? (Math.floor(column / indentWidth) + 1) * indentWidth : column + 1;
    return column;
  }
}

/** Lexes a text whose mistakes are known already. */
export function lexQuietly(text: string): Lexed {
  return lex(text, new SyntaxMistakes('', text.length));
}

/** The tokens and comments in the order of the text. */
export function piecesOf(lexed: Lexed, lines: SourceLines, frozen: FrozenLines): Piece[] {
  const { text } = lines;
  const parts = [
    ...lexed.tokens.map((token) => ({ start: token.start, end: token.end, token })),
    ...lexed.comments.map(({ start, end }) => ({ start, end, token: undefined })),
  ].sort((a, b) => a.start - b.start);
  const pieces: Piece[] = [];
  let line = 0;
  let behind = 0;
  let column = 0;
  for (const { start, end, token } of parts) {
    const before = line;
    while ((lines.starts[line + 1] ?? Infinity) <= start) line++;
    const startsLine = line !== before || pieces.length === 0;
    const from = startsLine ? (lines.starts[line] ?? 0) : behind;
    if (startsLine) column = 0;
    column = lines.columnAfter(from, start, column);
    const width = widthOf(token?.image ?? text.slice(start, end));
    pieces.push({ start, end, token, line, startsLine, column, width, frozen: frozen.has(line), spaces: 0 });
    column += width;
    behind = end;
  }
  return pieces;
}

/** In characters, of which some are two units. */
function widthOf(text: string): number {
  return /[\uD800-\uDBFF]/.test(text) ? [...text].length : text.length;
}
