import { border } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { mapInput, needsMap, onlyInput, onlyTensor } from './parts/operands.ts';
import { mapShape, shapeText } from './shape.ts';
import { borderText } from './parts/windows.ts';

export const crop = defineLayer({
  name: 'Crop',
  kind: 'shape',
  documentation: 'Takes rows and columns away from the edges: `Crop(size)` takes away what `Pad(size)` adds.',
  source: 'Ronneberger et al., 2015 (U-Net)',
  parameters: {
    size: border({
      doc: 'Rows and columns: a number, `[vertical, horizontal]` or `[top, bottom, left, right]`.',
    }),
  },
  operands: 'one',
  keeps: 'nothing',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') return needsMap('Crop', input, 'use Slice to take channels');
    const [top, bottom, left, right] = given.size;
    const [height, width] = [input.height - top - bottom, input.width - left - right];
    if (height >= 1 && width >= 1) return mapShape(height, width, input.channels);
    return {
      code: 'size-collapses',
      message: `Crop can't take ${borderText(given.size)} away from ${shapeText(input)}: the size collapses below 1.`,
      argument: 'size',
    };
  },
  receptiveField({ arguments: given }) {
    const [top, , left] = given.size;
    return { kind: 'window', kernel: [1, 1], stride: [1, 1], padding: [-top, -left] };
  },
  brief({ arguments: given }) {
    return borderText(given.size);
  },
  forward({ ops }, inputs, { arguments: given, output }) {
    const x = onlyTensor(inputs);
    const { height, width, channels } = mapInput({ inputs: [output] });
    const [top, , left] = given.size;
    return ops.slice(x, [0, top, left, 0], [x.shape[0] ?? 1, height, width, channels]);
  },
});
