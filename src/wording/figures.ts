/**
 * Numbers and shapes as they are shown: three significant digits with K, M, G; `×` in shapes on screen. What is not
 * known (undefined) is `?`.
 */

/** What is shown of a figure that is not known. */
export const unknown = '?';

export const unknownNote = 'What is ? is not known, as it follows a mistake.';

const prefixes = ['', 'K', 'M', 'G', 'T', 'P'] as const;

/** `25.6 M`, `118 M`, `9.41 K`, `427`: three significant digits, the prefix a power of 1000. Whole numbers below 1000 stay whole. */
export function short(value: number | undefined): string {
  if (value === undefined) return unknown;
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) < 1000) {
    if (Number.isInteger(value)) return String(value);
    return String(Number(value.toPrecision(3)));
  }
  let scaled = value;
  let power = 0;
  // 999,950 would round to 1000 K, and reads 1.00 M.
  while (Math.abs(Number(scaled.toPrecision(3))) >= 1000 && power < prefixes.length - 1) {
    scaled /= 1000;
    power++;
  }
  const digits = Number(scaled.toPrecision(3));
  const whole = Math.abs(digits) >= 100 ? 0 : Math.abs(digits) >= 10 ? 1 : 2;
  return `${digits.toFixed(whole)} ${prefixes[power] ?? ''}`;
}

/** One for all: to make one takes longer than to use it a hundred times. */
const figures = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

/** `25,557,032` */
export function exact(value: number | undefined): string {
  return value === undefined ? unknown : figures.format(value);
}

/** `106 MB`, powers of 1000 as disks and papers count. */
export function shortBytes(bytes: number | undefined): string {
  if (bytes === undefined) return unknown;
  const text = short(bytes);
  return /[A-Z]$/.test(text) ? `${text}B` : `${text} B`;
}

/** `224×224×3`, `1000` */
export function shapeOnScreen(dimensions: readonly number[] | undefined): string {
  return dimensions?.join('×') ?? unknown;
}

/** One number for a square, else `7×5`. */
export function extent([height, width]: readonly [number, number]): string {
  return height === width ? trimmed(height) : `${trimmed(height)}×${trimmed(width)}`;
}

/** Why a receptive field is not known, though no mistake is before it. */
export const lostFields = {
  scattered: 'A Reshape moves values across rows and columns, so that a position sees no window',
  long: 'What positions see repeats only after more of them than are followed',
  holes: 'What positions see leaves out some between others, in more layers than are followed',
} as const;

type Sides = readonly [number, number];

/** How large a receptive field is: `7`, `188 to 204, by position`, `global`. */
export function fieldSize(
  field: { readonly size: Sides; readonly smallest?: Sides | undefined } | 'global' | undefined,
  sides: (size: Sides) => string = extent,
): string {
  if (field === undefined) return unknown;
  if (field === 'global') return field;
  const { size, smallest } = field;
  return smallest ? `${sides(smallest)} to ${sides(size)}, by position` : sides(size);
}

/** `2.8 %`; below a tenth of a percent `<0.1 %`. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return '0\u00a0%';
  if (value < 0.1) return '<0.1\u00a0%';
  return `${value >= 10 ? value.toFixed(0) : Number(value.toFixed(1))}\u00a0%`;
}

/** `87.9 %`, as measured shares are compared. */
export const percentToTenth = (share: number): string => `${(share * 100).toFixed(1)} %`;

const trimmed = (value: number): string => String(Number(value.toFixed(2)));
