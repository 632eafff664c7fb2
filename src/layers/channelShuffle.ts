import { integer } from './parts/arguments.ts';
import { defineLayer } from './layer.ts';
import { channelsNotDivisible, onlyInput, onlyTensor } from './parts/operands.ts';

export const channelShuffle = defineLayer({
  name: 'ChannelShuffle',
  kind: 'shape',
  documentation:
    'Deals the channels out anew, so that each group of a following grouped convolution sees channels of all ' +
    'groups before it.',
  source: 'Zhang et al., 2018 (ShuffleNet)',
  parameters: { groups: integer({ doc: 'How many groups the channels come from.' }) },
  operands: 'one',
  keeps: 'nothing',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.channels % given.groups === 0) return input;
    return channelsNotDivisible({
      layer: 'ChannelShuffle',
      what: 'channels',
      count: input.channels,
      groups: given.groups,
      argument: 'groups',
    });
  },
  receptiveField() {
    return { kind: 'local' };
  },
  brief({ arguments: given }) {
    return `${given.groups} groups`;
  },
  forward({ ops }, inputs, { arguments: given, output }) {
    const x = onlyTensor(inputs);
    const { groups } = given;
    const positions = x.shape.reduce((total, size) => total * size, 1) / output.channels;
    const grouped = ops.reshape(x, [positions, groups, output.channels / groups]);
    return ops.reshape(ops.transpose(grouped, [0, 2, 1]), x.shape);
  },
});
