import { findLayer } from '../../layers/catalogue.ts';
import { isBuiltin } from '../builtins.ts';
import type { FileScope } from '../files.ts';
import { locate } from '../mistakes.ts';
import type { Mistakes } from '../mistakes.ts';
import type { Identifier, Location } from '../syntax.ts';

export type Origin = 'input' | 'parameter' | 'let' | 'branch' | 'as' | 'loop';

export interface Bound {
  readonly name: string;
  readonly origin: Origin;
  readonly location: Location;
  /** Whether it is surely a value: what `input`, branches and `as` name. */
  readonly isValue: boolean;
  used: boolean;
}

/** The names that a place of a body sees, as far as the text alone tells. */
export class NameScope {
  readonly names = new Map<string, Bound>();
  /** Bound in some arms of an `if` only. */
  readonly partly = new Map<string, Location>();
  readonly outer: NameScope | undefined;

  constructor(outer?: NameScope) {
    this.outer = outer;
  }

  find(name: string): Bound | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }

  findPartly(name: string): Location | undefined {
    return this.partly.get(name) ?? this.outer?.findPartly(name);
  }

  *visible(): Generator<string> {
    yield* this.names.keys();
    if (this.outer) yield* this.outer.visible();
  }
}

/** Binds a name and says what it clashes with: names are bound once, and none hides another. */
export function bindName(
  { file, mistakes }: { readonly file: FileScope; readonly mistakes: Mistakes },
  scope: NameScope,
  { name, range }: Identifier,
  origin: Origin,
  isValue: boolean,
): Bound | undefined {
  if (name === '') return undefined;
  const location = locate(file.uri, range);
  const earlier = scope.find(name);
  const declared = file.names.get(name);
  if (earlier) {
    const same = scope.names.has(name);
    const message = same
      ? `${name} is already bound here; a name is bound once in a body.`
      : `${name} would hide the ${name} that is bound further out; choose another name.`;
    const related = [{ text: `${name} is bound here`, location: earlier.location }];
    mistakes.add(same ? 'name-bound-twice' : 'name-hides', location, message, { related });
    return undefined;
  }
  const hidden =
    declared && declared.kind !== 'broken'
      ? declared.kind === 'let' && origin === 'parameter'
        ? undefined
        : `the ${declared.kind} ${name} of this file`
      : findLayer(name)
        ? `the layer ${name}`
        : isBuiltin(name)
          ? `the function ${name}`
          : undefined;
  if (hidden !== undefined) {
    const message = `${name} would hide ${hidden}; choose another name.`;
    const related =
      declared && declared.kind !== 'broken'
        ? [
            {
              text: `${name} is declared here`,
              location: locate(declared.file.uri, declared.declaration.name.range),
            },
          ]
        : [];
    mistakes.add('name-hides', location, message, { related });
  }
  const bound: Bound = { name, origin, location, isValue, used: false };
  scope.names.set(name, bound);
  return bound;
}
