import { shortened } from '../../wording/visible.ts';
import type { CnnTokenNames } from '../generated/ast.ts';

/** The grammar's token types, and `;`, which is always a mistake. */
export type TokenKind = CnnTokenNames | ';';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The text that it stands for; its length is `end - start`, except in tokens that a repair put there. */
  readonly image: string;
  /** First on its line. */
  readonly startsLine: boolean;
  /** The column, from 0, of the first token of its line. */
  readonly indent: number;
  /** On the `{` of a body: what is in it. */
  readonly body?: readonly Unit[];
}

/** Words that cannot be names. `from` and `on` mean something in their place only. */
export const keywords: ReadonlySet<string> = new Set([
  'network',
  'block',
  'train',
  'import',
  'let',
  'if',
  'else',
  'repeat',
  'for',
  'in',
  'as',
  'input',
  'auxiliary',
  'expect',
  'true',
  'false',
  'and',
  'or',
  'not',
] satisfies TokenKind[]);

export const declarationKeywords: ReadonlySet<string> = new Set(['import', 'block', 'network', 'train']);

/** Keywords that begin a statement and can stand nowhere else (`if` may also follow `else`). */
export const statementKeywords: ReadonlySet<string> = new Set([
  ...declarationKeywords,
  'let',
  'if',
  'repeat',
  'for',
  'auxiliary',
  'expect',
]);

/** Keywords whose statement has a body in braces. */
export const bodyKeywords: ReadonlySet<string> = new Set([
  'block',
  'network',
  'train',
  'if',
  'repeat',
  'for',
  'auxiliary',
]);

/** A line that ends in one of these, or begins with one, is one with its neighbour. */
const joining: ReadonlySet<string> = new Set([
  ...['+', '-', '*', '/', '//', '%', '**', '==', '!=', '<', '<=', '>', '>='],
  ...['and', 'or', 'not', '?', ':', '.', '=', '->', 'else'],
]);

const operandEnds: ReadonlySet<string> = new Set([
  ...['ID', 'NUMBER', 'DIMENSIONS', 'TEXT', 'MISSING', 'true', 'false', 'input', ')', ']', '}'],
]);

const operandBegins: ReadonlySet<string> = new Set([
  ...['ID', 'NUMBER', 'DIMENSIONS', 'TEXT', 'MISSING', 'true', 'false', 'input', '(', '['],
]);

export const joinsLines = (token: Token): boolean => joining.has(token.kind);
export const endsOperand = (token: Token): boolean => operandEnds.has(token.kind);
export const beginsOperand = (token: Token): boolean => operandBegins.has(token.kind);

/** A keyword or a name: something made of letters. */
export const isWord = (token: Token): boolean => token.kind === 'ID' || keywords.has(token.kind);

/**
 * A token that a repair puts behind `before`. It lies on the last character of `before`, since the parser
 * drops nodes of no length.
 */
export function inserted(kind: TokenKind, before: Token, body?: readonly Unit[]): Token {
  const image = kind === 'MISSING' ? ' ' : kind;
  const start = Math.max(before.start, before.end - 1);
  return {
    kind,
    start,
    end: before.end,
    image,
    startsLine: false,
    indent: before.indent,
    ...(body && { body }),
  };
}

/** How a token is quoted in a message. */
export function quoted(token: Token): string {
  return `\`${shortened(token.image, 40)}\``;
}
/** One statement or declaration as tokens, its bodies kept apart. */
export interface Unit {
  /** Never empty. Each body is there as its `{`, which carries it, and its `}`. */
  readonly tokens: readonly Token[];
  /** Follows another statement on the same line, with no `;` between. */
  readonly sharesLine: boolean;
}
