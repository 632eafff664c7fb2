import type { Tensor, TensorOps } from './tensorOps.ts';

/** (x - mean) / sqrt(variance + epsilon), mean and biased variance over `axes`. */
export function normalized(ops: TensorOps, x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const centred = ops.subtract(x, ops.mean(x, axes, true));
  const variance = ops.mean(ops.square(centred), axes, true);
  return ops.divide(centred, ops.sqrt(ops.affine(variance, 1, epsilon)));
}
