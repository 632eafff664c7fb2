import { border, pair } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { needsMap, onlyInput, onlyTensor } from './parts/operands.ts';
import { mapShape, vectorShape } from './shape.ts';
import { borderText } from './parts/windows.ts';

export const pad = defineLayer({
  name: 'Pad',
  kind: 'shape',
  documentation:
    'Adds zeros around a feature map, before and behind its channels, or both. `Pad(channels: [0, n])` is ' +
    'what makes the parameter-free shortcuts of ResNets (option A).',
  source: 'He et al., 2015 (channels)',
  parameters: {
    size: border({
      doc: 'Rows and columns of zeros: a number, `[vertical, horizontal]` or `[top, bottom, left, right]`.',
      default: [0, 0, 0, 0],
    }),
    channels: pair({
      doc: 'Channels of zeros: `[front, back]`.',
      default: [0, 0],
      minimum: 0,
      byName: 'height and width are padded by one number, or by `[vertical, horizontal]`',
    }),
  },
  operands: 'one',
  keeps: 'nothing',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    const [top, bottom, left, right] = given.size;
    const channels = input.channels + given.channels[0] + given.channels[1];
    if (input.kind === 'map')
      return mapShape(input.height + top + bottom, input.width + left + right, channels);
    if (given.size.some((amount) => amount > 0)) {
      return {
        ...needsMap('Pad', input, 'a vector has channels only (`channels: [0, 8]`)'),
        argument: 'size',
      };
    }
    return vectorShape(channels);
  },
  receptiveField({ arguments: given, inputs }) {
    const [top, , left] = given.size;
    if (onlyInput({ inputs }).kind === 'vector') return { kind: 'local' };
    return { kind: 'window', kernel: [1, 1], stride: [1, 1], padding: [top, left] };
  },
  brief({ arguments: given }) {
    const [front, back] = given.channels;
    const around = given.size.some((amount) => amount > 0) ? [borderText(given.size)] : [];
    const channels = front + back > 0 ? [`channels ${front}+${back}`] : [];
    return [...around, ...channels].join(', ');
  },
  forward({ ops }, inputs, { arguments: given, output }) {
    const x = onlyTensor(inputs);
    if (output.kind === 'map') return ops.pad(x, given.size, given.channels);
    const [batch = 1, length = 1] = x.shape;
    const padded = ops.pad(ops.reshape(x, [batch, 1, 1, length]), [0, 0, 0, 0], given.channels);
    return ops.reshape(padded, [batch, output.channels]);
  },
});
