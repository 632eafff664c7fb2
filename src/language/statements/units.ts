/**
 * Splits the balanced tokens of a file into statements, by its lines: a statement ends with its line,
 * unless a bracket is open or the line ends in, or the next begins with, an operator, `=`, `->` or `else`.
 */
import { findLayer } from '../../layers/catalogue.ts';
import type { SyntaxMistakes } from '../syntaxMistakes.ts';
import { stepText } from '../tokens/runs.ts';
import {
  bodyKeywords,
  declarationKeywords,
  endsOperand,
  inserted,
  joinsLines,
  quoted,
  statementKeywords,
} from '../tokens/token.ts';
import type { Token, Unit } from '../tokens/token.ts';

/** Parsing gets slow beyond: a table of 5,000 numbers still fits. */
export const longestStatement = 10_000;

/** Deeper than anyone writes, and far from what would exhaust the stack. */
const deepestBody = 60;
export const deepestNesting = 40;

export function splitUnits(tokens: readonly Token[], mistakes: SyntaxMistakes): readonly Unit[] {
  return new Splitter(tokens, mistakes).split(0, tokens.length, 0);
}

class Splitter {
  /** The index of the `}` of each body's `{`. */
  private readonly partner = new Map<number, number>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly mistakes: SyntaxMistakes,
  ) {
    const open: number[] = [];
    tokens.forEach(({ kind }, index) => {
      if (kind === '{') open.push(index);
      else if (kind === '}') this.partner.set(open.pop() ?? index, index);
    });
  }

  split(start: number, end: number, depth: number): readonly Unit[] {
    const units: Unit[] = [];
    let index = start;
    let separated = true;
    while (index < end) {
      const token = this.tokens[index];
      if (token === undefined) break;
      if (token.kind === ';') {
        this.saySemicolon(token, this.tokens[index + 1]);
        separated = true;
        index++;
        continue;
      }
      const unit = this.unit(index, end, depth);
      units.push({ tokens: unit.tokens, sharesLine: !separated && !token.startsLine });
      separated = false;
      index = unit.next;
    }
    return units;
  }

  private saySemicolon(token: Token, next: Token | undefined): void {
    const last = next === undefined || next.startsLine || next.kind === '}';
    this.mistakes.add({
      code: 'semicolon',
      message: 'A statement ends with its line, without a `;`.',
      range: token,
      fixes: [
        last
          ? { title: 'Remove the `;`', range: token, text: '' }
          : { title: 'Begin a new line', range: token, text: `\n${' '.repeat(token.indent)}` },
      ],
    });
  }

  /** A `;` between brackets. */
  private insteadOfComma(token: Token): Token {
    this.mistakes.add({
      code: 'semicolon',
      message: 'Between brackets, what stands side by side is separated by `,`, not by `;`.',
      range: token,
      fixes: [{ title: 'Write `,`', range: token, text: ',' }],
    });
    return { ...token, kind: ',' };
  }

  /** Reads the statement that begins at `start`. */
  private unit(start: number, end: number, depth: number): { tokens: Token[]; next: number } {
    const tokens: Token[] = [];
    let groups = 0;
    let ternaries = 0;
    let index = start;
    const first = this.tokens[start];
    const isImport = first?.kind === 'import';
    while (index < end) {
      const token = this.tokens[index];
      const before = tokens.at(-1);
      if (token === undefined) break;
      if (groups === 0 && before !== undefined) {
        if (token.kind === ';') break;
        const begins =
          token.startsLine &&
          (this.beginsStatement(index, end) || isBullet(token, this.tokens[index + 1])) &&
          before.kind !== 'else';
        if (begins || (token.startsLine && !joinsLines(token) && !this.goesOn(before, token, tokens))) {
          if (!first || !isHeader(tokens, token)) break;
          index = this.pushIndented(tokens, first, before, index, end, depth);
          if (this.tokens[index]?.kind === 'else' && index < end) continue;
          break;
        }
      }
      if (token.kind === '{' && !isImport) {
        const close = this.partner.get(index) ?? end;
        this.pushBody(tokens, token, this.tokens[close], index + 1, close, depth);
        index = close + 1;
        if (this.tokens[index]?.kind === 'else' && index < end) continue;
        break;
      }
      if (groups === 0 && this.isForeignColon(token, index, end, ternaries, first)) {
        const bodyEnd = this.indentedEnd(index + 1, end, first?.indent ?? 0);
        const last = this.tokens[bodyEnd - 1] ?? token;
        const opener: Token = { ...token, kind: '{' };
        this.sayForeignColon(token);
        this.pushBody(tokens, opener, inserted('}', last), index + 1, bodyEnd, depth);
        index = bodyEnd;
        if (this.tokens[index]?.kind === 'else' && index < end) continue;
        break;
      }
      if (token.kind === '(' || token.kind === '[' || token.kind === '{') groups++;
      else if (token.kind === ')' || token.kind === ']' || token.kind === '}') groups--;
      else if (token.kind === '?' && groups === 0) ternaries++;
      else if (token.kind === ':' && groups === 0) ternaries--;
      if (token.kind === ';') {
        tokens.push(this.insteadOfComma(token));
        index++;
        continue;
      }
      if (this.startsItem(token, before, groups)) tokens.push(this.missingComma(before ?? token, token));
      tokens.push(this.inContext(token, tokens, groups, first));
      index++;
    }
    return { tokens, next: index };
  }

  /** `from` and `on` are keywords where an import or a recipe expects them. */
  private inContext(token: Token, before: readonly Token[], groups: number, first: Token | undefined): Token {
    if (token.kind !== 'ID' || groups !== 0) return token;
    if (token.image === 'from' && first?.kind === 'import') return { ...token, kind: 'from' };
    const isOn = token.image === 'on' && first?.kind === 'train' && before.length > 1;
    return isOn && !before.some((other) => other.kind === 'on') ? { ...token, kind: 'on' } : token;
  }

  /** Whether what begins at `index` can only be a statement: not even an operator before it takes it in. */
  private beginsStatement(index: number, end: number): boolean {
    const token = this.tokens[index];
    const next = index + 1 < end ? this.tokens[index + 1] : undefined;
    return (
      token !== undefined &&
      (statementKeywords.has(token.kind) || (token.kind === 'ID' && next?.kind === '='))
    );
  }

  /** Whether a statement goes on in a line that begins with no operator. */
  private goesOn(before: Token, token: Token, tokens: readonly Token[]): boolean {
    const first = tokens[0];
    // `expect accuracy > 90%`: of nothing is that the rest.
    if (before.kind === '%' && tokens[0]?.kind === 'expect' && tokens.at(-2)?.end === before.start)
      return false;
    if (before.kind === ':' || joinsLines(before)) return true;
    if (token.kind !== '{' || first === undefined || !bodyKeywords.has(first.kind)) return false;
    if (before.kind === '}') return false;
    this.mistakes.add({
      code: 'brace-on-next-line',
      message: `The \`{\` belongs at the end of the line of ${quoted(first)}.`,
      range: token,
      fixes: [{ title: 'Join the lines', range: { start: before.end, end: token.end }, text: ' {' }],
    });
    return true;
  }

  private pushBody(
    tokens: Token[],
    open: Token,
    close: Token | undefined,
    start: number,
    end: number,
    depth: number,
  ): void {
    let body: readonly Unit[] = [];
    if (depth < deepestBody) body = this.split(start, end, depth + 1);
    else {
      this.mistakes.add({
        code: 'too-deep',
        message: `Bodies are nested more than ${deepestBody} deep here: move an inner one into a block of its own.`,
        range: open,
      });
    }
    tokens.push({ ...open, body }, close ?? inserted('}', open));
  }

  /** Python's `:` at the end of `if …:` or `block …:`. */
  private isForeignColon(
    token: Token,
    index: number,
    end: number,
    ternaries: number,
    first: Token | undefined,
  ): boolean {
    if (token.kind !== ':' || ternaries > 0 || first === undefined) return false;
    const next = index + 1 < end ? this.tokens[index + 1] : undefined;
    return bodyKeywords.has(first.kind) && (next === undefined || (next.startsLine && next.kind !== '{'));
  }

  /** A body that is only indented: its `{` is missing. */
  private pushIndented(
    tokens: Token[],
    first: Token,
    before: Token,
    start: number,
    end: number,
    depth: number,
  ): number {
    const bodyEnd = this.indentedEnd(start, end, first.indent);
    const last = this.tokens[bodyEnd - 1] ?? before;
    this.mistakes.add({
      code: 'missing-body',
      message: `\`${stepText(tokens.slice(0, declarationKeywords.has(first.kind) ? 2 : 1))}\` has no \`{\`: what is indented below stands in braces, \`{ … }\`.`,
      range: { start: first.start, end: before.end },
      fixes: [
        {
          title: 'Write `{` (a `}` belongs below)',
          range: { start: before.end, end: before.end },
          text: ' {',
        },
      ],
    });
    this.pushBody(tokens, inserted('{', before), inserted('}', last), start, bodyEnd, depth);
    return this.isLoneEnd(bodyEnd, first.indent) ? bodyEnd + 1 : bodyEnd;
  }

  /** MATLAB's `end`, where a brace was missing in the first place. */
  private isLoneEnd(index: number, indent: number): boolean {
    const token = this.tokens[index];
    const next = this.tokens[index + 1];
    if (token?.image !== 'end' || !token.startsLine || token.indent !== indent) return false;
    return next === undefined || next.startsLine || next.kind === '}';
  }

  private sayForeignColon(token: Token): void {
    this.mistakes.add({
      code: 'colon-body',
      message: 'A body stands in braces, `{ … }`; a `:` does not begin one.',
      range: token,
      fixes: [{ title: 'Write `{` (a `}` belongs below)', range: token, text: ' {' }],
    });
  }

  /** Where the lines that are indented deeper than `indent` end. */
  private indentedEnd(start: number, end: number, indent: number): number {
    let index = start;
    while (index < end) {
      const token = this.tokens[index];
      if (token?.startsLine && token.indent <= indent) break;
      index = token?.kind === '{' ? (this.partner.get(index) ?? index) + 1 : index + 1;
    }
    return Math.min(index, end);
  }

  /** `(` and `[` belong to what stands before them on the same line only: on a line of its own, a new item. */
  private startsItem(token: Token, before: Token | undefined, groups: number): boolean {
    const opens = token.kind === '(' || token.kind === '[';
    return opens && groups > 1 && token.startsLine && before !== undefined && endsOperand(before);
  }

  private missingComma(before: Token, token: Token): Token {
    this.mistakes.add({
      code: 'missing-comma',
      message: `Is a \`,\` missing before ${quoted(token)}? It does not belong to the line above.`,
      range: token,
      fixes: [{ title: 'Add `,`', range: { start: before.end, end: before.end }, text: ',' }],
    });
    return inserted(',', before);
  }
}

