import type { MarkedToken, Token, Tokens } from 'marked';
import { lexer } from 'marked';
import type { Markdown } from './markdown.ts';
import {
  bullets,
  codeBlock,
  codeSpan,
  joined,
  lineBreak,
  linked,
  inMarkdown,
  paragraphs,
  prose,
  quoted,
  table,
} from './markdown.ts';
import { shortened } from './visible.ts';

/** Longer comments are cut: what is shown is read, and readers of Markdown take long over some texts. */
const longestComment = 4_000;
/** Signs that make structure; a text of more of them is no prose, and is shown as it is. */
const mostSigns = 400;
/** A line that begins with more signs of lists and quotes than these loses the rest of them. */
const longestLead = 40;
const deepest = 8;

const known = new Map<string, Markdown>();
const mostKnown = 500;

/**
 * A comment of the source, which is Markdown of its author: emphasis, lists, tables, code and links to the web stay;
 * images leave their text, other links theirs; HTML is dropped. The parser is the editor's own, so that what it reads
 * in the result is what was allowed here.
 */
export function documentation(comment: string): Markdown {
  const text = shortened(comment, longestComment);
  let made = known.get(text);
  if (!made) {
    made = allowedPart(text);
    if (known.size >= mostKnown) known.clear();
    known.set(text, made);
  }
  return made;
}

function allowedPart(text: string): Markdown {
  if ((text.match(/[*_[\]!`~<>&]/g) ?? []).length > mostSigns) return codeBlock(text, 'text');
  const lead = new RegExp(`^([\\s>*+.)\\d-]{${longestLead}})[\\s>*+.)\\d-]+`, 'gm');
  try {
    return blocks(lexer(text.replace(lead, '$1')), 0);
  } catch (error) {
    // What is nested too deep for the parser.
    if (!(error instanceof RangeError)) throw error;
    return codeBlock(text, 'text');
  }
}

function blocks(tokens: readonly Token[], depth: number): Markdown {
  return paragraphs(...tokens.map((token) => block(token as MarkedToken, depth)));
}

function block(token: MarkedToken, depth: number): Markdown | undefined {
  if (depth > deepest) return prose(token.raw);
  switch (token.type) {
    case 'paragraph':
      return inline(token.tokens, depth);
    case 'text':
      return token.tokens ? inline(token.tokens, depth) : prose(withoutEntities(token.text));
    case 'heading':
      return joined([headings[token.depth - 1] ?? headings[5], inline(token.tokens, depth, true)], ' ');
    case 'code':
      return codeBlock(token.text, /^[\w+#-]+/.exec(token.lang ?? '')?.[0] ?? 'text');
    case 'blockquote':
      return quoted(blocks(token.tokens, depth + 1));
    case 'list':
      return list(token, depth);
    case 'table':
      return table(
        token.header.map((cell) => inline(cell.tokens, depth, true)),
        token.rows.map((row) => row.map((cell) => inline(cell.tokens, depth, true))),
      );
    case 'hr':
      return inMarkdown`***`;
    case 'html':
    case 'def':
    case 'space':
      return undefined;
    default:
      return inline([token], depth);
  }
}

const headings = [
  inMarkdown`#`,
  inMarkdown`##`,
  inMarkdown`###`,
  inMarkdown`####`,
  inMarkdown`#####`,
  inMarkdown`######`,
] as const;

function list({ items, ordered, start, loose }: Tokens.List, depth: number): Markdown {
  const made = items.map(({ tokens: [first, ...others] }) => {
    const box = first?.type === 'checkbox' ? inline([first], depth) : undefined;
    const rest = box || !first ? others : [first, ...others];
    const [begin, ...parts] = rest.flatMap((token) => block(token as MarkedToken, depth + 1) ?? []);
    if (box || begin) parts.unshift(joined([box, begin].filter((part) => part !== undefined)));
    return loose ? paragraphs(...parts) : joined(parts, '\n');
  });
  return bullets(made, ordered ? Number(start) || 1 : undefined);
}

/** @param oneLine of a heading or a cell, which a line's end would end */
function inline(tokens: readonly Token[], depth: number, oneLine = false): Markdown {
  return joined(tokens.map((token) => span(token as MarkedToken, depth + 1, oneLine)));
}

function span(token: MarkedToken, depth: number, oneLine: boolean): Markdown {
  if (depth > deepest) return prose(token.raw);
  switch (token.type) {
    case 'text':
      return token.tokens ? inline(token.tokens, depth, oneLine) : prose(withoutEntities(token.text));
    case 'escape':
      return prose(token.text);
    case 'codespan':
      return codeSpan(token.text);
    case 'strong':
      return inMarkdown`**${inline(token.tokens, depth, oneLine)}**`;
    case 'em':
      return inMarkdown`*${inline(token.tokens, depth, oneLine)}*`;
    case 'del':
      return inMarkdown`~~${inline(token.tokens, depth, oneLine)}~~`;
    case 'br':
      return oneLine ? inMarkdown` ` : lineBreak;
    case 'link':
      return linked(inline(token.tokens, depth, oneLine), token.href);
    case 'image':
      return prose(withoutEntities(token.text));
    case 'checkbox':
      return prose(token.checked ? '[x] ' : '[ ] ');
    case 'html':
      return inMarkdown``;
    default:
      return prose(token.raw);
  }
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** `&lt;` as the sign that it stands for; what is not known here is shown as it is written. */
function withoutEntities(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (whole, name, decimal, hexadecimal) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
      const code = decimal === undefined ? parseInt(String(hexadecimal), 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
