/** What stands outside of every declaration, or inside of one as Python has it, and what begins a declaration. */
import { findLayer } from '../../layers/catalogue.ts';
import type { SyntaxMistake } from '../syntaxMistakes.ts';
import { declarationKeywords, inserted } from '../tokens/token.ts';
import type { Token, Unit } from '../tokens/token.ts';

/** `x = Conv2D(…)`, `layers = nn.Sequential(…)`, and what follows something else outside: no value of the file. */
export function isStray(tokens: readonly Token[], stray: boolean): boolean {
  if (stray) return true;
  const [callee, next] = tokens.slice(tokens[2]?.kind === '[' ? 3 : 2);
  if (callee?.kind !== 'ID' || findLayer(callee.image)) return false;
  return next?.kind === '.' || (next?.kind === '(' && /^\p{Lu}|Layer$/u.test(callee.image));
}

/** A name whose value is not known. */
export function asUnknown(name: Token, equals: Token): Token[] {
  const word: Token = { ...name, kind: 'let', end: name.start + 1, image: 'l' };
  return [word, name, equals, inserted('MISSING', equals)];
}

export const holdsMethods = ({ tokens }: Unit): boolean =>
  tokens.some(({ body }) => body?.some((unit) => unit.tokens[0]?.image === 'def'));

/** PyTorch's `class Net(nn.Module):` */
export function program(tokens: readonly Token[], first: Token): SyntaxMistake {
  const name = tokens[1]?.image ?? 'Net';
  return {
    code: 'foreign-word',
    message: `A network is no class: \`network ${name} { … }\` holds its input and then its steps, one to a line.`,
    range: { start: first.start, end: tokens[1]?.end ?? first.end },
    covers: { start: first.start, end: tokens.at(-1)?.end ?? first.end },
  };
}

/** Python's `def forward(self, x):` in a body. */
export function method(tokens: readonly Token[], first: Token, last: Token): SyntaxMistake {
  const name = tokens[1]?.image ?? 'def';
  return {
    code: 'misplaced-declaration',
    message: `There are no methods, such as \`${name}\`: the steps stand in the body itself, one after the other.`,
    range: { start: first.start, end: Math.max(last.end, tokens.at(-2)?.end ?? 0) },
    covers: true,
  };
}

/** A declaration, or something that is one once its keyword is spelt right. */
export function isDeclaration({ tokens }: Unit): boolean {
  const [first, second] = tokens;
  if (first === undefined) return false;
  if (first.kind === 'let' || declarationKeywords.has(first.kind)) return true;
  const isPythonImport = first.image === 'from' && tokens.some(({ kind }) => kind === 'import');
  return first.kind === 'ID' && (second?.kind === 'ID' || isPythonImport);
}
