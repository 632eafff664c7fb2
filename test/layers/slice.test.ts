import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Slice', {
  examples: [
    {
      source: 'to is excluded',
      arguments: { from: 0, to: 32 },
      inputs: ['8x8x64'],
      output: '8x8x32',
      step: { kind: 'local' },
    },
    { source: 'to the end', arguments: { from: 7, to: 10 }, inputs: ['10'], output: '3' },
  ],
  mistakes: [
    {
      arguments: { from: 0, to: 65 },
      inputs: ['8x8x64'],
      code: 'slice-range',
      argument: 'to',
      names: [65, '8x8x64'],
    },
    {
      arguments: { from: 5, to: 5 },
      inputs: ['8x8x64'],
      code: 'slice-range',
      argument: 'from',
      names: ['none'],
    },
  ],
  computed: [
    { arguments: { from: 1, to: 3 }, inputs: ['2x2x4'] },
    { arguments: { from: 0, to: 2 }, inputs: ['3'] },
  ],
});

test('takes the channels in the middle', async () => {
  const applied = apply('Slice', { arguments: { from: 1, to: 3 }, inputs: ['1x2x4'] });
  const { values } = await compute(layerNamed('Slice'), applied, { inputs: [[0, 1, 2, 3, 10, 11, 12, 13]] });
  expect(values).toEqual([1, 2, 11, 12]);
});
