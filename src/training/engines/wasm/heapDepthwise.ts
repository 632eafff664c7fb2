/** The gradients of a depthwise convolution over flat NHWC arrays. */
import type { ConvGeometry } from '../shared/kernels.ts';

type Shape4 = readonly [number, number, number, number];

/** Calls `body` for each pair of an input pixel and an output pixel that a tap of the kernel joins. */
function eachJoint(
  inputShape: readonly number[],
  outputShape: readonly number[],
  kernelShape: readonly number[],
  { stride, padding, dilation }: ConvGeometry,
  body: (input: number, output: number, tap: number) => void,
): void {
  const [batch, height, width, channels] = inputShape as Shape4;
  const [, rows, columns, outputs] = outputShape as Shape4;
  const [tapRows, tapColumns] = kernelShape as Shape4;
  for (let tapRow = 0; tapRow < tapRows; tapRow++) {
    for (let tapColumn = 0; tapColumn < tapColumns; tapColumn++) {
      const tap = (tapRow * tapColumns + tapColumn) * outputs;
      for (let image = 0; image < batch; image++) {
        for (let row = 0; row < rows; row++) {
          const y = row * stride[0] - padding[0] + tapRow * dilation[0];
          if (y < 0 || y >= height) continue;
          for (let column = 0; column < columns; column++) {
            const x = column * stride[1] - padding[2] + tapColumn * dilation[1];
            if (x < 0 || x >= width) continue;
            const input = ((image * height + y) * width + x) * channels;
            body(input, ((image * rows + row) * columns + column) * outputs, tap);
          }
        }
      }
    }
  }
}

export function inputGradient(
  dx: Float32Array,
  dy: Float32Array,
  kernel: Float32Array,
  inputShape: readonly number[],
  outputShape: readonly number[],
  kernelShape: readonly number[],
  geometry: ConvGeometry,
): void {
  const [, , channels, multiplier] = kernelShape as Shape4;
  dx.fill(0);
  eachJoint(inputShape, outputShape, kernelShape, geometry, (input, output, tap) => {
    for (let c = 0; c < channels; c++) {
      let sum = dx[input + c]!;
      for (let m = c * multiplier; m < (c + 1) * multiplier; m++) sum += dy[output + m]! * kernel[tap + m]!;
      dx[input + c] = sum;
    }
  });
}

export function kernelGradient(
  gradient: Float32Array,
  x: Float32Array,
  dy: Float32Array,
  inputShape: readonly number[],
  outputShape: readonly number[],
  kernelShape: readonly number[],
  geometry: ConvGeometry,
): void {
  const [, , channels, multiplier] = kernelShape as Shape4;
  const sums = new Float64Array(gradient.length);
  eachJoint(inputShape, outputShape, kernelShape, geometry, (input, output, tap) => {
    for (let c = 0; c < channels; c++) {
      const value = x[input + c]!;
      for (let m = c * multiplier; m < (c + 1) * multiplier; m++) {
        sums[tap + m] = sums[tap + m]! + value * dy[output + m]!;
      }
    }
  });
  gradient.set(sums);
}
