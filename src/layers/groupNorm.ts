import { integer } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { epsilon, normalized, normalizingOperations } from './parts/normalizing.ts';
import { channelsNotDivisible, onlyInput, onlyTensor } from './parts/operands.ts';
import { channelScaleAndShift } from './parts/weights.ts';

export const groupNorm = defineLayer({
  name: 'GroupNorm',
  kind: 'normalization',
  documentation:
    'Normalizes each group of channels over all positions, image by image, then scales and shifts each channel ' +
    '(`gamma`, `beta`). Does the same in training and at inference, with batches of any size.',
  source: 'Wu & He, 2018',
  parameters: {
    groups: integer({ doc: 'How many groups the channels are split into; it divides their number.' }),
    epsilon,
  },
  operands: 'one',
  keeps: 'input',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.channels % given.groups === 0) return input;
    return channelsNotDivisible({
      layer: 'GroupNorm',
      what: 'channels',
      count: input.channels,
      groups: given.groups,
      argument: 'groups',
    });
  },
  weights({ inputs }) {
    return channelScaleAndShift(onlyInput({ inputs }).channels);
  },
  elementwise({ output }) {
    return normalizingOperations(output);
  },
  /** Its statistics see the whole picture; as usual, that is not counted in the receptive field. */
  receptiveField() {
    return { kind: 'local' };
  },
  brief({ arguments: given }) {
    return `${given.groups} groups`;
  },
  forward({ ops, weight }, inputs, { arguments: given, output }) {
    const x = onlyTensor(inputs);
    const { groups } = given;
    const [batch = 1] = x.shape;
    const positions = x.shape.slice(1, -1).reduce((total, size) => total * size, 1);
    const grouped = ops.reshape(x, [batch, positions, groups, output.channels / groups]);
    const even = ops.reshape(normalized(ops, grouped, [1, 3], given.epsilon), x.shape);
    return ops.add(ops.multiply(even, weight('gamma')), weight('beta'));
  },
});
