import { expect, test } from 'vitest';
import { apply, layerNamed, testLayer } from './layerTest.ts';
import { compute } from './gradients.ts';

const window = (kernel: number, stride: number, padding: number) =>
  ({
    kind: 'window',
    kernel: [kernel, kernel],
    stride: [stride, stride],
    padding: [padding, padding],
  }) as const;

// LeCun et al., 1998, table I.
const c3 = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [4, 5, 0],
  [5, 0, 1],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [3, 4, 5, 0],
  [4, 5, 0, 1],
  [5, 0, 1, 2],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
];

testLayer('Conv', {
  examples: [
    {
      source: 'LeCun et al., 1998: C3 has 1,516 parameters and 151,600 connections, biases included',
      arguments: { filters: 16, kernel: 5, padding: 'valid', connections: c3 },
      inputs: ['14x14x6'],
      output: '10x10x16',
      parameters: 1516,
      macs: 151_600 - 1600,
      step: window(5, 1, 0),
    },
    {
      source: 'LeCun et al., 1998: C1 has 156 parameters and 122,304 connections, biases included',
      arguments: { filters: 6, kernel: 5, padding: 'valid' },
      inputs: ['32x32x1'],
      output: '28x28x6',
      parameters: 156,
      macs: 122_304 - 28 * 28 * 6,
      step: window(5, 1, 0),
    },
    {
      source: 'Krizhevsky et al., 2012: 34,848 weights in the first convolution',
      arguments: { filters: 96, kernel: 11, stride: 4, padding: 'valid' },
      inputs: ['227x227x3'],
      output: '55x55x96',
      parameters: 34_848 + 96,
      macs: 55 * 55 * 34_848,
      step: window(11, 4, 0),
    },
    {
      source: 'Krizhevsky et al., 2012: 307,200 weights in the second, in two towers',
      arguments: { filters: 256, kernel: 5, groups: 2 },
      inputs: ['27x27x96'],
      output: '27x27x256',
      parameters: 307_200 + 256,
      macs: 27 * 27 * 307_200,
      step: window(5, 1, 2),
    },
    {
      source: 'torchvision: the stem of its ResNets',
      arguments: { filters: 64, kernel: 7, stride: 2, padding: 3, bias: false },
      inputs: ['224x224x3'],
      output: '112x112x64',
      parameters: 9_408,
      macs: 118_013_952,
      elementwise: 0,
      step: window(7, 2, 3),
    },
    {
      source: 'TensorFlow: SAME pads 0 before and 1 behind an even size at stride 2',
      arguments: { filters: 8, kernel: 3, stride: 2 },
      inputs: ['224x224x3'],
      output: '112x112x8',
      parameters: 224,
      macs: 112 * 112 * 8 * 27,
      elementwise: 112 * 112 * 8,
      step: window(3, 2, 0),
    },
    {
      source: 'PyTorch: Conv2d(3, 8, 3, stride=2, padding=1) begins 1 before',
      arguments: { filters: 8, kernel: 3, stride: 2, padding: 1 },
      inputs: ['224x224x3'],
      output: '112x112x8',
      parameters: 224,
      macs: 112 * 112 * 8 * 27,
      step: window(3, 2, 1),
    },
    {
      source: 'TensorFlow: SAME pads 1 on both sides of an odd size at stride 2',
      arguments: { filters: 8, kernel: 3, stride: 2 },
      inputs: ['225x225x3'],
      output: '113x113x8',
      parameters: 224,
      macs: 113 * 113 * 8 * 27,
      step: window(3, 2, 1),
    },
    {
      source: 'Szegedy et al., 2015: the 1x7 of Inception-v3',
      arguments: { filters: 192, kernel: [1, 7], bias: false },
      inputs: ['17x17x192'],
      output: '17x17x192',
      parameters: 258_048,
      macs: 17 * 17 * 258_048,
      step: { kind: 'window', kernel: [1, 7], stride: [1, 1], padding: [0, 3] },
    },
    {
      source: 'Yu & Koltun, 2016: a 3x3 dilated by 2 reaches over 5x5',
      arguments: { filters: 4, kernel: 3, dilation: 2 },
      inputs: ['16x16x4'],
      output: '16x16x4',
      parameters: 148,
      macs: 16 * 16 * 144,
      step: { ...window(5, 1, 2), dilation: [2, 2] },
    },
    {
      source:
        'the arithmetic: four sides of their own, (10 + 1 + 3 - 3) / 2 + 1 and (10 + 2 + 0 - 3) / 2 + 1',
      arguments: { filters: 1, kernel: 3, stride: 2, padding: [1, 3, 2, 0], bias: false },
      inputs: ['10x10x1'],
      output: '6x5x1',
      parameters: 9,
      macs: 30 * 9,
      step: { kind: 'window', kernel: [3, 3], stride: [2, 2], padding: [1, 2] },
    },
  ],
  mistakes: [
    {
      arguments: { filters: 3, kernel: 3, connections: [[0], [1]] },
      inputs: ['8x8x2'],
      code: 'connections-do-not-fit',
      argument: 'connections',
      names: ['2 output maps', '3 filters'],
    },
    {
      arguments: { filters: 2, kernel: 3, connections: [[0], [2]] },
      inputs: ['8x8x2'],
      code: 'connections-do-not-fit',
      argument: 'connections',
      names: ['input map 2', 'output map 1', '0 to 1'],
    },
    {
      arguments: { filters: 2, kernel: 3, connections: [[0, 0], [1]] },
      inputs: ['8x8x2'],
      code: 'connections-do-not-fit',
      argument: 'connections',
      names: ['input map 0 twice'],
    },
    {
      arguments: { filters: 2, kernel: 3, groups: 2, connections: [[0], [1]] },
      inputs: ['8x8x2'],
      code: 'connections-do-not-fit',
      argument: 'connections',
      names: ['groups'],
    },
    {
      arguments: { filters: 8, kernel: 3 },
      inputs: ['512'],
      code: 'needs-feature-map',
      names: ['512', 'Dense'],
    },
    {
      arguments: { filters: 64, kernel: 3, groups: 5 },
      inputs: ['8x8x48'],
      code: 'groups-do-not-divide',
      argument: 'groups',
      names: [48, 5, 'input channels'],
    },
    {
      arguments: { filters: 50, kernel: 3, groups: 4 },
      inputs: ['8x8x48'],
      code: 'groups-do-not-divide',
      argument: 'groups',
      names: [50, 4, 'filters'],
    },
    {
      arguments: { filters: 64, kernel: 5, padding: 'valid' },
      inputs: ['8x4x48'],
      code: 'size-collapses',
      argument: 'kernel',
      names: ['5x5', '8x4x48', 'width 4'],
    },
    {
      arguments: { filters: 64, kernel: 3, dilation: 4, padding: 1 },
      inputs: ['5x5x8'],
      code: 'size-collapses',
      argument: 'kernel',
      names: ['dilated by 4x4', 9, 'padding of 2'],
    },
  ],
  computed: [
    { arguments: { filters: 3, kernel: 2, connections: [[0, 1], [2], [1, 0]] }, inputs: ['3x4x3'] },
    { arguments: { filters: 3, kernel: 3 }, inputs: ['4x5x2'] },
    { arguments: { filters: 2, kernel: 3, stride: 2 }, inputs: ['6x6x2'] },
    { arguments: { filters: 2, kernel: 3, stride: 2, padding: 1, bias: false }, inputs: ['6x5x2'] },
    { arguments: { filters: 4, kernel: [1, 3], groups: 2 }, inputs: ['3x5x4'] },
    { arguments: { filters: 2, kernel: 2, dilation: 2, padding: [1, 0, 0, 2] }, inputs: ['5x4x2'] },
    { arguments: { filters: 4, kernel: 1, stride: 2 }, inputs: ['5x4x3'] },
  ],
});

