/** What every transform of the shelf keeps to, tried on its own examples. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/training/random.ts';
import {
  apply,
  applyToBytes,
  mixBatch,
  transformOf,
  transforms,
} from '../../../../src/training/recipe/transforms/catalogue.ts';
import { pictureSize } from '../../../../src/training/recipe/transforms/pictureSize.ts';
import type { Picture, TransformContext } from '../../../../src/training/recipe/transforms/transform.ts';
import type { Chosen, Size } from '../../../../src/training/recipe/recipe.ts';
import { keptAndRead, readEntries } from '../readRecipe.ts';

const sizes: readonly Size[] = [
  [8, 9],
  [15, 7],
];

function picture([height, width]: Size, channels: number, seed: number): Picture {
  const random = new Random(seed);
  const data = Float32Array.from({ length: height * width * channels }, () => random.uniform());
  return { height, width, channels, data };
}

const contextOf = (channels: number): TransformContext => ({
  fill: Array.from({ length: channels }, () => 0.5),
  components: {
    deviations: Array.from({ length: channels }, () => 0.2),
    vectors: Array.from({ length: channels }, (_, a) =>
      Array.from({ length: channels }, (__, b) => Number(a === b)),
    ),
  },
});

const tried = transforms.flatMap((transform) =>
  transform.examples.map((example) => ({ transform, example, step: stepOf(example) })),
);

function stepOf(example: string): Chosen {
  const { recipe, complaints } = readEntries(`augment ${example}`);
  expect(complaints).toEqual([]);
  return recipe.augment[0]!;
}

/** The step on a picture, and the first number that would be drawn after it. */
function done(step: Chosen, from: Picture, seed = 5) {
  const random = new Random(seed);
  const made = apply(step, { ...from, data: from.data.slice() }, random, contextOf(from.channels));
  return { made, next: random.next() };
}

it('has names that differ, and examples of each', () => {
  expect(new Set(transforms.map(({ name }) => name)).size).toBe(transforms.length);
  for (const { examples } of transforms) expect(examples.length).toBeGreaterThan(0);
});

it.each(transforms)('$name does one thing', (transform) => {
  const has = (...names: (keyof typeof transform)[]) => names.filter((name) => name in transform);
  expect(has('apply', 'normalization', 'mix')).toHaveLength(1);
  if (transform.isFixed) expect(has('mix')).toEqual([]);
  if (has('apply').length === 0) expect(has('size', 'applyToBytes', 'settlesSize')).toEqual([]);
});

describe.each(tried)('$example', ({ transform, example, step }) => {
  it('chooses its transform, in `prepare` too if it is fixed', () => {
    expect(transformOf(step)).toBe(transform);
    const { recipe, complaints } = readEntries(`prepare ${example}`);
    if (transform.isFixed) expect(recipe.prepare).toEqual([step]);
    else expect(complaints[0]).toMatch(`There is no step \`${transform.name}\` here`);
  });

  it('is the same once kept in a run’s record', () => {
    const { recipe } = readEntries(`augment ${example}`);
    expect(keptAndRead(recipe)).toEqual(recipe);
  });

  it.each([1, 3])('makes pictures of the size that it says, with %i channels', (channels) => {
    for (const size of sizes) {
      const { made } = done(step, picture(size, channels, 1));
      expect({ ok: true, size: [made.height, made.width] }).toEqual(pictureSize([step], size));
      expect(made.data).toHaveLength(made.height * made.width * channels);
      expect(made.data.every(Number.isFinite)).toBe(true);
    }
  });

  it('draws as many numbers for one picture as for another, and none if it is fixed', () => {
    const [first, second] = [1, 2].map((seed) => done(step, picture(sizes[0]!, 3, seed)));
    expect(second!.next).toBe(first!.next);
    if (transform.isFixed) expect(first!.next).toBe(new Random(5).next());
    expect(done(step, picture(sizes[0]!, 3, 1)).made.data).toEqual(first!.made.data);
  });

  it('settles what it says that it settles', () => {
    const shorter = sizes.map((size) => {
      const { made } = done(step, picture(size, 1, 1));
      return Math.min(made.height, made.width);
    });
    if (transform.settlesSize) expect(shorter[0]).toBe(shorter[1]);
  });

  it.runIf('mix' in transform)('keeps targets that are shares, and draws alike for any pictures', () => {
    const [count, classes, size] = [6, 4, [5, 7] as const];
    const mixedFrom = (seed: number) => {
      const pixels = picture([count * size[0], size[1]], 3, seed).data;
      const targets = Float32Array.from({ length: count * classes }, (_, at) =>
        Number(at % classes === (Math.floor(at / classes) + seed) % classes),
      );
      const before = pixels.slice();
      const random = new Random(7);
      const batch = { count, height: size[0], width: size[1], channels: 3, classes, pixels, targets };
      mixBatch(step, batch, random);
      return { ...batch, before, next: random.next() };
    };
    const first = mixedFrom(1);
    for (let row = 0; row < count; row++) {
      const shares = first.targets.subarray(row * classes, (row + 1) * classes);
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    }
    expect(first.pixels.every(Number.isFinite)).toBe(true);
    expect(first.pixels).not.toEqual(first.before);
    expect(mixedFrom(1).pixels).toEqual(first.pixels);
    expect(mixedFrom(2).next).toBe(first.next);
  });

  it.runIf('applyToBytes' in transform)('does the same on bytes', () => {
    const from = picture(sizes[0]!, 3, 1);
    const bytes = { ...from, data: Uint8Array.from(from.data, (value) => Math.round(255 * value)) };
    const onBytes = applyToBytes(step, bytes);
    const { made } = done(step, { ...from, data: Float32Array.from(bytes.data, (value) => value / 255) });
    expect([onBytes.height, onBytes.width]).toEqual([made.height, made.width]);
    made.data.forEach((value, at) => expect(onBytes.data[at]! / 255).toBeCloseTo(value, 4));
  });
});
