/**
 * What the formatter moves: the tokens and comments of a text, with the white space before each. It never
 * changes, adds or drops a token, and a line of the author's stays a line.
 */
import { LineIndex } from '../../syntax/lineIndex.ts';
import type { Lexed } from '../tokens/scanner.ts';
import type { Token } from '../tokens/token.ts';

export interface Piece {
  readonly start: number;
  readonly end: number;
  /** None for a comment. */
  readonly token: Token | undefined;
  /** From 0, with the lines that are begun anew. */
  readonly line: number;
  readonly startsLine: boolean;
  /** It begins a line that the source goes on with. */
  readonly isBroken: boolean;
  /** Where it stands on the screen in the source, from 0; on a line begun anew, from where that begins. */
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
type FrozenLines = ReadonlySet<number>;

export class SourceLines extends LineIndex {
  constructor(readonly text: string) {
    super(text);
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

/** The tokens and comments in the order of the text. */
export function piecesOf(lexed: Lexed, lines: SourceLines, frozen: FrozenLines): Piece[] {
  const { text } = lines;
  const parts = [
    ...lexed.tokens.map((token) => ({ start: token.start, end: token.end, token })),
    ...lexed.comments.map(({ start, end }) => ({ start, end, token: undefined })),
  ].sort((a, b) => a.start - b.start);
  const breaks = missingBreaks(lexed.tokens);
  const pieces: Piece[] = [];
  let line = 0;
  let added = 0;
  let behind = 0;
  let column = 0;
  for (const { start, end, token } of parts) {
    const before = line;
    while ((lines.starts[line + 1] ?? Infinity) <= start) line++;
    const begins = line !== before || pieces.length === 0;
    const isFrozen = frozen.has(line);
    const isBroken = !begins && !isFrozen && breaks.has(start);
    if (isBroken) added++;
    const from = begins ? (lines.starts[line] ?? 0) : behind;
    if (begins || isBroken) column = 0;
    if (!isBroken) column = lines.columnAfter(from, start, column);
    const width = widthOf(token?.image ?? text.slice(start, end));
    pieces.push({
      ...{ start, end, token, line: line + added, startsLine: begins || isBroken, isBroken },
      ...{ column, width, frozen: isFrozen, spaces: 0 },
    });
    column += width;
    behind = end;
  }
  return pieces;
}

/** In characters, of which some are two units. */
function widthOf(text: string): number {
  return /[\uD800-\uDBFF]/.test(text) ? [...text].length : text.length;
}

/**
 * Where a body that takes several lines begins or ends within one: there a line begins, since what stands in it is
 * not seen else.
 */
function missingBreaks(tokens: readonly Token[]): ReadonlySet<number> {
  const breaks = new Set<number>();
  const open: { readonly first: Token | undefined; readonly line: number; readonly isBody: boolean }[] = [];
  let line = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.startsLine) line++;
    if (token.kind === '{') {
      open.push({ first: tokens[index + 1], line, isBody: tokens[index - 1]?.kind !== 'import' });
    } else if (token.kind === '}') {
      const body = open.pop();
      if (!body?.isBody || body.line === line || !body.first) continue;
      breaks.add(body.first.start);
      breaks.add(token.start);
    }
  }
  return breaks;
}
