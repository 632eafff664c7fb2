/**
 * The shelf of schedules. Checks, completion, hover, docs, run records and the training read the entry and know no
 * schedule by name.
 *
 * How to add one, say `Triangle`: its file, `triangle.ts`, with `defineSchedule` as definition.ts describes it (cosine.ts
 * is a short one, plateau.ts has a state); its line in `schedules` below; its test,
 * test/training/recipe/schedules/triangle.test.ts, with rates that its paper or another framework has: shelf.test.ts
 * there tries the examples of each entry. `npm run docs` then writes its line in docs/language.md.
 */
import type { Chosen } from '../recipe.ts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import type { ScheduleDefinition, StateField } from './definition.ts';
import { every } from './every.ts';
import { exponential } from './exponential.ts';
import { oneCycle } from './oneCycle.ts';
import { plateau } from './plateau.ts';
import { polynomial } from './polynomial.ts';
import { step } from './step.ts';

/** All schedules, in the order in which messages, docs and completion list them. */
export const schedules: readonly ScheduleDefinition[] = [
  constant,
  step,
  every,
  exponential,
  cosine,
  polynomial,
  oneCycle,
  plateau,
];

const byName: ReadonlyMap<string, ScheduleDefinition> = new Map(schedules.map((each) => [each.name, each]));

/** The schedule that a recipe chose. A recipe, read or kept, holds no other names. */
export function scheduleOf({ kind }: Pick<Chosen, 'kind'>): ScheduleDefinition {
  const schedule = byName.get(kind);
  if (!schedule) throw new Error(`there is no schedule ${kind}`);
  return schedule;
}

/** What the schedules keep of what they have seen, all of them together, as a checkpoint has it. */
export const stateFields: readonly (readonly [name: string, field: StateField])[] = schedules.flatMap(
  ({ state = {} }) => Object.entries(state),
);
