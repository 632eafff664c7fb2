import { expect, test } from 'vitest';
import { fixed, messages, network, said } from './reviewed.ts';

const norm = (given: string) =>
  network('8x8x3', `Conv(16, 3, bias: false) -> BatchNorm${given} -> ReLU -> GlobalAvgPool -> Dense(10)`);

test('a momentum in TensorFlow’s convention is warned about, with the number that is meant', () => {
  const text = norm('(epsilon: 1e-3, momentum: 0.99)');
  expect(said(text)).toEqual(['warning momentum-reversed at momentum: 0.99']);
  expect(messages(text)).toEqual([
    "BatchNorm's momentum is the share of the new batch: with 0.99 the running statistics are little more than those of the last batch. TensorFlow's 0.99 is 0.01 here.",
  ]);
  expect(fixed(text)).toBe(norm('(epsilon: 1e-3, momentum: 0.01)'));
  expect(fixed(norm('(momentum: 0.9997)'))).toBe(norm('(momentum: 0.0003)'));
});

test('is found where the number is a parameter', () => {
  const text = `block Norm(share) {\n  BatchNorm(momentum: share)\n}\n${network('8x8x3', 'Conv(8, 3, bias: false) -> Norm(0.9)')}`;
  expect(said(text)).toEqual(['warning momentum-reversed at momentum: share']);
});

test('PyTorch’s numbers are not', () => {
  for (const given of ['', '(momentum: 0.1)', '(momentum: 0.01)', '(momentum: 0.5)', '(momentum: 1)']) {
    expect(said(norm(given))).toEqual([]);
  }
});
