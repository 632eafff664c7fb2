const piece =
  /#[^\n]*|"(?:[^"\\\n]|\\.)*"|\d[\w.]*|[A-Za-z_]\w*|->|==|!=|<=|>=|\*\*|\/\/|\r?\n[ \t]*|[ \t]+|[^]/gu;

/** A text as words, signs, comments, blanks, and line ends with the indentation behind them: joined, it is whole. */
export const piecesOf = (text: string): string[] => text.match(piece) ?? [];

export const isBlank = (text: string): boolean => text.trim() === '';

/** The indexes of the pieces that are something. */
export function solidIndexes(pieces: readonly string[]): number[] {
  return pieces.flatMap((each, index) => (isBlank(each) ? [] : [index]));
}
