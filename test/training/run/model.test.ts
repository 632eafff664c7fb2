import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/training/data/batches.ts';
import { makeBatches } from '../../../src/training/data/batches.ts';
import type { Engine } from '../../../src/training/engines/engine.ts';
import { openEngine } from '../../../src/training/engines/catalogue.ts';
import { planForward } from '../../../src/training/run/forward.ts';
import { initialValues } from '../../../src/training/run/initialize.ts';
import { checkMemory, leastMemory } from '../../../src/training/run/memory.ts';
import { Model } from '../../../src/training/run/model.ts';
import type { Recipe } from '../../../src/training/recipe/recipe.ts';
import { defaultRecipe } from '../../../src/training/recipe/recipe.ts';
import { selectNetwork } from '../../../src/training/run/selection.ts';
import { readExcerpt, temporaryFolder } from '../data/sets/cifar10Excerpt.ts';
import { wasmFolder } from '../engines/engineTest.ts';

let engine: Engine;
let batch: Batch;
const recipe: Recipe = {
  ...defaultRecipe,
  batch: 50,
  augment: [],
  optimizer: { kind: 'Adam', lr: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
};
beforeAll(async () => {
  ({ engine } = await openEngine('wasm', { wasmFolder }));
  const folder = await temporaryFolder();
  batch = await makeBatches(await readExcerpt(folder.path), recipe, [32, 32]).training(0, 0);
  await folder.remove();
});
afterAll(() => engine.close());

function analysed(body: string, blocks = '') {
  const text = `${blocks}\nnetwork Net {\n input 32x32x3\n${body}\n}\n`;
  return selectNetwork({ sources: { 'file:///n.cnn': text }, main: 'file:///n.cnn', arguments: {} }).analysed;
}
const planOf = (body: string, blocks = '') => planForward(analysed(body, blocks));
const modelOf = (body: string) => new Model(planOf(body), engine, recipe, [32, 32, 3]);
const whole =
  'Conv(16, 5, stride: 3) -> BatchNorm -> ReLU -> Dropout(0.1) -> MaxPool(3) -> Flatten -> Dense(10) -> Softmax';

describe('planForward', () => {
  it('opens blocks into layers with the language’s paths, a shared body’s weights apart', () => {
    const plan = planOf(
      `ConvNorm(4) as stem\n repeat 2 { ConvNorm(4) }\n GlobalAvgPool -> Dense(10) -> Softmax`,
      'block ConvNorm(width) { Conv(width, 3, bias: false) -> BatchNorm }',
    );
    expect(plan.weights.map(({ path }) => path).filter((path) => path.endsWith('kernel'))).toEqual([
      'stem.Conv1.kernel',
      'ConvNorm1.Conv1.kernel',
      'ConvNorm2.Conv1.kernel',
      'Dense1.kernel',
    ]);
    expect(new Set(plan.weights.map(({ path }) => path)).size).toBe(plan.weights.length);
  });

  it('leaves a final Softmax out, also at the end of a block, and what nothing uses', () => {
    const plan = planOf('unused = Conv(7, 3)\n Head', 'block Head { GlobalAvgPool -> Dense(10) -> Softmax }');
    expect(plan.layers.map(({ path }) => path)).toEqual(['Head1.GlobalAvgPool1', 'Head1.Dense1']);
    expect(plan.layers.at(-1)!.output).toBe(plan.main.logits);
  });

  it('finds auxiliary heads in blocks, with their weights', () => {
    const plan = planOf(
      'Body -> GlobalAvgPool -> Dense(10)',
      'block Body { Conv(4, 3)\n auxiliary(weight: 0.25) { GlobalAvgPool -> Dense(10) -> Softmax }\n ReLU\n}',
    );
    expect(plan.auxiliaries.map(({ weight }) => weight)).toEqual([0.25]);
    const path = plan.layers.find(({ output }) => output === plan.auxiliaries[0]!.logits)!.path;
    expect(path).toBe('Body1.auxiliary1.Dense1');
  });
});

describe('a model', () => {
  it('learns one batch by heart', async () => {
    const model = modelOf(whole);
    const losses: number[] = [];
    for (let step = 0; step < 60; step++) losses.push((await model.train(batch, 0.01, step)).loss);
    expect(losses[0]).toBeGreaterThan(1.8);
    expect(losses.at(-1)).toBeLessThan(0.1);
    const result = (await model.evaluate([batch], 10, () => Promise.resolve(false)))!;
    expect(result.accuracy).toBeGreaterThan(0.9);
    model.dispose();
  }, 60_000);

  it('holds the same tensors from step to step, and none once disposed', async () => {
    const before = engine.memory().tensors;
    const model = modelOf(whole);
    await model.train(batch, 0.01, 0);
    const held = engine.memory().tensors;
    for (let step = 1; step < 4; step++) {
      await model.train(batch, 0.01, step);
      await model.evaluate([batch], 10, () => Promise.resolve(false));
      expect(engine.memory().tensors).toBe(held);
    }
    model.dispose();
    expect(engine.memory().tensors).toBe(before);
  });

  it('evaluates with running statistics: loss and confusions as the scores say', async () => {
    const model = modelOf(whole);
    const scores = await model.scores(batch);
    let loss = 0;
    let right = 0;
    batch.labels.forEach((label, image) => {
      const row = [...scores.subarray(10 * image, 10 * image + 10)];
      loss -=
        Math.log(Math.exp(row[label]!) / row.reduce((sum, score) => sum + Math.exp(score), 0)) / batch.count;
      if (row.indexOf(Math.max(...row)) === label) right++;
    });
    const result = (await model.evaluate([batch], 10, () => Promise.resolve(false)))!;
    expect(result.loss).toBeCloseTo(loss, 6);
    expect(result.accuracy).toBe(right / batch.count);
    expect(result.confusion.reduce((sum, row, label) => sum + row[label]!, 0)).toBe(right);
    // The same whatever the batch it stands in: no statistics of the batch are used.
    const alone = { count: 1, pixels: batch.pixels.slice(0, 3072), labels: batch.labels.slice(0, 1) };
    const [first] = await model.scores(alone);
    expect(first).toBeCloseTo(scores[0]!, 5);
    model.dispose();
  });

  it('refuses weights that are not its own', () => {
    const model = modelOf('GlobalAvgPool -> Dense(10)');
    const kernel = { shape: [3, 9], values: new Float32Array(27) };
    expect(() => model.restore(new Map([['Dense1.kernel', kernel]]))).toThrow(
      'Dense1.kernel is 3x9 instead of 3x10',
    );
    expect(() => model.restore(new Map())).toThrow('Dense1.kernel is missing');
    model.dispose();
  });
});

describe('initialValues', () => {
  const deviation = (values: Float32Array) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

  it('have the schemes’ deviations', () => {
    const fans = { fanIn: 50, fanOut: 150 };
    const count = 20_000;
    expect(deviation(initialValues({ kind: 'he', ...fans }, count, 1, 'a'))).toBeCloseTo(
      Math.sqrt(2 / 50),
      2,
    );
    expect(deviation(initialValues({ kind: 'xavier', ...fans }, count, 1, 'a'))).toBeCloseTo(0.1, 2);
    expect(deviation(initialValues({ kind: 'lecun', ...fans }, count, 1, 'a'))).toBeCloseTo(
      Math.sqrt(1 / 50),
      2,
    );
    const uniform = initialValues({ kind: 'uniform', limit: 0.3 }, count, 1, 'a');
    expect(Math.max(...uniform)).toBeLessThanOrEqual(0.3);
    expect(deviation(uniform)).toBeCloseTo(0.3 / Math.sqrt(3), 2);
  });

  it('depend on the seed and the path alone', () => {
    const values = (seed: number, path: string) => [
      ...initialValues({ kind: 'normal', deviation: 1 }, 4, seed, path),
    ];
    expect(values(1, 'stem.Conv1.kernel')).toEqual(values(1, 'stem.Conv1.kernel'));
    expect(values(2, 'stem.Conv1.kernel')).not.toEqual(values(1, 'stem.Conv1.kernel'));
    expect(values(1, 'stem.Conv2.kernel')).not.toEqual(values(1, 'stem.Conv1.kernel'));
  });
});

describe('the memory that a training needs at least', () => {
  it('is refused beforehand, with the batch that would fit', () => {
    const { totals } = analysed('Conv(64, 3) -> ReLU -> GlobalAvgPool -> Dense(10)');
    // Weights, gradients and Adam's two slots: 4 x 4 bytes a parameter.
    const weights = 16 * (3 * 3 * 3 * 64 + 64 + 64 * 10 + 10);
    expect(leastMemory(totals, { ...recipe, batch: 100 })).toBe(weights + 100 * totals.memory.training!);
    const available = weights + 10.5 * totals.memory.training!;
    expect(() => checkMemory('Net', totals, { ...recipe, batch: 10 }, available)).not.toThrow();
    expect(() => checkMemory('Net', totals, { ...recipe, batch: 100 }, available)).toThrow(
      /^Net needs at least 0\.0\d+ GB to train with batches of 100, but .* are free: a batch of at most 10 may fit\.$/,
    );
  });
});
