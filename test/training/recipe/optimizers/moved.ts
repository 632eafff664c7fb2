import { expect } from 'vitest';
import type { Engine } from '../../../../src/training/engines/engine.ts';
import { Optimizer } from '../../../../src/training/recipe/optimizers/optimizer.ts';
import { readEntries } from '../readRecipe.ts';

export const start = [0.5, -1.25, 2];
export const gradients = [
  [0.1, -0.2, 0.3],
  [-0.4, 0.05, 0.2],
  [0.25, 0.5, -0.75],
];
export const rate = 0.05;

/** An optimizer, as a recipe writes it, for one weight of three values. */
export function optimizing(engine: Engine, text: string, decays = true, from: readonly number[] = start) {
  const { recipe, complaints } = readEntries(`optimizer ${text}`);
  expect(complaints).toEqual([]);
  const variable = engine.variable('w', Float32Array.from(from), [from.length]);
  const optimizer = new Optimizer(recipe.optimizer, engine, [{ path: 'w', variable, decays }]);
  return {
    recipe,
    variable,
    slots: optimizer.slots,
    step: (gradient: readonly number[], step: number): void => {
      engine.scope(() => {
        optimizer.apply([engine.upload(Float32Array.from(gradient), [gradient.length])], rate, step);
      });
    },
    dispose: () => engine.dispose(variable, ...optimizer.slots.values()),
  };
}

/** The weight after a step with each of the gradients. */
export async function moved(engine: Engine, text: string, decays: boolean): Promise<number[]> {
  const { variable, step, dispose } = optimizing(engine, text, decays);
  for (const [index, gradient] of gradients.entries()) step(gradient, index);
  const values = [...(await engine.read(variable))];
  dispose();
  return values;
}
