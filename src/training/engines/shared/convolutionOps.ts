/** Convolutions with their gradients: plain, grouped and depthwise. */
import type { Tensor, TensorOps } from '../../../layers/tensorOps.ts';
import type { ConvGeometry, Kernels } from './kernels.ts';
import type { Record } from './tape.ts';

type Rearranging = Pick<TensorOps, 'slice' | 'concat' | 'reshape'>;

export function convolutionOps(
  kernels: Kernels,
  record: Record,
  { slice, concat, reshape }: Rearranging,
): Pick<TensorOps, 'conv2d' | 'depthwiseConv2d'> {
  const plain = (x: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor => {
    const y = kernels.conv2d(x, kernel, geometry);
    record([x, kernel], [y], ([dy], [needX, needKernel]) => [
      needX ? kernels.conv2dInputGradient(dy!, kernel, x.shape, geometry) : undefined,
      needKernel ? kernels.conv2dKernelGradient(x, dy!, kernel.shape, geometry) : undefined,
    ]);
    return y;
  };

  const depthwise = (x: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor => {
    const y = kernels.depthwiseConv2d(x, kernel, geometry);
    record([x, kernel], [y], ([dy], [needX, needKernel]) => [
      needX ? kernels.depthwiseInputGradient(dy!, kernel, x.shape, geometry) : undefined,
      needKernel ? kernels.depthwiseKernelGradient(x, dy!, kernel.shape, geometry) : undefined,
    ]);
    return y;
  };

  return {
    conv2d(x, kernel, { groups, ...geometry }) {
      if (groups === 1) return plain(x, kernel, geometry);
      const [height, width, depth, filters] = kernel.shape as [number, number, number, number];
      const channels = x.shape[3]!;
      if (depth === 1) {
        // A group of one input channel each: a depthwise convolution, whose outputs lie in the same order.
        return depthwise(x, reshape(kernel, [height, width, channels, filters / groups]), geometry);
      }
      const share = filters / groups;
      const parts = Array.from({ length: groups }, (_, group) =>
        plain(
          slice(x, [0, 0, 0, group * depth], [...x.shape.slice(0, 3), depth]),
          slice(kernel, [0, 0, 0, group * share], [height, width, depth, share]),
          geometry,
        ),
      );
      return concat(parts);
    },
    depthwiseConv2d: depthwise,
  };
}
