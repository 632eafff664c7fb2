import { expect, test } from 'vitest';
import { isProblem } from '../../src/layers/layer.ts';
import { testLayer, tryApply } from './layerTest.ts';

testLayer('Dense', {
  examples: [
    {
      source: 'LeCun et al., 1998: F6 has 10,164 parameters',
      arguments: { units: 84 },
      inputs: ['120'],
      output: '84',
      parameters: 10_164,
      macs: 10_080,
      step: { kind: 'global' },
    },
    {
      source: 'Simonyan & Zisserman, 2014: the first dense layer of VGG-16 (CS231n: 102,760,448 weights)',
      arguments: { units: 4096, bias: false },
      inputs: ['25088'],
      output: '4096',
      parameters: 102_760_448,
      macs: 102_760_448,
      elementwise: 0,
    },
  ],
  mistakes: [
    {
      arguments: { units: 10 },
      inputs: ['7x7x512'],
      code: 'dense-on-feature-map',
      names: ['7x7x512', 'Flatten', 'GlobalAvgPool'],
    },
  ],
  computed: [
    { arguments: { units: 3 }, inputs: ['5'] },
    { arguments: { units: 4, bias: false }, inputs: ['1'] },
  ],
});

test('a feature map brings a fix that inserts Flatten', () => {
  const problem = tryApply('Dense', { arguments: { units: 10 }, inputs: ['7x7x512'] });
  expect(isProblem(problem) && problem.fixes?.map((fix) => fix.insertBefore)).toEqual([
    'Flatten',
    'GlobalAvgPool',
  ]);
});
