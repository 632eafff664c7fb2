import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/training/data/batches.ts';
import { makeBatches } from '../../../src/training/data/batches.ts';
import type { Dataset } from '../../../src/training/data/dataset.ts';
import { imagesInMemory } from '../../../src/training/data/imagesInMemory.ts';
import type { Picture } from '../../../src/training/recipe/transforms/transform.ts';
import { apply } from '../../../src/training/recipe/transforms/catalogue.ts';
import { channelStatistics, principalComponents } from '../../../src/training/data/statistics.ts';
import { Random, mix, permutation } from '../../../src/training/random.ts';
import type { Chosen, Recipe } from '../../../src/training/recipe/recipe.ts';
import { defaultRecipe } from '../../../src/training/recipe/recipe.ts';
import { readExcerpt, temporaryFolder } from './sets/cifar10Excerpt.ts';

let dataset: Dataset;
beforeAll(async () => {
  const folder = await temporaryFolder();
  dataset = await readExcerpt(folder.path);
  await folder.remove();
});
afterAll(() => undefined);

/** All of them. */
async function gathered(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const found: Batch[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}

const recipe: Recipe = { ...defaultRecipe, batch: 64 };
const plain: Recipe = { ...recipe, augment: [] };

describe('makeBatches', () => {
  it('splits a tenth off for validation, by the seed, and leaves out what fills no batch', async () => {
    const batches = makeBatches(dataset, recipe, [32, 32]);
    expect(batches.counts).toEqual({ training: 450, validation: 50, test: 100 });
    expect(batches.trainingBatches).toBe(7);
    expect(batches.shape).toEqual([32, 32, 3]);
    const other = makeBatches(dataset, { ...recipe, seed: 2 }, [32, 32]);
    const [first] = await gathered(batches.evaluation('validation'));
    const [differs] = await gathered(other.evaluation('validation'));
    expect([...first!.labels]).not.toEqual([...differs!.labels]);
  });

  it('shows every picture of an epoch once, in another order each epoch, and never one of the validation', async () => {
    const whole = makeBatches(dataset, { ...plain, batch: 1 }, [32, 32]);
    const print = (pixels: Float32Array) => pixels.slice(500, 520).join();
    const epoch = async (number: number) => {
      const steps = Array.from({ length: 450 }, (_, step) => whole.training(number, step));
      return (await Promise.all(steps)).map(({ pixels }) => print(pixels));
    };
    const validation = (await gathered(whole.evaluation('validation'))).map(({ pixels }) => print(pixels));
    const [first, second] = [await epoch(0), await epoch(1)];
    expect(new Set(first).size).toBe(450);
    expect(second).not.toEqual(first);
    expect([...second].sort()).toEqual([...first].sort());
    expect(new Set([...first, ...validation]).size).toBe(500);
  });

  it('repeats a batch exactly, from the seed, the epoch and the step alone', async () => {
    const once = makeBatches(dataset, recipe, [32, 32]);
    const again = makeBatches(dataset, recipe, [32, 32]);
    await once.training(0, 0);
    await once.training(2, 1);
    const batch = await once.training(1, 3);
    expect(batch).toEqual(await again.training(1, 3));
    expect(batch.pixels).not.toEqual((await once.training(2, 3)).pixels);
  });

  it('normalizes each channel by the training part', async () => {
    const batches = makeBatches(dataset, { ...plain, batch: 450 }, [32, 32]);
    const { pixels } = await batches.training(0, 0);
    for (const channel of [0, 1, 2]) {
      const values = pixels.filter((_, index) => index % 3 === channel);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(0, 4);
      expect(variance).toBeCloseTo(1, 4);
    }
  });

  it('crops larger pictures at the centre in evaluation', async () => {
    const [whole] = await gathered(makeBatches(dataset, plain, [32, 32]).evaluation('test'));
    const [cropped] = await gathered(makeBatches(dataset, plain, [28, 28]).evaluation('test'));
    expect(cropped!.pixels[0]).toBe(whole!.pixels[(2 * 32 + 2) * 3]);
  });

  it('covers all test pictures, the last batch with fewer', async () => {
    const batches = await gathered(makeBatches(dataset, recipe, [32, 32]).evaluation('test'));
    const counts = batches.map(({ count }) => count);
    expect(counts).toEqual([64, 36]);
  });

  it('lets messages arrive while a batch is made, and breaks it off where it is not wanted', async () => {
    let asked = 0;
    const stopped = new Error('stopped');
    const { training } = dataset;
    const taking = (milliseconds: number) => ({
      ...training,
      picture(index: number) {
        const until = performance.now() + milliseconds;
        while (performance.now() < until);
        return training.picture(index);
      },
    });
    const slow = { ...dataset, training: taking(5) };
    const batches = makeBatches(slow, { ...plain, prepare: [], batch: 100 }, [32, 32], () => {
      asked++;
      return Promise.reject(stopped);
    });
    const making = async () => batches.training(0, 0);
    await expect(making()).rejects.toBe(stopped);
    expect(asked).toBe(1);
  });

  it('makes CIFAR-10’s split and statistics as they are published', () => {
    // 45,000 and 5,000: He et al. (2015). A stand-in of that size: only its counts are looked at.
    const shape = { height: 1, width: 1, channels: 3 };
    const images = imagesInMemory(new Uint8Array(150_000), new Uint8Array(50_000), shape);
    const counts = makeBatches({ ...dataset, training: images }, { ...plain, prepare: [] }, [1, 1]).counts;
    expect(counts).toMatchObject({ training: 45_000, validation: 5_000 });
    // Of CIFAR-10's training images: mean 0.491 0.482 0.447, deviation 0.247 0.243 0.262; an excerpt's are near.
    const all = Uint32Array.from({ length: dataset.training.count }, (_, index) => index);
    const { mean, deviation } = channelStatistics(dataset.training, all);
    [0.491, 0.482, 0.447].forEach((value, channel) =>
      expect(Math.abs(mean[channel]! - value)).toBeLessThan(0.02),
    );
    [0.247, 0.243, 0.262].forEach((value, channel) =>
      expect(Math.abs(deviation[channel]! - value)).toBeLessThan(0.02),
    );
  });
});

/** A picture whose pixel at (y, x) has the value 10 y + x, in one channel. */
const ramp = (height: number, width: number): Picture => ({
  height,
  width,
  channels: 1,
  data: Float32Array.from(
    { length: height * width },
    (_, index) => 10 * Math.floor(index / width) + (index % width),
  ),
});
const run = (transform: Chosen, picture: Picture, seed = 1) =>
  apply(transform, picture, new Random(seed), { fill: [-1], components: undefined });
const rows = ({ data, width, height }: Picture) =>
  Array.from({ length: height }, (_, y) => [...data.subarray(y * width, (y + 1) * width)]);

describe('a step on a picture', () => {
  it('pads, crops and flips', () => {
    expect(rows(run({ kind: 'Pad', size: 1 }, ramp(1, 2)))).toEqual([
      [-1, -1, -1, -1],
      [-1, 0, 1, -1],
      [-1, -1, -1, -1],
    ]);
    expect(rows(run({ kind: 'CenterCrop', size: [2, 2] }, ramp(4, 5)))).toEqual([
      [11, 12],
      [21, 22],
    ]);
    expect(rows(run({ kind: 'RandomFlip', probability: 1 }, ramp(2, 3)))).toEqual([
      [2, 1, 0],
      [12, 11, 10],
    ]);
    expect(rows(run({ kind: 'RandomFlip', probability: 0 }, ramp(1, 3)))).toEqual([[0, 1, 2]]);
  });

  it('crops everywhere, each place as likely', () => {
    const places = new Map<number, number>();
    for (let seed = 0; seed < 9000; seed++) {
      const { data } = run({ kind: 'RandomCrop', size: [2, 2] }, ramp(4, 4), mix(seed));
      places.set(data[0]!, (places.get(data[0]!) ?? 0) + 1);
    }
    expect([...places.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 10, 11, 12, 20, 21, 22]);
    for (const count of places.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('resizes bilinearly, pixel centres at halves', () => {
    expect(rows(run({ kind: 'Resize', size: [1, 4] }, ramp(1, 2)))).toEqual([[0, 0.25, 0.75, 1]]);
    expect(rows(run({ kind: 'Resize', size: [1, 1] }, ramp(2, 2)))).toEqual([[5.5]]);
    const wide = run({ kind: 'Resize', size: 2 }, ramp(4, 6));
    expect([wide.height, wide.width]).toEqual([2, 3]);
  });

  it('cuts out a part of the asked share and scales it', () => {
    for (let seed = 0; seed < 50; seed++) {
      const step: Chosen = {
        kind: 'RandomResizedCrop',
        size: [5, 7],
        area: [0.2, 0.5],
        ratio: [0.75, 1.33],
      };
      const picture = run(step, ramp(9, 9), seed);
      expect([picture.height, picture.width]).toEqual([5, 7]);
      expect(Math.max(...picture.data)).toBeLessThanOrEqual(88);
      expect(Math.min(...picture.data)).toBeGreaterThanOrEqual(0);
    }
  });

  it('blanks a square that may lie over the edge', () => {
    for (let seed = 0; seed < 20; seed++) {
      const blank = run({ kind: 'Cutout', size: 3 }, ramp(8, 8), seed).data.filter(
        (value) => value === -1,
      ).length;
      expect([4, 6, 9]).toContain(blank);
    }
  });

  it('shifts colours along the principal components', () => {
    const all = Uint32Array.from({ length: 200 }, (_, index) => index);
    const components = principalComponents(dataset.training, all);
    const [a, b] = components.vectors as [number[], number[]];
    const dot = (x: readonly number[], y: readonly number[]) =>
      x.reduce((sum, value, index) => sum + value * y[index]!, 0);
    expect(dot(a, b)).toBeCloseTo(0, 9);
    expect(dot(a, a)).toBeCloseTo(1, 9);
    const grey: Picture = { height: 1, width: 2, channels: 3, data: new Float32Array(6).fill(0.5) };
    const shifted = apply({ kind: 'ColorPCA', deviation: 1 }, grey, new Random(3), {
      fill: [0, 0, 0],
      components,
    });
    expect(shifted.data[0]! - 0.5).not.toBe(0);
    expect([...shifted.data.subarray(0, 3)]).toEqual([...shifted.data.subarray(3)]);
  });

  it('jitters within what was asked, and not at all without', () => {
    const color = (): Picture => ({ height: 1, width: 1, channels: 3, data: Float32Array.of(0.2, 0.4, 0.6) });
    const context = { fill: [0, 0, 0], components: undefined };
    const none = apply(
      { kind: 'ColorJitter', brightness: 0, contrast: 0, saturation: 0 },
      color(),
      new Random(1),
      context,
    );
    none.data.forEach((value, index) => expect(value).toBeCloseTo([0.2, 0.4, 0.6][index]!, 6));
    const light = apply(
      { kind: 'ColorJitter', brightness: 0.5, contrast: 0, saturation: 0 },
      color(),
      new Random(1),
      context,
    );
    const factor = light.data[0]! / 0.2;
    expect(Math.abs(factor - 1)).toBeLessThanOrEqual(0.5);
    expect(light.data[2]! / 0.6).toBeCloseTo(factor, 5);
  });
});

describe('random numbers', () => {
  it('are uniform, and normal ones normal', () => {
    const random = new Random(5);
    const uniform = Array.from({ length: 20_000 }, () => random.uniform());
    const normal = Array.from({ length: 20_000 }, () => random.normal());
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 1.9);
    expect(mean(uniform.map((value) => (value - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(mean(normal))).toBeLessThan(0.03);
    expect(Math.abs(mean(normal.map((value) => value * value)) - 1)).toBeLessThan(0.04);
  });

  it('differ with every part of their name', () => {
    const seen = new Set<number>();
    for (let a = 0; a < 30; a++) for (let b = 0; b < 30; b++) seen.add(mix(a, b)).add(mix(a, b, 0));
    expect(seen.size).toBe(1800);
    expect([...permutation(50, 3)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, index) => index),
    );
  });
});
