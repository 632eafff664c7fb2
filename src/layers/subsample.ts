import { pair } from './parts/arguments.ts';
import { product } from './parts/formula.ts';
import type { WeightSpec } from './layer.ts';
import { defineLayer, isProblem } from './layer.ts';
import { mapInput, needsMap, onlyInput, onlyTensor } from './parts/operands.ts';
import { dimensions, mapShape } from './shape.ts';
import type { Pair } from './tensorOps.ts';
import { pairText, place, windowStep } from './parts/windows.ts';

const window = (kernel: Pair) => ({ kernel, stride: kernel, padding: 'valid' }) as const;

export const subsample = defineLayer({
  name: 'Subsample',
  kind: 'pooling',
  documentation:
    'LeNet-5’s pooling: the sum of each window times a factor plus a bias, both learned, one of each a map.',
  source: 'LeCun et al., 1998',
  parameters: { kernel: pair({ doc: 'The window’s size, and how far it moves.' }) },
  operands: 'one',
  keeps: 'input',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') return needsMap('Subsample', input, 'a vector has nothing to pool');
    const placement = place('Subsample', input, window(given.kernel));
    return isProblem(placement) ? placement : mapShape(placement.height, placement.width, input.channels);
  },
  weights({ arguments: given, inputs }) {
    const { channels } = mapInput({ inputs });
    const perMap = (name: string, value: number): WeightSpec => ({
      name,
      shape: [channels],
      initializer: { kind: 'constant', value },
      trainable: true,
      decays: true,
    });
    // It begins as the mean.
    return [perMap('factor', 1 / (given.kernel[0] * given.kernel[1])), perMap('bias', 0)];
  },
  elementwise({ arguments: given, output }) {
    const [height, width] = given.kernel;
    // A sum over the window, the factor and the bias.
    return product(...dimensions(output), height * width + 2);
  },
  receptiveField({ arguments: given, inputs }) {
    return windowStep(mapInput({ inputs }), window(given.kernel));
  },
  brief({ arguments: given }) {
    return pairText(given.kernel, '×');
  },
  forward({ ops, weight }, inputs, { arguments: given }) {
    const { kernel } = given;
    const none = [0, 0, 0, 0] as const;
    const mean = ops.avgPool(onlyTensor(inputs), { kernel, stride: kernel, padding: none, counted: none });
    const sum = ops.affine(mean, kernel[0] * kernel[1], 0);
    return ops.addBias(ops.multiply(sum, weight('factor')), weight('bias'));
  },
});
