/**
 * Balances the brackets of a file. An unclosed one is closed where it was most probably meant to be, one
 * that closes nothing is left out, and each is said once, at the bracket. What follows can then rely on
 * every bracket having its partner.
 */
import type { SyntaxMistakes } from '../syntaxMistakes.ts';
import {
  beginsOperand,
  declarationKeywords,
  endsOperand,
  inserted,
  isWord,
  joinsLines,
  quoted,
  statementKeywords,
} from '../tokens/token.ts';
import type { Token, TokenKind } from '../tokens/token.ts';

interface Open {
  readonly token: Token;
  /** Its index in the output. */
  readonly index: number;
  /** Line ends count inside: a body's `{`, not an import's. */
  readonly isBody: boolean;
  /** Around parameters, where `name = …` is a default. */
  readonly isParameters: boolean;
}

/** Where more than these are not closed, nothing tells where each was meant to be. */
const fewBrackets = 20;

const isPlain = ({ kind }: Token): boolean =>
  kind === 'NUMBER' || kind === 'DIMENSIONS' || kind === 'TEXT' || kind === 'true' || kind === 'false';

const beginsStatement = (token: Token): boolean =>
  token.kind === 'ID' || token.kind === 'input' || statementKeywords.has(token.kind);

const closerOf: Readonly<Partial<Record<TokenKind, TokenKind>>> = { '(': ')', '[': ']', '{': '}' };

export function balanceBrackets(tokens: readonly Token[], mistakes: SyntaxMistakes): readonly Token[] {
  return new Balancer(tokens, mistakes).run();
}

