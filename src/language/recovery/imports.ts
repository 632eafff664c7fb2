/** Imports as other languages write them. */
import { covering } from '../tokens/runs.ts';
import { inserted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { Failure, Repair } from './failure.ts';

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

/** `from blocks import X`, `from .parts.blocks import X as Y` */
export function pythonImport({ tokens }: Failure): Repair | undefined {
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
      code: 'foreign-import',
      message: isPlain ? `An import is written \`${text}\`.` : written,
      range,
      ...(isPlain && { fixes: [{ title: `Write \`${text}\``, range, text }] }),
    },
    tokens: ofNothing(first, namesIn(imported)),
  };
}

/** `import torch.nn as nn`, `import "./blocks.cnn"` */
export function wholeImport({ rule, tokens, at, found }: Failure): Repair | undefined {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (rule !== 'Import' || at !== 1 || !first || !last || !found) return undefined;
  if (found.kind === 'TEXT') {
    return {
      mistake: {
        code: 'import-braces',
        message: `An import names what it takes, in braces: \`import { Name } from ${found.image}\`.`,
        range: found,
      },
      tokens: [],
    };
  }
  if (found.kind !== 'ID' || tokens.some(({ kind }) => kind === 'from')) return undefined;
  return {
    mistake: {
      code: 'foreign-import',
      message: `${written.slice(0, -1)}; layers need none.`,
      range: covering(first, last),
    },
    tokens: [],
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

/** `import { A as B } from "./blocks.cnn"` */
export function importAs({ rule, tokens, at, found, before }: Failure): Repair | undefined {
  const name = tokens[at + 1];
  if (rule !== 'Import' || found?.kind !== 'as' || before?.kind !== 'ID' || name?.kind !== 'ID')
    return undefined;
  const close = tokens.findIndex(({ kind }) => kind === '}');
  const aliases = tokens
    .slice(at, close)
    .filter((token, index, all) => all[index - 1]?.kind === 'as' && token.kind === 'ID');
  return {
    mistake: {
      code: 'foreign-import',
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
}
