import { integer, table } from './parts/arguments.ts';
import { product } from './parts/formula.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor, shapeInWords } from './parts/operands.ts';
import { vectorShape } from './shape.ts';

export const rbf = defineLayer({
  name: 'RBF',
  kind: 'output',
  documentation:
    'LeNet-5’s output: for each class the squared distance of the vector from a fixed pattern. The smallest ' +
    'distance wins, so the trained loss takes their negatives as scores.',
  source: 'LeCun et al., 1998',
  parameters: {
    units: integer({ doc: 'How many classes.' }),
    centers: table({
      doc: 'For each class its pattern: a list of whole numbers, one for each number of the input. Not trained.',
      minimum: -1_000_000,
    }),
  },
  operands: 'one',
  keeps: 'input',
  smallestWins: true,
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'map') {
      return {
        code: 'dense-on-feature-map',
        message: `RBF works on a vector, but its input is ${shapeInWords(input)}: put Flatten or GlobalAvgPool before it.`,
        fixes: [{ title: 'Insert Flatten', insertBefore: 'Flatten' }],
      };
    }
    const { units, centers } = given;
    if (centers.length !== units) {
      return {
        code: 'centers-do-not-fit',
        message: `RBF has ${units} units, but centers for ${centers.length}: each unit needs one.`,
        argument: 'centers',
      };
    }
    const odd = centers.findIndex((center) => center.length !== input.channels);
    if (odd !== -1) {
      return {
        code: 'centers-do-not-fit',
        message: `RBF's center ${odd} (from 0) has ${centers[odd]!.length} numbers, but the input has ${input.channels}.`,
        argument: 'centers',
      };
    }
    return vectorShape(units);
  },
  weights({ arguments: given, inputs }) {
    return [
      {
        name: 'centers',
        shape: [given.units, onlyInput({ inputs }).channels],
        initializer: { kind: 'values', values: given.centers.flat() },
        trainable: false,
        decays: false,
      },
    ];
  },
  elementwise({ arguments: given, inputs }) {
    // A difference, a square and a sum.
    return product(3, onlyInput({ inputs }).channels, given.units);
  },
  receptiveField() {
    return { kind: 'global' };
  },
  brief({ arguments: given }) {
    return `${given.units}`;
  },
  forward({ ops, weight }, inputs) {
    const x = onlyTensor(inputs);
    const [batch = 1, length = 1] = x.shape;
    const apart = ops.subtract(ops.reshape(x, [batch, 1, length]), weight('centers'));
    return ops.sum(ops.square(apart), [2]);
  },
});
