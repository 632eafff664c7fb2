import { dimensions as dimensionsArgument } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor, shapeInWords } from './parts/operands.ts';
import type { FieldStep } from './layer.ts';
import type { MapShape, Shape } from './shape.ts';
import { dimensions, elements, mapShape, shapeText, vectorShape } from './shape.ts';

/**
 * What a position of the new map sees of the old one. Values stay in their order, row by row: within rows that are as
 * long as before, each position holds its share of a row; whole rows that are put together, and rows of one position
 * that are parted, are shares of the height. All else moves values across both.
 */
function movedStep(input: Shape, output: MapShape): FieldStep {
  if (input.kind === 'vector') return { kind: 'scattered' };
  const row = input.width * input.channels;
  const newRow = output.width * output.channels;
  const moves =
    input.height === output.height ||
    (output.width === 1 && newRow % row === 0) ||
    (input.width === 1 && row % newRow === 0) ||
    (input.width === 1 && output.width === 1);
  if (!moves) return { kind: 'scattered' };
  if (input.height === output.height && input.width === output.width) return { kind: 'local' };
  return {
    kind: 'share',
    input: [input.height, input.width],
    output: [output.height, output.width],
  };
}

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
    return output.kind === 'vector' ? { kind: 'local' } : movedStep(input, output);
  },
  remarks({ inputs, output }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector' || output.kind === 'vector') return [];
    if (movedStep(input, output).kind !== 'scattered') return [];
    return [
      `Values move across rows and columns: what a position sees of ${shapeText(input)} is no window, and behind it ` +
        'no receptive field is told.',
    ];
  },
  brief({ arguments: given }) {
    return given.shape.join('×');
  },
  forward({ ops }, inputs, { output }) {
    const x = onlyTensor(inputs);
    return ops.reshape(x, [x.shape[0] ?? 1, ...dimensions(output)]);
  },
});