/** `- Conv(64, 3)`, as in a list of YAML: no layer is taken from anything. */
export const isBullet = (token: Token, next: Token | undefined): boolean =>
  token.kind === '-' && next?.kind === 'ID' && !next.startsLine && findLayer(next.image) !== undefined;

/** A line that wants a body and has none, with a line below that is indented deeper. */
function isHeader(tokens: readonly Token[], next: Token): boolean {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (!first || !last || tokens.length < 2 || !bodyKeywords.has(first.kind)) return false;
  return next.indent > first.indent && endsOperand(last) && !tokens.some(({ kind }) => kind === '{');
}

/** How deep brackets, the branches of `? :`, powers and signs are nested: what is read by recursion. */
export function nestingDepth(tokens: readonly Token[]): number {
  const conditions = [0];
  let depth = 0;
  let deepest = 0;
  let signs = 0;
  for (const { kind } of tokens) {
    signs = kind === '-' || kind === '+' || kind === 'not' ? signs + 1 : 0;
    const top = conditions.length - 1;
    if (kind === '(' || kind === '[') {
      conditions.push(0);
      depth++;
    } else if (kind === ')' || kind === ']') {
      depth -= (conditions.pop() ?? 0) + 1;
    } else if (kind === '?' || kind === '**') {
      conditions[top] = (conditions[top] ?? 0) + 1;
      depth++;
    } else if (kind === ',' || kind === '->') {
      depth -= conditions[top] ?? 0;
      conditions[top] = 0;
    }
    deepest = Math.max(deepest, depth + signs);
  }
  return deepest;
}
