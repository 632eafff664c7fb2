/**
 * The room gives words and figures fit for where they are shown: Markdown, terminals, notices, numbers, near names,
 * other frameworks' names. It never imports another room.
 */
import { shortened, visible, visibleLines } from './visible.ts';

/**
 * Markdown that is shown in the editor. The type is made by the functions of this file only, and they take text of
 * others (names, values, paths, messages) as text: whatever it holds, it makes no link, image, HTML or structure.
 * Comments of the source, which are Markdown themselves, come in by `documentation.ts`.
 */
class Made {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** As it is sent to the editor. */
  get source(): string {
    return this.#source;
  }

  get isEmpty(): boolean {
    return this.#source === '';
  }
}

export type { Made as Markdown };

/** Longer texts are cut: nobody reads them in a hover, and editors take long over long lines. */
const longestText = 1_000;
const longestCode = 8_000;

/** inMarkdown`**${name}** of ${codeSpan(owner)}`: what is Markdown stays, all else is text. */
export function inMarkdown(parts: TemplateStringsArray, ...given: readonly (string | number | Made)[]): Made {
  const inside = given.map((each) =>
    each instanceof Made ? each.source : typeof each === 'number' ? escaped(String(each)) : escaped(each),
  );
  return new Made(parts.map((part, index) => part + (inside[index] ?? '')).join(''));
}

/** Running text of any length, such as that of a comment. */
export function prose(text: string): Made {
  return new Made(escaped(text, text.length));
}

/** Text on one line, each sign that Markdown would read escaped. */
function escaped(text: string, most = longestText): string {
  return (
    shortened(visible(shortened(text, most)), 8 * most)
      .replace(/ {2,}/g, ' ')
      .replace(/[\\`*[\]<>~|!@]|&(?=[#\p{L}]|$)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/|$)/gu, '\\$&')
      .replace(/www\./gi, (found) => `${found.slice(0, -1)}\\.`)
      // What begins a heading, a list or an underline where it comes first on its line.
      .replace(/^( ?)([#+=-])(?=[\s#=-]|$)/, '$1\\$2')
      .replace(/^( ?\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
  );
}

/** `text` as code, whatever backticks it holds. */
export function codeSpan(text: string): Made {
  const inside = shortened(visible(text), longestText);
  if (inside.trim() === '') return new Made('');
  const fence = '`'.repeat(longestRun(inside) + 1);
  // One blank at both ends is taken away again by whoever reads it.
  const padded = /^[` ]|[` ]$/.test(inside) ? ` ${inside} ` : inside;
  return new Made(fence + padded + fence);
}

/** Lines of code behind a fence that nothing in them closes. */
export function codeBlock(text: string, language = 'cnn'): Made {
  const inside = shortened(visibleLines(text), longestCode);
  const fence = '`'.repeat(Math.max(3, longestRun(inside) + 1));
  return new Made(`${fence}${language.replace(/[^\w+#-]/g, '')}\n${inside}\n${fence}`);
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);
}

/** A link to a place of the web; any other address leaves the text alone. */
export function linked(text: Made, address: string): Made {
  const href = webAddress(address);
  if (href === undefined) return text;
  const shown = text.isEmpty ? escaped(href) : text.source;
  // The editor's parser loses a link whose text holds escaped brackets.
  const label = shown.replace(/\\\[/g, '&#91;').replace(/\\\]/g, '&#93;');
  return new Made(`[${label}](${href.replaceAll('&', '&amp;')})`);
}

/** As a link holds it; undefined for what is no `http` or `https`, and for one that shows another host than it leads to. */
function webAddress(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { href, username, password } = new URL(address);
  if (username !== '' || password !== '' || href.length > 2_000) return undefined;
  return href.replace(/[^\w.~:/?#@!$&+,;=%-]/g, (sign) =>
    encodeURIComponent(sign).replace(/[()*']/g, hexadecimal),
  );
}

const hexadecimal = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

/** One after the other in a line, or with line ends between them in the separator. */
export function joined(parts: readonly Made[], separator: ', ' | ' ' | '\n' | '' = ''): Made {
  return new Made(parts.map(({ source }) => source).join(separator));
}

/** The next line of the same paragraph. */
export const lineBreak = new Made('\\\n');

/** Parts with an empty line between them; those that are absent or empty are left out. */
export function paragraphs(...parts: readonly (Made | undefined)[]): Made {
  return between(parts, '\n\n');
}

/** Parts that a line divides, such as what two declarations have to say. */
export function sections(parts: readonly Made[]): Made {
  return between(parts, '\n\n---\n\n');
}

function between(parts: readonly (Made | undefined)[], separator: string): Made {
  return new Made(parts.flatMap((part) => (part && !part.isEmpty ? part.source : [])).join(separator));
}

/** A list; items may have lines of their own. Numbered from `first` where that is given. */
export function bullets(items: readonly Made[], first?: number): Made {
  const lines = items.map(({ source }, index) => {
    const mark = first === undefined ? '-' : `${first + index}.`;
    return `${mark} ${source.replace(/\n(?!\n|$)/g, `\n${' '.repeat(mark.length + 1)}`)}`;
  });
  return new Made(lines.join('\n'));
}

export function quoted({ source }: Made): Made {
  return new Made(source.replace(/^/gm, '> '));
}

/** A table of GitHub's kind; each row has a cell a column. */
export function table(head: readonly Made[], rows: readonly (readonly Made[])[]): Made {
  const line = (cells: readonly Made[]): string =>
    `| ${head.map((_, column) => cellText(cells[column])).join(' | ')} |`;
  return new Made([line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n'));
}

/** A bar inside of code can't be escaped for every reader; as an entity it ends no cell. */
function cellText(cell: Made | undefined): string {
  return (cell?.source ?? '').replace(/\s+/g, ' ').replace(/(?<!\\)((?:\\\\)*)\|/g, '$1&#124;');
}
