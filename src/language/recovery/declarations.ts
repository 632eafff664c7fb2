/** The first line of a block or network, and types that other languages give. */
import { behind, closing, covering, listText } from '../tokens/runs.ts';
import { inserted, quoted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import type { Repair, RepairRule } from './failure.ts';

const types: ReadonlySet<string> = new Set([
  ...['int', 'Int', 'integer', 'float', 'Float', 'number', 'bool', 'boolean', 'str', 'string', 'String'],
  ...['list', 'tuple', 'Tensor', 'tensor', 'any', 'Any', 'Layer'],
]);

export const typedParameters: RepairRule = {
  code: 'default-colon',
  at: ['Block', 'Network'],
  examples: [['block Unit(channels: int, stride: int = 1) { }', 'block Unit(channels, stride = 1) { }']],
  before: ['defaultColon'],
  repair(failure) {
    const { tokens, at, found, bracketAt } = failure;
    if (found?.kind !== ':' || bracketAt !== 2 || !types.has(tokens[at + 1]?.image ?? '')) return undefined;
    const close = closing(tokens, 2);
    const isType = (index: number) =>
      tokens[index]?.kind === ':' && types.has(tokens[index + 1]?.image ?? '');
    const kept = tokens.filter((_, index) => index > close || (!isType(index) && !isType(index - 1)));
    const open = tokens[2]!;
    const last = tokens[close];
    const before = tokens[at - 1];
    const type = tokens[at + 1];
    if (!last || !before || !type) return undefined;
    const text = `(${listText(kept.slice(3, closing(kept, 2))).replaceAll(' ,', ',')})`;
    return {
      mistake: {
        message: `A parameter has a name and perhaps a default, \`stride = 1\`, but no type: \`${before.image}\`.`,
        range: covering(found, type),
        fixes: [{ title: `Write \`${text}\``, range: covering(open, last), text }],
      },
      tokens: kept,
    };
  },
};

export const typedLet: RepairRule = {
  code: 'default-colon',
  at: ['Let'],
  examples: [['let width: int = 8', 'let width = 8']],
  before: ['defaultColon'],
  repair({ tokens, at, found, before }) {
    const type = tokens[at + 1];
    if (at !== 2 || found?.kind !== ':' || !before || !types.has(type?.image ?? '') || !type)
      return undefined;
    const range = covering(found, type);
    return {
      mistake: {
        message: `A value has a name, but no type: \`let ${before.image} = …\`.`,
        range,
        fixes: [{ title: 'Remove the type', range, text: '' }],
      },
      tokens: tokens.toSpliced(at, 2),
    };
  },
};

export const declarationHeader: RepairRule = {
  code: 'unexpected',
  at: ['Block', 'Network'],
  examples: [
    ['network A extends B { }', 'network A { }'],
    ['block A(c) -> Map { }', 'block A(c) { }'],
    ['block A c, d { }', 'block A(c, d) { }'],
  ],
  before: ['beforeBody', 'strayFlow'],
  repair(failure) {
    const { tokens, at, found, before, bracket } = failure;
    const brace = tokens.findIndex(({ kind }) => kind === '{');
    const [keyword, name] = tokens;
    const last = tokens[brace - 1];
    if (!found || !before || !last || bracket || brace <= at) return undefined;
    const given = tokens.slice(at, brace);
    const without = (message: string): Repair => ({
      mistake: {
        message,
        range: covering(found, last),
        fixes: [{ title: 'Remove it', range: { start: before.end, end: last.end }, text: '' }],
      },
      tokens: [...tokens.slice(0, at), ...tokens.slice(brace)],
    });
    const shown = given.length <= 4 ? `\`${listText(given)}\`` : quoted(found);
    if (found.image === 'extends' || (found.kind === ':' && at === 2) || found.kind === '<')
      return without(`${shown} cannot stand here: nothing is built on another; what they share is a block.`);
    if (found.kind === '->')
      return without(`${shown} cannot stand here: what a block gives out is known from its body.`);
    const isParameters =
      found.kind === 'ID' && given.every(({ kind }) => ['ID', ',', '=', 'NUMBER'].includes(kind));
    if (!isParameters || at !== 2 || !keyword || !name) return undefined;
    return {
      mistake: {
        message: `Parameters stand in parentheses: \`${keyword.image} ${name.image}(${parameters(given)})\`.`,
        range: covering(found, last),
        fixes: [
          {
            title: 'Add the parentheses',
            range: { start: behind(name).start, end: last.end },
            text: `(${parameters(given)})`,
          },
        ],
      },
      tokens: [
        keyword,
        name,
        inserted('(', name),
        ...given.flatMap((token, index) =>
          beginsNext(given, index) ? [inserted(',', given[index - 1]!), token] : [token],
        ),
        inserted(')', last),
        ...tokens.slice(brace),
      ],
    };
  },
};

/** `a b`: another name without a comma. */
const beginsNext = (given: readonly Token[], index: number): boolean =>
  given[index]?.kind === 'ID' && (given[index - 1]?.kind === 'ID' || given[index - 1]?.kind === 'NUMBER');

const parameters = (given: readonly Token[]): string =>
  given
    .map(
      (token, index) =>
        (beginsNext(given, index)
          ? ', '
          : token.kind === 'ID' && index > 0 && given[index - 1]?.kind === ','
            ? ' '
            : '') + (token.kind === '=' ? ' = ' : token.image),
    )
    .join('');

export const nameWithSigns: RepairRule = {
  code: 'malformed-name',
  at: ['Network', 'Block'],
  examples: [['network Res-Net { }', 'network Res_Net { }']],
  repair({ tokens, at, found }) {
    const [, first] = tokens;
    if (at !== 2 || !first || !found) return undefined;
    if (found.kind !== '-' && found.kind !== '.' && found.kind !== '/') return undefined;
    let end = at;
    while (
      end < tokens.length &&
      tokens[end]!.start === tokens[end - 1]!.end &&
      !'({'.includes(tokens[end]!.kind)
    ) {
      end++;
    }
    const last = tokens[end - 1];
    if (!last || end === at) return undefined;
    const range = covering(first, last);
    const meant = tokens
      .slice(1, end)
      .map(({ kind, image }) => (kind === '-' || kind === '.' || kind === '/' ? '_' : image))
      .join('');
    return {
      mistake: {
        message: `A name is made of letters, digits and \`_\`: \`${meant}\`.`,
        range,
        fixes: [{ title: `Write \`${meant}\``, range, text: meant }],
      },
      tokens: [...tokens.slice(0, 2), ...tokens.slice(end)],
      guess: true,
    };
  },
};
