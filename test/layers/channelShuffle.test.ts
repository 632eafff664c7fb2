import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('ChannelShuffle', {
  examples: [
    {
      source: 'ShuffleNet',
      arguments: { groups: 3 },
      inputs: ['28x28x240'],
      output: '28x28x240',
      step: { kind: 'local' },
    },
  ],
  mistakes: [
    {
      arguments: { groups: 3 },
      inputs: ['28x28x64'],
      code: 'groups-do-not-divide',
      argument: 'groups',
      names: [64, 3],
    },
  ],
  computed: [
    { arguments: { groups: 2 }, inputs: ['2x2x6'] },
    { arguments: { groups: 3 }, inputs: ['6'] },
  ],
});

test('deals the groups out like cards', async () => {
  const applied = apply('ChannelShuffle', { arguments: { groups: 2 }, inputs: ['1x1x6'] });
  const { values } = await compute(layerNamed('ChannelShuffle'), applied, { inputs: [[0, 1, 2, 3, 4, 5]] });
  expect(values).toEqual([0, 3, 1, 4, 2, 5]);
});
