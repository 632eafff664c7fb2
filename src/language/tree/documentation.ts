import type { Comment } from '../tokens/scanner.ts';
import type { LineIndex } from '../../syntax/lineIndex.ts';

/** Finds the comment lines directly above a declaration. */
export class Documentation {
  private readonly byLine = new Map<number, Comment>();

  constructor(
    private readonly text: string,
    private readonly lines: LineIndex,
    comments: readonly Comment[],
  ) {
    for (const comment of comments) {
      if (comment.ownLine) this.byLine.set(lines.position(comment.start).line, comment);
    }
  }

  /** The Markdown above the declaration that begins at `start`, without the `#` and one blank behind it. */
  above(start: number): string | undefined {
    const own = this.lines.position(start);
    if (this.text.slice(start - own.column + 1, start).trim() !== '') return undefined;
    const found: string[] = [];
    for (let line = own.line - 1; line > 0; line--) {
      const comment = this.byLine.get(line);
      if (comment === undefined) break;
      found.push(this.text.slice(comment.start, comment.end).replace(/^# ?/, '').trimEnd());
    }
    const documentation = found.reverse().join('\n').trim();
    return documentation === '' ? undefined : documentation;
  }
}
