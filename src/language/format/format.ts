/**
 * The house style: what a text's white space is to be. Line breaks are the author's (but that a body of several
 * lines begins and ends with a line), and so are columns lined up on purpose; indentation, the blanks round words and signs, ends of lines and of the file are made equal.
 * A statement with a syntax mistake stays as it is, and no edit ever changes what a text means.
 */
import type { ParsedFile } from '../../syntax/parsedFile.ts';
import type { Range } from '../../syntax/tree.ts';
import { balanceBrackets } from '../statements/brackets.ts';
import { alignRows } from './columns.ts';
import { alignComments } from './comments.ts';
import { frozenLines } from './frozen.ts';
import type { Left } from './frozen.ts';
import { layOut } from './layout.ts';
import { piecesOf, SourceLines } from './pieces.ts';
import { lexQuietly } from '../tokens/lexer.ts';
import type { Piece } from './pieces.ts';
import { commentText } from './spacing.ts';
import type { Lexed } from '../tokens/scanner.ts';
import { largestText, parseSource } from '../parse.ts';
import { SyntaxMistakes } from '../syntaxMistakes.ts';
import { splitUnits } from '../statements/units.ts';
import type { Unit } from '../tokens/token.ts';

/** A text in the place of a range. */
export interface Edit extends Range {
  readonly text: string;
}

/** Not all mistakes of a file with this many are known, and so not all statements that are to stay as they are. */
const tooManyMistakes = 100;

/** How often a line is left out because what it would become means something else. */
const mostRefusals = 8;

/** The edits that bring a file into the house style, in the order of the text; none where it is there already. */
export function formatEdits(parsed: ParsedFile): Edit[] {
  for (const left of ['statements', 'declarations'] as const) {
    const edits = proposedEdits(parsed, left);
    if (edits.length === 0 || parsed.mistakes.length === 0) return edits;
    // Where something is missing, indentation is part of what tells what was meant, and there alone.
    const formatted = edited(parsed, edits);
    if (meansTheSame(parsed, formatted) && isSettled(formatted)) return edits;
  }
  return [];
}

/** Whether formatting leaves a text with mistakes as it is. */
function isSettled(parsed: ParsedFile): boolean {
  const edits = proposedEdits(parsed, 'statements');
  if (edits.length === 0) return true;
  return !meansTheSame(parsed, edited(parsed, edits)) && proposedEdits(parsed, 'declarations').length === 0;
}

const edited = ({ file, text }: ParsedFile, edits: readonly Edit[]): ParsedFile =>
  parseSource(file.uri, applyEdits(text, edits));

/** Edits that change no word; in a text with mistakes, which `left` lets lie, they may still change how it is read. */
function proposedEdits({ text, mistakes }: ParsedFile, left: Left): Edit[] {
  if (text.length > largestText || mistakes.length >= tooManyMistakes) return [];
  const lines = new SourceLines(text);
  const lexed = lexQuietly(text);
  const silent = new SyntaxMistakes('', text.length);
  const units = splitUnits(balanceBrackets(lexed.tokens, silent), silent);
  const frozen = frozenLines(lexed, units, mistakes, lines, left);
  for (let refusals = 0; refusals <= mostRefusals; refusals++) {
    const edits = editsOf(lexed, units, lines, frozen);
    if (edits.length === 0) return edits;
    const changed = firstDifference(lexed, text, applyEdits(text, edits));
    if (changed === undefined) return edits;
    frozen.add(lines.lineOf(changed));
  }
  return [];
}

/** Whether two texts say the same and are told the same mistakes, wherever it stands in them. */
function meansTheSame(one: ParsedFile, other: ParsedFile): boolean {
  const said = ({ file, mistakes }: ParsedFile): string =>
    JSON.stringify(
      [file.declarations, mistakes.map(({ code, message }) => [code, message])],
      (_, value: unknown) => (isRange(value) ? undefined : value),
    );
  return said(one) === said(other);
}

function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
}

/** @throws never: what cannot be formatted comes back as it is. */
export function formatText(text: string): string {
  return applyEdits(text, formatEdits(parseSource('', text)));
}

/** The edits that lie within a range's lines. */
export function editsWithin(text: string, edits: readonly Edit[], range: Range): Edit[] {
  const start =
    Math.max(text.lastIndexOf('\n', range.start - 1), text.lastIndexOf('\r', range.start - 1)) + 1;
  const rest = text.slice(range.end).search(/[\r\n]/);
  const end = rest < 0 ? text.length : range.end + rest;
  return edits.filter((edit) => edit.start >= start && edit.end <= end);
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let behind = 0;
  for (const edit of edits) {
    parts.push(text.slice(behind, edit.start), edit.text);
    behind = edit.end;
  }
  return parts.join('') + text.slice(behind);
}

