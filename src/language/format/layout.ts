/**
 * Where every line begins, and the gap between any two tokens of a line: two blanks for each body and bracket
 * that is open, two more for a line that goes on with a statement, except that `->` stands so that the steps of
 * a named flow are below each other.
 */
import { indentWidth } from './pieces.ts';
import type { Piece } from './pieces.ts';
import { isSign, isSpaced } from './spacing.ts';
import { endsOperand, isWord } from '../tokens/token.ts';
import type { Token, Unit } from '../tokens/token.ts';

/** Where a statement stands. */
interface Place {
  /** How many bodies are around it. */
  readonly depth: number;
  /** In a recipe: the column, from the entry's own, at which all values begin. */
  readonly valueColumn?: number;
}

/** Lines that stand below each other as the rows of a table might: statements of a body, items of a bracket. */
export interface Row {
  /** The index of its first piece; it goes to the end of the line. */
  readonly first: number;
  /** Rows of one parent may be aligned. */
  readonly parent: object;
}

interface Statement {
  readonly indent: number;
  readonly place: Place;
  readonly first: Token;
  /** Where its flow begins, for the arrows below. */
  flowColumn: number | undefined;
}

interface Frame {
  readonly kind: 'body' | 'group';
  /** Closed by a `}`: a body's, or an import's. */
  readonly isBrace: boolean;
  /** Of the lines inside. */
  readonly indent: number;
  /** Of a line that begins with the closing bracket. */
  readonly closeIndent: number;
  /** Of the line in which the item at hand begins. */
  itemIndent: number;
  /** Conditions whose `:` has not come. */
  ternaries: number;
  /** Around a body. */
  readonly statement: Statement | undefined;
}

/** Sets the blanks before every piece, and tells the rows. */
export function layOut(pieces: readonly Piece[], units: readonly Unit[]): Row[] {
  return new Layout(pieces, placesOf(units)).run();
}

/** By the offset of its first token, each statement's place. */
function placesOf(units: readonly Unit[]): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  const visit = (inner: readonly Unit[], place: Place): void => {
    for (const { tokens } of inner) {
      const [first] = tokens;
      if (!first) continue;
      places.set(first.start, place);
      for (const { body } of tokens) {
        if (!body) continue;
        const depth = place.depth + 1;
        visit(body, first.kind === 'train' ? { depth, valueColumn: valueColumn(body) } : { depth });
      }
    }
  };
  visit(units, { depth: 0 });
  return places;
}

const valueColumn = (entries: readonly Unit[]): number =>
  entries.reduce((widest, { tokens }) => Math.max(widest, tokens[0]?.image.length ?? 0), 0) + 1;

