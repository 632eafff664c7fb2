import type { ParsedFile } from '../../../syntax/parsedFile.ts';
import type { CallExpression, Expression, Location, Range, Body } from '../../../syntax/tree.ts';
import { insideStatement, subexpressions } from '../../../syntax/children.ts';
import type { Sources } from './reviewing.ts';
import type { Fix } from '../../../syntax/mistakes.ts';

const calls = new WeakMap<ParsedFile, ReadonlyMap<string, CallExpression>>();
const placeKey = ({ start, end }: Range) => `${start}:${end}`;

function callsOf(parsed: ParsedFile): ReadonlyMap<string, CallExpression> {
  const known = calls.get(parsed);
  if (known) return known;
  const found = new Map<string, CallExpression>();
  const expressions: Expression[] = [];
  const bodies: Body[] = [];
  for (const declaration of parsed.file.declarations) {
    if (declaration.kind === 'let') expressions.push(declaration.value);
    if (declaration.kind !== 'block' && declaration.kind !== 'network') continue;
    bodies.push(declaration.body);
    for (const parameter of declaration.parameters)
      if (parameter.default) expressions.push(parameter.default);
  }
  for (const body of bodies) {
    for (const statement of body.statements) {
      const inside = insideStatement(statement);
      bodies.push(...inside.bodies);
      expressions.push(...inside.expressions);
    }
  }
  for (const expression of expressions) {
    if (expression.kind === 'call') found.set(placeKey(expression.range), expression);
    expressions.push(...subexpressions(expression));
  }
  calls.set(parsed, found);
  return found;
}

/** A step as it is written; undefined where it is a name alone. */
function callAt(sources: Sources, location: Location): CallExpression | undefined {
  const parsed = sources(location.uri);
  return parsed && callsOf(parsed).get(placeKey(location));
}

/** The name of the layer or block in a step. */
export function calleeAt(sources: Sources, location: Location): Location {
  const call = callAt(sources, location);
  return call ? { uri: location.uri, ...call.callee.range } : location;
}

/** An argument that is given by name in a step: all of it, and its value. */
export function argumentAt(
  sources: Sources,
  location: Location,
  name: string,
): { readonly whole: Location; readonly value: Expression } | undefined {
  const given = callAt(sources, location)?.arguments.find((argument) => argument.name?.name === name);
  return given && { whole: { uri: location.uri, ...given.range }, value: given.value };
}

/**
 * A fix that gives an argument in a call of the layer itself. Undefined where the step is written otherwise: then
 * the argument belongs to where the layer is passed on.
 */
export function setArgument(
  sources: Sources,
  location: Location,
  layer: string,
  name: string,
  value: string,
): Fix | undefined {
  const call = callAt(sources, location);
  const text = sources(location.uri)?.text;
  if (call?.callee.kind !== 'name' || call.callee.name !== layer || text?.[location.end - 1] !== ')') {
    return undefined;
  }
  const title = `Write ${name}: ${value}`;
  const given = call.arguments.find((argument) => argument.name?.name === name);
  if (given) {
    const { start, end } = given.value.range;
    return given.value.kind === 'boolean' ? { title, range: { start, end }, text: value } : undefined;
  }
  const last = call.arguments.at(-1);
  const at = last ? last.range.end : location.end - 1;
  return { title, range: { start: at, end: at }, text: `${last ? ', ' : ''}${name}: ${value}` };
}

/** A fix that takes a step out of its flow; undefined where it has a name, or stands where more would have to change. */
export function removeStep(sources: Sources, location: Location, title: string): Fix | undefined {
  const text = sources(location.uri)?.text;
  if (text === undefined) return undefined;
  const { start, end } = location;
  const before = /\s*->\s*$/.exec(text.slice(Math.max(0, start - 200), start));
  const after = /^[ \t]*(?:\n\s*)?(->\s*|as\b)?/.exec(text.slice(end, end + 200));
  if (after?.[1] === 'as') return undefined;
  if (before) return { title, range: { start: start - before[0].length, end }, text: '' };
  const line = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(line, start).trim() !== '') return undefined;
  if (after?.[1]) return { title, range: { start, end: end + after[0].length }, text: '' };
  const next = text.indexOf('\n', end);
  const rest = text.slice(end, next === -1 ? text.length : next).trim();
  if (rest !== '' && !rest.startsWith('#')) return undefined;
  return rest === ''
    ? { title, range: { start: line, end: next === -1 ? text.length : next + 1 }, text: '' }
    : { title, range: { start, end }, text: '' };
}
