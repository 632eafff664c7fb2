import type { Lexed } from '../tokens/scanner.ts';
import type { SourceLines } from './pieces.ts';
import { declarationKeywords } from '../tokens/token.ts';
import type { Token, Unit } from '../tokens/token.ts';
import type { Mistake } from '../../syntax/mistakes.ts';

/** Mistakes after which it is a guess where bodies begin and end. */
const unclearBodies: ReadonlySet<string> = new Set([
  ...['unclosed-bracket', 'stray-bracket', 'mismatched-bracket', 'missing-body', 'colon-body'],
  ...['brace-on-next-line', 'too-deep'],
]);

/** What is left as it is where a mistake stands: its statement, or the whole declaration. */
export type Left = 'statements' | 'declarations';

/**
 * The lines that are left as they are: those of statements with a syntax mistake, and the whole declaration
 * where it is a guess what belongs to which body.
 */
export function frozenLines(
  lexed: Lexed,
  units: readonly Unit[],
  mistakes: readonly Mistake[],
  lines: SourceLines,
  left: Left,
): Set<number> {
  const frozen = new Set<number>();
  const freeze = (start: number, end: number): void => {
    for (let line = lines.lineOf(start); line <= lines.lineOf(end); line++) frozen.add(line);
  };
  for (const { start, end } of lexed.comments) {
    if (lines.text.charAt(start) !== '#') freeze(start, end);
  }
  for (const { code, location } of mistakes) {
    freeze(location.start, location.end);
    if (code === 'statement-outside') freezeStrays(units, location.start, freeze);
    const around = unitAround(units, location.start);
    const isUnclear =
      left === 'declarations' ||
      (unclearBodies.has(code) && !closesInItsStatement(lines.text, code, location.start));
    if (around && isUnclear) freeze(around.start, around.end);
    else freezeStatements(units, location, freeze);
  }
  return frozen;
}

/** Of statements outside of any declaration only the first is told. */
function freezeStrays(
  units: readonly Unit[],
  from: number,
  freeze: (start: number, end: number) => void,
): void {
  for (const { tokens } of units) {
    const [first] = tokens;
    if (!first || first.start < from) continue;
    if (declarationKeywords.has(first.kind) || first.kind === 'let') return;
    freeze(first.start, tokens.at(-1)?.end ?? first.end);
  }
}

/** An unclosed `(` or `[` is closed by the end of its statement. */
function closesInItsStatement(text: string, code: string, at: number): boolean {
  return code === 'unclosed-bracket' && text.charAt(at) !== '{';
}

/** From a declaration's beginning to that of the next one; the one before it where it stands behind all its tokens. */
function unitAround(units: readonly Unit[], at: number): { start: number; end: number } | undefined {
  const index = units.findLastIndex(({ tokens }) => (tokens[0]?.start ?? Infinity) <= at);
  const unit = units[index];
  const start = unit?.tokens[0]?.start;
  if (unit === undefined || start === undefined) return undefined;
  const next = units[index + 1]?.tokens[0]?.start;
  return { start, end: next === undefined ? Infinity : next - 1 };
}

/** Freezes every statement with a token of its own, bodies left out, at the mistake. */
function freezeStatements(
  units: readonly Unit[],
  { start, end }: { start: number; end: number },
  freeze: (start: number, end: number) => void,
): void {
  const pending = [...units];
  for (let unit = pending.pop(); unit; unit = pending.pop()) {
    const [first] = unit.tokens;
    const last = unit.tokens.at(-1);
    if (!first || !last || first.start > end || last.end < start) continue;
    const parts = partsOf(unit.tokens);
    const meant = parts.some((part) => part.start <= end && start <= part.end);
    if (meant) for (const part of parts) freeze(part.start, part.end);
    for (const { body } of unit.tokens) if (body) pending.push(...body);
  }
}

/** The ranges of a statement's tokens between its bodies. */
function partsOf(tokens: readonly Token[]): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let behindBody = true;
  for (const { start, end, body } of tokens) {
    const last = parts.at(-1);
    if (behindBody || !last) parts.push({ start, end });
    else last.end = Math.max(last.end, end);
    behindBody = body !== undefined;
  }
  return parts;
}
