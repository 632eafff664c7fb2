import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('Pad', {
  examples: [
    {
      source: 'PyTorch: ZeroPad2d(4)',
      arguments: { size: 4 },
      inputs: ['32x32x3'],
      output: '40x40x3',
      step: { kind: 'window', kernel: [1, 1], stride: [1, 1], padding: [4, 4] },
    },
    {
      source: 'He et al., 2015: the shortcut of option A doubles the channels',
      arguments: { channels: [0, 16] },
      inputs: ['16x16x16'],
      output: '16x16x32',
      step: { kind: 'window', kernel: [1, 1], stride: [1, 1], padding: [0, 0] },
    },
    {
      source: 'top, bottom, left, right',
      arguments: { size: [1, 2, 3, 4], channels: [1, 2] },
      inputs: ['10x10x3'],
      output: '13x17x6',
      step: { kind: 'window', kernel: [1, 1], stride: [1, 1], padding: [1, 3] },
    },
    { source: 'a vector has channels', arguments: { channels: [2, 3] }, inputs: ['5'], output: '10' },
  ],
  mistakes: [
    {
      arguments: { size: 1 },
      inputs: ['64'],
      code: 'needs-feature-map',
      argument: 'size',
      names: [64, 'channels'],
    },
  ],
  computed: [
    { arguments: { size: [1, 0, 0, 2] }, inputs: ['2x3x2'] },
    { arguments: { size: 1, channels: [1, 2] }, inputs: ['2x2x2'] },
    { arguments: { channels: [2, 1] }, inputs: ['3'] },
  ],
});

test('zeros stand where they are asked for', async () => {
  const map = apply('Pad', { arguments: { size: [1, 0, 0, 1], channels: [0, 1] }, inputs: ['1x1x1'] });
  expect((await compute(layerNamed('Pad'), map, { inputs: [[5]] })).values).toEqual([0, 0, 0, 0, 5, 0, 0, 0]);
  const vector = apply('Pad', { arguments: { channels: [2, 1] }, inputs: ['2'] });
  expect((await compute(layerNamed('Pad'), vector, { inputs: [[5, 6]] })).values).toEqual([0, 0, 5, 6, 0]);
});
