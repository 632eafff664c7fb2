/** Ways in which a text goes wrong under somebody's fingers, or under nobody's. */
import type { Draw } from './draw.ts';
import { isBlank, piecesOf, solidIndexes } from './pieces.ts';

/** Texts to take words, lines and ends from. */
export type Donors = readonly string[];
type Mutation = (text: string, draw: Draw, donors: Donors) => string;

const extremes = [
  ...['0', '-1', '1', '2.5', '-0.0', '1e308', '1e-308', '1e400', '9007199254740993', '4294967296'],
  ...[
    '1000000000',
    '65537',
    '99999999999999999999',
    '0.1',
    '1x1',
    '1000000x1000000',
    '[]',
    '[0]',
    '1e',
    '0x0',
  ],
  ...['2 ** 99999', '0 / 0', '1 // 0', '-1 ** 0.5', '3G', '1_000', '1__0', 'true', '"a"', '[[1, 2], [3]]'],
];
const brackets = ['(', ')', '[', ']', '{', '}'];
const strange = [
  '\u0000',
  '\ud83d',
  '\udc00',
  '😀',
  '\u202e',
  'é',
  'е',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '×',
  '−',
  '“',
  '→',
  'ﬁ',
];
const wrappers: readonly (readonly [string, string])[] = [
  ['repeat 3 {', '}'],
  ['repeat 2 as again {', '}'],
  ['for each in [1, 2, 3] {', '}'],
  ['if input.channels > 3 {', '} else { ReLU }'],
  ['auxiliary(weight: 0.3) {', '}'],
  ['block Wrapped(n = 1) {', '}'],
  ['Add(Identity,', ')'],
  ['side = (', ')'],
];

function atPiece(change: (pieces: string[], at: number, draw: Draw, donors: Donors) => void): Mutation {
  return (text, draw, donors) => {
    const pieces = piecesOf(text);
    const solid = solidIndexes(pieces);
    if (solid.length === 0) return text;
    change(pieces, draw.pick(solid), draw, donors);
    return pieces.join('');
  };
}

function atLine(change: (lines: string[], at: number, draw: Draw, donors: Donors) => void): Mutation {
  return (text, draw, donors) => {
    const lines = text.split('\n');
    change(lines, draw.below(lines.length), draw, donors);
    return lines.join('\n');
  };
}

/** A word or sign of one of the texts. */
export function foreignPiece(draw: Draw, donors: Donors): string {
  const pieces = piecesOf(draw.pick(donors)).filter((each) => !isBlank(each));
  return pieces.length > 0 ? draw.pick(pieces) : 'Conv';
}

const foreignLine = (draw: Draw, donors: Donors): string => draw.pick(draw.pick(donors).split('\n'));

/** Words of the language in no order. */
export function soup(draw: Draw, donors: Donors, length: number): string {
  return Array.from({ length }, () => {
    const word = draw.chance(0.2) ? draw.pick([...brackets, ...extremes]) : foreignPiece(draw, donors);
    return word + draw.pick([' ', ' ', '', '\n', '\n  ']);
  }).join('');
}

/** Characters of all of Unicode, lone surrogates too. */
export function noise(draw: Draw, length: number): string {
  return Array.from({ length }, () => {
    if (draw.chance(0.2)) return draw.pick(strange);
    return String.fromCharCode(draw.chance(0.7) ? 32 + draw.below(96) : draw.below(65_536));
  }).join('');
}

