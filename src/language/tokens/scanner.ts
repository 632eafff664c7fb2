import type { SyntaxMistakes } from '../syntaxMistakes.ts';
import type { Token, TokenKind } from './token.ts';

export interface Comment {
  readonly start: number;
  readonly end: number;
  /** Nothing but blanks before it on its line. */
  readonly ownLine: boolean;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  /** By the start of a token: how it is to be read where that differs from how it is written. */
  readonly readings: ReadonlyMap<number, string>;
  /** Where something could not be read at all: what the parser finds near it is a consequence. */
  readonly unreadable: readonly number[];
}

/** Where the lexer is in its text, and what it has found. */
export abstract class Scanner {
  private readonly tokens: Token[] = [];
  protected readonly comments: Comment[] = [];
  protected readonly readings = new Map<number, string>();
  protected readonly unreadable: number[] = [];
  protected offset = 0;
  protected lineStart = 0;
  protected startsLine = true;
  private indent = 0;
  /** Round and square ones that are open. */
  protected brackets = 0;
  /** The first token of the last line that has one. */
  protected lineBegan: TokenKind | undefined;

  constructor(
    protected readonly text: string,
    protected readonly mistakes: SyntaxMistakes,
  ) {}

  run(): Lexed {
    while (this.offset < this.text.length) this.next();
    const { tokens, comments, readings, unreadable } = this;
    return { tokens, comments, readings, unreadable };
  }

  /** Takes what stands at `offset`. */
  protected abstract next(): void;

  protected last(): Token | undefined {
    return this.tokens.at(-1);
  }

  /** Takes what the sticky expression finds here. */
  protected match(expression: RegExp): string {
    const found = this.peek(expression);
    this.offset += found.length;
    return found;
  }

  protected peek(expression: RegExp, from = this.offset): string {
    expression.lastIndex = from;
    return expression.test(this.text) ? this.text.slice(from, expression.lastIndex) : '';
  }

  protected push(
    kind: TokenKind,
    start: number,
    end = this.offset,
    image = this.text.slice(start, end),
  ): void {
    if (this.startsLine) {
      this.indent = start - this.lineStart;
      this.lineBegan = kind;
    }
    const { startsLine, indent } = this;
    this.tokens.push({ kind, start, end, image, startsLine, indent });
    this.startsLine = false;
  }

  protected countBrackets(kind: TokenKind): void {
    if (kind === '(' || kind === '[') this.brackets++;
    else if ((kind === ')' || kind === ']') && this.brackets > 0) this.brackets--;
    else if (kind === '{' || kind === '}') this.brackets = 0;
  }
}
