import type { DeclaredBlock } from '../../../network/fileScope.ts';
import type { CallExpression, Expression, Range } from '../../../syntax/tree.ts';
import { bindingIn, bindingsOf } from '../../names/bindings.ts';
import type { Understanding } from '../../../workspace/understanding.ts';
import { argumentText } from './convolutions.ts';
import { freeName } from './currentValue.ts';
import { defaultArguments, idleConditions } from './needless.ts';
import { importChange, togetherAtOnePlace } from './importing.ts';
import type { NameUse } from './names.ts';
import { holds, namesUsed } from './names.ts';
import { argumentOf } from './places.ts';
import type { StatementPlace } from './places.ts';
import type { Change, Site } from './site.ts';
import { withChanges } from './trial.ts';

/** What is written where a block's body uses a parameter. */
interface Given {
  readonly text: string;
  readonly kind: Expression['kind'];
  readonly isDimensions: boolean;
  /** A flow that gives a value: it must not be run more than once. */
  readonly isValue: boolean;
}

export interface Refusing {
  readonly refused: string;
}

/** A block's body as it reads in the place of a call. */
export interface Substitution {
  /** A part of the block's text with arguments, new names and `input` filled in. */
  text(range: Range, also?: readonly Change[]): string;
  /** The new name of one that the body binds. */
  renamed(name: string): string;
  /** Values that the call makes, to be named once, before the body. */
  readonly values: readonly { readonly name: string; readonly text: string }[];
  /** What must be imported. */
  readonly imports: readonly Change[];
}

const operators: ReadonlySet<Expression['kind']> = new Set(['binary', 'unary', 'conditional', 'flow']);

/** Fills a call's arguments into the block's body. `input`: what the call's current value is called, if that is needed. */
export function substitution(
  site: Site,
  block: DeclaredBlock,
  expression: Expression,
  place: StatementPlace,
  input: string | undefined,
): Substitution | Refusing {
  const { declaration, file } = block;
  const uses = namesUsed(declaration, declaration.range);
  const inBody = uses.filter(({ range }) => range.start >= declaration.body.range.start);
  const renames = newNames(site, block, place, input);
  const given = new Map<string, Given>();
  const values: { name: string; text: string }[] = [];
  const call = expression.kind === 'call' ? expression : undefined;
  let needless: readonly Change[] = [];
  for (const parameter of declaration.parameters) {
    const { name } = parameter.name;
    const found = argumentFor(site, block, call, name);
    if (!found && !parameter.default) return { refused: `The call gives no ${name}.` };
    const one = found ?? ofDefault(parameter.default);
    const isUsed = inBody.some((use) => isParameter(block, use) && use.name === name);
    if (one.isValue && isUsed) {
      const named = freeName(
        site,
        name,
        place,
        new Set([...renames.values(), ...values.map((each) => each.name)]),
      );
      values.push({ name: named, text: one.text });
      given.set(name, { text: named, kind: 'name', isDimensions: false, isValue: false });
    } else given.set(name, one);
  }

  const filled = ({ start }: Range): string | undefined => {
    const use = uses.find((each) => each.range.start === start);
    return use && isParameter(block, use) ? given.get(use.name)?.text : undefined;
  };
  needless = [...defaultArguments(block, filled), ...idleConditions(block, filled)].map((range): Change => ({
    uri: file.uri,
    ...range,
    text: '',
  }));

  function ofDefault(expression: Expression | undefined): Given {
    const range = expression?.range ?? { start: 0, end: 0 };
    return givenOf(expression, filledIn(range));
  }

  function filledIn(range: Range, also: readonly Change[] = []): string {
    const dropped = needless.filter((each) => !also.some((other) => holds(other, each)));
    const whole = [...also, ...dropped.filter((each) => holds(range, each))];
    const changes: Change[] = [...whole];
    const change = ({ start, end }: Range, text: string): void => {
      if (holds(range, { start, end }) && !whole.some((each) => holds(each, { start, end })))
        changes.push({ uri: file.uri, start, end, text });
    };
    for (const use of uses) {
      if (isParameter(block, use)) change(use.range, substituted(given.get(use.name), use));
      else if (use.name === 'input' && !use.binding) change(use.range, input ?? 'input');
      else if (use.binding) change(use.range, renames.get(use.name) ?? use.name);
    }
    for (const { name, kind, scope } of bindingsOf(declaration)) {
      const isOwn = kind === 'parameter' && scope.start === declaration.range.start;
      if (!isOwn) change(name.range, renames.get(name.name) ?? name.name);
    }
    const { text } = file.parsed;
    const moved = changes.map((each) => ({
      ...each,
      start: each.start - range.start,
      end: each.end - range.start,
    }));
    return withChanges(text.slice(range.start, range.end), moved);
  }

  const imports = importsFor(site, block, inBody, place);
  if ('refused' in imports) return imports;
  return { text: filledIn, renamed: (name) => renames.get(name) ?? name, values, imports: imports.changes };
}

