import { expect, it } from 'vitest';
import { Random, mix } from '../../../../src/training/random.ts';
import { apply } from '../../../../src/training/recipe/transforms/catalogue.ts';

const [height, width] = [20, 30];
const whole = { kind: 'RandomErasing', probability: 1, area: [0.02, 0.33], ratio: [0.3, 3.3] } as const;

/** Which pixels of a picture of ones are blanked, row by row, in two channels. */
function erased(step: typeof whole | { readonly kind: string; readonly probability: number }, seed: number) {
  const data = new Float32Array(height * width * 2).fill(1);
  const context = { fill: [-1, -2], components: undefined };
  const made = apply(
    { ...whole, ...step },
    { height, width, channels: 2, data },
    new Random(mix(seed)),
    context,
  );
  return Array.from({ length: height * width }, (_, pixel) => {
    const [first, second] = made.data.subarray(2 * pixel, 2 * pixel + 2);
    if (first! + second! !== (first === 1 ? 2 : -3)) throw new Error(`pixel ${pixel}: ${first}, ${second}`);
    return first !== 1;
  });
}

it('blanks one whole rectangle, of the area and the shape asked for', () => {
  const shares: number[] = [];
  for (let seed = 0; seed < 300; seed++) {
    const blank = erased(whole, seed);
    const places = blank.flatMap((is, pixel) => (is ? [pixel] : []));
    const [rows, columns] = [places.map((at) => Math.floor(at / width)), places.map((at) => at % width)];
    const size = (of: number[]) => Math.max(...of) - Math.min(...of) + 1;
    expect(size(rows) * size(columns)).toBe(places.length);
    const ratio = size(columns) / size(rows);
    expect(ratio).toBeGreaterThan(0.2); // sides are rounded to pixels
    expect(ratio).toBeLessThan(4.5);
    shares.push(places.length / (height * width));
  }
  expect(Math.min(...shares)).toBeGreaterThan(0.015);
  expect(Math.max(...shares)).toBeLessThan(0.35);
  // Areas are drawn uniformly, of which the largest fit less often.
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(0.17, 1);
});

it('leaves as many pictures as it is asked to', () => {
  const count = (probability: number) =>
    Array.from({ length: 1000 }, (_, seed) => erased({ ...whole, probability }, seed).some(Boolean)).filter(
      Boolean,
    ).length;
  expect(count(0)).toBe(0);
  expect(Math.abs(count(0.5) - 500)).toBeLessThan(60);
});
