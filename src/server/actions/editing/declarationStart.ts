import { lineStart } from './lines.ts';

/** Where a declaration begins with the comment lines that document it. */
export function declarationStart(text: string, start: number): number {
  let first = lineStart(text, start);
  while (first > 0) {
    const before = lineStart(text, first - 1);
    if (!text.slice(before, first).trim().startsWith('#')) break;
    first = before;
  }
  return first;
}
