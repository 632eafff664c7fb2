import { expect, test } from 'vitest';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';

testLayer('LocalResponseNorm', {
  examples: [
    {
      source: 'AlexNet',
      arguments: { size: 5 },
      inputs: ['55x55x96'],
      output: '55x55x96',
      step: { kind: 'local' },
    },
  ],
  mistakes: [{ arguments: { size: 5 }, inputs: ['96'], code: 'needs-feature-map', names: [96] }],
  computed: [
    { arguments: { size: 5 }, inputs: ['2x2x6'] },
    { arguments: { size: 3, alpha: 0.5, beta: 0.75, k: 1 }, inputs: ['2x2x4'] },
    { arguments: { size: 5, alpha: 0.1, beta: 0.5, k: 2 }, inputs: ['2x2x3'] },
  ],
});

test('is the formula of the paper: alpha times the plain sum of squares', async () => {
  const given = { size: 3, alpha: 0.5, beta: 0.75, k: 2 };
  const applied = apply('LocalResponseNorm', { arguments: given, inputs: ['1x1x5'] });
  const a = [1, -2, 3, 0.5, 4];
  const { values } = await compute(layerNamed('LocalResponseNorm'), applied, { inputs: [a] });
  a.forEach((value, i) => {
    const neighbours = a.slice(Math.max(i - 1, 0), i + 2);
    const squares = neighbours.reduce((total, x) => total + x * x, 0);
    expect(values[i]).toBeCloseTo(value / (2 + 0.5 * squares) ** 0.75, 5);
  });
});
