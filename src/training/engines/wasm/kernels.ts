/**
 * Kernels on tfjs's wasm backend: convolutions, matrix products and plain elementwise operations are its
 * own; what it lacks, has slow or has wrong (its MaxPoolGrad sends the gradient of windows without a
 * positive value to element 0) is computed here, on the wasm heap.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { BinaryKind, ConvGeometry, Kernels, Tensor, UnaryKind } from '../shared/kernels.ts';
import { type Core, type CoreTensor, own, seen } from '../shared/core.ts';
import { convGradientsByConvolution } from '../shared/convGradients.ts';
import * as heap from './heap.ts';
import * as heapDepthwise from './heapDepthwise.ts';
import * as heapNorm from './heapNorm.ts';
import * as heapPool from './heapPool.ts';

const unaryKernels: Readonly<Record<UnaryKind, string>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  exp: 'Exp',
  square: 'Square',
  sqrt: 'Sqrt',
};

const binaryKernels: Readonly<Record<BinaryKind, string>> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Multiply',
  divide: 'RealDiv',
  maximum: 'Maximum',
  minimum: 'Minimum',
};

export function createWasmKernels(tf: Core, backend: BackendWasm): Kernels {
  const engine = tf.engine();

  const run = (name: string, inputs: Record<string, Tensor>, attributes: object = {}): Tensor =>
    seen(engine.runKernel<CoreTensor>(name, inputs as never, attributes as never));

  /** Invariant: views of the heap are taken after every allocation, since growing it detaches them. */
  const make = (shape: readonly number[]): Tensor =>
    seen(engine.makeTensorFromTensorInfo(backend.makeOutput([...shape], 'float32')));
  const view = (tensor: Tensor): Float32Array => backend.typedArrayFromHeap(own(tensor)) as Float32Array;
  const dispose = (...tensors: readonly Tensor[]): void => {
    for (const tensor of tensors) own(tensor).dispose();
  };
  /** A new tensor of `shape` that `body` fills. */
  const made = (shape: readonly number[], body: (values: Float32Array) => void): Tensor => {
    const result = make(shape);
    body(view(result));
    return result;
  };

  const convAttributes = ({ stride, padding: [top, bottom, left, right], dilation }: ConvGeometry) => ({
    strides: stride,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    dilations: dilation,
    dataFormat: 'NHWC',
  });

  const kernels: Kernels = {
    conv2d: (x, kernel, geometry) => run('Conv2D', { x, filter: kernel }, convAttributes(geometry)),
    conv2dInputGradient: (dy, kernel, inputShape, geometry) =>
      gradients.input(dy, kernel, inputShape, geometry),
    conv2dKernelGradient: (x, dy, kernelShape, geometry) => gradients.kernel(x, dy, kernelShape, geometry),
    depthwiseConv2d: (x, kernel, geometry) =>
      run('DepthwiseConv2dNative', { x, filter: kernel }, convAttributes(geometry)),
    depthwiseInputGradient: (dy, kernel, inputShape, geometry) =>
      made(inputShape, (dx) => {
        heapDepthwise.inputGradient(dx, view(dy), view(kernel), inputShape, dy.shape, kernel.shape, geometry);
      }),
    depthwiseKernelGradient: (x, dy, kernelShape, geometry) =>
      made(kernelShape, (gradient) => {
        heapDepthwise.kernelGradient(gradient, view(x), view(dy), x.shape, dy.shape, kernelShape, geometry);
      }),
    matMul(a, b, transposeA, transposeB) {
      // With a transposed operand the backend falls back to a scalar loop.
      const left = transposeA ? kernels.transpose(a, [1, 0]) : a;
      const right = transposeB ? kernels.transpose(b, [1, 0]) : b;
      const batched = (matrix: Tensor): Tensor => kernels.reshape(matrix, [1, ...matrix.shape]);
      const [first, second] = [batched(left), batched(right)];
      const product = run('BatchMatMul', { a: first, b: second }, { transposeA: false, transposeB: false });
      const result = kernels.reshape(product, [left.shape[0]!, right.shape[1]!]);
      dispose(first, second, product);
      if (left !== a) dispose(left);
      if (right !== b) dispose(right);
      return result;
    },
    maxPool: (x, { kernel, stride, padding }) =>
      made(heapPool.outputShape(x.shape, kernel, stride, padding), (y) => {
        heapPool.max(y, view(x), x.shape, { kernel, stride, padding });
      }),
    maxPoolGradient: (x, _y, dy, window) =>
      made(x.shape, (dx) => {
        heapPool.maxGradient(dx, view(x), view(dy), x.shape, window);
      }),
    avgPool: (x, kernel, stride) =>
      made(heapPool.outputShape(x.shape, kernel, stride, [0, 0, 0, 0]), (y) => {
        heapPool.average(y, view(x), x.shape, kernel, stride);
      }),
    avgPoolGradient: (dy, inputShape, kernel, stride) =>
      made(inputShape, (dx) => {
        heapPool.averageGradient(dx, view(dy), inputShape, kernel, stride);
      }),
    batchNorm(x, scale, offset, epsilon) {
      const channels = x.shape.at(-1)!;
      const [output, mean, variance] = [make(x.shape), make([channels]), make([channels])];
      // The statistics in double precision, kept for the gradient as mean and 1/deviation.
      const statistics = heapNorm.normalize(
        { x: view(x), scale: view(scale), offset: view(offset) },
        { output: view(output), mean: view(mean), variance: view(variance) },
        epsilon,
      );
      return { output, mean, variance, saved: [kernels.upload(statistics, [2, channels])] };
    },
    batchNormGradient(dy, x, scale, [statistics]) {
      const channels = scale.shape[0]!;
      const gradient = { x: make(x.shape), scale: make([channels]), offset: make([channels]) };
      heapNorm.normalizeGradient(
        { dy: view(dy), x: view(x), scale: view(scale), statistics: view(statistics!) },
        { x: view(gradient.x), scale: view(gradient.scale), offset: view(gradient.offset) },
      );
      return gradient;
    },
    batchNormInference: (x, { scale, offset, mean, variance }, epsilon) =>
      made(x.shape, (y) => {
        heapNorm.applyStatistics(y, view(x), [scale, offset, mean, variance].map(view), epsilon);
      }),
    localResponseNorm: (x, options) =>
      made(x.shape, (y) => {
        heapNorm.localResponse(y, view(x), x.shape.at(-1)!, options);
      }),
    localResponseNormGradient: (x, y, dy, options) =>
      made(x.shape, (dx) => {
        heapNorm.localResponseGradient(dx, view(x), view(y), view(dy), x.shape.at(-1)!, options);
      }),
    unary: (kind, x) => run(unaryKernels[kind], { x }),
    unaryGradient: (kind, x, y, dy) =>
      made(x.shape, (dx) => {
        heap.unaryGradient(kind, dx, view(kind === 'square' ? x : y), view(dy));
      }),
    softmax: (x) =>
      made(x.shape, (y) => {
        heap.softmax(y, view(x), x.shape.at(-1)!);
      }),
    softmaxGradient: (y, dy) =>
      made(y.shape, (dx) => {
        heap.softmaxGradient(dx, view(y), view(dy), y.shape.at(-1)!);
      }),
    binary: (kind, a, b) => run(binaryKernels[kind], { a, b }),
    atLeast(a, b) {
      const mask = run('GreaterEqual', { a, b });
      const result = run('Cast', { x: mask }, { dtype: 'float32' });
      dispose(mask);
      return result;
    },
    addN(parts) {
      const [first, second] = parts;
      // The backend's addition of two is vectorized.
      if (parts.length === 2) return kernels.binary('add', first!, second!);
      return made(first!.shape, (total) => {
        heap.linear(
          total,
          parts.map((part) => ({ factor: 1, values: view(part) })),
        );
      });
    },
    affine: (x, factor, offset) =>
      made(x.shape, (y) => {
        heap.affine(y, view(x), factor, offset);
      }),
    addBias: (x, bias) => run('Add', { a: x, b: bias }),
    biasGradient: (dy) =>
      made([dy.shape.at(-1)!], (total) => {
        heap.columnSums(total, view(dy));
      }),
    sum(x, axes, keep) {
      const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
      const shape = keep ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
      return made(shape, (total) => {
        heap.sum(total, view(x), x.shape, kept);
      });
    },
    broadcast: (x, shape) =>
      made(shape, (y) => {
        heap.broadcast(y, view(x), shape, [
          ...Array<number>(shape.length - x.shape.length).fill(1),
          ...x.shape,
        ]);
      }),
    concat: (parts) =>
      made(
        [...parts[0]!.shape.slice(0, -1), parts.reduce((sum, part) => sum + part.shape.at(-1)!, 0)],
        (y) => {
          heap.concat(
            y,
            parts.map((part) => ({ values: view(part), width: part.shape.at(-1)! })),
          );
        },
      ),
    split(x, sizes) {
      const parts = sizes.map((width) => make([...x.shape.slice(0, -1), width]));
      heap.split(
        parts.map((part) => ({ values: view(part), width: part.shape.at(-1)! })),
        view(x),
      );
      return parts;
    },
    reshape: (x, shape) => run('Reshape', { x }, { shape }),
    transpose: (x, perm) => run('Transpose', { x }, { perm }),
    pad: (x, paddings) => run('PadV2', { x }, { paddings, constantValue: 0 }),
    slice: (x, begin, size) => run('Slice', { x }, { begin, size }),
    fill: (shape, value) => made(shape, (values) => values.fill(value)),
    upload: (values, shape) => made(shape, (target) => target.set(values)),
    softmaxCrossEntropy(logits, targets) {
      const [loss, gradient] = [make([]), make(logits.shape)];
      heap.crossEntropy(view(loss), view(gradient), view(logits), view(targets), logits.shape[1]!);
      return { loss, gradient };
    },
    correct: (logits, labels) =>
      made([], (count) => {
        heap.correct(count, view(logits), labels);
      }),
    dispose,
  };

  const gradients = convGradientsByConvolution({
    ...kernels,
    rotate: (kernel) =>
      made(kernel.shape, (rotated) => {
        heap.rotate(rotated, view(kernel), kernel.shape[0]! * kernel.shape[1]!);
      }),
    spread(x, stride) {
      const [batch, height, width, channels] = x.shape as [number, number, number, number];
      const shape = [batch, (height - 1) * stride[0] + 1, (width - 1) * stride[1] + 1, channels];
      return made(shape, (y) => {
        heap.spread(y, view(x), x.shape, stride);
      });
    },
  });
  return kernels;
}
