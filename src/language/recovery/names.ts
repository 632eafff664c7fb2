/** What is named by a step or a branch. */
import { covering, replaceAt } from '../tokens/runs.ts';
import type { Token } from '../tokens/token.ts';
import type { Rule } from '../tree/grammarParser.ts';
import type { Failure, Reading, Repair } from './failure.ts';

/** `a, b = Split(2)`, `[a, b] = Split(2)`: each name is bound to what stands there, as far as that is known. */
export function severalNames({ rule, tokens, at }: Failure): Repair | undefined {
  const equals = tokens.findIndex(({ kind }) => kind === '=');
  const left = tokens.slice(0, equals);
  const names = left.filter(({ kind }) => kind === 'ID');
  const [first] = left;
  const last = left.at(-1);
  const [name, next] = names;
  if (rule === 'Let' || at > equals || !first || !last || !name || !next) return undefined;
  if (!left.every(({ kind }) => ['ID', ',', '[', ']', '(', ')'].includes(kind))) return undefined;
  if (left.filter(({ kind }) => kind === ',').length < names.length - 1) return undefined;
  const mistake = {
    code: 'not-a-name',
    message: `\`=\` names one branch: what goes several ways is a branch each, as in \`${name.image} = …\` and \`${next.image} = …\`.`,
    range: covering(first, last),
  };
  const value = tokens.slice(equals);
  if (names.length > 2 || value.length < 2) return { mistake, tokens: [], leftOut: true };
  return { mistake, tokens: [name, ...value], rest: [next, ...value], guess: true };
}

/** `Conv(8, 3) as "stem"` */
export function nameInQuotes({ tokens, at, found, before }: Failure): Repair | undefined {
  const name = found?.kind === 'TEXT' ? found.image.slice(1, -1) : '';
  if (!found || before?.kind !== 'as' || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
  return {
    mistake: {
      code: 'malformed-name',
      message: `A name stands without quotes: \`${name}\`.`,
      range: found,
      covers: true,
      fixes: [{ title: `Write \`${name}\``, range: found, text: name }],
    },
    tokens: replaceAt(tokens, at, { ...found, kind: 'ID', image: name }),
  };
}

/** `x <- Conv(64, 3)` */
export function arrowLeft(rule: Rule, tokens: readonly Token[]): Reading | undefined {
  if (rule !== 'FlowStatement' && rule !== 'Branch') return undefined;
  const [name, less, minus, ...value] = tokens;
  if (name?.kind !== 'ID' || less?.kind !== '<' || minus?.kind !== '-' || less.end !== minus.start)
    return undefined;
  const range = covering(less, minus);
  return {
    mistake: {
      code: 'foreign-operator',
      message: `A branch is named with \`=\`: \`${name.image} = …\`.`,
      range,
      fixes: [{ title: 'Write `=`', range, text: '=' }],
    },
    tokens: [name, { ...less, kind: '=', image: '=', end: minus.end }, ...value],
  };
}
