import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draws } from '../draws.ts';
import { isProblem } from '../../src/layers/layer.ts';
import { mapShape } from '../../src/layers/shape.ts';
import type { Border } from '../../src/layers/tensorOps.ts';
import { borderText, paddingRemarks, place, strideBrief } from '../../src/layers/parts/windows.ts';

const axis = fc.record({
  size: fc.integer({ min: 1, max: 40 }),
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 5 }),
  dilation: fc.integer({ min: 1, max: 3 }),
});

/** How many whole windows fit along one axis, laid one by one. */
function laid(size: number, reach: number, stride: number, before: number, after: number): number {
  let count = 0;
  for (let start = -before; start + reach <= size + after; start += stride) count += 1;
  return count;
}

describe('windows', () => {
  test('same keeps ceil(size / stride), splits the border in halves, the surplus behind', () => {
    fc.assert(
      fc.property(axis, ({ size, kernel, stride, dilation }) => {
        const placement = place('Conv', mapShape(size, size, 1), {
          kernel: [kernel, kernel],
          stride: [stride, stride],
          dilation: [dilation, dilation],
          padding: 'same',
        });
        if (isProblem(placement)) throw new Error(placement.message);
        const [top, bottom] = placement.border;
        expect(placement.height).toBe(Math.ceil(size / stride));
        expect(bottom - top === 0 || bottom - top === 1).toBe(true);
        // The border is as small as it can be: the last window ends with it, or there is none.
        const end = (placement.height - 1) * stride + (kernel - 1) * dilation + 1;
        expect(top + bottom).toBe(Math.max(end - size, 0));
        expect(placement.explicit).toEqual([0, 0, 0, 0]);
      }),
      draws(),
    );
  });

  test('explicit padding holds as many windows as can be laid', () => {
    fc.assert(
      fc.property(
        axis,
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        (one, before, after) => {
          const { size, kernel, stride, dilation } = one;
          const reach = (kernel - 1) * dilation + 1;
          const padding: Border = [before, after, 0, 0];
          const placement = place('Conv', mapShape(size, 1, 1), {
            kernel: [kernel, 1],
            stride: [stride, 1],
            dilation: [dilation, 1],
            padding,
          });
          const count = laid(size, reach, stride, before, after);
          if (isProblem(placement)) {
            expect(count).toBe(0);
            return;
          }
          expect(placement.height).toBe(count);
          expect(placement.border).toEqual(padding);
        },
      ),
      draws(),
    );
  });

  test('ceil: PyTorch’s formula, its last window begins within the input, and the surplus fills it', () => {
    fc.assert(
      fc.property(axis, fc.integer({ min: 0, max: 3 }), ({ size, kernel, stride }, pad) => {
        fc.pre(pad < kernel && size + 2 * pad >= kernel);
        const placement = place('MaxPool', mapShape(size, size, 1), {
          kernel: [kernel, kernel],
          stride: [stride, stride],
          padding: [pad, pad, pad, pad],
          ceil: true,
        });
        if (isProblem(placement)) throw new Error(placement.message);
        // ATen/native/Pool.h, pooling_output_shape_pad_lr.
        let expected = Math.floor((size + 2 * pad - kernel + stride - 1) / stride) + 1;
        if ((expected - 1) * stride >= size + pad) expected -= 1;
        expect(placement.height).toBe(expected);
        const [, , left, right] = placement.border;
        const end = (placement.width - 1) * stride + kernel;
        expect(left).toBe(pad);
        expect(right).toBe(Math.max(pad, end - size - pad));
        expect(placement.explicit).toEqual([pad, pad, pad, pad]);
      }),
      draws(),
    );
  });

  test('remarks where positions differ, not where sizes do', () => {
    const window = { kernel: [3, 3], stride: [2, 2] } as const;
    const border = (pad: number): Border => [pad, pad, pad, pad];
    expect(paddingRemarks(mapShape(32, 32, 3), { ...window, padding: border(1) })).toHaveLength(1);
    expect(paddingRemarks(mapShape(31, 31, 3), { ...window, padding: border(1) })).toEqual([]);
    expect(paddingRemarks(mapShape(32, 32, 3), { ...window, padding: border(0) })).toEqual([]);
    expect(paddingRemarks(mapShape(32, 32, 3), { ...window, padding: 'same' })).toEqual([]);
  });

  test('texts', () => {
    expect(borderText([1, 1, 1, 1])).toBe('1');
    expect(borderText([1, 1, 2, 2])).toBe('[1, 2]');
    expect(borderText([0, 1, 0, 1])).toBe('[0, 1, 0, 1]');
    expect(strideBrief([1, 1])).toBe('');
    expect(strideBrief([2, 2])).toBe(' /2');
    expect(strideBrief([2, 1])).toBe(' /2×1');
  });
});
