/**
 * The differentiable tensor operations on an engine's kernels: what each computes, and its gradient, which
 * is recorded when a tape is running and watches an argument.
 */
import type { Border, Pair, Tensor, TensorOps, Window } from '../../../layers/tensorOps.ts';
import type { BinaryKind, Kernels, UnaryKind } from './kernels.ts';
import type { Record, Recording } from './tape.ts';
import { convolutionOps } from './convolutionOps.ts';
import { fillUniform } from './random.ts';

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

const isZero = (numbers: readonly number[]): boolean => numbers.every((number) => number === 0);

/** Which axes of `shape` were broadcast on the way to `result`, as axes of `result`. */
function broadcastAxes(shape: readonly number[], result: readonly number[]): number[] {
  const missing = result.length - shape.length;
  return result.flatMap((length, axis) =>
    axis < missing || (shape[axis - missing] === 1 && length !== 1) ? [axis] : [],
  );
}

export function createTensorOps(kernels: Kernels, recording: Recording): TensorOps {
  const record: Record = (inputs, outputs, backward, saved = []) => {
    if (recording.tape?.watches(inputs)) recording.tape.record(inputs, outputs, backward, saved);
    else kernels.dispose(...saved);
  };

  const unary =
    (kind: UnaryKind) =>
    (x: Tensor): Tensor => {
      const y = kernels.unary(kind, x);
      record([x], [y], ([dy]) => [kernels.unaryGradient(kind, x, y, dy!)]);
      return y;
    };

  /** Sums a broadcast operand's gradient back to the operand's shape; `gradient` is owned and freed. */
  const reduceTo = (gradient: Tensor, shape: readonly number[]): Tensor => {
    if (sameShape(gradient.shape, shape)) return gradient;
    const summed = kernels.sum(gradient, broadcastAxes(shape, gradient.shape), false);
    const reduced = kernels.reshape(summed, shape);
    kernels.dispose(gradient, summed);
    return reduced;
  };

  const binary =
    (kind: BinaryKind) =>
    (a: Tensor, b: Tensor): Tensor => {
      const y = kernels.binary(kind, a, b);
      record([a, b], [y], ([dy], [needA, needB]) => {
        const gradients = operandGradients(kernels, kind, a, b, y, dy!, needA!, needB!);
        return gradients.map((gradient, index) =>
          // A gradient that is `dy` itself is still the tape's.
          !gradient || (gradient === dy && sameShape(gradient.shape, (index ? b : a).shape))
            ? gradient
            : reduceTo(
                gradient === dy ? kernels.reshape(gradient, gradient.shape) : gradient,
                (index ? b : a).shape,
              ),
        );
      });
      return y;
    };

  const affine = (x: Tensor, factor: number, offset: number): Tensor => {
    const y = kernels.affine(x, factor, offset);
    record([x], [y], ([dy]) => [factor === 1 ? dy : kernels.affine(dy!, factor, 0)]);
    return y;
  };

  const reshape = (x: Tensor, shape: readonly number[]): Tensor => {
    if (sameShape(x.shape, shape)) return x;
    const y = kernels.reshape(x, shape);
    record([x], [y], ([dy]) => [kernels.reshape(dy!, x.shape)]);
    return y;
  };

  const reduce = (x: Tensor, axes: readonly number[], keep: boolean, factor: number): Tensor => {
    const total = kernels.sum(x, axes, keep);
    const y = factor === 1 ? total : kernels.affine(total, factor, 0);
    if (y !== total) kernels.dispose(total);
    const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    record([x], [y], ([dy]) => {
      const scaled = kernels.affine(dy!, factor, 0);
      const column = kernels.reshape(scaled, kept);
      const dx = kernels.broadcast(column, x.shape);
      kernels.dispose(scaled, column);
      return [dx];
    });
    return y;
  };

  const mean = (x: Tensor, axes: readonly number[], keep = false): Tensor =>
    reduce(x, axes, keep, 1 / sizeOf(axes.map((axis) => x.shape[axis]!)));

  const padAxes = (x: Tensor, padding: readonly Pair[]): Tensor => {
    if (padding.every(isZero)) return x;
    const y = kernels.pad(x, padding);
    record([x], [y], ([dy]) => [
      kernels.slice(
        dy!,
        padding.map(([before]) => before),
        x.shape,
      ),
    ]);
    return y;
  };

  const pad = (x: Tensor, [top, bottom, left, right]: Border, channels: Pair = [0, 0]): Tensor =>
    padAxes(x, [[0, 0], [top, bottom], [left, right], channels]);

  const slice = (x: Tensor, begin: readonly number[], size: readonly number[]): Tensor => {
    if (isZero(begin) && sameShape(size, x.shape)) return x;
    const y = kernels.slice(x, begin, size);
    record([x], [y], ([dy]) => [
      kernels.pad(
        dy!,
        begin.map((start, axis) => [start, x.shape[axis]! - start - size[axis]!] as const),
      ),
    ]);
    return y;
  };

  const concat = (parts: readonly Tensor[]): Tensor => {
    if (parts.length === 1) return parts[0]!;
    const y = kernels.concat(parts);
    record(parts, [y], ([dy]) =>
      kernels.split(
        dy!,
        parts.map((part) => part.shape.at(-1)!),
      ),
    );
    return y;
  };

  const multiply = binary('multiply');
  const add = binary('add');
  const divide = binary('divide');

  const averageInside = (x: Tensor, kernel: Pair, stride: Pair): Tensor => {
    const y = kernels.avgPool(x, kernel, stride);
    record([x], [y], ([dy]) => [kernels.avgPoolGradient(dy!, x.shape, kernel, stride)]);
    return y;
  };

  return {
    ...convolutionOps(kernels, record, { slice, concat, reshape }),
    dense(x, kernel) {
      const y = kernels.matMul(x, kernel, false, false);
      record([x, kernel], [y], ([dy], [needX, needKernel]) => [
        needX ? kernels.matMul(dy!, kernel, false, true) : undefined,
        needKernel ? kernels.matMul(x, dy!, true, false) : undefined,
      ]);
      return y;
    },
    addBias(x, bias) {
      const y = kernels.addBias(x, bias);
      record([x, bias], [y], ([dy], [, needBias]) => [dy, needBias ? kernels.biasGradient(dy!) : undefined]);
      return y;
    },
    maxPool(x, window) {
      const y = kernels.maxPool(x, window);
      record([x], [y], ([dy]) => [kernels.maxPoolGradient(x, y, dy!, window)]);
      return y;
    },
    avgPool(x, window) {
      const mean = averageInside(pad(x, window.padding), window.kernel, window.stride);
      const share = outsideShare(x.shape, window);
      return share ? multiply(mean, kernels.upload(share, [1, mean.shape[1]!, mean.shape[2]!, 1])) : mean;
    },
    globalAvgPool: (x) => mean(x, [1, 2]),
    batchNorm(x, { scale, offset, mean, variance }, { epsilon, training }) {
      if (training) {
        const { output, saved, ...batch } = kernels.batchNorm(x, scale, offset, epsilon);
        record(
          [x, scale, offset],
          [output],
          ([dy]) => {
            const gradient = kernels.batchNormGradient(dy!, x, scale, saved, epsilon);
            return [gradient.x, gradient.scale, gradient.offset];
          },
          saved,
        );
        return { output, batchMean: batch.mean, batchVariance: batch.variance };
      }
      if (!recording.tape?.watches([x, scale, offset])) {
        const output = kernels.batchNormInference(x, { scale, offset, mean, variance }, epsilon);
        return { output, batchMean: mean, batchVariance: variance };
      }
      const factor = divide(scale, unary('sqrt')(affine(variance, 1, epsilon)));
      const output = add(multiply(binary('subtract')(x, mean), factor), offset);
      return { output, batchMean: mean, batchVariance: variance };
    },
    localResponseNorm(x, options) {
      const y = kernels.localResponseNorm(x, options);
      record([x], [y], ([dy]) => [kernels.localResponseNormGradient(x, y, dy!, options)]);
      return y;
    },
    relu: unary('relu'),
    sigmoid: unary('sigmoid'),
    tanh: unary('tanh'),
    softmax(x) {
      const y = kernels.softmax(x);
      record([x], [y], ([dy]) => [kernels.softmaxGradient(y, dy!)]);
      return y;
    },
    exp: unary('exp'),
    square: unary('square'),
    sqrt: unary('sqrt'),
    add,
    subtract: binary('subtract'),
    multiply,
    divide,
    maximum: binary('maximum'),
    minimum: binary('minimum'),
    affine,
    concat,
    reshape,
    transpose(x, permutation) {
      const y = kernels.transpose(x, permutation);
      const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
      record([x], [y], ([dy]) => [kernels.transpose(dy!, inverse)]);
      return y;
    },
    mean,
    sum: (x, axes, keep = false) => reduce(x, axes, keep, 1),
    pad,
    slice,
    randomUniform(shape, seed) {
      const values = new Float32Array(sizeOf(shape));
      fillUniform(values, seed);
      return kernels.upload(values, shape);
    },
    atLeast(x, threshold) {
      const bound = kernels.fill([], threshold);
      const y = kernels.atLeast(x, bound);
      kernels.dispose(bound);
      return y;
    },
    constant: (values, shape) => kernels.upload(Float32Array.from(values), shape),
  };
}

