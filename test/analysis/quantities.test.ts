import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measuredQuantities } from '../../src/analysis/quantities.ts';
import { quantities } from '../../src/network/quantities.ts';
import { read } from '../network/reading.ts';

const network = (input: string, steps: string, expectation = '') =>
  `network A {\n  input ${input}\n  ${steps}\n  ${expectation}\n}`;

const networks = [
  [
    'a map of unequal sides',
    '64x32x3',
    'Conv(8, [5, 3], stride: 2, bias: false) -> BatchNorm -> Conv(2000, 1)',
  ],
  ['a vector', '32x32x3', 'Conv(8, 3) -> MaxPool(2) -> GlobalAvgPool -> Dense(10)'],
] as const;

describe.each(networks)('of a network that ends in %s', (_, input, steps) => {
  const { totals } = read(network(input, steps)).networks[0]!;
  const told = (expectation: string) =>
    read(network(input, steps, expectation)).mistakes.map(({ message }) => message);

  it.each(quantities)('%s is written so that it is what is expected', (quantity) => {
    const { written, shown, said } = measuredQuantities[quantity];
    expect(shown(totals)).toBeDefined();
    expect(told(`expect ${quantity} == ${written(totals)}`)).toEqual([]);
    expect(told(`expect ${quantity} != ${written(totals)}`)).toEqual([
      expect.stringContaining(`${said('A', totals)}, not != `),
    ]);
  });
});

it('no quantity is said to be anything of a network whose shapes are not known', () => {
  const { totals } = read(network('32x32x3', 'Cnov(8)')).networks[0]!;
  for (const quantity of quantities) {
    expect([quantity, measuredQuantities[quantity].measure(totals)]).toEqual([quantity, undefined]);
    expect([quantity, measuredQuantities[quantity].written(totals)]).toEqual([quantity, undefined]);
  }
});

it('each is coloured before the server speaks', () => {
  const grammar = readFileSync(new URL('../../syntaxes/cnn.tmLanguage.json', import.meta.url), 'utf8');
  const words = /\(expect\)\\\\s\+\(([\w|]+)\)/.exec(grammar)?.[1]?.split('|');
  expect(words?.toSorted()).toEqual([...quantities].toSorted());
});
