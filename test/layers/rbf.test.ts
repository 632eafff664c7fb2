import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

const patterns = (units: number, length: number): number[][] =>
  Array.from({ length: units }, (_, unit) =>
    Array.from({ length }, (__, k) => ((unit + k) % 3 === 0 ? 1 : -1)),
  );

testLayer('RBF', {
  examples: [
    {
      source: 'LeCun et al., 1998: ten bitmaps of 7x12, 840 weights that are not trained',
      arguments: { units: 10, centers: patterns(10, 84) },
      inputs: ['84'],
      output: '10',
      nonTrainable: 840,
      elementwise: 3 * 840,
      step: { kind: 'global' },
    },
  ],
  mistakes: [
    {
      arguments: { units: 2, centers: patterns(2, 4) },
      inputs: ['2x2x1'],
      code: 'dense-on-feature-map',
      names: ['2x2x1', 'Flatten'],
    },
    {
      arguments: { units: 3, centers: patterns(2, 4) },
      inputs: ['4'],
      code: 'centers-do-not-fit',
      argument: 'centers',
      names: ['3 units', 'for 2'],
    },
    {
      arguments: { units: 2, centers: [[1, 1], [1]] },
      inputs: ['2'],
      code: 'centers-do-not-fit',
      argument: 'centers',
      names: ['center 1', '1 numbers', '2'],
    },
  ],
  computed: [{ arguments: { units: 2, centers: patterns(2, 3) }, inputs: ['3'] }],
});

test('is the squared distance from each center', async () => {
  const centers = [
    [1, -1],
    [0, 2],
    [3, 4],
  ];
  const applied = apply('RBF', { arguments: { units: 3, centers }, inputs: ['2'] });
  const [weight] = layerNamed('RBF').weights!(applied);
  expect(weight?.initializer).toEqual({ kind: 'values', values: [1, -1, 0, 2, 3, 4] });
  const values = { inputs: [[0, 0]], weights: { centers: centers.flat() } };
  expect((await compute(layerNamed('RBF'), applied, values)).values).toEqual([2, 4, 25]);
});
