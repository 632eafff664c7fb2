import { expect } from 'vitest';
import { formatText } from '../../../src/language/format/format.ts';
import { lex } from '../../../src/language/tokens/lexer.ts';
import { SyntaxMistakes } from '../../../src/language/syntaxMistakes.ts';
import { parse } from '../shown.ts';

export const lexed = (text: string) => lex(text, new SyntaxMistakes('', text.length));
export const written = (text: string): string[] => lexed(text).tokens.map(({ image }) => image);
/** Comments with the number of tokens before each. */
const commented = (text: string): string[] => {
  const { tokens, comments } = lexed(text);
  return comments.map(({ start, end }) => {
    const before = tokens.filter((token) => token.start < start).length;
    return `${before} ${text.slice(start, end).replace(/^#\s*/, '').trimEnd()}`;
  });
};

/** A tree or a list of mistakes without where things stand. */
export const meaning = (text: string): string => {
  const { file, mistakes } = parse(text);
  const places = new Set(['range', 'header', 'start', 'end', 'location', 'fixes', 'related', 'uri']);
  return JSON.stringify([file, mistakes], (key, value: unknown) => (places.has(key) ? undefined : value));
};

/** What must hold of every text. */
export function checkFormatting(text: string): void {
  const once = formatText(text);
  expect(written(once)).toEqual(written(text));
  expect(commented(once)).toEqual(commented(text));
  expect(meaning(once)).toBe(meaning(text));
  expect(formatText(once)).toBe(once);
}

const random = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** Other white space wherever it means nothing; near columns of the author's, lines only get another indentation. */
export function mangled(text: string, seed: number): string {
  const below = random(seed);
  const touches = /[\p{L}\p{N}_.]/u;
  const isAligned = (line: string | undefined): boolean => / {2,}\S|[([] /.test(line?.trim() ?? '');
  const all = text.split('\n');
  const lines = all.map((line, number) => {
    const inner = line.trim();
    const indent = [' '.repeat(below(9)), '\t'.repeat(below(4)), ''][below(3)] ?? '';
    if (inner === '') return ['', '   ', '\n', '\t\n  \n'][below(4)];
    const trailing = ['', ' ', '\t', '    '][below(4)] ?? '';
    const near = all.slice(Math.max(0, number - 3), number + 4);
    if (inner.startsWith('#') || near.some(isAligned)) return indent + inner + trailing;
    const { tokens } = lexed(inner);
    // Rows next to each other are not made wider, or they might line up.
    const mayWiden = number % 8 === 0;
    const parts = tokens.map((token, at) => {
      const before = tokens[at - 1];
      if (!before) return token.image;
      const apart =
        (touches.test(before.image.at(-1)!) && touches.test(token.image.charAt(0))) ||
        `${before.kind}${token.kind}`.match(/^(\/\/?|\*\*?|<|>|=|!|-)(\/|\*|=|>)/) !== null;
      const wide = mayWiden && below(3) === 0 ? 15 + below(50) : 0;
      const isPadding = /[([]/.test(before.kind);
      return ' '.repeat(Math.max(wide, apart ? 1 : isPadding ? 0 : below(2))) + token.image;
    });
    return indent + parts.join('') + trailing;
  });
  return `\n\n${lines.join('\n').trimEnd()}${'\n'.repeat(below(4))}`;
}
