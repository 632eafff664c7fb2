/**
 * Depthwise convolution on TensorFlow, whose kernels know one stride for both axes and, in some builds, no
 * dilation: a dilated kernel is spread with zeros; of unequal strides, the result at stride 1 is thinned out.
 */
import type { ConvGeometry, Kernels, Pair, Tensor } from '../shared/kernels.ts';

export interface DepthwiseParts {
  /** Equal strides, no dilation. */
  forward(x: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor;
  inputGradient(dy: Tensor, kernel: Tensor, inputShape: readonly number[], geometry: ConvGeometry): Tensor;
  kernelGradient(x: Tensor, dy: Tensor, kernelShape: readonly number[], geometry: ConvGeometry): Tensor;
  /** Every stride-th entry of the two axes from `axis` on. */
  thin(x: Tensor, axis: number, stride: Pair): Tensor;
  /** Its gradient: zeros of `shape` with `x` at every stride-th entry. */
  spread(x: Tensor, axis: number, stride: Pair, shape: readonly number[]): Tensor;
  dispose(...tensors: readonly Tensor[]): void;
}

const once: Pair = [1, 1];
const isOnce = ([first, second]: Pair): boolean => first === 1 && second === 1;

export function depthwiseKernels(
  parts: DepthwiseParts,
): Pick<Kernels, 'depthwiseConv2d' | 'depthwiseInputGradient' | 'depthwiseKernelGradient'> {
  const spreadShape = (shape: readonly number[], dilation: Pair): number[] => [
    (shape[0]! - 1) * dilation[0] + 1,
    (shape[1]! - 1) * dilation[1] + 1,
    ...shape.slice(2),
  ];
  /** Calls `body` with `tensor` after `change`, or with it as it is, and frees what was made for it. */
  const using = (
    tensor: Tensor,
    change: boolean,
    made: () => Tensor,
    body: (t: Tensor) => Tensor,
  ): Tensor => {
    if (!change) return body(tensor);
    const changed = made();
    const result = body(changed);
    parts.dispose(changed);
    return result;
  };
  const simplify = ({ stride, padding, dilation }: ConvGeometry) => {
    const thinned = stride[0] !== stride[1];
    const plain: ConvGeometry = { stride: thinned ? once : stride, padding, dilation: once };
    return { plain, thinned, dilated: !isOnce(dilation) };
  };
  /** The output's shape at stride 1. */
  const fullShape = (
    inputShape: readonly number[],
    kernelShape: readonly number[],
    geometry: ConvGeometry,
  ) => {
    const [batch, height, width, channels] = inputShape as [number, number, number, number];
    const [rows, columns] = spreadShape(kernelShape, geometry.dilation) as [number, number];
    const [top, bottom, left, right] = geometry.padding;
    const size = [height + top + bottom - rows + 1, width + left + right - columns + 1];
    return [batch, ...size, channels * kernelShape[3]!];
  };

  return {
    depthwiseConv2d(x, kernel, geometry) {
      const { plain, thinned, dilated } = simplify(geometry);
      const spread = () =>
        parts.spread(kernel, 0, geometry.dilation, spreadShape(kernel.shape, geometry.dilation));
      return using(kernel, dilated, spread, (wide) => {
        const y = parts.forward(x, wide, plain);
        if (!thinned) return y;
        const thin = parts.thin(y, 1, geometry.stride);
        parts.dispose(y);
        return thin;
      });
    },
    depthwiseInputGradient(dy, kernel, inputShape, geometry) {
      const { plain, thinned, dilated } = simplify(geometry);
      const spread = () =>
        parts.spread(kernel, 0, geometry.dilation, spreadShape(kernel.shape, geometry.dilation));
      const full = () => parts.spread(dy, 1, geometry.stride, fullShape(inputShape, kernel.shape, geometry));
      return using(kernel, dilated, spread, (wide) =>
        using(dy, thinned, full, (gradient) => parts.inputGradient(gradient, wide, inputShape, plain)),
      );
    },
    depthwiseKernelGradient(x, dy, kernelShape, geometry) {
      const { plain, thinned, dilated } = simplify(geometry);
      const wideShape = spreadShape(kernelShape, geometry.dilation);
      const full = () => parts.spread(dy, 1, geometry.stride, fullShape(x.shape, kernelShape, geometry));
      return using(dy, thinned, full, (gradient) => {
        const wide = parts.kernelGradient(x, gradient, wideShape, plain);
        if (!dilated) return wide;
        const thin = parts.thin(wide, 0, geometry.dilation);
        parts.dispose(wide);
        return thin;
      });
    },
  };
}
