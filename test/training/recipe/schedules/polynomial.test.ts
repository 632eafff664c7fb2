import { expect, it } from 'vitest';
import { learningRate } from '../../../../src/training/recipe/schedules/schedule.ts';

const of = (power: number, to: number, base: number, total: number, step: number) =>
  learningRate(
    { kind: 'Polynomial', power, to, warmup: 0 },
    { base, epochs: 1, stepsPerEpoch: total + 1 },
    step,
  );

it('falls as PyTorch’s PolynomialLR does', () => {
  // Its documentation: total_iters=4, power=1.0, a base rate of 0.05.
  const linear = [0.05, 0.0375, 0.025, 0.0125, 0];
  linear.forEach((rate, step) => expect(of(1, 0, 0.05, 4, step)).toBeCloseTo(rate, 12));
  // Its closed form: base · (1 - min(total, step) / total) ^ power.
  for (const step of [0, 1, 17, 60, 99, 100])
    expect(of(0.9, 0, 0.1, 100, step)).toBeCloseTo(0.1 * (1 - step / 100) ** 0.9, 12);
});

it('ends where TensorFlow’s PolynomialDecay does', () => {
  // Its documentation's example: 0.1 to 0.01 over 10,000 steps, with the square root.
  const rate = (step: number) => of(0.5, 0.01, 0.1, 10_000, step);
  expect(rate(0)).toBeCloseTo(0.1, 12);
  expect(rate(7500)).toBeCloseTo((0.1 - 0.01) * 0.5 + 0.01, 12);
  expect(rate(10_000)).toBeCloseTo(0.01, 12);
});

it('shares out the steps behind the warmup', () => {
  const span = { base: 0.1, epochs: 5, stepsPerEpoch: 100 };
  const rate = (step: number) => learningRate({ kind: 'Polynomial', power: 1, to: 0, warmup: 1 }, span, step);
  expect(rate(49)).toBeCloseTo(0.05, 12);
  expect(rate(100)).toBeCloseTo(0.1, 12);
  expect(rate(499)).toBe(0);
});
