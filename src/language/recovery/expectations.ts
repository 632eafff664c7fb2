/** Statements that are written as if they were something else; recovery.ts tries each. */
import { quantities } from '../../network/expansion/expectation.ts';
import type { Failure, Repair } from './recovery.ts';
import { listText } from './lists.ts';
import { covering } from '../tokens/runs.ts';
import { quoted } from '../tokens/token.ts';

const inBraces: ReadonlySet<string> = new Set(['if', 'repeat', 'for', 'auxiliary']);

/** `Conv(8, 3) -> repeat 3 { … }` */
export function statementAfterArrow({ tokens, at, found, before, bracket }: Failure): Repair | undefined {
  if (!found || before?.kind !== '->' || bracket || !inBraces.has(found.kind)) return undefined;
  const last = tokens[at - 2];
  if (!last || !tokens.slice(at).some(({ kind }) => kind === '{')) return undefined;
  const range = { start: last.end, end: found.start };
  return {
    mistake: {
      code: 'two-statements',
      message: `${quoted(found)} begins a statement of its own: it belongs on a new line, without an arrow before it.`,
      range: found,
      fixes: [{ title: 'Begin a new line', range, text: `\n${' '.repeat(found.indent)}` }],
    },
    tokens: tokens.slice(0, at - 1),
    rest: tokens.slice(at),
  };
}

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

/** `expect a.channels == 64` */
export function sizeExpected({ rule, tokens, found }: Failure): Repair | undefined {
  const [, value, , member] = tokens;
  if (rule !== 'Expect' || found?.kind !== '.' || found !== tokens[2] || !value || !member) return undefined;
  return {
    mistake: {
      code: 'unknown-quantity',
      message: `What is expected is one of ${quantities.join(', ')} of the network, not the size of a value in it.`,
      range: covering(value, member),
    },
    tokens: [],
    leftOut: true,
  };
}

/** `expect params: 314`, `expect params is 314`, `expect(params == 314)`, `expect accuracy > 90%` */
export function expectationSign({ rule, tokens, at, found }: Failure): Repair | undefined {
  const [keyword, quantity, sign, ...value] = tokens;
  const last = tokens.at(-1);
  if (rule !== 'Expect' || !keyword || !quantity || !last) return undefined;
  if (quantity.kind === '(' && last.kind === ')' && at === 1) {
    return {
      mistake: {
        code: 'unexpected',
        message: 'An expectation stands without parentheses, as in `expect params == 25_557_032`.',
        range: quantity,
        fixes: [
          {
            title: 'Remove the parentheses',
            range: covering(quantity, last),
            text: ` ${listText(tokens.slice(2, -1))}`,
          },
        ],
      },
      tokens: [keyword, ...tokens.slice(2, -1)],
    };
  }
  if (last.kind === '%' && found === undefined && !quantities.some((name) => name === quantity.image)) {
    return {
      mistake: {
        code: 'unknown-quantity',
        message: `There is no quantity ${quantity.image} to expect: ${quantities.join(', ')}.`,
        range: quantity,
      },
      tokens: [],
      leftOut: true,
    };
  }
  const isWord = sign?.kind === 'ID' && /^(?:is|equals|be|equal)$/.test(sign.image);
  if (!sign || value.length === 0 || (sign.kind !== ':' && !isWord) || at > 3) return undefined;
  return {
    mistake: {
      code: 'equals-in-condition',
      message: `Two values are compared with \`==\`, not with ${quoted(sign)}.`,
      range: sign,
      fixes: [{ title: 'Write `==`', range: { start: quantity.end, end: sign.end }, text: ' ==' }],
    },
    tokens: [keyword, quantity, { ...sign, kind: '==', image: '==' }, ...value],
  };
}
