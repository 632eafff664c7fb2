/**
 * What the training loop asks of an engine: tensors, their gradients, and weights that are updated in
 * place. Host-neutral: the loop imports these types and is handed an engine; only this folder imports
 * TensorFlow.js.
 */
import type { Tensor, TensorOps } from '../../layers/tensorOps.ts';

export type { Tensor, TensorOps };

/**
 * A weight, or an optimizer's slot, that lives on the engine. It is a tensor, and can be handed to every
 * operation; its shape is fixed, its values change by `assign` and the update operations.
 */
export interface Variable extends Tensor {
  readonly name: string;
}

/** One summand of an update: `factor * value`. */
export interface Term {
  readonly factor: number;
  readonly value: Tensor;
}

/**
 * Updates of variables in place, out of which the optimizers are made; one pass over the data where the
 * engine can. Not differentiable. The terms may contain the target itself, with its value before the update.
 *
 * SGD with momentum m and coupled decay d: `linear(v, m, [g, d*w])`, then `linear(w, 1, [-lr*v])`
 * (nesterov: `linear(w, 1, [-lr*(g + d*w), -lr*m*v])` with v as just updated).
 * Adam: `linear(m, b1, [(1-b1)*g])`, `square(v, b2, 1-b2, [g])`,
 * `quotient(w, 1 - lr*decay, { factor: -lr/(1-b1^t), numerator: [m], square: v, correction: 1/(1-b2^t), epsilon })`.
 */
export interface UpdateOps {
  /** target = keep * target + the sum of the terms. */
  linear(target: Variable, keep: number, terms: readonly Term[]): void;
  /** target = keep * target + factor * (the sum of the terms) squared, element by element. */
  square(target: Variable, keep: number, factor: number, terms: readonly Term[]): void;
  /** target = keep * target + factor * the sign (-1, 0 or 1) of (the sum of the terms). */
  sign(target: Variable, keep: number, factor: number, terms: readonly Term[]): void;
  /** target = keep * target + factor * (the sum of the terms) / (sqrt(correction * square) + epsilon). */
  quotient(
    target: Variable,
    keep: number,
    quotient: {
      readonly factor: number;
      readonly numerator: readonly Term[];
      readonly square: Tensor;
      readonly correction: number;
      readonly epsilon: number;
    },
  ): void;
}

export interface LossOps {
  /**
   * The mean over the batch of the cross entropy between softmax(logits) and the labels, a differentiable
   * scalar. logits [N,classes], labels N class indices, or N rows of shares of the classes, 1 in all. With smoothing s
   * the target is (1 - s) * the shares + s / classes (Szegedy et al., 2015).
   */
  softmaxCrossEntropy(logits: Tensor, labels: Int32Array | Float32Array, smoothing: number): Tensor;
  /** How many of the N rows of `logits` are largest at their label; a scalar, not differentiable. */
  correct(logits: Tensor, labels: Int32Array): Tensor;
}

export interface Differentiated {
  /** Mean loss: the scalar that `forward` returned. */
  readonly loss: Tensor;
  /** What `forward` returned under `results`, still alive. */
  readonly results: readonly Tensor[];
  /** One a variable, of its shape; zeros where the loss doesn't depend on the variable. */
  readonly gradients: readonly Tensor[];
}

export interface EngineMemory {
  /** Tensors alive, variables included: constant from step to step, or something leaks. */
  readonly tensors: number;
  readonly bytes: number;
}

export interface Engine {
  readonly id: string;
  /** Of the whole engine, for the panel and the run record: `tfjs-node · TensorFlow 2.21.0 · CPU, 2 threads`. */
  readonly description: string;
  /** `TensorFlow 2.21.0`. */
  readonly version: string;
  /** `CPU, 2 threads`. */
  readonly device: string;
  /** Bytes that its tensors can take together at the most; absent: what is free. */
  readonly memoryLimit?: number;
  /** Differentiable when called inside `differentiate`'s `forward`, plain otherwise. */
  readonly ops: TensorOps;
  readonly loss: LossOps;
  readonly updates: UpdateOps;

  /** A new variable; lives until `dispose`d, scopes don't touch it. `values` are copied. */
  variable(name: string, values: Float32Array, shape: readonly number[]): Variable;
  /** Replaces the variable's values; `value` has its shape and stays usable. */
  assign(variable: Variable, value: Tensor | Float32Array): void;
  /** A constant tensor from host memory, such as a batch of images [N,H,W,C]. `values` are copied. */
  upload(values: Float32Array, shape: readonly number[]): Tensor;
  /** The values, row by row. Call it outside `scope`. */
  read(tensor: Tensor): Promise<Float32Array>;

  /** Runs `body` and frees every tensor made in it, but variables and those passed to `keep`. Not async. */
  scope<T>(body: () => T): T;
  /** Saves a tensor from being freed by the scopes around; it lives until `dispose`d. */
  keep(tensor: Tensor): Tensor;
  dispose(...tensors: readonly Tensor[]): void;

  /**
   * Runs `forward` and differentiates its `loss` (a scalar) with respect to `variables`. Of the tensors made
   * in `forward` only the loss and `results` can be used afterwards: the others are freed as soon as the
   * backward pass is done with them. Call it inside a `scope`, which frees what is returned.
   *
   * `onBackward` is told, for a profile, how long the backward pass took over the operations recorded under
   * each label, as it passes them (a label may come several times).
   */
  differentiate(
    forward: () => { readonly loss: Tensor; readonly results?: readonly Tensor[] },
    variables: readonly Variable[],
    onBackward?: (label: string, milliseconds: number) => void,
  ): Differentiated;
  /** Names what comes next in `forward` (a layer's path), for `onBackward`. */
  label(name: string): void;

  /** Resolves when everything asked for so far has been computed: to measure time. */
  synchronise(): Promise<void>;
  memory(): EngineMemory;
  /** Gives back what the engine holds; it can't be used afterwards. */
  close(): void;
}
