/** Imports as other languages write them. */
import { covering, insertAt, stepText } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import { withWord } from './failure.ts';
import type { RepairRule } from './failure.ts';

const written = 'An import is written `import { Name } from "./file.cnn"`.';

/** An import of names of which nothing is known, and nothing more is said: without a path. */
function ofNothing(keyword: Token, names: readonly Token[]): Token[] {
  const last = names.at(-1);
  if (!last) return [];
  return [
    { ...keyword, kind: 'import' },
    inserted('{', keyword),
    ...names.flatMap((name) => [name, inserted(',', name)]),
    inserted('}', last),
    inserted('from', last),
    { ...inserted('TEXT', last), image: '"' },
  ];
}

/** The names after an `import` or in its braces, each as the file calls it: what stands behind `as` where there is one. */
function namesIn(tokens: readonly Token[]): Token[] {
  return tokens.filter(
    ({ kind }, index) =>
      kind === 'ID' && (tokens[index + 1]?.kind !== 'as' || tokens[index + 2]?.kind !== 'ID'),
  );
}

export const pythonImport: RepairRule = {
  code: 'foreign-import',
  at: 'any',
  examples: [
    ['from blocks import Unit', 'import { Unit } from "./blocks.cnn"'],
    ['from .parts.blocks import Unit, Stem', 'import { Unit, Stem } from "./parts/blocks.cnn"'],
  ],
  before: ['statementOnSameLine', 'stepsWithoutArrow'],
  repair({ tokens }) {
    const [first] = tokens;
    const last = tokens.at(-1);
    const at = tokens.findIndex(({ kind }) => kind === 'import');
    if (first?.image !== 'from' || !last || at < 0) return undefined;
    const path = tokens.slice(1, at).map(({ image }) => image);
    const module = path.join('').replace(/^\.+/, '');
    const imported = tokens.slice(at + 1).filter(({ kind }) => kind !== '(' && kind !== ')');
    const names = imported.every(({ kind }) => kind === 'ID' || kind === ',') ? namesIn(imported) : [];
    const text = `import { ${names.map(({ image }) => image).join(', ')} } from "./${module.replaceAll('.', '/')}.cnn"`;
    const range = covering(first, last);
    const isPlain = names.length > 0 && /^\w+(\.\w+)*$/.test(module);
    return {
      mistake: {
        message: isPlain ? `An import is written \`${text}\`.` : written,
        range,
        ...(isPlain && { fixes: [{ title: `Write \`${text}\``, range, text }] }),
      },
      tokens: ofNothing(first, namesIn(imported)),
    };
  },
};

export const importOfFile: RepairRule = {
  code: 'import-braces',
  at: ['Import'],
  examples: [['import "./blocks.cnn"']],
  before: ['emptyPlace'],
  repair({ at, found }) {
    if (at !== 1 || found?.kind !== 'TEXT') return undefined;
    return {
      mistake: {
        message: `An import names what it takes, in braces: \`import { Name } from ${found.image}\`.`,
        range: found,
      },
      tokens: [],
    };
  },
};

export const wholeImport: RepairRule = {
  code: 'foreign-import',
  at: ['Import'],
  examples: [['import torch.nn as nn']],
  before: ['emptyPlace'],
  repair({ tokens, at, found }) {
    const [first] = tokens;
    const last = tokens.at(-1);
    if (at !== 1 || !first || !last) return undefined;
    if (found?.kind !== 'ID' || tokens.some(({ kind }) => kind === 'from')) return undefined;
    return {
      mistake: {
        message: `${written.slice(0, -1)}; layers need none.`,
        range: covering(first, last),
      },
      tokens: [],
    };
  },
};

export const importOfAll: RepairRule = {
  code: 'import-braces',
  at: ['Import'],
  examples: [['import * from "./blocks.cnn"']],
  before: ['emptyPlace'],
  repair({ at, found }) {
    if (at !== 1 || found?.kind !== '*') return undefined;
    return {
      mistake: {
        message: 'An import names what it takes, in braces: `import { Name } from "…"`.',
        range: found,
      },
      tokens: [],
    };
  },
};

export const importAs: RepairRule = {
  code: 'foreign-import',
  at: ['Import'],
  examples: [['import { A as B } from "./blocks.cnn"', 'import { A } from "./blocks.cnn"']],
  repair({ tokens, at, found, before }) {
    const name = tokens[at + 1];
    if (found?.kind !== 'as' || before?.kind !== 'ID' || name?.kind !== 'ID') return undefined;
    const close = tokens.findIndex(({ kind }) => kind === '}');
    const aliases = tokens
      .slice(at, close)
      .filter((token, index, all) => all[index - 1]?.kind === 'as' && token.kind === 'ID');
    return {
      mistake: {
        message: `An import brings a name as it is, without \`as\`: here it is called \`${before.image}\`, too.`,
        range: covering(found, name),
        fixes: [
          {
            title: `Remove \`as ${name.image}\``,
            range: { start: before.end, end: name.end },
            text: '',
          },
        ],
      },
      tokens: tokens.filter(
        ({ kind }, index) => index > close || (kind !== 'as' && tokens[index - 1]?.kind !== 'as'),
      ),
      rest: ofNothing(tokens[0]!, aliases),
    };
  },
};

export const importWithoutFile: RepairRule = {
  code: 'incomplete',
  at: ['Import'],
  examples: [['import { A }']],
  repair({ expected, found, before }) {
    if (expected !== 'from' || found || !before) return undefined;
    return {
      mistake: {
        message: 'The file to import from is missing: `import { Name } from "./file.cnn"`.',
        range: before,
      },
      tokens: [],
    };
  },
};

export const importWithoutFrom: RepairRule = {
  code: 'missing-word',
  at: ['Import'],
  examples: [['import { A } "./blocks.cnn"', 'import { A } from "./blocks.cnn"']],
  repair(failure) {
    const { expected } = failure;
    return expected === 'from' ? withWord(failure, 'from') : undefined;
  },
};

export const importWithoutBraces: RepairRule = {
  code: 'import-braces',
  at: ['Import'],
  examples: [['import A, B from "./blocks.cnn"', 'import { A, B } from "./blocks.cnn"']],
  before: ['emptyPlace'],
  repair({ tokens, at, found, before, bracket, expected }) {
    if (expected !== '{' || found?.kind !== 'ID' || !before || bracket) return undefined;
    const end = tokens.findIndex((token) => token.kind === 'from');
    const last = tokens[end - 1];
    if (end < 0 || last === undefined) return undefined;
    const range = covering(found, last);
    return {
      mistake: {
        message: 'The imported names stand in braces: `import { Name } from "…"`.',
        range,
        fixes: [{ title: 'Add the braces', range, text: `{ ${stepText(tokens.slice(at, end))} }` }],
      },
      tokens: insertAt(insertAt(tokens, end, inserted('}', last)), at, inserted('{', before)),
      guess: true,
    };
  },
};
