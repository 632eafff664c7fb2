import { expect, it } from 'vitest';
import { makeBatches } from '../../../../src/training/data/batches.ts';
import { imagesInMemory } from '../../../../src/training/data/imagesInMemory.ts';
import { defaultDataSet } from '../../../../src/training/data/sets/catalogue.ts';
import { Random, mix } from '../../../../src/training/random.ts';
import type { Recipe } from '../../../../src/training/recipe/recipe.ts';
import { defaultRecipe } from '../../../../src/training/recipe/recipe.ts';
import { mixBatch } from '../../../../src/training/recipe/transforms/catalogue.ts';

/** Pictures of one pixel, each with a value and a class of its own. */
function mixed(alpha: number, seed: number, count = 8) {
  const pixels = Float32Array.from({ length: count }, (_, row) => row);
  const targets = Float32Array.from({ length: count * count }, (_, at) => Number(at % (count + 1) === 0));
  const batch = { count, height: 1, width: 1, channels: 1, classes: count, pixels, targets };
  mixBatch({ kind: 'Mixup', alpha }, batch, new Random(mix(seed)));
  return batch;
}

it('lays each picture over one other, classes by the same share as pixels', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { count, pixels, targets } = mixed(1, seed);
    const partners = new Set<number>();
    for (let row = 0; row < count; row++) {
      const shares = [...targets.subarray(row * count, (row + 1) * count)];
      const value = shares.reduce((sum, share, label) => sum + share * label, 0);
      expect(pixels[row]).toBeCloseTo(value, 5);
      const others = shares.flatMap((share, label) => (share > 0 && label !== row ? [label] : []));
      expect(others.length).toBeLessThanOrEqual(1);
      partners.add(others[0] ?? row);
    }
    expect(partners.size).toBe(count); // each is laid over another once
  }
});

it.each([0.2, 1, 8])('draws its share from Beta(%f, %f)', (alpha) => {
  const shares = Array.from({ length: 4000 }, (_, seed) => mixed(alpha, seed, 2)).flatMap(({ targets }) =>
    targets[0] === 1 ? [] : [targets[0]!],
  );
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
  // Half of the batches of two are not mixed, by their order; Beta(a, a) has the variance 1 / (4 (2a + 1)).
  expect(Math.abs(shares.length - 2000)).toBeLessThan(250);
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
  expect(variance / (1 / (4 * (2 * alpha + 1)))).toBeCloseTo(1, 0.8);
});

it('is part of a training’s batches, the same for the same step, and of no evaluation’s', async () => {
  const pixels = Uint8Array.from({ length: 40 * 3 }, (_, at) => (at * 37) % 256);
  const labels = Uint8Array.from({ length: 40 }, (_, at) => at % 10);
  const images = imagesInMemory(pixels, labels, { height: 1, width: 1, channels: 3 });
  const dataset = { description: defaultDataSet, training: images, test: images, fingerprint: '' };
  const recipe: Recipe = { ...defaultRecipe, batch: 8, augment: [{ kind: 'Mixup', alpha: 1 }] };
  const plain = makeBatches(dataset, { ...recipe, augment: [] }, [1, 1]);
  const batches = makeBatches(dataset, recipe, [1, 1]);
  const [first, again, unmixed] = [
    await batches.training(2, 1),
    await makeBatches(dataset, recipe, [1, 1]).training(2, 1),
    await plain.training(2, 1),
  ];
  expect(again).toEqual(first);
  expect(first.targets).toHaveLength(8 * 10);
  expect(first.pixels).not.toEqual(unmixed.pixels);
  expect(unmixed.targets).toBeUndefined();
  first.labels.forEach((label, row) => {
    const shares = first.targets!.subarray(row * 10, (row + 1) * 10);
    expect(shares[label]).toBe(Math.max(...shares));
  });
  for await (const batch of batches.evaluation('test')) expect(batch.targets).toBeUndefined();
});
