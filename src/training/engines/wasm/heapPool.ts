/** Pooling and its gradients over flat NHWC arrays. */
import type { Border, Pair, Window } from '../shared/kernels.ts';

type Shape4 = readonly [number, number, number, number];

export function outputShape(shape: readonly number[], kernel: Pair, stride: Pair, padding: Border): number[] {
  const [batch, height, width, channels] = shape as Shape4;
  const [top, bottom, left, right] = padding;
  return [
    batch,
    Math.floor((height + top + bottom - kernel[0]) / stride[0]) + 1,
    Math.floor((width + left + right - kernel[1]) / stride[1]) + 1,
    channels,
  ];
}

/** Calls `body` for each window with the offset of its output and the part of the input that it covers. */
function eachWindow(
  shape: readonly number[],
  { kernel, stride, padding }: Window,
  body: (output: number, image: number, top: number, bottom: number, left: number, right: number) => void,
): void {
  const [, height, width, channels] = shape as Shape4;
  const [batch, rows, columns] = outputShape(shape, kernel, stride, padding) as unknown as Shape4;
  let output = 0;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row++) {
      const y = row * stride[0] - padding[0];
      for (let column = 0; column < columns; column++, output += channels) {
        const x = column * stride[1] - padding[2];
        body(
          output,
          image * height,
          Math.max(y, 0),
          Math.min(y + kernel[0], height),
          Math.max(x, 0),
          Math.min(x + kernel[1], width),
        );
      }
    }
  }
}

export function max(y: Float32Array, x: Float32Array, shape: readonly number[], window: Window): void {
  const [, , width, channels] = shape as Shape4;
  eachWindow(shape, window, (output, image, top, bottom, left, right) => {
    y.fill(-Infinity, output, output + channels);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const from = ((image + row) * width + column) * channels;
        for (let i = 0; i < channels; i++) if (x[from + i]! > y[output + i]!) y[output + i] = x[from + i]!;
      }
    }
  });
}

export function maxGradient(
  dx: Float32Array,
  x: Float32Array,
  dy: Float32Array,
  shape: readonly number[],
  window: Window,
): void {
  const [, , width, channels] = shape as Shape4;
  const best = new Float32Array(channels);
  const where = new Int32Array(channels);
  dx.fill(0);
  eachWindow(shape, window, (output, image, top, bottom, left, right) => {
    best.fill(-Infinity);
    where.fill(-1);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const from = ((image + row) * width + column) * channels;
        for (let i = 0; i < channels; i++) {
          if (x[from + i]! > best[i]!) {
            best[i] = x[from + i]!;
            where[i] = from + i;
          }
        }
      }
    }
    for (let i = 0; i < channels; i++) if (where[i]! >= 0) dx[where[i]!] = dx[where[i]!]! + dy[output + i]!;
  });
}

const inside = (kernel: Pair, stride: Pair): Window => ({ kernel, stride, padding: [0, 0, 0, 0] });

export function average(
  y: Float32Array,
  x: Float32Array,
  shape: readonly number[],
  kernel: Pair,
  stride: Pair,
): void {
  const [, , width, channels] = shape as Shape4;
  const sums = new Float64Array(channels);
  const count = kernel[0] * kernel[1];
  eachWindow(shape, inside(kernel, stride), (output, image, top, bottom, left, right) => {
    sums.fill(0);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const from = ((image + row) * width + column) * channels;
        for (let i = 0; i < channels; i++) sums[i] = sums[i]! + x[from + i]!;
      }
    }
    for (let i = 0; i < channels; i++) y[output + i] = sums[i]! / count;
  });
}

export function averageGradient(
  dx: Float32Array,
  dy: Float32Array,
  shape: readonly number[],
  kernel: Pair,
  stride: Pair,
): void {
  const [, , width, channels] = shape as Shape4;
  const share = 1 / (kernel[0] * kernel[1]);
  dx.fill(0);
  eachWindow(shape, inside(kernel, stride), (output, image, top, bottom, left, right) => {
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const to = ((image + row) * width + column) * channels;
        for (let i = 0; i < channels; i++) dx[to + i] = dx[to + i]! + dy[output + i]! * share;
      }
    }
  });
}
