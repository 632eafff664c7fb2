import type { Random } from '../../random.ts';
import { permutation } from '../../random.ts';
import { defineTransform } from './transform.ts';

export const mixup = defineTransform({
  name: 'Mixup',
  documentation:
    'Lays each picture of a batch over another one, as do their classes, by a share drawn from Beta(alpha, alpha) for the batch (Zhang et al., 2018). Applied last, wherever it stands.',
  parameters: {
    alpha: {
      type: 'number',
      minimum: 0.01,
      maximum: 100,
      default: 0.2,
      documentation: 'Below 1 one of the two is mostly clear; at 1 every share is as likely.',
    },
  },
  examples: ['Mixup', 'Mixup(1)', 'Mixup(alpha: 8)'],
  mix({ alpha }, { count, pixels, targets }, random) {
    const share = betaOf(alpha, random);
    const others = permutation(count, random.next());
    for (const values of [pixels, targets]) {
      const before = values.slice();
      const length = values.length / count;
      for (let row = 0; row < count; row++) {
        const other = others[row]! * length;
        for (let at = 0; at < length; at++) {
          const own = row * length + at;
          values[own] = share * before[own]! + (1 - share) * before[other + at]!;
        }
      }
    }
  },
});

/** From Beta(alpha, alpha), by two numbers from the gamma distribution. */
function betaOf(alpha: number, random: Random): number {
  const [a, b] = [logGammaOf(alpha, random), logGammaOf(alpha, random)];
  return 1 / (1 + Math.exp(b - a));
}

/** The logarithm of a number from Gamma(shape, 1): Marsaglia and Tsang (2000). Small shapes give ones beyond 1e-308. */
function logGammaOf(shape: number, random: Random): number {
  if (shape < 1) return logGammaOf(shape + 1, random) + Math.log(1 - random.uniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < x ** 2 / 2 + d - d * v + d * Math.log(v))
      return Math.log(d) + Math.log(v);
  }
}