class Balancer {
  private readonly out: Token[] = [];
  private readonly stack: Open[] = [];
  /** How many more `{` than `}` there are: where positive, indentation tells which ones lack their `}`. */
  private surplus: number;
  /** Closing brackets to leave out in silence, since a bracket that was said to be unclosed explains them. */
  private readonly explained = new Map<TokenKind, number>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly mistakes: SyntaxMistakes,
  ) {
    this.surplus = 0;
    for (const { kind } of tokens) this.surplus += kind === '{' ? 1 : kind === '}' ? -1 : 0;
  }

  run(): readonly Token[] {
    this.tokens.forEach((token, index) => {
      this.closeBefore(token, this.tokens[index + 1]);
      switch (token.kind) {
        case '(':
        case '[':
        case '{':
          this.open(token);
          break;
        case ')':
        case ']':
        case '}':
          this.close(token);
          break;
        default:
          this.out.push(token);
      }
    });
    this.closeDownTo(0, undefined);
    return this.out;
  }

  private get top(): Open | undefined {
    return this.stack.at(-1);
  }

  /** Closes what cannot be open any more when `token` comes. */
  private closeBefore(token: Token, next: Token | undefined): void {
    const top = this.top;
    if (top === undefined) return;
    const before = this.out.at(-1);
    if (top.isBody) {
      const declares = declarationKeywords.has(token.kind) && token.startsLine && next?.kind !== '=';
      if (declares && this.surplus > 0) this.closeDownTo(0, token);
      return;
    }
    if (top.token.kind === '{') {
      if (
        token.kind === 'TEXT' ||
        (token.image === 'from' && next?.kind === 'TEXT') ||
        (token.startsLine && statementKeywords.has(token.kind))
      ) {
        this.closeDownTo(this.stack.length - 1, token);
      }
      return;
    }
    const statement =
      token.startsLine &&
      (statementKeywords.has(token.kind) ||
        (token.kind === 'input' && (next?.kind === 'DIMENSIONS' || next?.kind === 'NUMBER')) ||
        (token.kind === 'ID' &&
          next?.kind === '=' &&
          !top.isParameters &&
          before !== undefined &&
          endsOperand(before)));
    if (statement || token.kind === '{') this.closeDownTo(this.lowestGroup(), token);
  }

  /** The index in the stack of the outermost bracket that is not a body, above the innermost body. */
  private lowestGroup(): number {
    let index = this.stack.length;
    while (index > 0 && this.stack[index - 1]?.isBody === false) index--;
    return index;
  }

  private open(token: Token): void {
    const first = this.statementStart();
    const isBody = token.kind === '{' && first?.kind !== 'import';
    const isParameters = token.kind === '(' && /^(?:block|network|let)$/.test(first?.kind ?? '');
    this.stack.push({ token, index: this.out.length, isBody, isParameters });
    this.out.push(token);
  }

  /** The first token of the line, or of the statement in braces, that the next token belongs to. */
  private statementStart(): Token | undefined {
    for (let i = this.out.length - 1, steps = 0; i >= 0 && steps < 64; i--, steps++) {
      const token = this.out[i];
      if (token?.kind === '{' || token?.kind === '}' || token?.kind === ';') return this.out[i + 1];
      if (token?.startsLine) return token;
    }
    return undefined;
  }

  private close(token: Token): void {
    if (token.kind === '}' && token.startsLine && this.surplus > 0) this.closeDeeper(token);
    const index = this.openerFor(token.kind);
    if (index !== undefined) {
      this.closeDownTo(index + 1, token);
      this.stack.pop();
      this.out.push(token);
      return;
    }
    const excused = this.explained.get(token.kind) ?? 0;
    if (excused > 0) {
      this.explained.set(token.kind, excused - 1);
      return;
    }
    const top = this.top;
    if (top && !top.isBody && token.kind !== '}' && top.token.kind !== '{') {
      const closer = closerOf[top.token.kind] ?? ')';
      this.mistakes.add({
        code: 'mismatched-bracket',
        message: `The ${quoted(top.token)} is closed by a ${quoted(token)}: a \`${closer}\` is missing.`,
        range: token,
        related: [{ text: `the ${quoted(top.token)}`, range: top.token }],
        fixes: [{ title: `Write \`${closer}\``, range: token, text: closer }],
      });
      this.stack.pop();
      this.out.push({ ...token, kind: closer });
      return;
    }
    this.mistakes.add({
      code: 'stray-bracket',
      message: `This ${quoted(token)} closes nothing: no bracket is open here.`,
      range: token,
      fixes: [{ title: `Remove the ${quoted(token)}`, range: token, text: '' }],
    });
  }

  /** The innermost open bracket that `closer` can close, not looking out of a body through its `{`. */
  private openerFor(closer: TokenKind): number | undefined {
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const open = this.stack[i];
      if (open === undefined) break;
      if (closerOf[open.token.kind] === closer) return i;
      if (open.isBody) break;
    }
    return undefined;
  }

  /** Some body lacks its `}`, and this `}` stands where an outer body's would: the inner ones lack theirs. */
  private closeDeeper(token: Token): void {
    let index = this.stack.length - 1;
    while (index > 0) {
      const open = this.stack[index];
      if (open === undefined || (open.isBody && open.token.indent <= token.indent)) break;
      index--;
    }
    const target = this.stack[index];
    if (target?.isBody && target.token.indent === token.indent) this.closeDownTo(index + 1, token);
  }

  /** Says of every bracket above `height` that it is not closed, and closes it. */
  private closeDownTo(height: number, before: Token | undefined): void {
    if (this.stack.length <= height) return;
    const few = this.stack.length - height <= fewBrackets;
    // A body inside of another may have ended before it.
    for (let inner = this.stack.length - 1; few && inner > height; inner--) {
      const open = this.stack[inner];
      if (open?.isBody && this.endOf(open) < this.out.length) this.closeDownTo(inner, before);
    }
    const lowest = this.stack[height];
    const cut = !lowest || !few ? this.out.length : this.endOf(lowest);
    const late = this.out.splice(cut);
    const opened = this.stack.splice(height);
    const groups = opened.filter((open) => !open.isBody);
    let said = 0;
    for (const open of [...opened].reverse()) {
      if (open.index >= cut) continue;
      const closer = closerOf[open.token.kind] ?? ')';
      const last = this.out.at(-1) ?? open.token;
      if (open.isBody) this.surplus--;
      // Of several brackets in one row of them, only the outermost is said.
      if (open === groups[0] || (open.isBody && said++ < 3)) this.sayUnclosed(open, last, before);
      else if (before?.kind !== closer) this.explain(closer);
      if (!open.isBody && (last.kind === ',' || last === open.token) && this.isOneLine(open.index)) {
        this.out.push(inserted('MISSING', last));
      }
      this.out.push(inserted(closer, last));
    }
    for (const open of opened) {
      if (open.index >= cut) this.stack.push({ ...open, index: open.index - cut + this.out.length });
    }
    if (late.length > 0) {
      this.out.push(...late);
      if (groups[0] !== undefined) this.explain(closerOf[groups[0].token.kind] ?? ')');
      this.closeDownTo(height, before);
    }
  }

  /** Whether all since the bracket stands on its line: it, or a comma at its end, then waits for something. */
  private isOneLine(index: number): boolean {
    return !this.out.slice(index + 1).some((token) => token.startsLine);
  }

  private explain(closer: TokenKind): void {
    this.explained.set(closer, (this.explained.get(closer) ?? 0) + 1);
  }

  /** Behind the last token that can belong to an unclosed bracket. */
  private endOf({ index, isBody }: Open): number {
    return isBody ? this.dedentAfter(index) : this.cutAfter(index);
  }

  /** Where, after the unclosed `{` of a body that is indented, a line is not: else the end. */
  private dedentAfter(index: number): number {
    const indent = this.out[index]?.indent ?? 0;
    const first = this.out[index + 1];
    if (!first?.startsLine || first.indent <= indent) return this.out.length;
    const end = this.out.findIndex(
      (token, at) =>
        at > index + 1 &&
        token.startsLine &&
        token.indent <= indent &&
        token.kind !== '}' &&
        !joinsLines(token),
    );
    return end < 0 ? this.out.length : end;
  }

  /** Where, after an unclosed `(` or `[`, a line begins that cannot belong inside: else the end. */
  private cutAfter(index: number): number {
    let depth = 0;
    // Of the line on which the bracket stands: what goes on inside of it is indented deeper.
    const indent = this.out[index]?.indent ?? 0;
    for (let i = index + 1; i < this.out.length; i++) {
      const token = this.out[i];
      const before = this.out[i - 1];
      if (token === undefined || before === undefined) break;
      // `Conv(32, 3 -> ReLU`: a number hands nothing on.
      if (depth <= 0 && token.kind === '->' && isPlain(before)) return i;
      if (depth <= 0 && token.startsLine && token.indent <= indent && beginsStatement(token)) return i;
      if (depth <= 0 && token.startsLine && endsOperand(before) && (beginsOperand(token) || isWord(token))) {
        if (!joinsLines(token)) return i;
      }
      if (token.kind in closerOf) depth++;
      else if (token.kind === ')' || token.kind === ']' || token.kind === '}') depth--;
    }
    return this.out.length;
  }

  private sayUnclosed(open: Open, last: Token, before: Token | undefined): void {
    const closer = closerOf[open.token.kind] ?? ')';
    const owner = this.owner(open);
    const where = before && declarationKeywords.has(before.kind) ? ` before ${quoted(before)}` : '';
    this.mistakes.add({
      code: 'unclosed-bracket',
      message: open.isBody
        ? `The ${quoted(open.token)}${owner} is never closed: a \`}\` is missing${where}.`
        : `The ${quoted(open.token)}${owner} is never closed: a \`${closer}\` is missing.`,
      range: open.token,
      fixes: [
        {
          title: `Add the missing \`${closer}\``,
          range: { start: last.end, end: last.end },
          text: open.isBody ? `\n${' '.repeat(open.token.indent)}}` : closer,
        },
      ],
    });
  }

  /** Whose bracket it is: ` of \`block Bottleneck\`` or ` of \`Conv(\``. */
  private owner(open: Open): string {
    if (!open.isBody) {
      const word = this.out[open.index - 1];
      return word && isWord(word) && open.token.kind === '(' ? ` of \`${word.image}(\`` : '';
    }
    let start = open.index - 1;
    while (start > 0 && !this.out[start]?.startsLine && this.out[start - 1]?.kind !== '{') start--;
    const [first, second] = [this.out[start], this.out[start + 1]];
    if (first === undefined || start >= open.index) return '';
    const named = declarationKeywords.has(first.kind) && second?.kind === 'ID';
    return named ? ` of \`${first.image} ${second.image}\`` : ` of ${quoted(first)}`;
  }
}
