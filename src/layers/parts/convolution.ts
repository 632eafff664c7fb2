import { integer, padding, pair } from './arguments.ts';
import { product, sum } from './formula.ts';
import type { AnyLayer, Layer, LayerProblem } from '../layer.ts';
import { defineLayer } from '../layer.ts';
import { channelsNotDivisible, needsMap, onlyInput } from './operands.ts';
import type { ParameterSpecs } from '../parameter.ts';
import type { MapShape, Shape } from '../shape.ts';
import { dimensions } from '../shape.ts';
import type { weightParameters } from './weights.ts';

/** Parameters of which several convolutions have some. */
export const convolutionParameters = {
  filters: integer({ doc: 'How many feature maps come out.' }),
  kernel: pair({ doc: 'The kernel’s size: a number, or height x width (`1x7`).' }),
  stride: pair({ doc: 'How far the kernel moves from one output to the next.', default: [1, 1] }),
  padding: padding({
    doc: '`same` keeps ceil(size / stride), surplus at the bottom and right; numbers pad explicitly.',
    default: 'same',
  }),
  dilation: pair({ doc: 'The distance between neighbouring taps of the kernel.', default: [1, 1] }),
  groups: integer({
    doc: 'Splits channels and filters into groups that see nothing of each other.',
    default: 1,
  }),
} as const;

type Shared = 'kind' | 'operands' | 'countsInDepth' | 'keeps' | 'elementwise';

/** The entry of a layer with kernels over height and width and a bias for each channel. */
export function convolution<const Specs extends ParameterSpecs & typeof weightParameters>(
  own: Omit<Layer<Specs>, Shared>,
): AnyLayer {
  return defineLayer<Specs>({
    ...own,
    kind: 'convolution',
    operands: 'one',
    countsInDepth: true,
    keeps: 'input',
    elementwise({ arguments: given, output }) {
      return given.bias ? product(...dimensions(output)) : sum();
    },
  });
}

/** What a convolution stands on: a feature map. */
export function convolutionInput(layer: string, inputs: readonly Shape[]): MapShape | LayerProblem {
  const input = onlyInput({ inputs });
  return input.kind === 'vector' ? needsMap(layer, input, 'use Dense for a vector') : input;
}

/** Why channels and filters can't be split into the groups; undefined if they can. */
export function groupsProblem(
  layer: string,
  channels: number,
  { groups, filters }: { readonly groups: number; readonly filters: number },
): LayerProblem | undefined {
  const clash = (what: string, count: number) =>
    channelsNotDivisible({ layer, groups, argument: 'groups', what, count });
  if (channels % groups !== 0) return clash('input channels', channels);
  return filters % groups === 0 ? undefined : clash('filters', filters);
}
