/** What every optimizer of the shelf keeps to, tried on its own examples. */
import { describe, expect, it } from 'vitest';
import { optimizerText } from '../../../../src/training/recipe/recipe.ts';
import { optimizerOf, optimizers } from '../../../../src/training/recipe/optimizers/catalogue.ts';
import { onEachEngine } from '../../engines/engineTest.ts';
import { keptAndRead, readEntries } from '../readRecipe.ts';
import { gradients, moved, optimizing, start } from './moved.ts';

const tried = optimizers.flatMap((optimizer) =>
  optimizer.examples.map((example) => ({ optimizer, example })),
);

it('has names that differ, and examples of each', () => {
  expect(new Set(optimizers.map(({ name }) => name)).size).toBe(optimizers.length);
  for (const { examples } of optimizers) expect(examples.length).toBeGreaterThan(0);
});

describe.each(tried)('$example', ({ optimizer, example }) => {
  it('chooses its optimizer, and is the same once kept in a run’s record', () => {
    const { recipe, complaints } = readEntries(`optimizer ${example}`);
    expect(complaints).toEqual([]);
    expect(optimizerOf(recipe.optimizer)).toBe(optimizer);
    expect(keptAndRead(recipe)).toEqual(recipe);
    const again = readEntries(`optimizer ${optimizerText(recipe.optimizer)}`);
    expect(again.recipe.optimizer).toEqual(recipe.optimizer);
  });
});

onEachEngine('an optimizer', (engine) => {
  describe.each(tried)('$example', ({ example }) => {
    it('goes downhill, by numbers, and leaves nothing behind', async () => {
      await moved(engine(), example, true); // what an engine makes once, such as constants, is there afterwards
      const before = engine().memory().tensors;
      const { variable, step, dispose, slots } = optimizing(engine(), example);
      // Of the square of each weight: each value comes nearer to 0.
      let values = start;
      for (let index = 0; index < 4; index++) {
        step(values, index);
        values = [...(await engine().read(variable))];
      }
      values.forEach((value, index) => expect(Math.abs(value)).toBeLessThan(Math.abs(start[index]!)));
      expect(engine().memory().tensors).toBe(before + 1 + slots.size);
      dispose();
      expect(engine().memory().tensors).toBe(before);
    });

    it('goes on from kept slots as if it had not stopped', async () => {
      const whole = await moved(engine(), example, true);
      const first = optimizing(engine(), example);
      first.step(gradients[0]!, 0);
      const weights = [...(await engine().read(first.variable))];
      const second = optimizing(engine(), example, true, weights);
      expect([...second.slots.keys()]).toEqual([...first.slots.keys()]);
      for (const [name, slot] of second.slots)
        engine().assign(slot, await engine().read(first.slots.get(name)!));
      for (const index of [1, 2]) second.step(gradients[index]!, index);
      expect([...(await engine().read(second.variable))]).toEqual(whole);
      first.dispose();
      second.dispose();
    });

    it('takes a gradient of 0 without decay, and stays a number', async () => {
      const { variable, step, dispose } = optimizing(engine(), example, false);
      step([0, 0, 0], 0);
      expect([...(await engine().read(variable))]).toEqual(start);
      dispose();
    });
  });
});