test('the hover says where explicit padding differs from same', () => {
  const remarks = (padding: number, input: string) => {
    const step = { arguments: { filters: 8, kernel: 3, stride: 2, padding }, inputs: [input] };
    return layerNamed('Conv').remarks?.(apply('Conv', step)).join(' ') ?? '';
  };
  expect(remarks(1, '224x224x3')).toContain('differs from `same`');
  expect(remarks(1, '225x225x3')).toBe('');
});

test('the windows of same and of padding 1 stand apart by a pixel at stride 2', async () => {
  const picture = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
  const middle = [0, 0, 0, 0, 1, 0, 0, 0, 0]; // a 3x3 kernel that passes on the pixel in its middle
  const convolved = async (padding: 'same' | number) => {
    const given = { filters: 1, kernel: 3, stride: 2, padding, bias: false };
    const applied = apply('Conv', { arguments: given, inputs: ['4x4x1'] });
    const values = { inputs: [picture], weights: { kernel: middle } };
    return (await compute(layerNamed('Conv'), applied, values)).values;
  };
  expect(await convolved('same')).toEqual([6, 8, 14, 16]);
  expect(await convolved(1)).toEqual([1, 3, 9, 11]);
});

test('a table of connections is a convolution whose other weights are 0', async () => {
  const connections = [[1], [0, 1]];
  const applied = apply('Conv', { arguments: { filters: 2, kernel: 1, connections }, inputs: ['1x1x2'] });
  const values = { inputs: [[3, 5]], weights: { kernel: [10, 100, 1000], bias: [1, 2] } };
  expect((await compute(layerNamed('Conv'), applied, values)).values).toEqual([51, 5302]);
});
