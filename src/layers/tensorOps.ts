/**
 * The tensor operations that a layer's forward computation is written with. Implemented once on
 * tfjs-core (src/training/engines/), so that the catalogue needs no TensorFlow import. Images are
 * batches in NHWC order; every operation is differentiable with respect to its tensor arguments
 * unless said otherwise.
 */

declare const tensorBrand: unique symbol;
/** An engine's tensor. Only its shape can be seen from here. */
export interface Tensor {
  readonly [tensorBrand]: true;
  readonly shape: number[];
}

/** `[height, width]`. */
export type Pair = readonly [number, number];

/** `[top, bottom, left, right]`, in pixels; never `same`: shape rules resolve that beforehand. */
export type Border = readonly [number, number, number, number];

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Border;
}

export interface TensorOps {
  /** x [N,H,W,C], kernel [kh,kw,C/groups,K] -> [N,H',W',K]. */
  conv2d(
    x: Tensor,
    kernel: Tensor,
    options: { stride: Pair; padding: Border; dilation: Pair; groups: number },
  ): Tensor;
  /** x [N,H,W,C], kernel [kh,kw,C,M] -> [N,H',W',C*M]; output channel c*M+m reads input channel c. */
  depthwiseConv2d(
    x: Tensor,
    kernel: Tensor,
    options: { stride: Pair; padding: Border; dilation: Pair },
  ): Tensor;
  /** x [N,C], kernel [C,K] -> [N,K]. */
  dense(x: Tensor, kernel: Tensor): Tensor;
  /** Adds `bias` [C] along the last axis. */
  addBias(x: Tensor, bias: Tensor): Tensor;
  /** The largest value of each window; padding never wins. With `ceil`, `padding` already holds the extra border. */
  maxPool(x: Tensor, window: Window): Tensor;
  /**
   * The mean of each window. `counted` is the part of the border that belongs to the mean's divisor
   * (explicit padding); what `padding` has beyond it (`same`, or `ceil`'s surplus) is left out.
   */
  avgPool(x: Tensor, window: Window & { counted: Border }): Tensor;
  /** [N,H,W,C] -> [N,C]. */
  globalAvgPool(x: Tensor): Tensor;
  /**
   * Normalizes over all axes but the last. In training uses the batch's statistics (biased variance
   * for normalizing; `variance` returned is unbiased, as running statistics want) and is
   * differentiated through them; otherwise uses `mean` and `variance` as given.
   */
  batchNorm(
    x: Tensor,
    parameters: { scale: Tensor; offset: Tensor; mean: Tensor; variance: Tensor },
    options: { epsilon: number; training: boolean },
  ): { output: Tensor; batchMean: Tensor; batchVariance: Tensor };
  /** x / (k + alpha * sum of squares over `size` neighbouring channels) ** beta. */
  localResponseNorm(x: Tensor, options: { size: number; alpha: number; beta: number; k: number }): Tensor;
  relu(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  tanh(x: Tensor): Tensor;
  /** Over the last axis. */
  softmax(x: Tensor): Tensor;
  exp(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  subtract(a: Tensor, b: Tensor): Tensor;
  /** Elementwise; axes of size 1 broadcast. */
  multiply(a: Tensor, b: Tensor): Tensor;
  divide(a: Tensor, b: Tensor): Tensor;
  maximum(a: Tensor, b: Tensor): Tensor;
  minimum(a: Tensor, b: Tensor): Tensor;
  /** a * x + b, for numbers a and b. */
  affine(x: Tensor, factor: number, offset: number): Tensor;
  /** Over the last axis. */
  concat(parts: readonly Tensor[]): Tensor;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  transpose(x: Tensor, permutation: readonly number[]): Tensor;
  /** Mean over `axes`, kept as size 1 if `keep`. */
  mean(x: Tensor, axes: readonly number[], keep?: boolean): Tensor;
  sum(x: Tensor, axes: readonly number[], keep?: boolean): Tensor;
  /** Zeros around height and width and, if given, `[front, back]` channels. */
  pad(x: Tensor, padding: Border, channels?: Pair): Tensor;
  /** The elements from `begin`, `size` of them, an entry an axis. */
  slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;
  /** Uniform numbers in [0, 1), not differentiable; the same seed gives the same numbers on every engine. */
  randomUniform(shape: readonly number[], seed: number): Tensor;
  /** 1 where x >= threshold, else 0; not differentiable. */
  atLeast(x: Tensor, threshold: number): Tensor;
  /** A constant. */
  constant(values: readonly number[] | Float32Array, shape: readonly number[]): Tensor;
}

/** What a layer's `forward` may ask about the step that it takes part in. */
export interface ForwardContext {
  readonly ops: TensorOps;
  readonly training: boolean;
  /** The layer's own weight of that name, as declared in its `weights`. */
  weight(this: void, name: string): Tensor;
  /** Replaces a non-trainable weight after this step (running statistics); ignored outside training. */
  assign(this: void, name: string, value: Tensor): void;
  /** A seed that differs with the layer, the step and `draw`, and is the same when the step is repeated. */
  seed(this: void, draw?: number): number;
  /** What layers of one kind that act together share (FractalNet's drop-path drops whole columns). */
  readonly together: {
    /** As `seed`, but the same for all layers of the kind. */
    seed(this: void, draw?: number): number;
    /** The number of operands of the widest layer of this kind. */
    readonly widest: number;
  };
}
