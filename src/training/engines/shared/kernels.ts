/**
 * The computations that an engine supplies, forward and backward, none of them recorded or
 * differentiated by itself: tensorOps.ts builds the differentiable operations on them.
 */
import type { Border, Pair, Tensor, Window } from '../../../layers/tensorOps.ts';

export type { Border, Pair, Tensor, Window };

export interface ConvGeometry {
  readonly stride: Pair;
  readonly padding: Border;
  readonly dilation: Pair;
}

export type UnaryKind = 'relu' | 'sigmoid' | 'tanh' | 'exp' | 'square' | 'sqrt';
export type BinaryKind = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum';

/** What a normalization in training leaves behind for its gradient. */
export interface Normalized {
  readonly output: Tensor;
  readonly mean: Tensor;
  /** Unbiased. */
  readonly variance: Tensor;
  /** For `batchNormGradient`; freed by whoever holds them. */
  readonly saved: readonly Tensor[];
}

export interface LrnOptions {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/** Every function returns new tensors, which the caller disposes of, and leaves its arguments alone. */
export interface Kernels {
  /** x [N,H,W,C], kernel [kh,kw,C,K]. */
  conv2d(x: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor;
  conv2dInputGradient(
    dy: Tensor,
    kernel: Tensor,
    inputShape: readonly number[],
    geometry: ConvGeometry,
  ): Tensor;
  conv2dKernelGradient(x: Tensor, dy: Tensor, kernelShape: readonly number[], geometry: ConvGeometry): Tensor;
  /** x [N,H,W,C], kernel [kh,kw,C,M]. */
  depthwiseConv2d(x: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor;
  depthwiseInputGradient(
    dy: Tensor,
    kernel: Tensor,
    inputShape: readonly number[],
    geometry: ConvGeometry,
  ): Tensor;
  depthwiseKernelGradient(
    x: Tensor,
    dy: Tensor,
    kernelShape: readonly number[],
    geometry: ConvGeometry,
  ): Tensor;
  /** Of matrices. */
  matMul(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor;
  maxPool(x: Tensor, window: Window): Tensor;
  /** The gradient goes to the first largest value of each window, in reading order. */
  maxPoolGradient(x: Tensor, y: Tensor, dy: Tensor, window: Window): Tensor;
  /** Without padding: every window lies inside x. */
  avgPool(x: Tensor, kernel: Pair, stride: Pair): Tensor;
  avgPoolGradient(dy: Tensor, inputShape: readonly number[], kernel: Pair, stride: Pair): Tensor;
  /** x of any rank, over its last axis; with the batch's own statistics. */
  batchNorm(x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): Normalized;
  batchNormGradient(
    dy: Tensor,
    x: Tensor,
    scale: Tensor,
    saved: readonly Tensor[],
    epsilon: number,
  ): { readonly x: Tensor; readonly scale: Tensor; readonly offset: Tensor };
  /** With given statistics. */
  batchNormInference(
    x: Tensor,
    parameters: { scale: Tensor; offset: Tensor; mean: Tensor; variance: Tensor },
    epsilon: number,
  ): Tensor;
  localResponseNorm(x: Tensor, options: LrnOptions): Tensor;
  localResponseNormGradient(x: Tensor, y: Tensor, dy: Tensor, options: LrnOptions): Tensor;
  unary(kind: UnaryKind, x: Tensor): Tensor;
  unaryGradient(kind: UnaryKind, x: Tensor, y: Tensor, dy: Tensor): Tensor;
  softmax(x: Tensor): Tensor;
  softmaxGradient(y: Tensor, dy: Tensor): Tensor;
  /** With broadcasting of axes of size 1 and of missing leading axes. */
  binary(kind: BinaryKind, a: Tensor, b: Tensor): Tensor;
  /** 1 where a >= b, else 0; broadcasts. */
  atLeast(a: Tensor, b: Tensor): Tensor;
  /** Of equal shapes. */
  addN(parts: readonly Tensor[]): Tensor;
  affine(x: Tensor, factor: number, offset: number): Tensor;
  /** Of all axes but the last. */
  biasGradient(dy: Tensor): Tensor;
  addBias(x: Tensor, bias: Tensor): Tensor;
  sum(x: Tensor, axes: readonly number[], keep: boolean): Tensor;
  broadcast(x: Tensor, shape: readonly number[]): Tensor;
  /** Over the last axis. */
  concat(parts: readonly Tensor[]): Tensor;
  split(x: Tensor, sizes: readonly number[]): Tensor[];
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  transpose(x: Tensor, permutation: readonly number[]): Tensor;
  /** Zeros before and after, a pair an axis. */
  pad(x: Tensor, padding: readonly Pair[]): Tensor;
  slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;
  fill(shape: readonly number[], value: number): Tensor;
  /** From host memory, copied. */
  upload(values: Float32Array, shape: readonly number[]): Tensor;
  /** targets [N,classes], rows sum to 1. The mean loss, a scalar, and its gradient with respect to the logits. */
  softmaxCrossEntropy(logits: Tensor, targets: Tensor): { readonly loss: Tensor; readonly gradient: Tensor };
  /** How many rows are (first) largest at their label. */
  correct(logits: Tensor, labels: Int32Array): Tensor;
  dispose(...tensors: readonly Tensor[]): void;
}
