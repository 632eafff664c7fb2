/** Local response normalization with the sum over neighbouring channels as a product with a band matrix. */
import type { Kernels, LrnOptions, Tensor } from './kernels.ts';

type Parts = Pick<Kernels, 'unary' | 'affine' | 'binary' | 'matMul' | 'reshape' | 'upload' | 'dispose'>;

export function bandedLrn(
  parts: Parts,
  power: (x: Tensor, exponent: number) => Tensor,
): {
  forward(x: Tensor, options: LrnOptions): Tensor;
  gradient(x: Tensor, y: Tensor, dy: Tensor, options: LrnOptions): Tensor;
} {
  const rowsOf = (x: Tensor): Tensor => {
    const channels = x.shape.at(-1)!;
    return parts.reshape(x, [x.shape.reduce((a, b) => a * b, 1) / channels, channels]);
  };
  /** k + alpha * the windowed sums of squares, [rows, channels]. */
  const denominator = (rows: Tensor, band: Tensor, { alpha, k }: LrnOptions): Tensor => {
    const squares = parts.unary('square', rows);
    const sums = parts.matMul(squares, band, false, false);
    const result = parts.affine(sums, alpha, k);
    parts.dispose(squares, sums);
    return result;
  };
  const bandOf = (channels: number, size: number): Tensor =>
    parts.upload(bandMatrix(channels, size), [channels, channels]);

  return {
    forward(x, options) {
      const [rows, band] = [rowsOf(x), bandOf(x.shape.at(-1)!, options.size)];
      const base = denominator(rows, band, options);
      const factor = power(base, -options.beta);
      const product = parts.binary('multiply', rows, factor);
      const y = parts.reshape(product, x.shape);
      parts.dispose(rows, band, base, factor, product);
      return y;
    },
    // dx = dy * s^-beta - 2 alpha beta x * band^T (dy * y / s)
    gradient(x, y, dy, options) {
      const [rows, outputs, incoming] = [rowsOf(x), rowsOf(y), rowsOf(dy)];
      const band = bandOf(x.shape.at(-1)!, options.size);
      const base = denominator(rows, band, options);
      const factor = power(base, -options.beta);
      const direct = parts.binary('multiply', incoming, factor);
      const product = parts.binary('multiply', incoming, outputs);
      const share = parts.binary('divide', product, base);
      const spread = parts.matMul(share, band, false, true);
      const weighted = parts.binary('multiply', rows, spread);
      const indirect = parts.affine(weighted, -2 * options.alpha * options.beta, 0);
      const total = parts.binary('add', direct, indirect);
      const gradient = parts.reshape(total, x.shape);
      parts.dispose(rows, outputs, incoming, band, base, factor, direct, product, share, spread);
      parts.dispose(weighted, indirect, total);
      return gradient;
    },
  };
}

/** Entry [from, to] is 1 where channel `from` lies in the window of `to`; an even window reaches further down. */
function bandMatrix(channels: number, size: number): Float32Array {
  const band = new Float32Array(channels * channels);
  const [below, above] = [Math.floor(size / 2), Math.floor((size - 1) / 2)];
  for (let to = 0; to < channels; to++) {
    const last = Math.min(channels - 1, to + above);
    for (let from = Math.max(0, to - below); from <= last; from++) band[from * channels + to] = 1;
  }
  return band;
}
