import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('TransposedConv', {
  examples: [
    {
      source: 'Radford et al., 2016 (DCGAN): 4x4 to 8x8; PyTorch: ConvTranspose2d(1024, 512, 4, 2, 1)',
      arguments: { filters: 512, kernel: 4, stride: 2, padding: 1 },
      inputs: ['4x4x1024'],
      output: '8x8x512',
      parameters: 4 * 4 * 1024 * 512 + 512,
      macs: 4 * 4 * 4 * 4 * 1024 * 512,
      step: { kind: 'spread', taps: [4, 4], dilation: [1, 1], stride: [2, 2], cropped: [1, 1] },
    },
    {
      source: 'Keras: Conv2DTranspose(8, 3, strides=2, padding="same")',
      arguments: { filters: 8, kernel: 3, stride: 2 },
      inputs: ['7x5x4'],
      output: '14x10x8',
      parameters: 296,
      macs: 35 * 9 * 32,
    },
    {
      source: 'Keras: Conv2DTranspose(8, 2, strides=3, padding="same")',
      arguments: { filters: 8, kernel: 2, stride: 3, bias: false },
      inputs: ['7x5x4'],
      output: '21x15x8',
      parameters: 128,
      macs: 35 * 4 * 32,
    },
    {
      source: 'PyTorch: ConvTranspose2d(4, 6, 3, stride=2, groups=2, dilation=2)',
      arguments: { filters: 6, kernel: 3, stride: 2, padding: 'valid', groups: 2, dilation: 2 },
      inputs: ['7x7x4'],
      output: '17x17x6',
      parameters: 9 * 2 * 6 + 6,
      macs: 49 * 9 * 4 * 3,
    },
  ],
  mistakes: [
    {
      arguments: { filters: 8, kernel: 3 },
      inputs: ['512'],
      code: 'needs-feature-map',
      names: ['512', 'Dense'],
    },
    {
      arguments: { filters: 8, kernel: 3, groups: 3 },
      inputs: ['8x8x4'],
      code: 'groups-do-not-divide',
      argument: 'groups',
      names: [4, 3, 'input channels'],
    },
    {
      arguments: { filters: 8, kernel: 3, groups: 3 },
      inputs: ['8x8x6'],
      code: 'groups-do-not-divide',
      argument: 'groups',
      names: [8, 3, 'filters'],
    },
    {
      arguments: { filters: 8, kernel: 3, padding: 2 },
      inputs: ['2x2x6'],
      code: 'size-collapses',
      argument: 'padding',
      names: ['3x3', '2x2x6', 'padding 2'],
    },
  ],
  computed: [
    { arguments: { filters: 2, kernel: 3 }, inputs: ['3x2x2'] },
    { arguments: { filters: 2, kernel: 3, stride: 2 }, inputs: ['3x2x2'] },
    { arguments: { filters: 2, kernel: 4, stride: 2, padding: 1, bias: false }, inputs: ['2x3x2'] },
    { arguments: { filters: 2, kernel: 2, stride: 3 }, inputs: ['2x2x2'] },
    { arguments: { filters: 2, kernel: [1, 2], stride: [2, 1], padding: [0, 0, 1, 1] }, inputs: ['2x3x2'] },
    {
      arguments: { filters: 4, kernel: 2, stride: 2, padding: 'valid', groups: 2, dilation: 2 },
      inputs: ['2x2x2'],
    },
  ],
});

const transposed = async (given: object, input: number[], kernel: number[]) => {
  const step = { arguments: { filters: 1, bias: false, ...given }, inputs: [`1x${input.length}x1`] };
  const applied = apply('TransposedConv', step);
  const values = { inputs: [input], weights: { kernel } };
  return (await compute(layerNamed('TransposedConv'), applied, values)).values;
};

test('every position adds its kernel', async () => {
  const kernel = [1, 2, 3];
  const given = { kernel: [1, 3], stride: [1, 2] };
  expect(await transposed({ ...given, padding: 'valid' }, [1, 10], kernel)).toEqual([1, 2, 13, 20, 30]);
  // Of `same` the surplus is cropped at the right, as in TensorFlow; explicit padding on both sides.
  expect(await transposed(given, [1, 10], kernel)).toEqual([1, 2, 13, 20]);
  expect(await transposed({ ...given, padding: [0, 0, 1, 1] }, [1, 10], kernel)).toEqual([2, 13, 20]);
  expect(await transposed({ kernel: [1, 1], stride: [1, 3] }, [1, 10], [5])).toEqual([5, 0, 0, 50, 0, 0]);
  // More cropped than the kernel reaches beyond a position: positions themselves go.
  expect(await transposed({ kernel: 1, padding: [0, 0, 1, 1] }, [1, 2, 3], [5])).toEqual([10]);
});
