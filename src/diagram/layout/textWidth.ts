import { visible } from '../../wording/visible.ts';

/**
 * How wide text is, without a DOM. The widths are those of DejaVu Sans, in hundredths of the font size;
 * of the fonts that editors and browsers show it is among the widest, so that what fits here fits there.
 */

/** From the space (32) to the tilde (126). */
const regular =
  '32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 53 100 68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 84 50 50 61 63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84'
    .split(' ')
    .map(Number);
const bold =
  '35 46 52 84 70 100 87 31 46 46 52 84 38 42 38 37 70 70 70 70 70 70 70 70 70 70 40 40 84 84 84 58 100 77 76 73 83 68 68 82 84 37 37 77 64 100 84 85 73 85 77 72 68 81 77 110 77 72 73 46 37 46 84 50 50 67 72 59 72 68 44 72 71 34 34 67 34 104 71 69 72 72 49 60 48 71 65 92 65 65 58 71 37 71 84'
    .split(' ')
    .map(Number);
const others: Readonly<Record<string, number>> = { '×': 84, '·': 38, '→': 84, '…': 100, '−': 84 };
/** Accented Latin, Greek and Cyrillic letters. */
const LETTER = 72;
/** Ideographs, symbols, emoji. */
const WIDE = 104;

export interface Font {
  readonly size: number;
  readonly bold?: boolean;
}

/** In pixels at zoom 1. */
export function textWidth(text: string, font: Font): number {
  let hundredths = 0;
  for (const character of text) hundredths += widthOf(character, font);
  return (hundredths * font.size) / 100;
}

/** In hundredths of the font size. */
function widthOf(character: string, { bold: isBold }: Font): number {
  const table = isBold ? bold : regular;
  const code = character.codePointAt(0) ?? 0;
  return table[code - 32] ?? others[character] ?? (code < 0x590 ? LETTER : WIDE);
}

/** The text as it is seen, or as much of its beginning as is no wider than `width`, and `…`. */
export function fitted(written: string, font: Font, width: number): string {
  const text = visible(written);
  const most = (width * 100) / font.size;
  let hundredths = 0;
  /** How much of the text fits with the ellipsis behind it. */
  let kept = 0;
  let at = 0;
  for (const character of text) {
    hundredths += widthOf(character, font);
    if (hundredths > most) {
      const [first = ''] = text;
      return `${text.slice(0, Math.max(kept, first.length)).trimEnd()}…`;
    }
    at += character.length;
    if (hundredths + widthOf('…', font) <= most) kept = at;
  }
  return text;
}
