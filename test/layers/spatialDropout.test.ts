import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('SpatialDropout', {
  examples: [{ source: 'keeps the shape', arguments: { rate: 0.2 }, inputs: ['7x7x4'], output: '7x7x4' }],
  mistakes: [
    { arguments: { rate: 0.2 }, inputs: ['512'], code: 'needs-feature-map', names: [512, 'Dropout'] },
  ],
  computed: [{ arguments: { rate: 0.3 }, inputs: ['2x2x3'] }],
});

test('drops whole feature maps', async () => {
  const applied = apply('SpatialDropout', { arguments: { rate: 0.5 }, inputs: ['2x1x400'] });
  const ones = new Array<number>(800).fill(1);
  const { values } = await compute(layerNamed('SpatialDropout'), applied, { inputs: [ones] }, true);
  const [first, second] = [values.slice(0, 400), values.slice(400)];
  expect(first).toEqual(second);
  expect(new Set(first)).toEqual(new Set([0, 2]));
  // Five standard deviations of a binomial are 50.
  expect(Math.abs(first.filter((value) => value === 0).length - 200)).toBeLessThan(50);
});
