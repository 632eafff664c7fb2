/** Which characters make which tokens. Sticky expressions are told where to look by their `lastIndex`. */

import type { TokenKind } from './token.ts';

const operators: readonly TokenKind[] = [
  ...(['->', '**', '//', '==', '!=', '<=', '>='] satisfies TokenKind[]),
  ...(['+', '-', '*', '/', '%', '<', '>', '=', '?', ':', '.', ',', ';'] satisfies TokenKind[]),
  ...(['(', ')', '[', ']', '{', '}'] satisfies TokenKind[]),
];
export const operatorsByFirst = new Map<string, TokenKind[]>();
for (const operator of operators) {
  const first = operator.charAt(0);
  operatorsByFirst.set(first, [...(operatorsByFirst.get(first) ?? []), operator]);
}

export const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
export const spacedDimensions = /[0-9][0-9_]*(?:[ \t]*[xX×][ \t]*[0-9][0-9_]*)+(?![\p{L}\p{N}_])/uy;
export const numberRun =
  /(?:[0-9._]+[eE][+-]?[0-9]+|[0-9]|\.[0-9])(?:[\p{L}\p{N}_]|\.(?=[0-9])|\.(?![\p{L}_.]))*/uy;
export const wholeNumber = /^[0-9.]+$/;
export const blanks = /[^\S\r\n]+/uy;
export const lineEnd = /\r\n?|\n/y;
export const restOfLine = /[^\r\n]*/y;
export const nearRestOfLine = /[^\r\n]{0,200}/y;

export const bracketedComments = [
  ['/*', '*/'],
  ['<!--', '-->'],
  ['"""', '"""'],
  ["'''", "'''"],
] as const;
export const bracketedCommentBegins = new Set(bracketedComments.map(([open]) => open.charAt(0)));

export const space = 0x20;
export const firstBeyondAscii = 0x80;

export const isDigitCode = (code: number) => code >= 0x30 && code <= 0x39;

/** Letters, digits and `_`, as far as they are ASCII. */
export const isWordCode = (code: number) =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || isDigitCode(code) || code === 0x5f;

/** `“same”`, as word processors put it. */
export const typographicText = /[“”„«»‘’`]([^“”„«»‘’`"'\\\r\n]{0,200})[“”„«»‘’`]/uy;

/** What follows the `class` of a network: its name, perhaps what is in parentheses, and its input. */
export const networkAhead = /\s+[\p{L}_][\p{L}\p{N}_]*[^{}\r\n]{0,200}\{\s*input\s+[0-9[(]/uy;

/** Two words side by side, as in prose and never in an expression. */
export const prose =
  /(?<![\p{L}\p{N}_])(?!(?:and|or|not|as|in|else)\b)[\p{L}_]+[ \t]+(?!(?:and|or|not|as|in|else)\b)\p{L}/u;

/** Takes no room on the screen, or turns what stands around it about. */
export const invisible = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069]+/uy;

/** `1,024` and `1 024`: no number of its own begins with a 0 that more digits follow. */
export const groupedDigits = /[0-9]{1,3}([ ,])0[0-9]{2}(?:\1[0-9]{3})*(?![\p{L}\p{N}_.])/uy;

/** What begins lines that are none of a file's own. */
export const lineMarkers = ['<<<<<<<', '=======', '>>>>>>>', '```'] as const;

/** `1. Conv(64, 3)` */
export const lineNumber = /[0-9]{1,3}[.)][ \t]+(?=\p{Lu})/uy;

/** What begins a comment elsewhere. */
export const commentSigns = ['//', '%', '--'] as const;
