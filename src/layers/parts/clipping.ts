import type { Tensor, TensorOps } from '../tensorOps.ts';

/** min(max(0, x), 6), of which several activations are made. */
export const atMostSix = (ops: TensorOps, x: Tensor): Tensor =>
  ops.subtract(ops.relu(x), ops.relu(ops.affine(x, 1, -6)));
