import { pair, word } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { mapInput, needsMap, onlyInput, onlyTensor } from './parts/operands.ts';
import { mapShape } from './shape.ts';
import { pairText } from './parts/windows.ts';

export const upsample = defineLayer({
  name: 'Upsample',
  kind: 'shape',
  documentation: 'Makes a feature map larger by repeating each position `factor` times.',
  parameters: {
    factor: pair({ doc: 'How many times higher and wider: a number, or `[height, width]`.' }),
    mode: word({ doc: 'Where the new values come from.', choices: ['nearest'], default: 'nearest' }),
  },
  operands: 'one',
  keeps: 'nothing',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') return needsMap('Upsample', input, 'a vector has no size to enlarge');
    return mapShape(input.height * given.factor[0], input.width * given.factor[1], input.channels);
  },
  receptiveField({ arguments: given }) {
    return { kind: 'repeat', factor: given.factor };
  },
  brief({ arguments: given }) {
    return pairText(given.factor, '×');
  },
  forward({ ops }, inputs, { arguments: given, inputs: shapes }) {
    const x = onlyTensor(inputs);
    const [batch = 1] = x.shape;
    const { height, width, channels } = mapInput({ inputs: shapes });
    const [down, across] = given.factor;
    // Copies side by side along the last axis are repetitions of what that axis holds.
    const wide = ops.concat(new Array<typeof x>(across).fill(x));
    const rows = ops.reshape(wide, [batch, height, 1, width * across * channels]);
    const high = ops.concat(new Array<typeof x>(down).fill(rows));
    return ops.reshape(high, [batch, height * down, width * across, channels]);
  },
});
