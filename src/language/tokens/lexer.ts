import {
  operatorsByFirst,
  word,
  spacedDimensions,
  numberRun,
  wholeNumber,
  blanks,
  lineEnd,
  restOfLine,
  nearRestOfLine,
  bracketedComments,
  commentSigns,
  bracketedCommentBegins,
  space,
  firstBeyondAscii,
  isDigitCode,
  isWordCode,
  typographicText,
  groupedDigits,
  lineMarkers,
  lineNumber,
  invisible,
  networkAhead,
  prose,
} from './characters.ts';
import {
  changesInPlace,
  foreignByFirst,
  foreignCharacters,
  foreignWords,
  wideSigns,
} from './foreignWords.ts';
import * as told from './lexerMistakes.ts';
import { numberProblem } from './numbers.ts';
import { printOutAt } from './printOuts.ts';
import { SyntaxMistakes } from '../syntaxMistakes.ts';
import { endsOperand, inserted, keywords } from './token.ts';
import { Scanner } from './scanner.ts';
import type { Lexed } from './scanner.ts';
import { shared } from './sharedWords.ts';
import type { Token, TokenKind } from './token.ts';

/** Statements that hold values, not flows. */
const valueStatements: ReadonlySet<string> = new Set(['let', 'if', 'repeat', 'for', 'expect']);

/** In UTF-16 units; texts are paths and words. */
const longestQuoted = 1000;

/** Turns a text into tokens. Whatever it holds, every token and every mistake lies within the text. */
export function lex(text: string, mistakes: SyntaxMistakes): Lexed {
  return new Lexer(text, mistakes).run();
}

class Lexer extends Scanner {
  /** Of which kinds of comments no further end was found, so that it is not looked for again. */
  private readonly unclosed = new Set<string>();
  /** Where the last lines with an unknown character, and with a wide sign, begin. */
  private unknownLine = -1;
  private wideLine = -1;
  private insideFence = false;
  private numbered = false;
  protected next(): void {
    // What most texts are made of first, without a regular expression: this runs over the whole file at a keystroke.
    const code = this.text.charCodeAt(this.offset);
    if (code === space) {
      do this.offset++;
      while (this.text.charCodeAt(this.offset) === space);
      return;
    }
    if (isWordCode(code) && !isDigitCode(code)) {
      if (!this.printOut()) this.word();
      return;
    }
    if (this.match(blanks) !== '') return;
    if (this.match(lineEnd) !== '') {
      this.lineStart = this.offset;
      this.startsLine = true;
      return;
    }
    const character = this.text.charAt(this.offset);
    if (character === '#') this.comment();
    else if (this.bracketedComment()) return;
    else if (character === '"' || character === "'") this.quoted(character);
    else if (/[0-9]/.test(character) || (character === '.' && this.pointBeginsNumber())) this.number();
    else if (!this.word() && !this.foreign() && !this.operator()) this.unknown();
  }

  private comment(): void {
    const start = this.offset;
    this.match(restOfLine);
    this.comments.push({ start, end: this.offset, ownLine: this.startsLine });
  }

