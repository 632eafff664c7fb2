import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/training/engines/engine.ts';
import { openEngine } from '../../../src/training/engines/engines.ts';
import { Optimizer, slotNames } from '../../../src/training/recipe/optimizers/optimizer.ts';
import type { OptimizerRecipe } from '../../../src/training/recipe/recipe.ts';
import { wasmFolder } from '../engines/engineTest.ts';

let engine: Engine;
beforeAll(async () => {
  ({ engine } = await openEngine('wasm', { wasmFolder }));
});
afterAll(() => engine.close());

const start = [0.5, -1.25, 2];
const gradients = [
  [0.1, -0.2, 0.3],
  [-0.4, 0.05, 0.2],
  [0.25, 0.5, -0.75],
];
const rate = 0.05;

async function trained(recipe: OptimizerRecipe, decays: boolean): Promise<number[]> {
  const variable = engine.variable('w', Float32Array.from(start), [3]);
  const optimizer = new Optimizer(recipe, engine, [{ path: 'w', variable, decays }]);
  expect([...optimizer.slots.keys()]).toEqual(slotNames(recipe).map((slot) => `${slot}.w`));
  for (const [step, gradient] of gradients.entries()) {
    engine.scope(() => optimizer.apply([engine.upload(Float32Array.from(gradient), [3])], rate, step));
  }
  const values = [...(await engine.read(variable))];
  engine.dispose(variable, ...optimizer.slots.values());
  return values;
}

/** PyTorch's documentation of each optimizer, written down for one number. */
function expected(recipe: OptimizerRecipe, decays: boolean, w0: number, index: number): number {
  let w = w0;
  let first = 0;
  let second = 0;
  const decay = decays ? recipe.weightDecay : 0;
  for (const [t, row] of gradients.entries()) {
    let g = row[index]!;
    if (recipe.kind === 'AdamW') w -= rate * decay * w;
    else g += decay * w;
    if (recipe.kind === 'SGD') {
      first = recipe.momentum * first + g;
      const step = recipe.nesterov ? g + recipe.momentum * first : first;
      w -= rate * step;
    } else if (recipe.kind === 'RMSProp') {
      second = recipe.rho * second + (1 - recipe.rho) * g * g;
      first = recipe.momentum * first + g / (Math.sqrt(second) + recipe.epsilon);
      w -= rate * first;
    } else {
      first = recipe.beta1 * first + (1 - recipe.beta1) * g;
      second = recipe.beta2 * second + (1 - recipe.beta2) * g * g;
      const corrected = Math.sqrt(second / (1 - recipe.beta2 ** (t + 1))) + recipe.epsilon;
      w -= (rate * (first / (1 - recipe.beta1 ** (t + 1)))) / corrected;
    }
  }
  return w;
}

const adam = { lr: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };
const sgd = { kind: 'SGD', lr: rate, weightDecay: 0.1 } as const;
const rmsProp = { kind: 'RMSProp', lr: rate, rho: 0.9, epsilon: 1e-8, weightDecay: 0.1 } as const;

describe.each<[string, OptimizerRecipe]>([
  ['SGD', { ...sgd, momentum: 0, nesterov: false }],
  ['SGD with momentum', { ...sgd, momentum: 0.9, nesterov: false }],
  ['SGD with Nesterov’s momentum', { ...sgd, momentum: 0.9, nesterov: true }],
  ['Adam', { kind: 'Adam', ...adam }],
  ['AdamW', { kind: 'AdamW', ...adam }],
  ['RMSProp', { ...rmsProp, momentum: 0 }],
  ['RMSProp with momentum', { ...rmsProp, momentum: 0.9 }],
])('%s', (_name, recipe) => {
  it.each([true, false])('moves as its formula says (weight decay: %s)', async (decays) => {
    const values = await trained(recipe, decays);
    for (const [index, w0] of start.entries()) {
      expect(values[index]).toBeCloseTo(expected(recipe, decays, w0, index), 5);
    }
  });
});
