/** What only Python has: functions without a name, lists made by a loop, dictionaries; recovery.ts tries each. */
import type { Failure, Repair } from './recovery.ts';
import { closing, listText } from './lists.ts';
import { covering } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';

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
