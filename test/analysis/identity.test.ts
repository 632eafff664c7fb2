import { expect, test } from 'vitest';
import { readNetwork } from '../network/reading.ts';

const memoryOf = (body: string) => readNetwork(`network A { input 32x32x16\n${body}\n}`).totals.memory;

test('the memory is the same however the current value is written', () => {
  const named = memoryOf('Conv(16, 3) as y\nAdd(y, input)');
  // The convolution's output and the sum, 32x32x16 numbers of 4 bytes each.
  expect(named.forward).toBe(2 * 32 * 32 * 16 * 4);
  expect(memoryOf('Conv(16, 3)\nAdd(Identity, input)')).toEqual(named);
  expect(memoryOf('Add(Conv(16, 3), input)')).toEqual(named);
  expect(memoryOf('Conv(16, 3)\nIdentity as y -> Identity\nAdd(y, input)')).toEqual(named);
});

test('what the backward pass keeps is kept once', () => {
  const plain = memoryOf('Conv(16, 3) -> ReLU -> Conv(16, 3)');
  const through = memoryOf('Conv(16, 3) -> ReLU -> Identity -> Conv(16, 3)');
  // The input, which the first convolution keeps, and the ReLU's output, which both the ReLU and the second keep.
  expect(plain.training).toBe(2 * 32 * 32 * 16 * 4);
  expect(through).toEqual(plain);
});
