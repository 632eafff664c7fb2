import { testLayer } from './layerTest.ts';

testLayer('DepthwiseConv', {
  examples: [
    {
      source: 'Howard et al., 2017 (MobileNet, table 1): 3x3x512 dw on 14x14x512',
      arguments: { kernel: 3, bias: false },
      inputs: ['14x14x512'],
      output: '14x14x512',
      parameters: 4_608,
      macs: 903_168,
      step: { kind: 'window', kernel: [3, 3], stride: [1, 1], padding: [1, 1] },
    },
    {
      source: 'Keras: DepthwiseConv2D(3, depth_multiplier=2) on 32 channels has 640 parameters',
      arguments: { kernel: 3, multiplier: 2, stride: 2 },
      inputs: ['9x9x32'],
      output: '5x5x64',
      parameters: 640,
      macs: 5 * 5 * 64 * 9,
    },
  ],
  mistakes: [
    { arguments: { kernel: 3 }, inputs: ['100'], code: 'needs-feature-map', names: [100] },
    {
      arguments: { kernel: 7, padding: 'valid' },
      inputs: ['5x5x8'],
      code: 'size-collapses',
      argument: 'kernel',
      names: ['7x7', '5x5x8'],
    },
  ],
  computed: [
    { arguments: { kernel: 3 }, inputs: ['4x5x3'] },
    { arguments: { kernel: 3, stride: 2, multiplier: 2, bias: false }, inputs: ['6x6x2'] },
    { arguments: { kernel: [3, 1], dilation: 2, padding: 1 }, inputs: ['5x4x2'] },
  ],
});
