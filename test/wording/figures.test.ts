import { describe, expect, test } from 'vitest';
import { exact, extent, percent, short, shortBytes } from '../../src/wording/figures.ts';

describe('three significant digits', () => {
  test.each([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [1000, '1.00 K'],
    [9_408, '9.41 K'],
    [215_808, '216 K'],
    [999_499, '999 K'],
    [999_950, '1.00 M'],
    [25_557_032, '25.6 M'],
    [3_857_973_248, '3.86 G'],
    [1.5, '1.5'],
  ])('%d reads %s', (value, text) => {
    expect(short(value)).toBe(text);
  });

  test('bytes', () => {
    expect(shortBytes(106_000_000)).toBe('106 MB');
    expect(shortBytes(512)).toBe('512 B');
  });
});

test('the exact figure has its thousands apart', () => {
  expect(exact(25_557_032)).toBe('25,557,032');
});

test('shares and extents', () => {
  expect(percent(0.0277)).toBe('2.8\u00a0%');
  expect(percent(0.6131)).toBe('61\u00a0%');
  expect(percent(0.0001)).toBe('<0.1\u00a0%');
  expect(extent([43, 43])).toBe('43');
  expect(extent([1, 7])).toBe('1×7');
});