  private quoted(quote: string): void {
    const start = this.offset;
    let end = start + 1;
    for (; end < Math.min(this.text.length, start + longestQuoted); end++) {
      const character = this.text.charAt(end);
      if (character === '\n' || character === '\r') break;
      if (character === '\\') end++;
      else if (character === quote) {
        this.offset = end + 1;
        this.push('TEXT', start);
        return;
      }
    }
    // A bracket or a comma more probably belongs to what is around the text than to the text.
    const inside = /^[^(){}[\],#\r\n]*/.exec(this.text.slice(start + 1, end))?.[0] ?? '';
    this.offset = start + 1 + inside.trimEnd().length;
    this.push('TEXT', start);
    this.mistakes.add(told.unclosedText(quote, { start, end: this.offset }));
  }

  private pointBeginsNumber(): boolean {
    const before = this.last();
    const touches = before !== undefined && before.end === this.offset && endsOperand(before);
    return !touches && /[0-9]/.test(this.text.charAt(this.offset + 1));
  }

  private number(): void {
    const start = this.offset;
    const spaced = this.peek(spacedDimensions);
    if (spaced !== '') {
      this.offset += spaced.length;
      this.push('DIMENSIONS', start);
      const reading = spaced.replace(/[ \t]/g, '').replace(/[×X]/g, 'x');
      if (reading !== spaced) {
        this.readings.set(start, reading);
        this.mistakes.add(told.spacedDimensions(reading, { start, end: this.offset }));
      } else this.checkNumber(start, spaced);
      return;
    }
    if (this.grouped(start) || this.lineNumber(start)) return;
    const run = this.match(numberRun);
    this.checkNumber(start, run);
  }

  /** `1. Conv(64, 3)`, as in a list: told once. */
  private lineNumber(start: number): boolean {
    const found = this.startsLine ? this.match(lineNumber) : '';
    if (found === '') return false;
    const range = { start, end: this.offset };
    if (!this.numbered) this.mistakes.add(told.numberedLine(found, range));
    this.numbered = true;
    return true;
  }

  private grouped(start: number): boolean {
    const found = this.match(groupedDigits);
    if (found === '') return false;
    const meant = found.replaceAll(/[ ,]/g, '_');
    this.push('NUMBER', start);
    this.readings.set(start, meant);
    this.mistakes.add(told.groupedNumber(meant, { start, end: this.offset }));
    return true;
  }

  private checkNumber(start: number, run: string): void {
    const range = { start, end: start + run.length };
    const dimensions = /^[0-9][0-9_]*x/.test(run);
    const before = this.last()?.kind;
    if ((before === 'network' || before === 'block') && !this.startsLine && !wholeNumber.test(run)) {
      this.push('ID', start);
      this.mistakes.add({
        code: 'malformed-name',
        message: `A name begins with a letter or \`_\`: \`_${run}\`, or another name.`,
        range,
        fixes: [{ title: `Write \`_${run}\``, range, text: `_${run}` }],
      });
      return;
    }
    const problem = numberProblem(run);
    const replacement = problem?.replacement;
    if (!dimensions || problem !== undefined) {
      this.push(problem === undefined || replacement !== undefined ? 'NUMBER' : 'MISSING', start);
    }
    if (problem === undefined) return;
    if (replacement === undefined) this.unreadable.push(start);
    else this.readings.set(start, replacement);
    this.mistakes.add({
      code: dimensions ? 'malformed-dimensions' : 'malformed-number',
      message: problem.message,
      range,
      ...(replacement !== undefined && {
        fixes: [{ title: `Write \`${replacement}\``, range, text: replacement }],
      }),
    });
  }

  private matchWord(): string {
    const start = this.offset;
    let end = start;
    let code = this.text.charCodeAt(end);
    while (isWordCode(code)) code = this.text.charCodeAt(++end);
    if (end === start || code >= firstBeyondAscii) return this.match(word);
    this.offset = end;
    return this.text.slice(start, end);
  }

  private word(): boolean {
    const start = this.offset;
    const found = this.matchWord();
    if (found === '') return false;
    const foreign = foreignWords.get(found);
    if (foreign === undefined || (foreign.atStatementOnly && !this.beginsStatement())) {
      this.push(keywords.has(found) ? (found as TokenKind) : 'ID', start, this.offset, shared(found));
      return true;
    }
    const range = { start, end: this.offset };
    if (foreign.written === 'block' && this.peek(networkAhead) !== '') {
      this.push('network', start);
      this.mistakes.add({
        code: foreign.code,
        message: `A network is declared with \`network\`, not \`${found}\`.`,
        range,
        fixes: [{ title: 'Write `network`', range, text: 'network' }],
      });
      return true;
    }
    this.mistakes.add({
      code: foreign.code,
      message: foreign.message,
      range,
      fixes: [{ title: foreign.title, range, text: foreign.written }],
    });
    if (foreign.kinds.length === 2) {
      // `elif`: two tokens from one word.
      this.push(foreign.kinds[0] ?? 'ID', start, start + 2);
      this.push(foreign.kinds[1] ?? 'ID', start + 2, this.offset);
    } else if (foreign.kinds[0] !== undefined) this.push(foreign.kinds[0], start);
    return true;
  }

  private beginsStatement(): boolean {
    const before = this.last()?.kind;
    return this.startsLine || before === '{' || before === '}' || before === ';';
  }

  private foreign(): boolean {
    const start = this.offset;
    if (this.slashComment() || this.ellipsis() || this.marker() || this.printOut()) return true;
    const character = this.text.charAt(start);
    if (wideSigns.has(character)) {
      this.wideSign(character);
      return true;
    }
    const found = foreignByFirst
      .get(character)
      ?.find((operator) => this.text.startsWith(operator.written, start));
    if (found === undefined) return false;
    if (found.written === '!' && this.text.charAt(start + 1) === '=') return false;
    this.offset += found.written.length;
    const range = { start, end: this.offset };
    this.push(found.kind, start);
    const fix = { title: `Write \`${found.meant}\``, range, text: this.apart(found.meant, range) };
    this.mistakes.add({
      code: 'foreign-operator',
      message: found.message,
      range,
      ...(!changesInPlace(found.written) && { fixes: [fix] }),
    });
    return true;
  }

  /** `...` in the place of statements. */
  private ellipsis(): boolean {
    const start = this.offset;
    if (!this.text.startsWith('...', start) || !this.beginsStatement()) return false;
    this.offset += 3;
    this.push('MISSING', start);
    this.mistakes.add({
      code: 'unknown-character',
      message: '`...` stands for nothing here: what is left out is still to be written.',
      range: { start, end: this.offset },
    });
    return true;
  }

  /** The lines that Git leaves where two changes clash, and those around code in Markdown: each pair is told once. */
  private marker(): boolean {
    const start = this.offset;
    const sign = this.startsLine ? lineMarkers.find((each) => this.text.startsWith(each, start)) : undefined;
    if (sign === undefined) return false;
    this.match(restOfLine);
    this.comments.push({ start, end: this.offset, ownLine: false });
    const isClosing = sign === '`'.repeat(3) && this.insideFence;
    if (sign === '`'.repeat(3)) this.insideFence = !this.insideFence;
    if (isClosing || sign === '=======' || sign === '>>>>>>>') return true;
    this.mistakes.add(told.lineMarker(sign, { start, end: start + sign.length }));
    return true;
  }

  /** A model as a framework prints it: told once, and left out. */
  private printOut(): boolean {
    const start = this.offset;
    const isBegin = this.startsLine && this.brackets === 0;
    const found = isBegin ? printOutAt(this.text, start) : undefined;
    if (!found) return false;
    this.offset = found.end;
    this.comments.push({ start, end: found.end, ownLine: false });
    const firstLine = /[^\r\n]*/.exec(this.text.slice(start, found.end))![0].trimEnd();
    this.mistakes.add(told.printOut(found.framework, { start, end: start + firstLine.length }));
    return true;
  }

  /** `not` for the `!` of `!a` needs a blank that the `!` did not. */
  private apart(meant: string, { start, end }: { start: number; end: number }): string {
    if (!/^[a-z]/.test(meant)) return meant;
    const touches = /[\p{L}\p{N}_]/u;
    const before = touches.test(this.text.charAt(start - 1)) ? ' ' : '';
    return before + meant + (touches.test(this.text.charAt(end)) ? ' ' : '');
  }

  /** C's comments over lines, Python's documentation, HTML's comments. */
  private bracketedComment(): boolean {
    const start = this.offset;
    if (!bracketedCommentBegins.has(this.text.charAt(start))) return false;
    const found = bracketedComments.find(([open]) => this.text.startsWith(open, start));
    if (!found) return false;
    const [open, closer] = found;
    const from = start + open.length;
    const close = this.unclosed.has(open) ? -1 : this.text.indexOf(closer, from);
    if (close < 0) this.unclosed.add(open);
    // Line ends within are found by the tokens that follow: they are the first on their lines.
    this.offset = close < 0 ? start + this.peek(restOfLine).length : close + closer.length;
    if (/[\r\n]/.test(this.text.slice(start, this.offset))) this.startsLine = true;
    this.comments.push({ start, end: this.offset, ownLine: false });
    this.mistakes.add({
      code: 'foreign-comment',
      message: 'Comments begin with `#` and end with their line.',
      range: { start, end: from },
    });
    return true;
  }

  /** `（` for `(`: told once a line. */
  private wideSign(character: string): void {
    const start = this.offset;
    const kind = wideSigns.get(character)!;
    this.offset++;
    this.push(kind, start, this.offset, kind);
    this.countBrackets(kind);
    if (this.wideLine === this.lineStart) return;
    this.wideLine = this.lineStart;
    const rest = this.peek(restOfLine, start);
    this.mistakes.add(told.wideSign(character, kind, { start, end: this.offset }, rest));
  }

  /** `// a comment`, `% a comment`, `-- a comment` */
  private slashComment(): boolean {
    const start = this.offset;
    const sign = commentSigns.find((each) => this.text.startsWith(each, start));
    if (sign === undefined) return false;
    const rest = this.peek(nearRestOfLine).slice(sign.length);
    const last = this.last();
    const goesOn = last !== undefined && endsOperand(last);
    // At the beginning of a line it goes on dividing only where a flow cannot be meant.
    const divides = this.startsLine
      ? valueStatements.has(this.lineBegan ?? '') && rest.trim() !== ''
      : goesOn;
    if ((this.brackets > 0 || divides || sign !== '//') && !prose.test(rest)) return false;
    this.match(restOfLine);
    this.comments.push({ start, end: this.offset, ownLine: false });
    this.mistakes.add(told.foreignCommentSign(sign, { start, end: start + sign.length }));
    return true;
  }

  private operator(): boolean {
    const start = this.offset;
    const kind = operatorsByFirst
      .get(this.text.charAt(start))
      ?.find((operator) => this.text.startsWith(operator, start));
    if (kind === undefined) return false;
    this.offset += kind.length;
    this.push(kind, start, this.offset, kind);
    this.countBrackets(kind);
    return true;
  }

  /** A character that nobody sees: left out. */
  private unseen(): boolean {
    const start = this.offset;
    const found = this.match(invisible);
    if (found === '') return false;
    this.mistakes.add(told.unseenCharacter(found, { start, end: this.offset }));
    return true;
  }

  private unknown(): void {
    if (this.unseen()) return;
    const start = this.offset;
    const quoted = this.match(typographicText);
    if (quoted !== '') {
      const range = { start, end: this.offset };
      const written = `"${quoted.slice(1, -1)}"`;
      this.push('TEXT', start);
      this.mistakes.add({
        code: 'unknown-character',
        message: foreignCharacters.message(quoted),
        range,
        fixes: [{ title: `Write \`${written}\``, range, text: written }],
      });
      return;
    }
    while (this.offset < this.text.length) {
      const point = this.text.codePointAt(this.offset) ?? 0;
      const character = String.fromCodePoint(point);
      if (foreignCharacters.known.test(character)) break;
      this.offset += character.length;
    }
    if (this.offset === start) this.offset++;
    const found = this.text.slice(start, this.offset);
    this.unreadable.push(start);
    this.push('MISSING', start);
    // Of several on a line only the first is said: they have one cause.
    if (this.unknownLine === this.lineStart) return;
    this.unknownLine = this.lineStart;
    this.mistakes.add({
      code: 'unknown-character',
      message: foreignCharacters.message(found),
      range: { start, end: this.offset },
    });
  }
}

/** Lexes a text whose mistakes are known already. */
export function lexQuietly(text: string): Lexed {
  return lex(text, new SyntaxMistakes('', text.length));
}

/** The tokens of a text that stands for what is between two tokens. */
export const standingFor = (text: string, first: Token, last: Token): Token[] =>
  lexQuietly(text).tokens.map((token, index) => ({
    ...(index === 0 ? first : inserted(token.kind, last)),
    kind: token.kind,
    image: token.image,
    end: last.end,
  }));
