/** What the lexer says of characters that are none of the language, in words. */
import type { Range } from '../../syntax/tree.ts';
import { codePoint } from '../../wording/visible.ts';
import { wideSigns } from './foreignWords.ts';
import type { SyntaxMistake } from '../syntaxMistakes.ts';
import type { TokenKind } from './token.ts';

/** `（` for `(`, with a fix for the rest of its line. */
export function wideSign(
  character: string,
  kind: TokenKind,
  range: Range,
  restOfLine: string,
): SyntaxMistake {
  const text = [...restOfLine].map((each) => wideSigns.get(each) ?? each).join('');
  const line = { start: range.start, end: range.start + restOfLine.length };
  return {
    code: 'foreign-operator',
    message: `\`${character}\` is written \`${kind}\`.`,
    range,
    fixes: [{ title: `Write \`${kind}\``, range: line, text }],
  };
}

export function unseenCharacter(found: string, range: Range): SyntaxMistake {
  return {
    code: 'unknown-character',
    message: `A character that takes no room (${codePoint(found)}) stands here: it came along when this was copied.`,
    range,
    fixes: [{ title: 'Remove it', range, text: '' }],
  };
}

export const groupedNumber = (meant: string, range: Range): SyntaxMistake => ({
  code: 'malformed-number',
  message: `Digits are grouped by \`_\`: \`${meant}\`.`,
  range,
  fixes: [{ title: `Write \`${meant}\``, range, text: meant }],
});

export function foreignCommentSign(sign: string, range: Range): SyntaxMistake {
  const means =
    sign === '%' ? 'the rest of a division' : sign === '//' ? 'division rounded down' : 'twice a minus';
  return {
    code: 'foreign-comment',
    message: `Comments begin with \`#\`; \`${sign}\` is ${means}.`,
    range,
    fixes: [{ title: 'Write `#`', range, text: '#' }],
  };
}

export const unclosedText = (quote: string, range: Range): SyntaxMistake => ({
  code: 'unclosed-text',
  message: `This text is never closed: a \`${quote}\` is missing at its end.`,
  range,
  fixes: [{ title: `Add \`${quote}\``, range: { start: range.end, end: range.end }, text: quote }],
});

export const spacedDimensions = (reading: string, range: Range): SyntaxMistake => ({
  code: 'dimensions-spaces',
  message: `Dimensions are written with \`x\` and without spaces: \`${reading}\`.`,
  range,
  fixes: [{ title: `Write \`${reading}\``, range, text: reading }],
});

export const lineMarker = (sign: string, range: Range): SyntaxMistake => ({
  code: 'unknown-character',
  message: sign.startsWith('<')
    ? 'Two changes clash here, as Git marks it: keep the lines of one, and remove the lines with the marks.'
    : `A file holds the language alone: remove the lines with \`${sign}\`.`,
  range,
});

export const numberedLine = (found: string, range: Range): SyntaxMistake => ({
  code: 'malformed-number',
  message: `Lines are not numbered: what stands behind \`${found.trim()}\` is the statement.`,
  range,
  fixes: [{ title: `Remove \`${found.trim()}\``, range, text: '' }],
});

export const printOut = (framework: string, range: Range): SyntaxMistake => ({
  code: 'foreign-call',
  message: `This is what ${framework} prints of a model: it lists layers, but not what flows where; here each is a step, as in \`Conv(64, 3) -> ReLU\`.`,
  range,
});
