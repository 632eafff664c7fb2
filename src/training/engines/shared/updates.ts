/** The update operations out of an engine's kernels, for engines without a faster way of their own. */
import type { Term, UpdateOps, Variable } from '../engine.ts';
import type { Kernels, Tensor } from './kernels.ts';

type Parts = Pick<Kernels, 'affine' | 'addN' | 'unary' | 'binary' | 'fill' | 'dispose'>;

export function updatesByKernels(
  parts: Parts,
  assign: (variable: Variable, value: Tensor) => void,
): UpdateOps {
  /** The sum of the terms; `owned` says whether it was made here. */
  const sum = (terms: readonly Term[]): { total: Tensor; owned: boolean } => {
    const summands = terms.map(({ factor, value }) =>
      factor === 1 ? value : parts.affine(value, factor, 0),
    );
    const made = summands.filter((summand, index) => summand !== terms[index]!.value);
    if (summands.length === 1) return { total: summands[0]!, owned: made.length === 1 };
    const total = parts.addN(summands);
    parts.dispose(...made);
    return { total, owned: true };
  };
  const replace = (target: Variable, value: Tensor): void => {
    assign(target, value);
    parts.dispose(value);
  };
  const linear = (target: Variable, keep: number, terms: readonly Term[]): void => {
    const { total, owned } = sum(keep === 0 ? terms : [{ factor: keep, value: target }, ...terms]);
    if (owned) replace(target, total);
    else assign(target, total);
  };

  return {
    linear,
    square(target, keep, factor, terms) {
      const { total, owned } = sum(terms);
      const squares = parts.unary('square', total);
      linear(target, keep, [{ factor, value: squares }]);
      parts.dispose(squares);
      if (owned) parts.dispose(total);
    },
    sign(target, keep, factor, terms) {
      const { total, owned } = sum(terms);
      // What is not 0 is brought beyond 1, as a number of 32 bits is 1e-38 or more, and then cut off there.
      const large = parts.affine(total, 1e38, 0);
      const [one, minusOne] = [parts.fill([1], 1), parts.fill([1], -1)];
      const below = parts.binary('minimum', large, one);
      const signs = parts.binary('maximum', below, minusOne);
      linear(target, keep, [{ factor, value: signs }]);
      parts.dispose(large, one, minusOne, below, signs);
      if (owned) parts.dispose(total);
    },
    quotient(target, keep, { factor, numerator, square, correction, epsilon }) {
      const { total, owned } = sum(numerator);
      const corrected = parts.affine(square, correction, 0);
      const root = parts.unary('sqrt', corrected);
      const divisor = parts.affine(root, 1, epsilon);
      const quotient = parts.binary('divide', total, divisor);
      linear(target, keep, [{ factor, value: quotient }]);
      parts.dispose(corrected, root, divisor, quotient);
      if (owned) parts.dispose(total);
    },
  };
}
