import { findLayer } from '../../layers/catalogue.ts';
import { isBuiltin } from '../values/builtins.ts';
import type { FileScope } from '../fileScope.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { Mistakes } from '../../syntax/mistakes.ts';
import type { Identifier, Location } from '../../syntax/tree.ts';

type Origin = 'input' | 'parameter' | 'let' | 'branch' | 'as' | 'loop';

interface Bound {
  readonly name: string;
  readonly origin: Origin;
  readonly location: Location;
  /** Whether it is surely a value: what `input`, branches and `as` name. */
  readonly isValue: boolean;
  used: boolean;
  /** That it is bound again in the same body is told: further times have the same cause. */
  isToldTwice?: boolean;
}

/** The names that a place of a body sees, as far as the text alone tells. */
export class NameScope {
  readonly names = new Map<string, Bound>();
  /** Bound in some arms of an `if` only. */
  readonly partly = new Map<string, Location>();
  readonly outer: NameScope | undefined;
  /** What the body that it belongs to is repeated or chosen by. */
  readonly within: 'loop' | 'if' | undefined;

  constructor(outer?: NameScope, within?: 'loop' | 'if') {
    this.outer = outer;
    this.within = within;
  }

  find(name: string): Bound | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }

  findPartly(name: string): Location | undefined {
    return this.partly.get(name) ?? this.outer?.findPartly(name);
  }

  /** What stands between here and where a name is bound: a loop, if there is one, or an `if`. */
  between(name: string): 'loop' | 'if' | undefined {
    if (this.names.has(name)) return undefined;
    const further = this.outer?.between(name);
    return this.within === 'loop' || further === undefined ? this.within : further;
  }

  *visible(): Generator<string> {
    yield* this.names.keys();
    if (this.outer) yield* this.outer.visible();
  }
}

/** Where a name is bound that is bound again, and what to do instead: a value is often meant to be replaced. */
function whereBound(scope: NameScope, { name, origin, isValue }: Bound, again: boolean): string {
  const between = again && (isValue || origin === 'parameter') ? scope.between(name) : undefined;
  if (between === 'loop') {
    return 'that is bound before the loop: what changes from turn to turn is the current value, which needs no name';
  }
  if (between === 'if' && isValue) {
    return 'that is bound before the if: bind it in the arms instead, in an else, too';
  }
  return 'that is bound further out; choose another name';
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
    if (same && earlier.isToldTwice) return undefined;
    if (same) earlier.isToldTwice = true;
    const message = same
      ? `${name} is already bound here; a name is bound once in a body, and steps that follow each other need none.`
      : `${name} would hide the ${name} ${whereBound(scope, earlier, isValue)}.`;
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
