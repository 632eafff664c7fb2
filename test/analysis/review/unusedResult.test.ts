import { describe, expect, test } from 'vitest';
import { messages, said } from './reviewed.ts';

const net = (body: string, before = ''): string => `${before}network Net {\n  input 8x8x4\n${body}\n}\n`;
const block = (body: string): string => net('  B -> GlobalAvgPool', `block B {\n${body}\n}\n`);

describe('a result that nothing uses is told', () => {
  test.each([
    ['of a step with a name', net('  y = Conv(4, 3)\n  ReLU as r\n  y -> Conv(4, 3)'), 'ReLU'],
    ['in a block', block('  y = Conv(4, 3)\n  Conv(4, 5) as side\n  y -> ReLU'), 'Conv(4, 5)'],
    ['before a loop over a value', net('  y = Conv(4, 3)\n  Tanh\n  repeat 2 { y }'), 'Tanh'],
    ['before a loop from a value', net('  y = Conv(4, 3)\n  Tanh as t\n  repeat 2 { y -> ReLU }'), 'Tanh'],
    [
      'that flows into what does not read it',
      net('  s = Conv(4, 3)\n  Tanh\n  F(s)', 'block F(a) { a -> ReLU }\n'),
      'Tanh',
    ],
  ])('%s', (_, text, at) => {
    expect(said(text)).toEqual([`warning unused-result at ${at}`]);
  });

  test('with what does not read it', () => {
    expect(messages(net('  s = Conv(4, 3)\n  Tanh\n  F(s)', 'block F(a) { a -> ReLU }\n'))).toEqual([
      'Nothing uses this result: F does not read what flows into it.',
    ]);
  });

  test('once, at the end of what nothing uses', () => {
    expect(said(net('  y = Conv(4, 3)\n  Conv(8, 3) -> BatchNorm -> ReLU as r\n  y -> Tanh'))).toEqual([
      'warning bias-before-norm at Conv',
      'warning unused-result at ReLU',
    ]);
  });
});

describe('a result that something uses is not', () => {
  test.each([
    ['by its name', net('  ReLU as r\n  Conv(4, 3)\n  Add(r, Identity)')],
    [
      'by an auxiliary head',
      net('  y = Conv(4, 3)\n  Conv(4, 3)\n  auxiliary(weight: 0.3) { Flatten -> Dense(2) }\n  y -> ReLU'),
    ],
    [
      'in one of the calls of its block',
      net(
        '  B(true) -> B(false)',
        'block B(on) {\n  Conv(4, 3) as c\n  if on { Add(c, Identity) } else { input -> ReLU }\n}\n',
      ),
    ],
    ['by a later turn', net('  repeat 3 { Add(Identity, Conv(4, 3)) }')],
  ])('%s', (_, text) => {
    expect(said(text).filter((each) => each.includes('unused'))).toEqual([]);
  });

  test('nor where it is not known what was meant to be used', () => {
    expect(
      said(net('  Conv(4, 3) as a\n  b = Conv(4, 3)\n  b -> Addd(a, b)')).filter((each) =>
        each.includes('unused'),
      ),
    ).toEqual([]);
  });
});
