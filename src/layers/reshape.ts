import { dimensions as dimensionsArgument } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor, shapeInWords } from './parts/operands.ts';
import { dimensions, elements, mapShape, vectorShape } from './shape.ts';

export const reshape = defineLayer({
  name: 'Reshape',
  kind: 'shape',
  documentation:
    'Gives the same values another shape, in the order in which Flatten lays them out: `Reshape(7x7x512)` for a ' +
    'feature map, `Reshape([100])` for a vector.',
  parameters: {
    shape: dimensionsArgument({
      doc: 'The new shape: height x width x channels, or the length of a vector.',
    }),
  },
  operands: 'one',
  inPlace: true,
  keeps: 'nothing',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    const [height = 1, width = 1, channels = 1] = given.shape;
    if (given.shape.length !== 1 && given.shape.length !== 3) {
      return {
        code: 'reshape-dimensions',
        message: `Reshape makes a feature map (height x width x channels) or a vector (one number), not ${given.shape.length} dimensions.`,
        argument: 'shape',
      };
    }
    const output = given.shape.length === 3 ? mapShape(height, width, channels) : vectorShape(height);
    if (elements(output) === elements(input)) return output;
    return {
      code: 'reshape-size',
      message: `Reshape can't make ${shapeInWords(output)} (${elements(output)} values) of ${shapeInWords(input)} (${elements(input)} values).`,
      argument: 'shape',
    };
  },
  receptiveField({ inputs, output }) {
    const input = onlyInput({ inputs });
    const inPlace =
      output.kind === 'vector' ||
      (input.kind === 'map' && input.height === output.height && input.width === output.width);
    // Values that move to other positions may come from anywhere.
    return { kind: inPlace ? 'local' : 'global' };
  },
  brief({ arguments: given }) {
    return given.shape.join('×');
  },
  forward({ ops }, inputs, { output }) {
    const x = onlyTensor(inputs);
    return ops.reshape(x, [x.shape[0] ?? 1, ...dimensions(output)]);
  },
});
