import { beginsOperand, isWord } from './token.ts';
import type { Token } from './token.ts';

export const behind = (token: Token) => ({ start: token.end, end: token.end });
export const covering = (first: Token, last: Token) => ({ start: first.start, end: last.end });
export const replaceAt = (tokens: readonly Token[], at: number, token: Token): Token[] =>
  tokens.with(at, token);
export const insertAt = (tokens: readonly Token[], at: number, ...more: Token[]): Token[] =>
  tokens.toSpliced(at, 0, ...more);
export const removeAt = (tokens: readonly Token[], at: number, count = 1): Token[] =>
  tokens.toSpliced(at, count);

/** `Conv(64, 3)`: the tokens of one step, shortened, for a message. */
export function stepText(tokens: readonly Token[]): string {
  let text = '';
  let before: Token | undefined;
  for (const token of tokens) {
    if (token.kind === '{') break;
    const spaced =
      before !== undefined &&
      (before.kind === ',' ||
        before.kind === ':' ||
        (isWord(before) &&
          (isWord(token) || (beginsOperand(token) && token.kind !== '(' && token.kind !== '['))));
    text += (spaced ? ' ' : '') + token.image;
    before = token;
    if (text.length > 40) return `${text.slice(0, 39)}…`;
  }
  return text;
}

export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const kind = tokens[index]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if ((kind === ')' || kind === ']') && --depth === 0) return index;
  }
  return -1;
}

/** Tokens as they stand in the text, blanks shortened. */
export const listText = (items: readonly Token[]): string => {
  let text = '';
  for (const [index, token] of items.entries()) {
    const before = items[index - 1];
    text += (before && before.end < token.start ? ' ' : '') + token.image;
  }
  return text;
};

/** The same with its line ends. */
export const laidOut = (items: readonly Token[]): string => {
  let text = '';
  for (const [index, token] of items.entries()) {
    const before = items[index - 1];
    const blank = before && before.end < token.start ? ' ' : '';
    text += (before && token.startsLine ? `\n${' '.repeat(token.indent)}` : blank) + token.image;
  }
  return text;
};
