import type { Token } from 'marked';
import { lexer } from 'marked';

/** Whatever Markdown would fetch, run or open besides links to the web: none of it is to be in what an editor gets. */
export function dangersIn(source: string): string[] {
  return [lexer(source, { gfm: true }), lexer(source, { gfm: true, breaks: true })].flatMap((tokens) =>
    tokens.flatMap(dangersOf),
  );
}

/** The links of Markdown, wherever they stand. */
export function linksIn(source: string): string[] {
  return lexer(source).flatMap(function links(token: Token): string[] {
    return [...(token.type === 'link' ? [String(token.href)] : []), ...childrenOf(token).flatMap(links)];
  });
}

function dangersOf(token: Token): string[] {
  const inside = childrenOf(token).flatMap(dangersOf);
  const text = textOf(token);
  if (token.type === 'image' || token.type === 'html' || token.type === 'def') return [token.raw, ...inside];
  if (token.type === 'link' && !/^https?:\/\/[^\s<>]+$/i.test(String(token.href)))
    return [token.raw, ...inside];
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text))
    return [token.raw, ...inside];
  // An entity that a reader would make an unseen character of.
  if (
    token.type === 'text' &&
    inside.length === 0 &&
    childrenOf(token).length === 0 &&
    /&(?:#(?!9[13];)|lrm;|rlm;|zw|shy;)/i.test(text)
  )
    return [token.raw, ...inside];
  return inside;
}

/** What a leaf shows. */
export function textOf(token: Token): string {
  return 'text' in token ? String(token.text) : '';
}

function childrenOf(token: Token): Token[] {
  const {
    tokens = [],
    items = [],
    header = [],
    rows = [],
  } = token as {
    tokens?: Token[];
    items?: Token[];
    header?: { tokens: Token[] }[];
    rows?: { tokens: Token[] }[][];
  };
  return [...tokens, ...items, ...[...header, ...rows.flat()].flatMap((cell) => cell.tokens)];
}
