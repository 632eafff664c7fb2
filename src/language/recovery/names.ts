/** What is named by a step or a branch. */
import { covering, replaceAt } from '../tokens/runs.ts';
import type { ReadingRule, RepairRule } from './failure.ts';

/** `a, b = Split(2)`, `[a, b] = Split(2)`: each name is bound to what stands there, as far as that is known. */
export const severalNames: RepairRule = {
  code: 'not-a-name',
  at: ['FlowStatement', 'Branch', 'RecipeEntry'],
  examples: [['a, b = Slice(0, 2)'], ['[a, b] = Slice(0, 2)']],
  before: ['commaBetweenSteps', 'leftOfEquals'],
  repair({ tokens, at }) {
    const equals = tokens.findIndex(({ kind }) => kind === '=');
    const left = tokens.slice(0, equals);
    const names = left.filter(({ kind }) => kind === 'ID');
    const [first] = left;
    const last = left.at(-1);
    const [name, next] = names;
    if (at > equals || !first || !last || !name || !next) return undefined;
    if (!left.every(({ kind }) => ['ID', ',', '[', ']', '(', ')'].includes(kind))) return undefined;
    if (left.filter(({ kind }) => kind === ',').length < names.length - 1) return undefined;
    const mistake = {
      message: `\`=\` names one branch: what goes several ways is a branch each, as in \`${name.image} = …\` and \`${next.image} = …\`.`,
      range: covering(first, last),
    };
    const value = tokens.slice(equals);
    if (names.length > 2 || value.length < 2) return { mistake, tokens: [], leftOut: true };
    return { mistake, tokens: [name, ...value], rest: [next, ...value], guess: true };
  },
};

export const nameInQuotes: RepairRule = {
  code: 'malformed-name',
  at: 'any',
  examples: [['Conv(8, 3) as "stem"', 'Conv(8, 3) as stem']],
  repair({ tokens, at, found, before }) {
    const name = found?.kind === 'TEXT' ? found.image.slice(1, -1) : '';
    if (!found || before?.kind !== 'as' || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
    return {
      mistake: {
        message: `A name stands without quotes: \`${name}\`.`,
        range: found,
        covers: true,
        fixes: [{ title: `Write \`${name}\``, range: found, text: name }],
      },
      tokens: replaceAt(tokens, at, { ...found, kind: 'ID', image: name }),
    };
  },
};

export const arrowLeft: ReadingRule = {
  code: 'foreign-operator',
  at: ['FlowStatement', 'Branch'],
  examples: [['x <- Conv(64, 3)', 'x = Conv(64, 3)']],
  read(tokens) {
    const [name, less, minus, ...value] = tokens;
    if (name?.kind !== 'ID' || less?.kind !== '<' || minus?.kind !== '-' || less.end !== minus.start)
      return undefined;
    const range = covering(less, minus);
    return {
      mistake: {
        message: `A branch is named with \`=\`: \`${name.image} = …\`.`,
        range,
        fixes: [{ title: 'Write `=`', range, text: '=' }],
      },
      tokens: [name, { ...less, kind: '=', image: '=', end: minus.end }, ...value],
    };
  },
};
