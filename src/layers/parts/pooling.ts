import { boolean, padding, pair } from './arguments.ts';
import { product } from './formula.ts';
import type { AnyLayer, Layer, LayerProblem } from '../layer.ts';
import { defineLayer, isProblem } from '../layer.ts';
import { mapInput, needsMap, onlyInput } from './operands.ts';
import type { Arguments } from '../parameter.ts';
import type { Shape } from '../shape.ts';
import { dimensions, mapShape } from '../shape.ts';
import type { SlidingWindow } from './windows.ts';
import { borderText, paddingRemarks, pairText, place, windowBrief, windowStep } from './windows.ts';

const poolingParameters = {
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

function poolingOutput(
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

type WindowPooling = Pick<
  Layer<typeof poolingParameters>,
  'name' | 'documentation' | 'source' | 'keeps' | 'forward'
>;

/** The entry of a pooling whose window slides over the feature map, channel by channel. */
export function windowPooling(own: WindowPooling): AnyLayer {
  return defineLayer<typeof poolingParameters>({
    ...own,
    kind: 'pooling',
    parameters: poolingParameters,
    operands: 'one',
    output(application) {
      return poolingOutput(own.name, application);
    },
    elementwise({ arguments: given, output }) {
      return product(...dimensions(output), ...given.kernel);
    },
    receptiveField({ arguments: given, inputs }) {
      return windowStep(mapInput({ inputs }), poolingWindow(given));
    },
    brief({ arguments: given }) {
      return windowBrief(poolingWindow(given));
    },
    remarks({ arguments: given, inputs }) {
      return paddingRemarks(mapInput({ inputs }), poolingWindow(given));
    },
  });
}