const isParameter = ({ declaration }: DeclaredBlock, { binding }: NameUse): boolean =>
  binding?.kind === 'parameter' && binding.scope.start === declaration.range.start;

function argumentFor(
  site: Site,
  { declaration }: DeclaredBlock,
  call: CallExpression | undefined,
  name: string,
): Given | undefined {
  const names = declaration.parameters.map((parameter) => parameter.name.name);
  const argument = call && argumentOf(call, names, name);
  if (!argument) return undefined;
  const found = givenOf(argument.value, argumentText(site, argument));
  const first = argument.value.kind === 'flow' ? argument.value.steps[0]?.expression : undefined;
  const bound =
    first?.kind === 'name'
      ? bindingIn(declarationOf(site, first.range), first.name, first.range.start)
      : undefined;
  const isValue =
    first?.kind === 'name' && (first.name === 'input' || (bound !== undefined && bound.kind !== 'parameter'));
  return { ...found, isValue };
}

function declarationOf({ understanding }: Site, { start }: Range) {
  const found = understanding.parsed.file.declarations.findLast(({ range }) => range.start <= start);
  if (!found) throw new Error('A call stands outside of every declaration.');
  return found;
}

function givenOf(expression: Expression | undefined, text: string): Given {
  const isDimensions = expression?.kind === 'list' && expression.dimensions === true;
  return { text, kind: expression?.kind ?? 'missing', isDimensions, isValue: false };
}

/** In parentheses where what stands around it would bind tighter. */
function substituted(given: Given | undefined, { parent, name }: NameUse): string {
  if (!given) return name;
  const { text, kind, isDimensions } = given;
  return parent && (operators.has(kind) || isDimensions) ? `(${text})` : text;
}

/** Names for what the body binds that nothing has where the call stands. */
function newNames(
  site: Site,
  { declaration }: DeclaredBlock,
  place: StatementPlace,
  input: string | undefined,
): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  const taken = new Set(input === undefined ? [] : [input]);
  for (const { name, kind, scope } of bindingsOf(declaration)) {
    const isOwn = kind === 'parameter' && scope.start === declaration.range.start;
    if (isOwn || renames.has(name.name)) continue;
    const free = freeName(site, name.name, place, taken);
    renames.set(name.name, free);
    taken.add(free);
  }
  return renames;
}

/** How often a file uses a name, its import left out. */
function usesOf({ parsed }: Understanding, wanted: string): number {
  return parsed.file.declarations
    .flatMap((declaration) => namesUsed(declaration, declaration.range))
    .filter(({ name }) => name === wanted).length;
}

/** What the body takes from its file must mean the same where it is called; what is not known there is imported. */
function importsFor(
  { understanding }: Site,
  block: DeclaredBlock,
  uses: readonly NameUse[],
  { declaration, statement }: StatementPlace,
): { readonly changes: readonly Change[] } | Refusing {
  const { file } = block;
  const wanted = new Map<string, string[]>();
  for (const { name, binding } of uses) {
    if (binding || name === 'input') continue;
    if (bindingIn(declaration, name, statement.range.start))
      return { refused: `${name} means something else where the block is called.` };
    const [here, there] = [understanding.scope.names.get(name), file.names.get(name)];
    if (!there && !here) continue;
    if (there?.kind === 'broken' || here?.kind === 'broken') return { refused: `${name} can't be had.` };
    if (here && there && here.declaration === there.declaration) continue;
    if (here || !there) return { refused: `${name} means something else in this file.` };
    const { uri } = there.file;
    const names = wanted.get(uri) ?? [];
    if (!names.includes(name)) wanted.set(uri, [...names, name]);
  }
  const changes: Change[] = [];
  const name = block.declaration.name.name;
  const { uri: from } = block.file.parsed.file;
  // The block's own import goes with its last call.
  const isLast = from !== understanding.parsed.file.uri && usesOf(understanding, name) === 1;
  if (isLast && !wanted.has(from)) {
    const change = importChange(understanding.parsed, [], from, name);
    if (change) changes.push(change);
  }
  for (const [uri, names] of wanted) {
    const change = importChange(understanding.parsed, names, uri, isLast && uri === from ? name : undefined);
    if (!change) return { refused: `${names.join(', ')} can't be imported from here.` };
    changes.push(change);
  }
  return { changes: togetherAtOnePlace(changes) };
}
