import { expect, test } from 'vitest';
import { network, said } from './reviewed.ts';

const warned = (layer: string): string[] =>
  said(network('8x8x64', `${layer} -> GlobalAvgPool -> Dense(10)`)).filter((each) =>
    each.includes('implausible-argument'),
  );

test.each([
  'BatchNorm(epsilon: 64)',
  'LayerNorm(epsilon: 0.11)',
  'GroupNorm(8, epsilon: 64)',
  'LocalResponseNorm(5, alpha: 64)',
  'Scale(64)',
  'Scale(-64, trainable: false)',
  'LeakyReLU(64)',
])('%s holds a number that nobody gives', (layer) => {
  expect(warned(layer)).toHaveLength(1);
});

test.each([
  'BatchNorm(epsilon: 1e-3)',
  'LayerNorm(epsilon: 0.1)',
  'GroupNorm(8)',
  'LocalResponseNorm(5, alpha: 2e-5, beta: 0.75, k: 1)',
  'Scale(0.17, trainable: false)',
  'Scale(-1)',
  'LeakyReLU(0.3)',
  'Dropout(0.5)',
])('%s does not', (layer) => {
  expect(warned(layer)).toEqual([]);
});

test('is told once a place, where it is a parameter of a block', () => {
  const text = `block Norm(e) { BatchNorm(epsilon: e) }\n${network('8x8x64', 'Norm(64) -> Norm(64) -> Norm(1e-5)')}`;
  expect(said(text)).toEqual(['warning implausible-argument at epsilon: e']);
});
