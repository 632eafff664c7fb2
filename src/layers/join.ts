import { number, rate } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { eachPair, equalShapes, onlyTensor } from './parts/operands.ts';
import type { ForwardContext, Tensor } from './tensorOps.ts';

/**
 * The share of each operand in the mean, as scalars. Locally every operand is dropped with probability `drop`,
 * one drawn at random surviving where all would be; globally one column is drawn for all joins of the network.
 * The columns are counted from the last operand, the deepest, so that joins of fewer columns agree with it.
 */
function shares(
  { ops, seed, together }: ForwardContext,
  count: number,
  rank: number,
  { drop, global }: { readonly drop: number; readonly global: number },
): Tensor[] {
  const scalar = new Array<number>(rank).fill(1);
  const drawn = (from: number): Tensor => ops.randomUniform(scalar, from);
  const between = (x: Tensor, low: number, high: number): Tensor =>
    ops.subtract(ops.atLeast(x, low), ops.atLeast(x, high));
  const not = (x: Tensor): Tensor => ops.affine(x, -1, 1);

  const survivor = drawn(seed(0));
  const kept = Array.from({ length: count }, (_, k) => ops.atLeast(drawn(seed(k + 1)), drop));
  const total = kept.reduce((sum, one) => ops.add(sum, one));
  const one = ops.constant([1], scalar);
  const none = not(ops.minimum(total, one));

  const isGlobal = not(ops.atLeast(drawn(together.seed(0)), global));
  const column = drawn(together.seed(1));
  return kept.map((keeps, k) => {
    const last = k === count - 1 ? 2 : (k + 1) / count;
    const rescued = ops.multiply(none, between(survivor, k / count, last));
    const local = ops.divide(ops.add(keeps, rescued), ops.maximum(total, one));
    const fromEnd = count - 1 - k;
    // A join that lacks the column drawn lies beside its path; it hands on its first operand.
    const end = k === 0 ? 2 : (fromEnd + 1) / together.widest;
    const chosen = between(column, fromEnd / together.widest, end);
    return ops.add(ops.multiply(isGlobal, chosen), ops.multiply(not(isGlobal), local));
  });
}

export const join = defineLayer({
  name: 'Join',
  kind: 'merge',
  documentation:
    'FractalNet’s join: the mean of values of equal shape, with drop-path in training. A share `global` of the ' +
    'batches keeps one column throughout the network, the others drop each value with probability `drop`, but ' +
    'never all. A `Join` that ends a `Join`’s argument coalesces with it.',
  source: 'Larsson et al., 2017',
  parameters: {
    drop: rate({ doc: 'The probability to drop a value.', default: 0.15 }),
    global: number({
      doc: 'The share of the batches that keep a single column.',
      default: 0.5,
      minimum: 0,
      maximum: 1,
    }),
  },
  operands: 'many',
  inOrder: true,
  coalesces: true,
  keeps: 'nothing',
  output({ inputs }) {
    return equalShapes('Join', inputs);
  },
  elementwise({ inputs, output }) {
    return eachPair(inputs, output);
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward(context, inputs, { arguments: given }) {
    const { ops, training } = context;
    const weighted =
      training && (given.drop > 0 || given.global > 0)
        ? shares(context, inputs.length, onlyTensor(inputs).shape.length, given).map((share, k) =>
            ops.multiply(inputs[k]!, share),
          )
        : inputs.map((input) => ops.affine(input, 1 / inputs.length, 0));
    return weighted.reduce((sum, value) => ops.add(sum, value));
  },
});
