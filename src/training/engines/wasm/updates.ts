/** The update operations in one pass over the wasm heap each. */
import type { Term, UpdateOps, Variable } from '../engine.ts';
import { linear } from './heap.ts';
import type { Kernels, Tensor } from '../shared/kernels.ts';

/**
 * The new values go to a new tensor, that the variable takes over: the backend keeps kernels that it has
 * packed for its convolutions until the tensor is disposed of, and would go on with the old values.
 */
export function wasmUpdates(
  kernels: Pick<Kernels, 'fill' | 'dispose'>,
  view: (tensor: Tensor) => Float32Array,
  assign: (variable: Variable, value: Tensor) => void,
): UpdateOps {
  const update = (target: Variable, body: (values: Float32Array, old: Float32Array) => void): void => {
    const result = kernels.fill(target.shape, 0);
    body(view(result), view(target));
    assign(target, result);
    kernels.dispose(result);
  };
  const seen = (terms: readonly Term[]) =>
    terms.map(({ factor, value }) => ({ factor, values: view(value) }));

  return {
    linear(target, keep, terms) {
      update(target, (values, old) => {
        linear(values, keep === 0 ? seen(terms) : [{ factor: keep, values: old }, ...seen(terms)]);
      });
    },
    square(target, keep, factor, terms) {
      update(target, (values, old) => {
        linear(values, seen(terms));
        for (let i = 0; i < values.length; i++) values[i] = keep * old[i]! + factor * values[i]! * values[i]!;
      });
    },
    sign(target, keep, factor, terms) {
      update(target, (values, old) => {
        linear(values, seen(terms));
        for (let i = 0; i < values.length; i++) values[i] = keep * old[i]! + factor * Math.sign(values[i]!);
      });
    },
    quotient(target, keep, { factor, numerator, square, correction, epsilon }) {
      update(target, (values, old) => {
        const squares = view(square);
        linear(values, seen(numerator));
        for (let i = 0; i < values.length; i++) {
          const root = Math.sqrt(correction * squares[i]!) + epsilon;
          values[i] = keep * old[i]! + (factor * values[i]!) / root;
        }
      });
    },
  };
}
