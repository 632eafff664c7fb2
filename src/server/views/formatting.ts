import type { Position, Range, TextEdit } from 'vscode-languageserver';
import type { ParsedFile } from '../../syntax/parsedFile.ts';
import type { Edit } from '../../language/format/format.ts';
import { editsWithin, formatEdits } from '../../language/format/format.ts';
import { lexQuietly } from '../../language/tokens/lexer.ts';
import { documentOf } from '../positions.ts';

/** What brings a file into the house style, or the lines of a range. */
export function formatting(parsed: ParsedFile, range?: Range): TextEdit[] {
  const edits = formatEdits(parsed);
  if (!range) return asText(parsed, edits);
  const document = documentOf(parsed);
  const within = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return asText(parsed, editsWithin(parsed.text, edits, within));
}

/**
 * What is done once something is typed: behind a `}` the lines from its `{` on, behind a line end the line that
 * ends there. The cursor's own line is then left alone.
 */
export function formattingOnType(parsed: ParsedFile, position: Position, typed: string): TextEdit[] {
  const document = documentOf(parsed);
  const offset = document.offsetAt(position);
  const within =
    typed === '}' ? bodyEndingAt(parsed.text, offset) : lineBefore(parsed.text, offset - position.character);
  return within ? asText(parsed, editsWithin(parsed.text, formatEdits(parsed), within)) : [];
}

function lineBefore(text: string, lineStart: number): { start: number; end: number } | undefined {
  const end = text.slice(lineStart - 2, lineStart) === '\r\n' ? lineStart - 2 : lineStart - 1;
  return lineStart > 0 ? { start: end, end } : undefined;
}

/** The range of the braces whose `}` ends at an offset. */
function bodyEndingAt(text: string, offset: number): { start: number; end: number } | undefined {
  const open: number[] = [];
  for (const { kind, start, end } of lexQuietly(text).tokens) {
    if (kind === '{') open.push(start);
    else if (kind === '}') {
      const begin = open.pop();
      if (end === offset) return begin === undefined ? undefined : { start: begin, end };
    }
  }
  return undefined;
}

function asText(parsed: ParsedFile, edits: readonly Edit[]): TextEdit[] {
  const document = documentOf(parsed);
  return edits.map(({ start, end, text }) => ({
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    newText: text,
  }));
}
