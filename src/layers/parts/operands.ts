import { product } from './formula.ts';
import type { Figure, LayerProblem } from '../layer.ts';
import type { MapShape, Shape, VectorShape } from '../shape.ts';
import { dimensions, sameShape, shapeText } from '../shape.ts';
import type { Tensor } from '../tensorOps.ts';

/** The input of a layer that takes one value. */
export function onlyInput(applied: { readonly inputs: readonly Shape[] }): Shape {
  const [input] = applied.inputs;
  if (!input) throw new Error('A layer was applied to no input.');
  return input;
}

/** The feature map that a layer stands on. Only for use once its shape rule has accepted the input. */
export function mapInput(applied: { readonly inputs: readonly Shape[] }): MapShape {
  return asMap(onlyInput(applied));
}

/** Only for shapes that the shape rule has found to be feature maps. */
export function asMap(shape: Shape): MapShape {
  if (shape.kind !== 'map') throw new Error(`A feature map was expected, not ${shapeText(shape)}.`);
  return shape;
}

export function onlyTensor(inputs: readonly Tensor[]): Tensor {
  const [input] = inputs;
  if (!input) throw new Error('A layer was handed no tensor.');
  return input;
}

/** How a shape is called in a message: `a 7x7x512 feature map`, `a vector of 1000`. */
export function shapeInWords(shape: Shape): string {
  return shape.kind === 'map' ? `a ${shapeText(shape)} feature map` : `a vector of ${shape.channels}`;
}

export function needsMap(layer: string, input: VectorShape, advice: string): LayerProblem {
  return {
    code: 'needs-feature-map',
    message: `${layer} works on a feature map (height x width x channels), but its input is ${shapeInWords(input)}: ${advice}.`,
  };
}

export function channelsNotDivisible(values: {
  layer: string;
  what: string;
  count: number;
  groups: number;
  argument: string;
}): LayerProblem {
  const { layer, what, count, groups, argument } = values;
  return {
    code: 'groups-do-not-divide',
    message: `${layer} can't split ${count} ${what} into ${groups} equal groups: ${count} / ${groups} is not a whole number.`,
    argument,
  };
}

const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

/** `56x56x64`, `a vector of 64`. */
const valueInWords = (shape: Shape): string =>
  shape.kind === 'map' ? shapeText(shape) : shapeInWords(shape);

/** `second` for 1. */
const ordinal = (index: number): string => ordinals[index] ?? `${index + 1}th`;

export function mergeClash(
  layer: string,
  need: string,
  inputs: readonly Shape[],
  operand: number,
): LayerProblem {
  const first = onlyInput({ inputs });
  const clashing = inputs[operand] ?? first;
  return {
    code: 'merge-shapes',
    message: `${layer} needs ${need}, but its first value is ${valueInWords(first)} and its ${ordinal(operand)} is ${valueInWords(clashing)}.`,
    operand,
  };
}

/** The shape rule of merges that combine values of one shape elementwise. */
export function equalShapes(layer: string, inputs: readonly Shape[]): Shape | LayerProblem {
  const first = onlyInput({ inputs });
  const operand = inputs.findIndex((shape) => !sameShape(shape, first));
  return operand === -1 ? first : mergeClash(layer, 'values of equal shape', inputs, operand);
}

/** The operations of a merge that combines its values two by two: one an element and pair. */
export function eachPair(inputs: readonly Shape[], output: Shape): Figure {
  const pairs = inputs.length - 1;
  return product(...(pairs > 1 ? [pairs] : []), ...dimensions(output));
}
