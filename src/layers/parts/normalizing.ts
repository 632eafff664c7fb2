import { number } from './arguments.ts';
import { product } from './formula.ts';
import type { Figure } from '../layer.ts';
import type { Shape } from '../shape.ts';
import { dimensions } from '../shape.ts';
import type { Tensor, TensorOps } from '../tensorOps.ts';

/** The parameter of every norm that divides by a deviation. */
export const epsilon = number({
  doc: 'Added to the variance, against division by zero.',
  default: 1e-5,
  minimum: 0,
  exclusiveMinimum: true,
  plausible: { most: 0.1 },
  byName: 'the channels are those of its input',
});

/** For each value: mean, difference, square, variance, division, scale and shift. */
export function normalizingOperations(output: Shape): Figure {
  return product(7, ...dimensions(output));
}

/** (x - mean) / sqrt(variance + added), mean and biased variance over `axes`. */
export function normalized(ops: TensorOps, x: Tensor, axes: readonly number[], added: number): Tensor {
  const centred = ops.subtract(x, ops.mean(x, axes, true));
  const variance = ops.mean(ops.square(centred), axes, true);
  return ops.divide(centred, ops.sqrt(ops.affine(variance, 1, added)));
}
