import { defineLayer } from './layer.ts';
import { asMap, eachPair, mergeClash, onlyInput } from './parts/operands.ts';
import type { MapShape, Shape } from './shape.ts';
import { mapShape, sameShape, vectorShape } from './shape.ts';

/** A vector scales the channels of a feature map, as a 1x1 map does. */
const asFactor = (shape: Shape): MapShape => (shape.kind === 'map' ? shape : mapShape(1, 1, shape.channels));

function broadcast(inputs: readonly Shape[]): Shape {
  const maps = inputs.map(asFactor);
  const largest = (size: (shape: MapShape) => number) => Math.max(...maps.map(size));
  const channels = largest((shape) => shape.channels);
  if (inputs.every((shape) => shape.kind === 'vector')) return vectorShape(channels);
  return mapShape(
    largest((shape) => shape.height),
    largest((shape) => shape.width),
    channels,
  );
}

function fits(shape: Shape, whole: Shape): boolean {
  const [factor, target] = [asFactor(shape), asFactor(whole)];
  return (['height', 'width', 'channels'] as const).every(
    (axis) => factor[axis] === target[axis] || factor[axis] === 1,
  );
}

export const multiply = defineLayer({
  name: 'Multiply',
  kind: 'merge',
  documentation:
    'Multiplies values element by element. A vector scales the channels of a feature map (squeeze-and-excite), and ' +
    'axes of size 1 are stretched to fit.',
  source: 'Hu et al., 2018 (squeeze-and-excitation)',
  parameters: {},
  operands: 'many',
  keeps: 'input',
  output({ inputs }) {
    const whole = broadcast(inputs);
    const clash = inputs.findIndex((shape) => !fits(shape, whole));
    if (clash === -1) return whole;
    // The first value may itself be the one that does not fit: then the clash is with the first that is larger.
    const operand = clash > 0 ? clash : inputs.findIndex((shape) => !fits(onlyInput({ inputs }), shape));
    return mergeClash(
      'Multiply',
      'values of equal shape (or a vector, or axes of size 1)',
      inputs,
      Math.max(operand, 1),
    );
  },
  elementwise({ inputs, output }) {
    return eachPair(inputs, output);
  },
  receptiveField() {
    return { kind: 'local' };
  },
  gates({ inputs, output }) {
    const stretched = inputs.flatMap((shape, index) => (sameShape(shape, output) ? [] : [index]));
    return stretched.length === inputs.length ? [] : stretched;
  },
  forward({ ops }, inputs, { inputs: shapes, output }) {
    const factors = inputs.map((x, index) => {
      const shape = shapes[index];
      if (output.kind === 'vector' || shape?.kind === 'map') return x;
      const [batch = 1, channels = 1] = x.shape;
      return ops.reshape(x, [batch, 1, 1, channels]);
    });
    const product = factors.reduce((total, factor) => ops.multiply(total, factor));
    return output.kind === 'map'
      ? ops.reshape(product, [product.shape[0] ?? 1, ...mapSize(output)])
      : product;
  },
});

const mapSize = (shape: Shape): number[] => {
  const { height, width, channels } = asMap(shape);
  return [height, width, channels];
};
