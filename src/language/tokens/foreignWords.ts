/**
 * What people write out of habit from other languages and from word processors, and how it is written
 * here. Each is one mistake with a fix, and is then read as it was meant.
 */
import type { TokenKind } from './token.ts';
import type { MistakeCode } from '../../syntax/codes.ts';
import { shortened } from '../../wording/visible.ts';

interface ForeignWord {
  readonly code: MistakeCode;
  readonly message: string;
  readonly title: string;
  /** What the fix writes. */
  readonly written: string;
  /** The tokens that it is read as; none where it is just left out. */
  readonly kinds: readonly TokenKind[];
  readonly atStatementOnly: boolean;
}

const replaced = (
  word: string,
  meant: string,
  kinds: readonly TokenKind[],
  message: string,
  atStatementOnly = true,
): [string, ForeignWord] => [
  word,
  { code: 'foreign-word', message, title: `Write \`${meant}\``, written: meant, kinds, atStatementOnly },
];

export const foreignWords: ReadonlyMap<string, ForeignWord> = new Map([
  replaced('True', 'true', ['true'], '`True` is written `true`.', false),
  replaced('False', 'false', ['false'], '`False` is written `false`.', false),
  replaced('elif', 'else if', ['else', 'if'], '`elif` is written `else if`.'),
  replaced('elseif', 'else if', ['else', 'if'], '`elseif` is written `else if`.'),
  replaced('def', 'block', ['block'], 'A block is declared with `block`, not `def`.'),
  replaced('class', 'block', ['block'], 'A block is declared with `block`, not `class`.'),
  replaced('function', 'block', ['block'], 'A block is declared with `block`, not `function`.'),
  replaced('assert', 'expect', ['expect'], 'What must be true is stated with `expect`, not `assert`.'),
  replaced('const', 'let', ['let'], 'A value is named with `let`, not `const`.'),
  replaced('var', 'let', ['let'], 'A value is named with `let`, not `var`.'),
  [
    'return',
    {
      code: 'foreign-word',
      message: '`return` is not needed: the last value of a body is its output.',
      title: 'Remove `return`',
      written: '',
      kinds: [],
      atStatementOnly: true,
    },
  ],
]);

interface ForeignOperator {
  readonly written: string;
  readonly kind: TokenKind;
  readonly meant: string;
  readonly message: string;
}

/** `x += 1`: a statement that means nothing here, and is left out once that is said. */
export const changesInPlace = (written: string): boolean => /^(?:\*\*|\/\/|[-+*/%])=$/.test(written);

const operator = (written: string, meant: TokenKind, message?: string): ForeignOperator => ({
  written,
  kind: meant,
  meant,
  message: message ?? `\`${written}\` is written \`${meant}\`.`,
});

const onceMessage = (written: string): string =>
  `\`${written}\` does not exist: a name is bound once, with \`=\`; what is changed gets a name of its own.`;

const handsOn = (written: string): ForeignOperator =>
  operator(written, '->', `A step hands its result on with \`->\`, not \`${written}\`.`);

/** Longer ones before those that they begin with. `!` stands for none where `=` follows. */
const foreignOperators: readonly ForeignOperator[] = [
  ...['-->', '==>', '>>>', '>>', '|>', '–>', '—>', '−>'].map(handsOn),
  operator('===', '=='),
  operator('!==', '!='),
  ...['**=', '//=', '+=', '-=', '*=', '/=', '%=', ':='].map((each) => operator(each, '=', onceMessage(each))),
  operator('&&', 'and'),
  operator('&', 'and'),
  operator('||', 'or'),
  operator('!', 'not'),
  operator('<>', '!='),
  operator('=>', '->'),
  handsOn('|'),
  operator('^', '**', 'A power is written `**`.'),
  ...[...'→⟶⇒⟹⇨⇾↦⟼➔➙➛➜➝➞➡➤➨►▶▸'].map((arrow) => operator(arrow, '->')),
  operator('×', '*'),
  operator('·', '*'),
  operator('÷', '/'),
  operator('−', '-'),
  operator('–', '-'),
  operator('—', '-'),
  operator('≤', '<='),
  operator('≥', '>='),
  operator('≠', '!='),
];

/** By what they begin with: looked up at every sign of a text. */
export const foreignByFirst = new Map<string, ForeignOperator[]>();
for (const each of foreignOperators) {
  const first = each.written.charAt(0);
  foreignByFirst.set(first, [...(foreignByFirst.get(first) ?? []), each]);
}

const meanings = new Map<string, string>(foreignOperators.map((each) => [each.written, each.meant]));

/** What an operator of the tree means, however it was written. A single `=` is there only where it was said to be `==`. */
export function meaning(written: string): string {
  return written === '=' ? '==' : (meanings.get(written) ?? written);
}

/** Signs of Chinese and Japanese keyboards, and what they stand for. */
export const wideSigns: ReadonlyMap<string, TokenKind> = new Map([
  ...(['（(', '）)', '，,', '、,', '：:', '；;', '＝=', '［[', '］]', '｛{', '｝}'] as const).map(
    ([wide = '', sign = '']) => [wide, sign as TokenKind] as const,
  ),
]);

export const foreignCharacters = {
  /** What ends a run of unknown characters. */
  known: /[\s\p{L}\p{N}_"'#()[\]{}<>=+\-*/%.,:;?!&|^]/u,

  message(found: string): string {
    const shown = shortened(found, 20);
    if (/[“”„«»‘’`]/u.test(found)) return `Texts stand between straight quotes, \`"…"\`, not \`${shown}\`.`;
    if (found === '\\') return 'A line needs no `\\` to go on: end it with an operator, or open a bracket.';
    if (found === '@') return '`@` has no meaning here.';
    return `\`${shown}\` has no meaning in a \`.cnn\` file.`;
  },
};
