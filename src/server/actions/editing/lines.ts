import type { Range } from '../../../syntax/tree.ts';

export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Behind the line's last character, its line end left out. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  const last = end < 0 ? text.length : end;
  return text[last - 1] === '\r' && last > offset ? last - 1 : last;
}

/** The white space that the line around an offset begins with. */
export function indentationAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

/** Whether nothing but white space stands before an offset on its line. */
export const beginsLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === '';

/** The line end that a text uses. */
export const newlineOf = (text: string): string => (/\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');

/** One step deeper, as the file does it. */
export function deeper(text: string): string {
  const first = /\n([ \t]+)\S/.exec(text)?.[1];
  return first?.startsWith('\t') ? '\t' : '  ';
}

interface Comment extends Range {
  readonly text: string;
}

/** The comments that begin in a range; a `#` in quotes is none. */
export function commentsIn(text: string, { start, end }: Range): readonly Comment[] {
  const found: Comment[] = [];
  for (const match of text.slice(start, end).matchAll(/"[^"\n]*"|#[^\r\n]*/g)) {
    const [part] = match;
    if (!part.startsWith('#')) continue;
    const from = start + match.index;
    const whole = text.slice(from, endOfLine(text, from)).trimEnd();
    found.push({ text: whole, start: from, end: from + whole.length });
  }
  return found;
}

/**
 * Lines moved to another indentation: what all of them but the first begin with is replaced. Blank lines stay blank.
 */
export function reindented(lines: readonly string[], indentation: string): string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  const shortest = indents.reduce<string | undefined>(
    (best, each) => (best === undefined || each.length < best.length ? each : best),
    undefined,
  );
  const common = shortest ?? '';
  return lines.map((line) => (line.trim() === '' ? '' : indentation + line.slice(common.length)));
}

/** The whole lines of a range, line ends left out. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n/);
