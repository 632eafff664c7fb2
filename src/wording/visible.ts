/**
 * Text of others, made fit to be looked at: what shows nothing, moves the cursor, or turns the text around it about is
 * written in figures (`<U+202E>`), so that what is seen is what is there.
 */

/**
 * Signs that show nothing where they do their proper work: within an emoji, and between letters of scripts whose
 * letters join. (Between letters of Latin, Greek and Cyrillic they only hide.)
 */
const atWork = [
  String.raw`\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?)*`,
  String.raw`[0-9#*]\ufe0f?\u20e3`,
  String.raw`(?<=(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\p{L}\p{M}])[\u200c\u200d](?=\p{L})`,
].join('|');

/** Controls, format characters (the bidirectional marks are of them), line separators, halves of characters, fillers. */
const unseenSet = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]`;

const unseen = new RegExp(unseenSet, 'u');
const keptOrUnseen = new RegExp(`(${atWork})|${unseenSet}`, 'gu');
const unseenInLines = new RegExp(`(${atWork}|[\\t\\n])|${unseenSet}`, 'gu');

/** `U+202E` */
export function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

const shown = (found: string, kept: string | undefined): string => kept ?? `<${codePoint(found)}>`;

/** One line: ends of lines and tabs become a blank. */
export function visible(text: string): string {
  if (!unseen.test(text)) return text;
  return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ').replace(keptOrUnseen, shown);
}

/** Lines stay lines, ended by `\n`, and tabs tabs. */
export function visibleLines(text: string): string {
  if (!unseen.test(text)) return text;
  return text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(unseenInLines, shown);
}

/** At most so many UTF-16 units, the last one `…` where something was left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  // A character is not cut in half.
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** JSON as `JSON.stringify` writes it, with what shows nothing written as `\u202e`: the same value to whoever reads it. */
export function visibleJson(value: unknown, indent?: number): string {
  const written = JSON.stringify(value, undefined, indent);
  return written.replace(new RegExp(`(\\n)|${unseenSet}`, 'gu'), (found, kept: string | undefined) =>
    kept === undefined
      ? Array.from({ length: found.length }, (_, index) => escapedUnit(found.charCodeAt(index))).join('')
      : kept,
  );
}

const escapedUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
