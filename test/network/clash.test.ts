import { describe, expect, it } from 'vitest';
import { read } from './reading.ts';

/** What is related to the only clash: each text with what stands there. */
function related(text: string): string[] {
  const clashes = read(text).mistakes.filter(({ code }) => code === 'merge-shapes');
  expect(clashes).toHaveLength(1);
  return (clashes[0]!.related ?? [])
    .filter((each) => !each.text.startsWith('operand'))
    .map((each) => `${each.text}: ${text.slice(each.location.start, each.location.end)}`);
}

const network = (input: string, body: string, before = ''): string =>
  `${before}\nnetwork N {\n  input ${input}\n  ${body}\n}\n`;

describe('values that do not fit each other', () => {
  it('name the pool that rounded, and what did not bring that back', () => {
    const body = 'Add(MaxPool(2) -> TransposedConv(8, 2, stride: 2), Identity)';
    expect(related(network('21x32x8', body))).toEqual([
      'MaxPool makes 10x16 of 21x32 here: MaxPool(2)',
      'TransposedConv makes 20x32 of 10x16 here: TransposedConv(8, 2, stride: 2)',
    ]);
  });

  it('name them in a recursion, however deep', () => {
    const block =
      'block U(n) { if n > 0 { MaxPool(2) -> Conv(8, 3) -> U(n - 1) -> Upsample(2) } else { ReLU } }';
    expect(related(network('21x32x8', 'Add(U(4), Identity)', block))).toEqual([
      'MaxPool makes 10x16 of 21x32 here: MaxPool(2)',
      'Upsample makes 16x32 of 8x16 here: Upsample(2)',
    ]);
  });

  it('are not blamed on what lies before where the paths part', () => {
    const body = 'Conv(8, 3, stride: 2)\n  a = MaxPool(3, 2)\n  Add(a, Identity -> Conv(8, 1))';
    expect(related(network('31x31x8', body))).toEqual(['MaxPool makes 7x7 of 16x16 here: MaxPool(3, 2)']);
  });

  it('name what cuts, on both paths', () => {
    const body =
      'a = Conv(8, 3, padding: valid)\n  b = Conv(8, 5, padding: valid)\n  Concat(a -> ReLU, b -> ReLU)';
    expect(related(network('32x32x8', body))).toEqual([
      'Conv makes 30x30 of 32x32 here: Conv(8, 3, padding: valid)',
      'Conv makes 28x28 of 32x32 here: Conv(8, 5, padding: valid)',
    ]);
  });

  it('name what makes the channels, where the sizes are equal', () => {
    const body = 'a = Conv(8, 3) -> ReLU\n  b = Conv(16, 3) -> BatchNorm -> ReLU\n  Add(a, b)';
    expect(related(network('8x8x3', body))).toEqual([
      'Conv makes 8 channels here: Conv(8, 3)',
      'Conv makes 16 channels here: Conv(16, 3)',
    ]);
  });
});

describe('what -> hands to a merge', () => {
  const codes = (body: string): string[] =>
    read(network('8x8x8', `b = Conv(8, 1)\n  ${body}`)).mistakes.map(({ code }) => code);
  it.each([
    'Conv(8, 1) as a -> Add(a, b)',
    'Conv(8, 1) as a -> Add(b, a -> ReLU)',
    'Conv(8, 1) as a -> Add(b, Multiply(a, b))',
    'Add(input, b)',
    'input -> Add(input, b)',
  ])('is used by its name in %s', (body) => {
    expect(codes(body)).toEqual([]);
  });

  it.each(['Conv(8, 1) as a -> Add(b, b)', 'Conv(8, 1) as a -> ReLU -> Add(a, b)'])(
    'is not in %s',
    (body) => {
      expect(codes(body)).toContain('merge-ignores-input');
    },
  );
});
