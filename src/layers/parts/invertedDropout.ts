import { elementwise } from './elementwise.ts';
import type { AnyLayer, Layer } from '../layer.ts';
import { defineLayer } from '../layer.ts';
import type { ParameterSpecs } from '../parameter.ts';
import type { ForwardContext, Tensor } from '../tensorOps.ts';

type Shared = 'kind' | 'operands' | 'inPlace' | 'trainingOnly' | 'elementwise' | 'receptiveField' | 'output';

type Dropout<Specs extends ParameterSpecs> = Omit<Layer<Specs>, Shared> &
  Pick<Partial<Layer<Specs>>, 'output'>;

/** The entry of a layer that drops values in training and does nothing at inference. */
export function dropoutLayer<const Specs extends ParameterSpecs>(own: Dropout<Specs>): AnyLayer {
  return defineLayer<Specs>({
    kind: 'regularization',
    ...elementwise,
    trainingOnly: true,
    ...own,
  });
}

/**
 * In training `x` times a mask that is 0 with probability `rate`, else 1 / (1 - rate), so that the expectation
 * stays (Srivastava et al., 2014); at inference `x`. `mask` is the shape of what is dropped together: axes of 1.
 */
export function invertedDropout(
  { ops, training, seed }: ForwardContext,
  x: Tensor,
  rate: number,
  mask: readonly number[],
): Tensor {
  if (!training || rate === 0) return x;
  const kept = ops.atLeast(ops.randomUniform(mask, seed()), rate);
  return ops.multiply(x, ops.affine(kept, 1 / (1 - rate), 0));
}
