import type { Border, Pair } from '../../../layers/tensorOps.ts';

/**
 * Whether a window's explicit border is what TensorFlow means by `SAME` there: the output has
 * ceil(size / stride) positions, and the surplus is at the bottom and right.
 */
export function isSamePadding(
  size: Pair,
  kernel: Pair,
  stride: Pair,
  dilation: Pair,
  padding: Border,
): boolean {
  return [0, 1].every((axis) => {
    const positions = Math.ceil(size[axis]! / stride[axis]!);
    const extent = (kernel[axis]! - 1) * dilation[axis]! + 1;
    const total = Math.max((positions - 1) * stride[axis]! + extent - size[axis]!, 0);
    return padding[2 * axis] === Math.floor(total / 2) && padding[2 * axis + 1] === Math.ceil(total / 2);
  });
}