function editsOf(
  lexed: Lexed,
  units: readonly Unit[],
  lines: SourceLines,
  frozen: ReadonlySet<number>,
): Edit[] {
  const { text } = lines;
  const pieces = piecesOf(lexed, lines, frozen);
  alignRows(text, pieces, layOut(pieces, units));
  alignComments(pieces);
  const lineBreak = lineEnd(text) ?? '\n';
  const edits: Edit[] = [];
  let before: Piece | undefined;
  for (const piece of pieces) {
    const from = before?.end ?? (text.startsWith('\uFEFF') ? 1 : 0);
    replace(
      edits,
      text,
      from,
      piece.start,
      gapBefore(text.slice(from, piece.start), before, piece, lineBreak),
    );
    if (!piece.token && !piece.frozen) {
      replace(edits, text, piece.start, piece.end, commentText(text.slice(piece.start, piece.end)));
    }
    before = piece;
  }
  if (!before) replace(edits, text, 0, text.length, '');
  else if (!before.frozen)
    replace(edits, text, before.end, text.length, lineEnd(text.slice(before.end)) ?? lineBreak);
  return edits;
}

function gapBefore(gap: string, before: Piece | undefined, piece: Piece, lineBreak: string): string {
  if (piece.isBroken) return lineBreak + ' '.repeat(piece.spaces);
  if (!piece.startsLine) return piece.frozen ? gap : ' '.repeat(piece.spaces);
  const ends = gap.match(lineEnds) ?? [];
  const kept = before ? ends.slice(0, mayBeBlank(before, piece) ? 2 : 1).join('') : '';
  const behind = gap.slice(Math.max(gap.lastIndexOf('\n'), gap.lastIndexOf('\r')) + 1);
  const indent = piece.frozen ? behind : ' '.repeat(piece.spaces);
  // What stands behind a line that is left as it is belongs to it.
  return (before?.frozen ? gap.slice(0, gap.length - behind.length) : kept) + indent;
}

const lineEnds = /\r\n?|\n/g;

/** No blank line stands at the beginning or the end of a body or between brackets. */
function mayBeBlank(before: Piece, piece: Piece): boolean {
  return !/^[([{]$/.test(before.token?.kind ?? '') && !/^[)\]}]$/.test(piece.token?.kind ?? '');
}

/** The first line end of a text. */
const lineEnd = (text: string): string | undefined => /\r\n?|\n/.exec(text)?.[0];

/** Adds the edits that make a range read otherwise, line by line where the lines stay, and as small as they can be. */
function replace(edits: Edit[], text: string, from: number, to: number, wanted: string): void {
  const now = text.slice(from, to);
  if (now === wanted) return;
  const parts = now.split(lineEnds);
  const wantedParts = wanted.split(lineEnds);
  const ends = now.match(lineEnds) ?? [];
  // Where lines go, what stood behind the first of them is an edit of its own all the same.
  const alike =
    parts.length === wantedParts.length ? parts.length : Math.min(parts.length, wantedParts.length, 2) - 1;
  let at = from;
  let wantedAt = 0;
  for (let index = 0; index < alike; index++) {
    const part = parts[index] ?? '';
    const wantedPart = wantedParts[index] ?? '';
    replaceWhole(edits, at, part, wantedPart);
    at += part.length + (ends[index]?.length ?? 0);
    wantedAt += wantedPart.length + (ends[index]?.length ?? 0);
  }
  if (alike < parts.length) replaceWhole(edits, at, text.slice(at, to), wanted.slice(wantedAt));
}

function replaceWhole(edits: Edit[], from: number, now: string, wanted: string): void {
  if (now === wanted) return;
  const shorter = Math.min(now.length, wanted.length);
  let start = 0;
  while (start < shorter && now[start] === wanted[start]) start++;
  let end = 0;
  while (end < shorter - start && now.at(-1 - end) === wanted.at(-1 - end)) end++;
  edits.push({
    start: from + start,
    end: from + now.length - end,
    text: wanted.slice(start, wanted.length - end),
  });
}

/** The offset in the text of the first token or comment that is another one once formatted. */
function firstDifference(lexed: Lexed, text: string, formatted: string): number | undefined {
  const after = lexQuietly(formatted);
  for (const [index, token] of lexed.tokens.entries()) {
    const other = after.tokens[index];
    if (other?.kind !== token.kind || other.image !== token.image) return token.start;
    // A line may begin anew where a body does, or ends.
    const atBrace = token.kind === '}' || lexed.tokens[index - 1]?.kind === '{';
    if (other.startsLine !== token.startsLine && !atBrace) return token.start;
  }
  for (const [index, { start, end }] of lexed.comments.entries()) {
    const other = after.comments[index];
    if (
      !other ||
      commentText(text.slice(start, end)) !== commentText(formatted.slice(other.start, other.end))
    ) {
      return start;
    }
  }
  const more = after.tokens.length > lexed.tokens.length || after.comments.length > lexed.comments.length;
  return more ? text.length : undefined;
}
