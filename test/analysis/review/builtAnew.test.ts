import { describe, expect, test } from 'vitest';
import { messages, network, said } from './reviewed.ts';

const told = (text: string): string[] => said(text).filter((each) => each.includes('built-anew'));

describe('a name that looks shared', () => {
  const twice = 'block Twice(x) { Add(x, x -> ReLU) }\n';

  test('is told where it is a layer, once', () => {
    const body =
      'let conv = Conv(1, 3)\n  x = Conv(1, 1)\n  y = Conv(1, 5)\n  Add(x -> conv, y -> conv, conv)';
    expect(told(network('8x8x1', body))).toEqual(['hint built-anew at conv']);
    expect(messages(network('8x8x1', body))).toEqual([
      'conv is a layer here, not a value: it is built 3 times, each with weights of its own, which are not shared. What is to be there once is made once and named: `y = conv`, then `y`.',
    ]);
  });

  test('is told of a block’s parameter, called with a flow', () => {
    expect(told(twice + network('8x8x3', 'Twice(Conv(4, 3))'))).toEqual(['hint built-anew at x']);
    expect(told(twice + network('8x8x3', 'Twice(Conv(4, 3)) -> Twice(Conv(4, 5))'))).toHaveLength(1);
  });

  test.each([
    ['a value', `${twice}${network('8x8x3', 'v = Conv(4, 3)\n  Twice(v)')}`],
    ['a layer without weights', network('8x8x3', 'let act = ReLU\n  Conv(4, 3) -> act -> Conv(4, 3) -> act')],
    ['used once', network('8x8x3', 'let conv = Conv(4, 3)\n  conv -> ReLU')],
    ['repeated by a loop', network('8x8x3', 'let conv = Conv(4, 3)\n  repeat 3 { conv -> ReLU }')],
    ['the layer by its own name', network('8x8x4', 'BatchNorm -> ReLU -> BatchNorm')],
  ])('is not: %s', (_, text) => {
    expect(told(text)).toEqual([]);
  });
});