/** Gradients of a binary operation's operands, in the shape of its result; may be `dy` itself. */
function operandGradients(
  kernels: Kernels,
  kind: BinaryKind,
  a: Tensor,
  b: Tensor,
  y: Tensor,
  dy: Tensor,
  needA: boolean,
  needB: boolean,
): (Tensor | undefined)[] {
  switch (kind) {
    case 'add':
      return [needA ? dy : undefined, needB ? dy : undefined];
    case 'subtract':
      return [needA ? dy : undefined, needB ? kernels.affine(dy, -1, 0) : undefined];
    case 'multiply':
      return [
        needA ? kernels.binary('multiply', dy, b) : undefined,
        needB ? kernels.binary('multiply', dy, a) : undefined,
      ];
    case 'divide': {
      const da = kernels.binary('divide', dy, b);
      if (!needB) return [da, undefined];
      const product = kernels.binary('multiply', da, y);
      const db = kernels.affine(product, -1, 0);
      kernels.dispose(product);
      if (needA) return [da, db];
      kernels.dispose(da);
      return [undefined, db];
    }
    case 'maximum':
    case 'minimum': {
      // At a tie the first operand is the one chosen.
      const chosen = kind === 'maximum' ? kernels.atLeast(a, b) : kernels.atLeast(b, a);
      const da = kernels.binary('multiply', dy, chosen);
      kernels.dispose(chosen);
      return [da, kernels.binary('subtract', dy, da)];
    }
  }
}

/**
 * What the mean over a whole window must be multiplied with so that positions outside `counted` don't count
 * in its divisor, for each output position; undefined where every position counts. A window that holds
 * nothing counted keeps its zero.
 */
function outsideShare(
  shape: readonly number[],
  window: Window & { counted: Border },
): Float32Array | undefined {
  const { kernel, stride, padding, counted } = window;
  if (padding.every((size, side) => size === counted[side])) return undefined;
  const along = (axis: 0 | 1): number[] => {
    const [before, after] = [padding[2 * axis]!, padding[2 * axis + 1]!];
    const length = shape[axis + 1]!;
    const first = before - counted[2 * axis]!;
    const end = before + length + counted[2 * axis + 1]!;
    const count = Math.floor((before + length + after - kernel[axis]) / stride[axis]) + 1;
    return Array.from({ length: count }, (_, index) => {
      const start = index * stride[axis];
      return Math.max(Math.min(start + kernel[axis], end) - Math.max(start, first), 1) / kernel[axis];
    });
  };
  const [rows, columns] = [along(0), along(1)];
  return Float32Array.from(rows.flatMap((row) => columns.map((column) => 1 / (row * column))));
}
