/** What only Python has: ranges, functions without a name, lists made by a loop, dictionaries; recovery.ts tries each. */
import type { Rule } from './grammarParser.ts';
import type { Failure, Repair } from './recovery.ts';
import { closing, listText } from './recoveryHabits.ts';
import { covering } from './tokenEdits.ts';
import { inserted } from './tokens.ts';
import type { Token } from './tokens.ts';

/** `for i in range(3) { … }`, which can be read, but as a function that nobody has. */
export function countedByRange(
  rule: Rule,
  tokens: readonly Token[],
): Pick<Repair, 'mistake' | 'tokens'> | undefined {
  const [first, index, word, range, open] = tokens;
  if (rule !== 'For' || range?.image !== 'range' || open?.kind !== '(' || word?.kind !== 'in')
    return undefined;
  const close = closing(tokens, 4);
  const inside = tokens.slice(5, close);
  const last = tokens[close];
  if (!first || !index || !last || inside.length === 0 || inside.some(({ kind }) => kind === ','))
    return undefined;
  const text = `repeat ${listText(inside)} as ${index.image}`;
  return {
    mistake: {
      code: 'for-list',
      message: `There are no ranges: a loop that counts is \`${text} { … }\`, from 0.`,
      range: covering(range, last),
      fixes: [{ title: `Write \`${text}\``, range: covering(first, last), text }],
    },
    tokens: [
      { ...first, kind: 'repeat' },
      ...inside,
      { ...word, kind: 'as' },
      index,
      ...tokens.slice(close + 1),
    ],
  };
}

/** `let f = lambda x: x * 2` */
export function lambda({ rule, tokens }: Failure): Repair | undefined {
  const [keyword, name, , word] = tokens;
  const colon = tokens.findIndex(({ kind }) => kind === ':');
  const parameters = tokens.slice(4, colon);
  const last = parameters.at(-1);
  const sign = tokens[colon];
  if (rule !== 'Let' || word?.image !== 'lambda' || !keyword || !name || !last || !sign) return undefined;
  if (!parameters.every(({ kind }) => kind === 'ID' || kind === ',')) return undefined;
  const text = `${name.image}(${listText(parameters)}) =`;
  return {
    mistake: {
      code: 'foreign-word',
      message: `A function is written \`let ${text} …\`, without \`lambda\`.`,
      range: covering(word, sign),
      fixes: [{ title: `Write \`let ${text}\``, range: covering(name, sign), text }],
    },
    tokens: [
      keyword,
      name,
      inserted('(', name),
      ...parameters,
      inserted(')', last),
      { ...sign, kind: '=' },
      ...tokens.slice(colon + 1),
    ],
  };
}

/** `[16 * i for i in range(3)]` */
export function comprehension({ tokens, found, bracket, bracketAt }: Failure): Repair | undefined {
  const end = closing(tokens, bracketAt);
  const last = tokens[end];
  if (found?.kind !== 'for' || bracket?.kind !== '[' || !last) return undefined;
  return {
    mistake: {
      code: 'unexpected',
      message:
        'No loop stands in a list: write its elements out, or a function of their number, as in `let width(i) = 16 * i`.',
      range: covering(found, last),
    },
    tokens: tokens.toSpliced(bracketAt, end + 1 - bracketAt, {
      ...inserted('MISSING', last),
      start: bracket.start,
    }),
    guess: true,
  };
}

/** `{"width": 16}` */
export function dictionary({ tokens, at, found, before, bracket }: Failure): Repair | undefined {
  const isValue = before?.kind === '=' || (bracket && /^[(,:[]$/.test(before?.kind ?? ''));
  if (found?.kind !== '{' || !before || !isValue || found.startsLine) return undefined;
  return {
    mistake: {
      code: 'stray-body',
      message:
        'There are no dictionaries: each value has a name of its own by `let`, several make a list, `[ … ]`.',
      range: covering(found, tokens[at + 1] ?? found),
    },
    tokens: tokens.toSpliced(at, 2, inserted('MISSING', before)),
    guess: true,
  };
}

/** `import * from "./blocks.cnn"` */
export function importOfAll({ rule, at, found }: Failure): Repair | undefined {
  if (rule !== 'Import' || at !== 1 || found?.kind !== '*') return undefined;
  return {
    mistake: {
      code: 'import-braces',
      message: 'An import names what it takes, in braces: `import { Name } from "…"`.',
      range: found,
    },
    tokens: [],
  };
}
