import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('DropPath', {
  examples: [
    {
      source: 'keeps the shape',
      arguments: { rate: 0.2 },
      inputs: ['7x7x4'],
      output: '7x7x4',
      step: { kind: 'local' },
    },
  ],
  computed: [
    { arguments: { rate: 0.3 }, inputs: ['2x2x3'] },
    { arguments: { rate: 0.3, per: 'batch' }, inputs: ['4'] },
  ],
});

const training = async (given: { rate: number; per: string }) => {
  const applied = apply('DropPath', { arguments: given, inputs: ['2'] });
  const { values } = await compute(
    layerNamed('DropPath'),
    applied,
    { inputs: [new Array<number>(800).fill(1)] },
    true,
  );
  return values;
};

test('drops whole images, or the whole batch', async () => {
  const samples = await training({ rate: 0.5, per: 'sample' });
  expect(new Set(samples)).toEqual(new Set([0, 2]));
  for (let k = 0; k < samples.length; k += 2) expect(samples[k]).toBe(samples[k + 1]);
  // Five standard deviations of a binomial over 400 images are 50.
  expect(Math.abs(samples.filter((value) => value === 0).length / 2 - 200)).toBeLessThan(50);
  expect(new Set(await training({ rate: 0.5, per: 'batch' })).size).toBe(1);
});
