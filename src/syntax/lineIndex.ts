/** A place in a text, both counted from 1, columns in UTF-16 units: what `file:line:column` prints. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Translates between offsets and lines and columns of one text. A line ends in `\n`, `\r\n` or `\r`,
 * as in the editor.
 */
export class LineIndex {
  /** The offset of each line's beginning. */
  readonly starts: readonly number[];
  private readonly length: number;

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.starts = starts;
    this.length = text.length;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** From 0; offsets outside the text are in its first or last line. */
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

  /** Offsets outside the text are moved to its nearest end. */
  position(offset: number): Position {
    const wanted = Math.min(Math.max(offset, 0), this.length);
    const line = this.lineOf(wanted);
    return { line: line + 1, column: wanted - (this.starts[line] ?? 0) + 1 };
  }

  /** The inverse of `position`; a line or column outside the text is moved to the nearest inside. */
  offset(position: Position): number {
    const line = Math.min(Math.max(position.line, 1), this.starts.length);
    const start = this.starts[line - 1] ?? 0;
    const end = line < this.starts.length ? (this.starts[line] ?? this.length) : this.length;
    return Math.min(Math.max(start + position.column - 1, start), end);
  }
}
