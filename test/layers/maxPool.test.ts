import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('MaxPool', {
  examples: [
    { source: 'VGG-16', arguments: { kernel: 2 }, inputs: ['224x224x64'], output: '112x112x64' },
    {
      source: 'Krizhevsky et al., 2012: overlapping pooling',
      arguments: { kernel: 3, stride: 2 },
      inputs: ['55x55x96'],
      output: '27x27x96',
      elementwise: 27 * 27 * 96 * 9,
      step: { kind: 'window', kernel: [3, 3], stride: [2, 2], padding: [0, 0] },
    },
    {
      source: 'torchvision: MaxPool2d(3, 2, padding=1) in ResNet',
      arguments: { kernel: 3, stride: 2, padding: 1 },
      inputs: ['112x112x64'],
      output: '56x56x64',
      step: { kind: 'window', kernel: [3, 3], stride: [2, 2], padding: [1, 1] },
    },
    {
      source: 'TensorFlow: SAME begins at the first pixel here',
      arguments: { kernel: 3, stride: 2, padding: 'same' },
      inputs: ['112x112x64'],
      output: '56x56x64',
      step: { kind: 'window', kernel: [3, 3], stride: [2, 2], padding: [0, 0] },
    },
    ...[
      ['109x109x96', '54x54x96'],
      ['54x54x256', '27x27x256'],
      ['27x27x512', '13x13x512'],
      ['112x112x64', '56x56x64'],
    ].map(([input, output]) => ({
      source: 'torchvision: MaxPool2d(3, 2, ceil_mode=True) in SqueezeNet and GoogLeNet',
      arguments: { kernel: 3, stride: 2, ceil: true },
      inputs: [input!],
      output: output!,
    })),
    {
      source: 'PyTorch: the second window would start behind the input and is dropped',
      arguments: { kernel: 2, stride: 3, ceil: true },
      inputs: ['3x3x1'],
      output: '1x1x1',
    },
    {
      source: 'PyTorch: the third window would start in the padding behind the input and is dropped',
      arguments: { kernel: 2, stride: 3, padding: 1, ceil: true },
      inputs: ['4x4x1'],
      output: '2x2x1',
    },
    {
      source: 'PyTorch: MaxPool2d(3, 2, ceil_mode=True) takes one incomplete window of a smaller input',
      arguments: { kernel: 3, stride: 2, ceil: true },
      inputs: ['2x2x1'],
      output: '1x1x1',
    },
    {
      source: 'He et al., 2015: the shortcut of option A takes every second pixel',
      arguments: { kernel: 1, stride: 2 },
      inputs: ['32x32x16'],
      output: '16x16x16',
    },
  ],
  mistakes: [
    { arguments: { kernel: 2 }, inputs: ['100'], code: 'needs-feature-map', names: [100] },
    {
      arguments: { kernel: 2 },
      inputs: ['1x8x512'],
      code: 'size-collapses',
      argument: 'kernel',
      names: ['2x2', '1x8x512', 'height 1'],
    },
    {
      arguments: { kernel: 2, padding: 2 },
      inputs: ['8x8x8'],
      code: 'padding-exceeds-window',
      argument: 'padding',
      names: ['2x2', 'padding 2'],
    },
  ],
  computed: [
    { arguments: { kernel: 2 }, inputs: ['4x5x2'] },
    { arguments: { kernel: 3, stride: 2, padding: 'same' }, inputs: ['6x5x2'] },
    { arguments: { kernel: 3, stride: 2, padding: 1 }, inputs: ['6x6x2'] },
    { arguments: { kernel: [2, 3], stride: [2, 1], ceil: true }, inputs: ['5x5x2'] },
    { arguments: { kernel: 1, stride: 2 }, inputs: ['4x4x2'] },
  ],
});

test('padding never wins, not even over negative values', async () => {
  const applied = apply('MaxPool', { arguments: { kernel: 3, stride: 2, padding: 1 }, inputs: ['3x3x1'] });
  const { values } = await compute(layerNamed('MaxPool'), applied, {
    inputs: [[-1, -2, -3, -4, -5, -6, -7, -8, -9]],
  });
  expect(values).toEqual([-1, -2, -4, -5]);
});

test('ceil keeps the last column', async () => {
  const applied = apply('MaxPool', { arguments: { kernel: 2, ceil: true }, inputs: ['3x3x1'] });
  const { values } = await compute(layerNamed('MaxPool'), applied, { inputs: [[1, 2, 3, 4, 5, 6, 7, 8, 9]] });
  expect(values).toEqual([5, 6, 8, 9]);
});