const mutations: readonly Mutation[] = [
  atPiece((pieces, at) => pieces.splice(at, 1)),
  atPiece((pieces, at) => pieces.splice(at, 0, pieces[at]!)),
  atPiece((pieces, at, draw) => {
    const other = draw.pick(solidIndexes(pieces));
    [pieces[at], pieces[other]] = [pieces[other]!, pieces[at]!];
  }),
  atPiece((pieces, at, draw, donors) => (pieces[at] = foreignPiece(draw, donors))),
  atPiece((pieces, at, draw, donors) => pieces.splice(at, 0, `${foreignPiece(draw, donors)} `)),
  // A name of the same file in place of another one: what is meant changes, and it still parses.
  atPiece((pieces, at, draw) => {
    const names = pieces.filter((each) => /^[A-Za-z_]/.test(each));
    if (names.length > 0) pieces[at] = draw.pick(names);
  }),
  (text, draw) => {
    const pieces = piecesOf(text);
    const numbers = pieces.flatMap((each, index) => (/^\d/.test(each) ? [index] : []));
    if (numbers.length > 0) pieces[draw.pick(numbers)] = draw.pick(extremes);
    return pieces.join('');
  },
  (text, draw) => {
    const pieces = piecesOf(text);
    const found = pieces.flatMap((each, index) => (brackets.includes(each) ? [index] : []));
    if (found.length === 0 || draw.chance(0.3))
      pieces.splice(draw.below(pieces.length), 0, draw.pick(brackets));
    else pieces[draw.pick(found)] = draw.chance(0.5) ? '' : draw.pick(brackets);
    return pieces.join('');
  },
  atLine(
    (lines, at, draw) =>
      (lines[at] = draw.pick(['', ' ', '    ', '\t', '          ']) + lines[at]!.trimStart()),
  ),
  atLine((lines, at) => lines.splice(at, 1)),
  atLine((lines, at) => lines.splice(at, 0, lines[at]!)),
  atLine((lines, at, draw) =>
    lines.splice(draw.below(lines.length), 0, ...lines.splice(at, 1 + draw.below(4))),
  ),
  atLine((lines, at) => lines.splice(at, 2, `${lines[at]!} ${(lines[at + 1] ?? '').trim()}`)),
  atLine((lines, at, draw, donors) => lines.splice(at, 0, foreignLine(draw, donors))),
  atLine((lines, at, draw) => {
    const [before, after] = draw.pick(wrappers);
    lines[at] = `${before}\n${lines[at]!}\n${after}`;
  }),
  (text, draw) => text.slice(0, draw.below(text.length + 1)),
  (text, draw) => text.slice(draw.below(text.length + 1)),
  (text, draw) => {
    const from = draw.below(text.length + 1);
    return text.slice(0, from) + text.slice(from + draw.below(60));
  },
  (text, draw, donors) => {
    const other = draw.pick(donors);
    return text.slice(0, draw.below(text.length + 1)) + other.slice(draw.below(other.length + 1));
  },
  (text, draw) => inserted(text, draw, noise(draw, 1 + draw.below(5))),
  (text, draw, donors) => inserted(text, draw, soup(draw, donors, 1 + draw.below(8))),
  (text, draw) =>
    draw.chance(0.3) ? text.replaceAll('\n', draw.pick(['\r\n', '\r', '\n\n', ' '])) : `\ufeff${text}`,
];

function inserted(text: string, draw: Draw, put: string): string {
  const at = draw.below(text.length + 1);
  return text.slice(0, at) + put + text.slice(at);
}

/** The text with a few things done to it; most often one or two. */
export function mutated(text: string, draw: Draw, donors: Donors, most = 5): string {
  let now = text;
  for (let count = 1 + Math.floor(draw.unit() ** 2 * most); count > 0; count--)
    now = draw.pick(mutations)(now, draw, donors);
  return now;
}

/** The texts on the way of somebody who writes, pastes, deletes and takes back, each one event of the editor. */
export function typed(text: string, draw: Draw, donors: Donors): string[] {
  const at = draw.below(text.length + 1);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (draw.below(4)) {
    case 0: {
      const put = draw.chance(0.5) ? foreignPiece(draw, donors) : `\n  ${foreignLine(draw, donors).trim()}`;
      const step = Math.max(1, Math.ceil(put.length / 6));
      const lengths = Array.from({ length: Math.ceil(put.length / step) }, (_, index) => (index + 1) * step);
      return lengths.map((length) => before + put.slice(0, length) + after);
    }
    case 1: {
      const most = 1 + draw.below(8);
      return Array.from({ length: most }, (_, index) => before.slice(0, -1 - index) + after);
    }
    case 2: {
      const changed = mutated(text, draw, donors, 2);
      return [changed, text];
    }
    default:
      return [mutated(text, draw, donors)];
  }
}
