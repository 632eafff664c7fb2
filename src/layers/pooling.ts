import { boolean, padding, pair } from './arguments.ts';
import type { LayerProblem } from './layer.ts';
import { isProblem } from './layer.ts';
import { needsMap, onlyInput } from './operands.ts';
import type { Arguments } from './parameter.ts';
import type { Shape } from './shape.ts';
import { mapShape } from './shape.ts';
import type { SlidingWindow } from './windows.ts';
import { borderText, pairText, place } from './windows.ts';

/** The parameters that MaxPool and AvgPool share. */
export const poolingParameters = {
  kernel: pair({ doc: 'The window’s size: a number, or height x width.' }),
  stride: pair({
    doc: 'How far the window moves from one output to the next.',
    optional: true,
    defaultText: 'kernel',
  }),
  padding: padding({
    doc:
      '`valid` pads nothing; `same` keeps ceil(size / stride), surplus at the bottom and right; numbers pad ' +
      'explicitly.',
    default: 'valid',
  }),
  ceil: boolean({
    doc:
      'Round the output size up, so that the last rows and columns are not lost. A last window that would start ' +
      'beyond input and padding is dropped.',
    default: false,
  }),
} as const;

type PoolingArguments = Arguments<typeof poolingParameters>;

/** The window with its stride filled in. */
export function poolingWindow(given: PoolingArguments): SlidingWindow {
  return { ...given, stride: given.stride ?? given.kernel };
}

export function poolingOutput(
  layer: string,
  applied: { readonly arguments: PoolingArguments; readonly inputs: readonly Shape[] },
): Shape | LayerProblem {
  const input = onlyInput(applied);
  if (input.kind === 'vector') return needsMap(layer, input, 'a vector has nothing to pool');
  const { kernel, padding: border } = applied.arguments;
  if (typeof border !== 'string') {
    const [top, bottom, left, right] = border;
    if (Math.max(top, bottom) >= kernel[0] || Math.max(left, right) >= kernel[1]) {
      return {
        code: 'padding-exceeds-window',
        message: `${layer}'s padding ${borderText(border)} must be smaller than its ${pairText(kernel, 'x')} window, or a window could lie on padding alone.`,
        argument: 'padding',
      };
    }
  }
  const placement = place(layer, input, poolingWindow(applied.arguments));
  return isProblem(placement) ? placement : mapShape(placement.height, placement.width, input.channels);
}