class Layout {
  private readonly stack: Frame[] = [];
  private readonly rows: Row[] = [];
  private readonly file = {};
  private statement: Statement | undefined;
  /** The one before the last token of this statement's. */
  private behind: { token: Token; isSign: boolean; standsAlone: boolean } | undefined;
  private lineIndent = 0;
  private column = 0;
  /** Comments on lines of their own, waiting for what they stand above. */
  private waiting: Piece[] = [];

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly places: ReadonlyMap<number, Place>,
  ) {}

  run(): Row[] {
    this.pieces.forEach((piece, index) => {
      if (piece.token) this.token(piece, piece.token, index);
      else if (piece.startsLine) this.waiting.push(piece);
    });
    this.indentComments(0);
    return this.rows;
  }

  private get top(): Frame | undefined {
    return this.stack.at(-1);
  }

  private indentComments(indent: number): void {
    for (const comment of this.waiting) comment.spaces = indent;
    this.waiting = [];
  }

  private token(piece: Piece, token: Token, index: number): void {
    const place = this.places.get(token.start);
    if (place) this.leaveBrackets(place.depth);
    if (token.kind === '}') this.leaveParentheses();
    const isItem = this.beginsItem(place);
    if (piece.startsLine) {
      this.lineIndent = this.indentOf(token, place, isItem);
      piece.spaces = this.lineIndent;
      const inside = isCloser(token) ? (this.top?.indent ?? 0) : this.lineIndent;
      this.indentComments(inside);
      this.column = this.lineIndent;
      if (isItem && place?.valueColumn === undefined) this.noteRow(index);
    } else {
      piece.spaces = this.gapBefore(token, place);
      this.column += piece.spaces;
    }
    if (isItem && this.top) this.top.itemIndent = this.lineIndent;
    if (place) this.begin(token, place);
    else if (this.statement) this.noteFlow(token, this.statement);
    this.column += piece.width;
    this.brackets(token);
    if (token.kind !== '}') this.pass(token, place);
  }

  private noteRow(index: number): void {
    this.rows.push({ first: index, parent: this.top ?? this.file });
  }

  /** Whether a statement, or an item between brackets, begins. */
  private beginsItem(place: Place | undefined): boolean {
    if (place) return true;
    const before = this.behind?.token.kind;
    return (
      this.top?.kind === 'group' && (before === ',' || before === '(' || before === '[' || before === '{')
    );
  }

  private indentOf(token: Token, place: Place | undefined, isItem: boolean): number {
    const { top } = this;
    if (isCloser(token)) return top?.closeIndent ?? 0;
    if (isItem) return top?.indent ?? 0;
    const { statement } = this;
    if (!statement || place) return top?.indent ?? 0;
    if (token.kind === 'else' && top?.kind !== 'group') return statement.indent;
    const within = top?.kind === 'group' ? top.itemIndent : statement.indent;
    const further = within + indentWidth;
    if (token.kind !== '->' || top?.kind === 'group' || statement.flowColumn === undefined) return further;
    // `-> ` is three columns wide.
    return Math.max(further, statement.flowColumn - 3);
  }

  /** A statement begins outside of all brackets but those of its bodies, also where one was not closed. */
  private leaveBrackets(depth: number): void {
    while (this.stack.length > 0 && (this.top?.kind === 'group' || this.stack.length > depth)) {
      this.statement = this.stack.pop()?.statement ?? this.statement;
    }
  }

  /** Those inside braces that end are not closed. */
  private leaveParentheses(): void {
    if (!this.stack.some(({ isBrace }) => isBrace)) return;
    while (this.top?.isBrace === false) this.stack.pop();
  }

  private begin(token: Token, place: Place): void {
    this.statement = { indent: this.lineIndent, place, first: token, flowColumn: undefined };
    this.behind = undefined;
    this.ternariesOutside = 0;
    if (this.top) this.top.ternaries = 0;
  }

  /** A named flow begins behind its `=`, a recipe's behind its key. */
  private noteFlow(token: Token, statement: Statement): void {
    if (this.top?.kind === 'group' || token.startsLine) return;
    const { kind } = this.behind?.token ?? {};
    const named = kind === '=' || (this.behind?.standsAlone && statement.place.valueColumn !== undefined);
    if (named) statement.flowColumn ??= this.column;
  }

  private gapBefore(token: Token, place: Place | undefined): number {
    const { behind, statement } = this;
    if (place || !behind) return 1;
    if (behind.standsAlone && statement?.place.valueColumn !== undefined && !token.startsLine) {
      return Math.max(1, statement.place.valueColumn - behind.token.image.length);
    }
    const colonOfCondition = token.kind === ':' && (this.top?.ternaries ?? this.ternariesOutside) > 0;
    return isSpaced({
      before: behind.token,
      token,
      beforeStandsAlone: behind.standsAlone,
      beforeIsSign: behind.isSign,
      colonOfCondition,
    })
      ? 1
      : 0;
  }

  private ternariesOutside = 0;

  private brackets(token: Token): void {
    const { top } = this;
    switch (token.kind) {
      case '(':
      case '[':
        this.open('group', false, this.lineIndent, undefined);
        break;
      case '{':
        if (this.statement?.first.kind === 'import') this.open('group', true, this.lineIndent, undefined);
        else this.open('body', true, this.statement?.indent ?? this.lineIndent, this.statement);
        break;
      case ')':
      case ']':
        if (top?.isBrace === false) this.stack.pop();
        break;
      case '}':
        this.stack.pop();
        this.statement = top?.statement ?? this.statement;
        this.behind = { token, isSign: false, standsAlone: false };
        break;
      case '?':
        if (top) top.ternaries++;
        else this.ternariesOutside++;
        break;
      case ':':
        if (top && top.ternaries > 0) top.ternaries--;
        else if (!top && this.ternariesOutside > 0) this.ternariesOutside--;
        break;
      default:
    }
  }

  private open(kind: Frame['kind'], isBrace: boolean, outer: number, statement: Statement | undefined): void {
    const indent = outer + indentWidth;
    this.stack.push({
      kind,
      isBrace,
      indent,
      closeIndent: outer,
      itemIndent: indent,
      ternaries: 0,
      statement,
    });
  }

  private pass(token: Token, place: Place | undefined): void {
    const { behind, statement } = this;
    const standsAlone =
      (place !== undefined && (token.kind === 'input' || place.valueColumn !== undefined)) ||
      (statement?.first.kind === 'expect' && behind?.token === statement.first);
    const sign = isSign(token, behind?.token, behind?.standsAlone ?? true);
    this.behind = { token, isSign: sign, standsAlone: standsAlone && endsOperandOrWord(token) };
  }
}

const isCloser = ({ kind }: Token): boolean => kind === ')' || kind === ']' || kind === '}';
const endsOperandOrWord = (token: Token): boolean => endsOperand(token) || isWord(token);
