/** What every schedule of the shelf keeps to, tried on its own examples. */
import { describe, expect, it } from 'vitest';
import { scheduleText } from '../../../../src/training/recipe/recipe.ts';
import { scheduleOf, schedules, stateFields } from '../../../../src/training/recipe/schedules/catalogue.ts';
import {
  afterEpoch,
  initialSchedule,
  learningRate,
  plannedChanges,
  scheduleProblem,
} from '../../../../src/training/recipe/schedules/schedule.ts';
import { keptAndRead, readEntries } from '../readRecipe.ts';

const span = { base: 0.1, epochs: 8, stepsPerEpoch: 25 };
const steps = Array.from({ length: span.epochs * span.stepsPerEpoch }, (_, step) => step);
const tried = schedules.flatMap((schedule) => schedule.examples.map((example) => ({ schedule, example })));
const read = (example: string) => readEntries(`epochs ${span.epochs}\nschedule ${example}`);

it('has names that differ, and examples of each that is written', () => {
  expect(new Set(schedules.map(({ name }) => name)).size).toBe(schedules.length);
  for (const { examples, isUnsaid } of schedules) expect(examples.length > 0).toBe(!isUnsaid);
});

it('keeps no two states under one name', () => {
  const names = stateFields.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(tried)('$example', ({ schedule, example }) => {
  const { recipe, complaints } = read(example);
  const chosen = recipe.schedule;

  it('chooses its schedule, and is the same once kept in a run’s record', () => {
    expect(complaints).toEqual([]);
    expect(scheduleOf(chosen)).toBe(schedule);
    expect(keptAndRead(recipe)).toEqual(recipe);
    expect(read(scheduleText(chosen)).recipe.schedule).toEqual(chosen);
  });

  it('gives a rate for each step, from a warmup that rises', () => {
    const rates = steps.map((step) => learningRate(chosen, span, step));
    for (const rate of rates) expect(rate >= 0 && Number.isFinite(rate)).toBe(true);
    const warmed = (step: number) => learningRate({ ...chosen, warmup: 1 }, span, step);
    expect(warmed(10)).toBeCloseTo((warmed(24) * 11) / 25, 9);
  });

  it('uses the optimizer’s rate unless it says that it sets its own', () => {
    const doubled = { ...span, base: 2 * span.base };
    const first = [span, doubled].map((each) => learningRate(chosen, each, 60));
    expect(first[1] === first[0]).toBe(schedule.setsRate ?? false);
  });

  it('jumps where it says so, and only there', () => {
    const jumps = plannedChanges(chosen, span).map(({ epoch }) => epoch);
    if (!schedule.jumps) return expect(jumps).toEqual([]);
    const late = steps.filter((step) => step > chosen.warmup * span.stepsPerEpoch);
    const found = late.filter(
      (step) => learningRate(chosen, span, step) !== learningRate(chosen, span, step - 1),
    );
    const told = jumps.map((epoch) => epoch * span.stepsPerEpoch);
    expect(found.filter((step) => step !== late[0])).toEqual(told.filter((step) => step > late[0]!));
  });

  it('keeps a state only if it has one, which a checkpoint can hold', () => {
    let state = initialSchedule;
    for (const loss of [1, 2, 2, 2, 0.5, 2, 2, 2, 2]) state = afterEpoch(chosen, state, loss);
    if (!schedule.state) expect(state).toEqual(initialSchedule);
    else expect(learningRate(chosen, span, 60, state)).toBeLessThanOrEqual(learningRate(chosen, span, 60));
    expect(scheduleProblem(chosen, state)).toBeUndefined();
    for (const [name, { minimum, maximum, initial }] of stateFields) {
      const value = state[name];
      expect(value === null ? initial === null : value! >= minimum && value! <= maximum).toBe(true);
    }
    for (const name of Object.keys(schedule.state ?? {}))
      expect(scheduleProblem(chosen, { ...state, [name]: undefined })).toContain(name);
  });
});
