import { integer } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor, shapeInWords } from './parts/operands.ts';
import { dimensions, mapShape, vectorShape } from './shape.ts';

export const slice = defineLayer({
  name: 'Slice',
  kind: 'shape',
  documentation: 'Takes the channels `from` … `to`, counted from 0, `to` itself excluded: `Slice(0, 32)`.',
  parameters: {
    from: integer({ doc: 'The first channel taken.', minimum: 0 }),
    to: integer({ doc: 'The first channel after those taken.' }),
  },
  operands: 'one',
  keeps: 'nothing',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    const { from, to } = given;
    if (from < to && to <= input.channels) {
      const channels = to - from;
      return input.kind === 'map' ? mapShape(input.height, input.width, channels) : vectorShape(channels);
    }
    const end =
      from < to
        ? `but the input is ${shapeInWords(input)}`
        : 'which is none: the second is where it ends, not how many';
    return {
      code: 'slice-range',
      message: `Slice takes the channels from ${from} to before ${to}, ${end}.`,
      argument: from < to ? 'to' : 'from',
    };
  },
  receptiveField() {
    return { kind: 'local' };
  },
  brief({ arguments: given }) {
    return `${given.from}…${given.to}`;
  },
  forward({ ops }, inputs, { arguments: given, output }) {
    const x = onlyTensor(inputs);
    const size = [x.shape[0] ?? 1, ...dimensions(output)];
    const begin = size.map((_, axis) => (axis === size.length - 1 ? given.from : 0));
    return ops.slice(x, begin, size);
  },
});
