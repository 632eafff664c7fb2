import type { Declaration } from '../../../syntax/tree.ts';
import { bindingsOf } from '../../names/bindings.ts';
import { freeName } from '../editing/currentValue.ts';
import { namesUsed } from '../editing/names.ts';
import { statementAt } from '../editing/places.ts';
import type { Change } from '../editing/site.ts';
import type { Understanding } from '../../../workspace/understanding.ts';
import type { Mistake } from '../../../syntax/mistakes.ts';

/** A name of its own for the second of two steps whose weights would have the same path. */
export function pathNameFix(
  understanding: Understanding,
  { code, location, related }: Mistake,
): { readonly title: string; readonly changes: readonly Change[] } | undefined {
  const { parsed } = understanding;
  const { uri } = parsed.file;
  // In an imported file the steps lie elsewhere: here is only the call that leads to them.
  if (code !== 'path-twice' || related?.some((other) => other.location.uri !== uri)) return undefined;
  const statement = statementAt(parsed.file, location.start);
  if (!statement) return undefined;
  const { declaration } = statement;
  const written = parsed.text.slice(location.start, location.end);
  const name = freeName({ understanding }, wantedName(written), statement);
  const places = bindingPlaces(declaration, location.start);
  const title = places ? `Rename to ${name}` : `Name this step ${name}`;
  const changes = places
    ? places.map((range) => ({ uri, start: range.start, end: range.end, text: name }))
    : [{ uri, start: location.end, end: location.end, text: ` as ${name}` }];
  return { title, changes };
}

/** As names of steps are written: `conv` for `Conv(64, 3)` and for `Conv1`. */
function wantedName(written: string): string {
  const word = /^[\p{L}_][\p{L}_]*/u.exec(written)?.[0] ?? 'step';
  return word.charAt(0).toLowerCase() + word.slice(1);
}

/** Where the name that begins at an offset is bound and used; undefined where none begins there. */
function bindingPlaces(declaration: Declaration, start: number) {
  const bindings = bindingsOf(declaration);
  const binding = bindings.find(({ name }) => name.range.start === start);
  if (!binding) return undefined;
  const isSame = (other: typeof binding): boolean =>
    other.name.name === binding.name.name &&
    other.scope.start === binding.scope.start &&
    other.scope.end === binding.scope.end;
  const uses = namesUsed(declaration, declaration.range).filter((use) => use.binding && isSame(use.binding));
  return [...bindings.filter(isSame).map(({ name }) => name.range), ...uses.map(({ range }) => range)];
}
