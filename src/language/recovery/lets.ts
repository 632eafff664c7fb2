/** Values and functions with a name, as other languages write them. */
import { closing, covering, listText } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { ReadingRule, RepairRule } from './failure.ts';

export const lambda: RepairRule = {
  code: 'foreign-word',
  at: ['Let'],
  examples: [['let double = lambda x: x * 2', 'let double(x) = x * 2']],
  before: ['stepsWithoutArrow'],
  repair({ tokens }) {
    const [keyword, name, , word] = tokens;
    const colon = tokens.findIndex(({ kind }) => kind === ':');
    const parameters = tokens.slice(4, colon);
    const last = parameters.at(-1);
    const sign = tokens[colon];
    if (word?.image !== 'lambda' || !keyword || !name || !last || !sign) return undefined;
    if (!parameters.every(({ kind }) => kind === 'ID' || kind === ',')) return undefined;
    const text = `${name.image}(${listText(parameters)}) =`;
    return {
      mistake: {
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
  },
};

/** The most names that are given elements of a list. */
const mostElements = 8;

/** `let [a, b] = list`, `let a, b = list`: read as if each name had been given its element. */
export const letPattern: RepairRule = {
  code: 'let-pattern',
  at: ['Let'],
  examples: [
    ['let [a, b] = [1, 2]', 'let a = ([1, 2])[0]\nlet b = ([1, 2])[1]'],
    ['let a, b = [1, 2]', 'let a = ([1, 2])[0]\nlet b = ([1, 2])[1]'],
  ],
  repair({ tokens, at }) {
    const equals = tokens.findIndex(({ kind }) => kind === '=');
    const [keyword, first] = tokens;
    const last = tokens[equals - 1];
    const value = tokens.slice(equals + 1);
    if (at > 2 || !keyword || !first || !last || value.length === 0) return undefined;
    const signs = tokens.slice(1, equals);
    const names = signs.filter(({ kind }) => kind === 'ID');
    const isPattern = signs.every(({ kind }) => ['ID', ',', '[', ']', '(', ')'].includes(kind));
    if (!isPattern || names.length < 2 || names.length > mostElements) return undefined;
    if (signs.filter(({ kind }) => kind === ',').length < names.length - 1) return undefined;
    const range = covering(first, last);
    const end = value.at(-1)!;
    const single = value.length === 1;
    const elements = names.map((name, index) => [
      keyword,
      name,
      tokens[equals]!,
      ...(single ? value : [inserted('(', last), ...value, inserted(')', end)]),
      inserted('[', end),
      { ...inserted('NUMBER', end), image: String(index) },
      inserted(']', end),
    ]);
    const written = single ? end.image : `(${listText(value)})`;
    const text = names
      .map(({ image }, index) => `let ${image} = ${written}[${index}]`)
      .join(`\n${' '.repeat(keyword.indent)}`);
    return {
      mistake: {
        message:
          '`let` names one value, as in `let a = list[0]`; a list is taken apart by `for [a, b] in …` only.',
        range,
        fixes: [{ title: 'Write a `let` for each', range: covering(keyword, end), text }],
      },
      tokens: elements[0]!,
      rest: elements.slice(1).flat(),
      guess: true,
    };
  },
};

export const arrowFunction: ReadingRule = {
  code: 'foreign-word',
  at: ['Let'],
  examples: [['let double = (x) => x * 2', 'let double(x) = x * 2']],
  read(tokens) {
    const [keyword, name, equals, open] = tokens;
    const arrow = tokens.findIndex(({ kind, image }) => kind === '->' && image === '=>');
    const sign = tokens[arrow];
    if (arrow < 4 || !keyword || !name || equals?.kind !== '=' || !open || !sign) return undefined;
    const isBracketed = open.kind === '(' && closing(tokens, 3) === arrow - 1;
    const parameters = isBracketed ? tokens.slice(4, arrow - 1) : tokens.slice(3, arrow);
    if (!parameters.every(({ kind }) => kind === 'ID' || kind === ',') || (!isBracketed && arrow > 4))
      return undefined;
    const text = `${name.image}(${listText(parameters)}) =`;
    const value = tokens.slice(arrow + 1);
    return {
      mistake: {
        message: `A function is written \`let ${text} …\`, without \`=>\`.`,
        range: covering(open, sign),
        fixes: [{ title: `Write \`let ${text}\``, range: covering(name, sign), text }],
        covers: true,
      },
      tokens: [
        keyword,
        name,
        inserted('(', name),
        ...parameters,
        inserted(')', parameters.at(-1) ?? name),
        { ...sign, kind: '=', image: '=' },
        ...(value.length > 0 && value[0]?.kind !== '{' ? value : [inserted('MISSING', sign)]),
      ],
    };
  },
};
