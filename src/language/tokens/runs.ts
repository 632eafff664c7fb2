import type { Token } from './token.ts';

export const behind = (token: Token) => ({ start: token.end, end: token.end });
export const covering = (first: Token, last: Token) => ({ start: first.start, end: last.end });
export const replaceAt = (tokens: readonly Token[], at: number, token: Token): Token[] =>
  tokens.with(at, token);
export const insertAt = (tokens: readonly Token[], at: number, ...more: Token[]): Token[] =>
  tokens.toSpliced(at, 0, ...more);
export const removeAt = (tokens: readonly Token[], at: number, count = 1): Token[] =>
  tokens.toSpliced(at, count);
