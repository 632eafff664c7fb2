import { findLayer } from '../../../layers/catalogue.ts';
import { isBuiltin } from '../../../network/values/builtins.ts';
import type { Range } from '../../../syntax/tree.ts';
import { keywords } from '../../../language/tokens/token.ts';
import { bindingsOf } from '../../names/bindings.ts';
import { isValue } from './following.ts';
import { keepsCurrent } from './names.ts';
import type { StatementPlace, StepPlace } from './places.ts';
import { statementOf, stepsOf } from './places.ts';
import type { Change, Site } from './site.ts';
import { insert } from './site.ts';

/** A name for a current value, and what must be written so that it has one. */
export interface Entry {
  readonly name: string;
  readonly changes: readonly Change[];
  /** A line that must stand before the statement. */
  readonly line?: string;
}

/** Whether the value has a name already. */
export const isNamed = ({ changes, line }: Entry): boolean => changes.length === 0 && line === undefined;

/** The value that a step takes: what it is called, or would be. */
export function entryOf(site: Site, place: StepPlace, wanted = 'before'): Entry | undefined {
  if (place.flow && place.index > 0) {
    const before = stepsOf(place.flow)[place.index - 1];
    return before && named(site, before, place, wanted);
  }
  switch (place.owner.kind) {
    case 'statement':
      return entryOfStatement(site, place.owner.place, wanted);
    case 'argument':
      return entryOf(site, place.owner.call, wanted);
    case 'group':
      return entryOf(site, place.owner.step, wanted);
  }
}

function named(
  site: Site,
  step: Pick<StepPlace, 'expression' | 'range' | 'name'>,
  at: StatementPlace | StepPlace,
  wanted: string,
): Entry {
  if (step.name) return { name: step.name.name, changes: [] };
  const { expression } = step;
  if (expression.kind === 'name' && isValue(site, expression)) return { name: expression.name, changes: [] };
  const name = freeName(site, wanted, 'owner' in at ? statementOf(at) : at);
  return { name, changes: [insert(site, step.range.end, ` as ${name}`)] };
}

/** The value that is current where a statement begins. */
export function entryOfStatement(site: Site, place: StatementPlace, wanted = 'before'): Entry | undefined {
  for (let index = place.index - 1; index >= 0; index--) {
    const statement = place.body.statements[index];
    switch (statement?.kind) {
      case 'input':
        return { name: 'input', changes: [] };
      case 'flow': {
        const last = stepsOf(statement.flow).at(-1);
        const range: Range = { start: statement.range.start, end: statement.range.end };
        const step = last && (statement.flow.kind === 'flow' ? last : { ...last, range });
        return step && named(site, step, place, wanted);
      }
      case 'if':
      case 'repeat':
      case 'for':
        if (keepsCurrent(statement)) break;
        return written(site, place, wanted);
      case 'branch':
      case 'let':
      case 'auxiliary':
      case 'expect':
      case undefined:
        break;
    }
  }
  if (!place.outer) return { name: 'input', changes: [] };
  const { statement } = place.outer;
  if (statement.kind === 'if' || statement.kind === 'auxiliary') {
    return entryOfStatement(site, place.outer, wanted);
  }
  return written(site, place, wanted);
}

/** Behind a condition, and in a loop, the current value can be named by a line of its own only. */
function written(site: Site, place: StatementPlace, wanted: string): Entry {
  const name = freeName(site, wanted, place);
  return { name, changes: [], line: `${name} = Identity` };
}

/** Whether the language leaves a name to be bound. */
const canBeBound = (name: string): boolean => !keywords.has(name) && !isBuiltin(name) && !findLayer(name);

/** A name that nothing else has, in the declaration or at the level of the file. */
export function freeName(
  { understanding: { scope } }: Pick<Site, 'understanding'>,
  wanted: string,
  { declaration }: Pick<StatementPlace, 'declaration'>,
  also: ReadonlySet<string> = new Set(),
): string {
  const bound = new Set(bindingsOf(declaration).map(({ name }) => name.name));
  const isTaken = (name: string): boolean =>
    bound.has(name) || scope.names.has(name) || also.has(name) || !canBeBound(name);
  if (!isTaken(wanted)) return wanted;
  for (let number = 2; ; number++) if (!isTaken(`${wanted}${number}`)) return `${wanted}${number}`;
}
