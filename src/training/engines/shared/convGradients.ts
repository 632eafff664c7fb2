/**
 * The gradients of a convolution as convolutions, for engines that convolve well but lack the gradient's
 * own kernels, or have them for some geometries only.
 */
import type { Border, ConvGeometry, Kernels, Pair, Tensor } from './kernels.ts';

export interface ConvGradientParts extends Pick<
  Kernels,
  'conv2d' | 'transpose' | 'slice' | 'pad' | 'dispose'
> {
  /** Both spatial axes of a kernel reversed: [kh,kw,..] rotated by 180 degrees. */
  rotate(kernel: Tensor): Tensor;
  /** [N,H,W,C] spread to [N,(H-1)*s+1,(W-1)*s+1,C], zeros between. */
  spread(x: Tensor, stride: Pair): Tensor;
}

type Shape4 = readonly [number, number, number, number];

export interface ConvGradients {
  input(dy: Tensor, kernel: Tensor, inputShape: readonly number[], geometry: ConvGeometry): Tensor;
  kernel(x: Tensor, dy: Tensor, kernelShape: readonly number[], geometry: ConvGeometry): Tensor;
}

export function convGradientsByConvolution(parts: ConvGradientParts): ConvGradients {
  /** A convolution whose border may be negative, which takes away. */
  const convolve = (x: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor => {
    const { padding } = geometry;
    if (padding.every((size) => size >= 0)) return parts.conv2d(x, kernel, geometry);
    const { cropped, border } = withoutNegative(x, padding);
    const result = parts.conv2d(cropped, kernel, { ...geometry, padding: border });
    parts.dispose(cropped);
    return result;
  };

  /** What a border takes away, taken; what it adds is left to add, but where nothing of the picture would be left. */
  function withoutNegative(x: Tensor, border: Border): { cropped: Tensor; border: Border } {
    const added = border.map((size) => Math.max(size, 0)) as unknown as Border;
    const [top, bottom, left, right] = border.map((size) => Math.max(-size, 0)) as unknown as Border;
    const crop = (from: Tensor): Tensor => {
      const [batch, height, width, channels] = from.shape as unknown as Shape4;
      return parts.slice(
        from,
        [0, top, left, 0],
        [batch, height - top - bottom, width - left - right, channels],
      );
    };
    const [, height, width] = x.shape as unknown as Shape4;
    if (top + bottom < height && left + right < width) return { cropped: crop(x), border: added };
    const padded = pad(x, added);
    const cropped = crop(padded);
    parts.dispose(padded);
    return { cropped, border: [0, 0, 0, 0] };
  }

  const pad = (x: Tensor, [top, bottom, left, right]: Border): Tensor =>
    parts.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);

  return {
    input(dy, kernel, inputShape, { stride, padding, dilation }) {
      const rotated = parts.rotate(kernel);
      const turned = parts.transpose(rotated, [0, 1, 3, 2]);
      const strided = stride[0] > 1 || stride[1] > 1;
      const pointwise = kernel.shape[0] === 1 && kernel.shape[1] === 1;
      // Of a 1x1 kernel the zeros would come out as zeros: convolve first, with nothing wasted on them.
      const source = pointwise ? parts.conv2d(dy, turned, unit) : dy;
      const spread = strided ? parts.spread(source, stride) : source;
      const border = [0, 1].flatMap((axis) => {
        const reach = (kernel.shape[axis]! - 1) * dilation[axis]!;
        const before = reach - padding[2 * axis]!;
        return [before, inputShape[axis + 1]! - spread.shape[axis + 1]! - before + reach];
      }) as unknown as Border;
      const gradient = pointwise
        ? convolvePointwise(spread, border)
        : convolve(spread, turned, { stride: [1, 1], padding: border, dilation });
      parts.dispose(rotated, turned);
      if (spread !== source && spread !== gradient) parts.dispose(spread);
      if (source !== dy && source !== gradient) parts.dispose(source);
      return gradient;
    },
    kernel(x, dy, kernelShape, { stride, padding, dilation }) {
      const turnedX = parts.transpose(x, [3, 1, 2, 0]);
      const turnedDy = parts.transpose(dy, [1, 2, 0, 3]);
      const border = [0, 1].flatMap((axis) => {
        const before = padding[2 * axis]!;
        const needed =
          (dy.shape[axis + 1]! - 1) * stride[axis]! + 1 + (kernelShape[axis]! - 1) * dilation[axis]!;
        return [before, needed - x.shape[axis + 1]! - before];
      }) as unknown as Border;
      const product = convolve(turnedX, turnedDy, { stride: dilation, padding: border, dilation: stride });
      const gradient = parts.transpose(product, [1, 2, 0, 3]);
      parts.dispose(turnedX, turnedDy, product);
      return gradient;
    },
  };

  /** The border of a 1x1 convolution's input gradient: zeros to add, or rows and columns to take away. */
  function convolvePointwise(x: Tensor, border: Border): Tensor {
    if (border.every((size) => size === 0)) return x;
    const { cropped, border: added } = withoutNegative(x, border);
    const padded = pad(cropped, added);
    parts.dispose(cropped);
    return padded;
  }
}

const unit: ConvGeometry = { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1] };
