import { describe, expect, it } from 'vitest';
import { read } from './reading.ts';

/** What a file can ask for that would never end: each ends with one message, within a second. */
const endless: Record<string, readonly [string, readonly string[]]> = {
  'a large repeat': ['network A { input 4x4x3\nrepeat 1000000000 { } }', ['repeat-count']],
  'nested empty loops': [
    'network A { input 4x4x3\nrepeat 100000 { repeat 100000 { repeat 100000 { } } } }',
    ['too-many-steps'],
  ],
  'too many layers': ['network A { input 4x4x3\nrepeat 1000 { repeat 1000 { ReLU } } }', ['too-many-layers']],
  'too many calls of empty blocks': [
    'block E { }\nnetwork A { input 4x4x3\nrepeat 60000 { E }\nrepeat 60000 { E } }',
    ['too-many-layers'],
  ],
  'recursion with ever new arguments': [
    'block B(n) { B(n + 1) }\nnetwork A { input 4x4x3\nB(0) }',
    ['endless-recursion'],
  ],
  'recursion in twos': [
    'block B(n) { Add(B(2 * n), B(2 * n + 1)) }\nnetwork A { input 4x4x3\nB(1) }',
    ['endless-recursion'],
  ],
  'recursion of two blocks': [
    'block B(n) { C(n + 1) }\nblock C(n) { B(n + 1) }\nnetwork A { input 4x4x3\nB(1) }',
    ['endless-recursion'],
  ],
  'recursion that doubles the layers': [
    'block B(n) { if n < 60 { Add(B(n + 1), ReLU -> B(n + 1)) } }\nnetwork A { input 4x4x3\nB(1) }',
    ['too-many-layers'],
  ],
  'a function without end': [
    'let f(n) = f(n + 1) + f(n + 2)\nnetwork A { input 4x4x3\nConv(f(0), 3) }',
    ['endless-recursion'],
  ],
  'a function that takes forever': [
    'let f(n, k) = n < 2 ? 1 : f(n - 1, 2 * k) + f(n - 2, 2 * k + 1)\nnetwork A { input 4x4x3\nConv(f(60, 1), 3) }',
    ['too-many-steps'],
  ],
  'a list that doubles': [
    'let f(x, n) = n == 0 ? x : f(x + x, n - 1)\nnetwork A { input 4x4x3\nfor x in f([1], 100) { ReLU } }',
    ['too-long'],
  ],
  'a list of lists that doubles': [
    'let f(x, n) = n == 0 ? x : f([x, x], n - 1)\nnetwork A { input 4x4x3\nfor x in f([1], 100) { ReLU } }',
    ['too-long'],
  ],
  'a text that doubles': [
    'let f(x, n) = n == 0 ? x : f(x + x, n - 1)\nnetwork A { input 4x4x3\nConv(len(f("ab", 100)), 3) }',
    ['too-long'],
  ],
  'recursion in which no call is like another': [
    'block B(n, l) { if n > 0 { Concat(B(n - 1, l + [n]), B(n - 1, l + [0])) } else { Conv(1, 1) } }\nnetwork A { input 4x4x3\nB(30, []) }',
    ['too-many-steps'],
  ],
  'flows that double': [
    'block B(n, act) { if n > 0 { B(n - 1, act: act -> act) } else { act } }\nnetwork A { input 4x4x3\nB(200, ReLU) }',
    ['too-many-layers'],
  ],
  'many names in a loop': [
    `network A { input 4x4x3\nrepeat 20000 {\n${Array.from({ length: 1000 }, (_, at) => `let a${at} = ${at}\n`).join('')}} }`,
    ['too-many-steps'],
  ],
  'a large number': ['network A { input 4x4x3\nConv(2 ** 99999, 3) }', ['not-a-number']],
};

const mostSeconds = 1;
/** Where 50,000 layers are made before there are too many. */
const mostSecondsForLayers = 2;

/** With the time of the process that it took, from the text. */
function understood(text: string) {
  const before = process.cpuUsage();
  const { mistakes } = read(text);
  const { user, system } = process.cpuUsage(before);
  return { mistakes, seconds: (user + system) / 1e6 };
}

describe('bounds', () => {
  it.each(Object.entries(endless))('%s', (_, [text, codes]) => {
    const { mistakes, seconds } = understood(text);
    expect(mistakes.map(({ code }) => code)).toEqual(codes);
    // Again where it took longer: what was not compiled yet, and what others do with the cores, is no defect.
    const most = codes.includes('too-many-layers') ? mostSecondsForLayers : mostSeconds;
    if (seconds > most) expect(understood(text).seconds).toBeLessThan(most);
  });

  it('calls 256 blocks deep, each with nested arguments, and not one more', () => {
    const text = (depth: number) =>
      `block B(n, x) { if n > 0 { Add(Concat(Identity, B(n - 1, input -> ReLU -> Conv(3, 3)) -> Conv(6, 1)) -> Conv(3, 1), x) } }\nnetwork A { input 4x4x3\nB(${depth}, input) }`;
    const deep = read(text(255));
    expect(deep.mistakes).toEqual([]);
    expect(deep.networks[0]!.totals.depth).toBe(255 * 2);
    expect(read(text(256)).mistakes.map(({ code }) => code)).toEqual(['endless-recursion']);
  });

  it('expands 50,000 layers', () => {
    const { networks, mistakes } = read('network A { input 4x4x3\nrepeat 50000 { ReLU } }');
    expect(mistakes).toEqual([]);
    expect(networks[0]!.network.layerCount).toBe(50_000);
  });

  it('calls functions 256 deep', () => {
    const { networks, mistakes } = read(
      'let f(n) = n == 0 ? 0 : 1 + f(n - 1)\nnetwork A { input 4x4x3\nConv(f(255), 1) }',
    );
    expect(mistakes).toEqual([]);
    expect(networks[0]!.totals.output?.channels).toBe(255);
  });
});
