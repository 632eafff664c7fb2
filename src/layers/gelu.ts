import { activation } from './parts/activation.ts';
import { onlyTensor } from './parts/operands.ts';
import type { Tensor, TensorOps } from './tensorOps.ts';

/**
 * The polynomial of Abramowitz & Stegun, 1964, formula 26.2.17, in t = 1 / (1 + p |x|), highest power
 * first; for the upper tail of the normal distribution its error is below 7.5e-8.
 */
const p = 0.2316419;
const coefficients = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];

/** 1 - Phi(x) for x of 0 or more. */
function upperTail(ops: TensorOps, x: Tensor): Tensor {
  const denominator = ops.affine(x, p, 1);
  const t = ops.divide(ops.constant([1], [1]), denominator);
  const [highest = 0, next = 0, ...others] = coefficients;
  const polynomial = others.reduce(
    (sum, coefficient) => ops.affine(ops.multiply(sum, t), 1, coefficient),
    ops.affine(t, highest, next),
  );
  const density = ops.affine(ops.exp(ops.affine(ops.square(x), -0.5, 0)), 1 / Math.sqrt(2 * Math.PI), 0);
  return ops.multiply(ops.multiply(polynomial, t), density);
}

export const gelu = activation({
  name: 'GELU',
  documentation: 'x · Phi(x), with the cumulative normal distribution Phi: a ReLU without its corner.',
  source: 'Hendrycks & Gimpel, 2016',
  parameters: {},
  keeps: 'input',
  forward({ ops }, inputs) {
    const x = onlyTensor(inputs);
    // x Phi(x) = max(x, 0) - |x| (1 - Phi(|x|)); with -x first, the slope at 0 is the true 1/2.
    const size = ops.maximum(ops.affine(x, -1, 0), x);
    return ops.subtract(ops.relu(x), ops.multiply(size, upperTail(ops, size)));
  },
});
