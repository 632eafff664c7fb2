/**
 * Kernels on tfjs-node: TensorFlow's own operations, forward and backward, called directly, since several
 * of them (fused batch normalization's, grouped and padded convolutions') have no counterpart in tfjs-core.
 */
import type { BinaryKind, ConvGeometry, Kernels, Pair, Tensor, UnaryKind } from '../shared/kernels.ts';
import { type Core, seen } from '../shared/core.ts';
import { convGradientsByConvolution } from '../shared/convGradients.ts';
import { bandedLrn } from '../shared/bandedLrn.ts';
import { depthwiseKernels } from './depthwise.ts';
import type { NodeBackend } from './operations.ts';
import { nodeOperations } from './operations.ts';

const unaryOps: Readonly<Record<UnaryKind, string>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  exp: 'Exp',
  square: 'Square',
  sqrt: 'Sqrt',
};

const binaryOps: Readonly<Record<BinaryKind, string>> = {
  add: 'AddV2',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'RealDiv',
  maximum: 'Maximum',
  minimum: 'Minimum',
};

const isDilated = ({ dilation }: ConvGeometry): boolean => dilation[0] > 1 || dilation[1] > 1;

export function createNodeKernels(tf: Core, backend: NodeBackend): Kernels {
  const engine = tf.engine();
  const operations = nodeOperations(tf, backend);
  const { binding } = backend;
  const { run, runMany, dispose, upload, scalar, ints, empty } = operations;
  const { float, int32, text, whole, real, truth } = operations.attributes;
  const { convAttributes, poolAttributes, sliceAttributes, normAttributes } = operations;
  /** FusedBatchNorm takes images only. */
  const asImages = <T>(x: Tensor, body: (images: Tensor) => T): T => {
    if (x.shape.length === 4) return body(x);
    const channels = x.shape.at(-1)!;
    const images = kernels.reshape(x, [x.shape.reduce((a, b) => a * b, 1) / channels, 1, 1, channels]);
    const result = body(images);
    dispose(images);
    return result;
  };
  const asShape = (x: Tensor, shape: readonly number[]): Tensor => {
    if (x.shape.length === shape.length) return x;
    const reshaped = kernels.reshape(x, shape);
    dispose(x);
    return reshaped;
  };

  const kernels: Kernels = {
    conv2d: (x, kernel, geometry) =>
      run('Conv2D', convAttributes(x.shape, kernel.shape, geometry), [x, kernel]),
    conv2dInputGradient: (dy, kernel, inputShape, geometry) =>
      // TensorFlow's plain CPU kernels have no gradient of a dilated convolution.
      isDilated(geometry)
        ? gradients.input(dy, kernel, inputShape, geometry)
        : run('Conv2DBackpropInput', convAttributes(inputShape, kernel.shape, geometry), [
            ints(inputShape),
            kernel,
            dy,
          ]),
    conv2dKernelGradient: (x, dy, kernelShape, geometry) =>
      isDilated(geometry)
        ? gradients.kernel(x, dy, kernelShape, geometry)
        : run('Conv2DBackpropFilter', convAttributes(x.shape, kernelShape, geometry), [
            x,
            ints(kernelShape),
            dy,
          ]),
    ...depthwiseKernels({
      forward: (x, kernel, geometry) =>
        run('DepthwiseConv2dNative', convAttributes(x.shape, kernel.shape, geometry), [x, kernel]),
      inputGradient: (dy, kernel, inputShape, geometry) =>
        run('DepthwiseConv2dNativeBackpropInput', convAttributes(inputShape, kernel.shape, geometry), [
          ints(inputShape),
          kernel,
          dy,
        ]),
      kernelGradient: (x, dy, kernelShape, geometry) =>
        run('DepthwiseConv2dNativeBackpropFilter', convAttributes(x.shape, kernelShape, geometry), [
          x,
          ints(kernelShape),
          dy,
        ]),
      thin: (x, axis, stride) =>
        run('StridedSlice', sliceAttributes, [
          x,
          ints(x.shape.map(() => 0)),
          ints(x.shape),
          ints(stepsOf(x.shape, axis, stride)),
        ]),
      spread: (x, axis, stride, shape) => spread(x, axis, stride, shape),
      dispose,
    }),
    matMul: (a, b, transposeA, transposeB) =>
      run('MatMul', [float(), truth('transpose_a', transposeA), truth('transpose_b', transposeB)], [a, b]),
    maxPool: (x, window) => run('MaxPool', poolAttributes(x.shape, window), [x]),
    maxPoolGradient: (x, y, dy, window) => run('MaxPoolGrad', poolAttributes(x.shape, window), [x, y, dy]),
    avgPool: (x, kernel, stride) =>
      run('AvgPool', poolAttributes(x.shape, { kernel, stride, padding: [0, 0, 0, 0] }), [x]),
    avgPoolGradient: (dy, inputShape, kernel, stride) =>
      run('AvgPoolGrad', poolAttributes(inputShape, { kernel, stride, padding: [0, 0, 0, 0] }), [
        ints(inputShape),
        dy,
      ]),
    batchNorm: (x, scale, offset, epsilon) =>
      asImages(x, (images) => {
        const [y, mean, variance, ...saved] = runMany(
          'FusedBatchNormV3',
          normAttributes(epsilon, true),
          [images, scale, offset, empty(), empty()],
          6,
        );
        return { output: asShape(y!, x.shape), mean: mean!, variance: variance!, saved };
      }),
    batchNormGradient: (dy, x, scale, saved, epsilon) =>
      asImages(dy, (gradient) =>
        asImages(x, (images) => {
          const [dx, dScale, dOffset, ...rest] = runMany(
            'FusedBatchNormGradV3',
            normAttributes(epsilon, true),
            [gradient, images, scale, ...saved],
            5,
          );
          dispose(...rest);
          return { x: asShape(dx!, x.shape), scale: dScale!, offset: dOffset! };
        }),
      ),
    batchNormInference: (x, { scale, offset, mean, variance }, epsilon) =>
      asImages(x, (images) => {
        const [y, ...rest] = runMany(
          'FusedBatchNormV3',
          normAttributes(epsilon, false),
          [images, scale, offset, mean, variance],
          6,
        );
        dispose(...rest);
        return asShape(y!, x.shape);
      }),
    localResponseNorm(x, options) {
      if (options.size % 2 === 0) return lrn.forward(x, options);
      const { size, alpha, beta, k } = options;
      const attributes = [float(), whole('depth_radius', (size - 1) / 2), real('bias', k)];
      return run('LRN', [...attributes, real('alpha', alpha), real('beta', beta)], [x]);
    },
    localResponseNormGradient(x, y, dy, options) {
      if (options.size % 2 === 0) return lrn.gradient(x, y, dy, options);
      const { size, alpha, beta, k } = options;
      const attributes = [float(), whole('depth_radius', (size - 1) / 2), real('bias', k)];
      return run('LRNGrad', [...attributes, real('alpha', alpha), real('beta', beta)], [dy, x, y]);
    },
    unary: (kind, x) => run(unaryOps[kind], [float()], [x]),
    unaryGradient(kind, x, y, dy) {
      switch (kind) {
        case 'relu':
          return run('ReluGrad', [float()], [dy, y]);
        case 'sigmoid':
          return run('SigmoidGrad', [float()], [y, dy]);
        case 'tanh':
          return run('TanhGrad', [float()], [y, dy]);
        case 'sqrt':
          return run('SqrtGrad', [float()], [y, dy]);
        case 'exp':
          return run('Mul', [float()], [dy, y]);
        case 'square': {
          const doubled = kernels.affine(x, 2, 0);
          const gradient = run('Mul', [float()], [dy, doubled]);
          dispose(doubled);
          return gradient;
        }
      }
    },
    softmax: (x) => run('Softmax', [float()], [x]),
    softmaxGradient(y, dy) {
      const weighted = run('Mul', [float()], [dy, y]);
      const total = kernels.sum(weighted, [y.shape.length - 1], true);
      const centred = run('Sub', [float()], [dy, total]);
      const gradient = run('Mul', [float()], [centred, y]);
      dispose(weighted, total, centred);
      return gradient;
    },
    binary: (kind, a, b) => run(binaryOps[kind], [float()], [a, b]),
    atLeast(a, b) {
      const mask = run('GreaterEqual', [float()], [a, b]);
      const attributes = [
        { ...float('SrcT'), value: binding.TF_BOOL },
        float('DstT'),
        truth('Truncate', false),
      ];
      const result = run('Cast', attributes, [mask]);
      dispose(mask);
      return result;
    },
    addN: (parts) => run('AddN', [float(), whole('N', parts.length)], parts),
    affine(x, factor, offset) {
      if (factor === 1 || offset === 0) {
        const number = scalar(factor === 1 ? offset : factor);
        const result = run(factor === 1 ? 'AddV2' : 'Mul', [float()], [x, number]);
        dispose(number);
        return result;
      }
      const [a, b] = [scalar(factor), scalar(offset)];
      const scaled = run('Mul', [float()], [x, a]);
      const result = run('AddV2', [float()], [scaled, b]);
      dispose(a, b, scaled);
      return result;
    },
    addBias: (x, bias) => run('BiasAdd', [float(), text('data_format', 'NHWC')], [x, bias]),
    biasGradient: (dy) => run('BiasAddGrad', [float(), text('data_format', 'NHWC')], [dy]),
    sum: (x, axes, keep) => run('Sum', [float(), int32('Tidx'), truth('keep_dims', keep)], [x, ints(axes)]),
    broadcast: (x, shape) => run('BroadcastTo', [float(), int32('Tidx')], [x, ints(shape)]),
    concat: (parts) =>
      run(
        'ConcatV2',
        [float(), int32('Tidx'), whole('N', parts.length)],
        [...parts, ints([parts[0]!.shape.length - 1], [])],
      ),
    split: (x, sizes) =>
      runMany(
        'SplitV',
        [float(), int32('Tlen'), whole('num_split', sizes.length)],
        [x, ints(sizes), ints([x.shape.length - 1], [])],
        sizes.length,
      ),
    reshape: (x, shape) => run('Reshape', [float(), int32('Tshape')], [x, ints(shape)]),
    transpose: (x, permutation) => run('Transpose', [float(), int32('Tperm')], [x, ints(permutation)]),
    pad: (x, padding) =>
      run('Pad', [float(), int32('Tpaddings')], [x, ints(padding.flat(), [padding.length, 2])]),
    slice: (x, begin, size) => run('Slice', [float(), int32('Index')], [x, ints(begin), ints(size)]),
    fill(shape, value) {
      const number = scalar(value);
      if (shape.length === 0) return number;
      const result = run('Fill', [float(), int32('index_type')], [ints(shape), number]);
      dispose(number);
      return result;
    },
    upload,
    softmaxCrossEntropy(logits, targets) {
      const [losses, gradients] = runMany('SoftmaxCrossEntropyWithLogits', [float()], [logits, targets], 2);
      const rows = logits.shape[0]!;
      const total = kernels.sum(losses!, [0], false);
      const result = {
        loss: kernels.affine(total, 1 / rows, 0),
        gradient: kernels.affine(gradients!, 1 / rows, 0),
      };
      dispose(losses!, gradients!, total);
      return result;
    },
    correct(logits, labels) {
      const best = run('ArgMax', [float(), int32('Tidx'), int32('output_type')], [logits, ints([1], [])]);
      const wanted = seen(engine.makeTensor(labels.slice(), [labels.length], 'int32'));
      const hits = run('Equal', [int32('T')], [best, wanted]);
      const attributes = [
        { ...float('SrcT'), value: binding.TF_BOOL },
        float('DstT'),
        truth('Truncate', false),
      ];
      const counted = run('Cast', attributes, [hits]);
      const total = kernels.sum(counted, [0], false);
      dispose(best, wanted, hits, counted);
      return total;
    },
    dispose,
  };
  /** Zeros of `shape` with `x` at every stride-th entry of the two axes from `axis` on. */
  const spread = (x: Tensor, axis: number, stride: Pair, shape: readonly number[]): Tensor =>
    run('StridedSliceGrad', sliceAttributes, [
      ints(shape),
      ints(shape.map(() => 0)),
      ints(shape),
      ints(stepsOf(shape, axis, stride)),
      x,
    ]);
  const gradients = convGradientsByConvolution({
    ...kernels,
    rotate: (kernel) => run('ReverseV2', [float(), int32('Tidx')], [kernel, ints([0, 1])]),
    spread: (x, stride) => {
      const [batch, height, width, channels] = x.shape as [number, number, number, number];
      return spread(x, 1, stride, [
        batch,
        (height - 1) * stride[0] + 1,
        (width - 1) * stride[1] + 1,
        channels,
      ]);
    },
  });
  const lrn = bandedLrn(kernels, (x, exponent) => {
    const number = scalar(exponent);
    const result = run('Pow', [float()], [x, number]);
    dispose(number);
    return result;
  });
  return kernels;
}

/** The steps of a strided slice over all axes, that are 1 but for the two from `axis` on. */
const stepsOf = (shape: readonly number[], axis: number, stride: Pair): number[] =>
  shape.map((_, index) => stride[index - axis] ?? 1);
