import { describe, expect, it } from 'vitest';
import { Editor } from './editor.ts';
import { hostileCaseOf } from './hostileCases.ts';
import { checkHostile, slowness } from './hostileProperty.ts';
import { secondsOf } from './property.ts';

const uri = 'file:///fuzz/hostile/text.cnn';
const network = (body: string, name = 'N'): string => `network ${name} {\n  input 32x32x3\n${body}\n}\n`;
const nested = (levels: number, inside: string): string =>
  network(`${'repeat 2 {\n'.repeat(levels)}${inside}${'\n}'.repeat(levels)}`);
const values = Array.from({ length: 300 }, (_, index) => `v${index}`);

/** Little to read, and much to do: the text, and the codes of what is told of it. */
const hostile: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'nested repeats of nothing': [nested(32, ''), ['too-many-steps']],
  'nested repeats of Identity': [nested(50, 'Identity'), ['too-many-steps']],
  'nested repeats of a value': [nested(40, 'let a = 1'), ['too-many-steps']],
  'a layer repeated': [network('repeat 49999 { ReLU }'), []],
  'different layers': [network('repeat 49000 as i { Conv(i + 1, 1) }'), ['too-many-steps']],
  'a merge of many values repeated': [
    network(`a = ReLU\nrepeat 2000 { Add(${'a, '.repeat(1_000)}a) }`),
    ['too-many-steps'],
  ],
  'many values handed over again and again': [
    `block Inner(${values.join(', ')}) { Add(${values.join(', ')}) }\nblock Outer(${values.join(', ')}) { repeat 900 { Inner(${values.join(', ')}) } }\n${network(`${values.map((name) => `${name} = Conv(3, 1)`).join('\n')}\nOuter(${values.join(', ')})`)}`,
    ['too-many-steps'],
  ],
  'networks that are large together': [
    Array.from({ length: 30 }, (_, index) => network('repeat 4500 { ReLU }', `N${index}`)).join(''),
    // The one that has no room, the next in what is kept for the others, and what is left out.
    ['too-many-layers', 'too-many-layers', 'too-many-layers'],
  ],
};

/** On a machine by itself; generous, since a compiler is not warm here. */
const mostSeconds = 2;

describe('a text that is hostile', () => {
  it.each(Object.entries(hostile))(
    'by %s is understood, and told of, in time',
    { retry: 2, timeout: 60_000 },
    (_, [text, codes]) => {
      const editor = new Editor({ [uri]: text });
      const { value, seconds } = secondsOf(() => editor.understand(uri));
      expect(value.mistakes.map(({ code }) => code)).toEqual(codes);
      let longest = seconds;
      for (const word of ['repeat', 'Identity', 'ReLU', 'Conv', ' i ', 'v7', 'Inner', 'N']) {
        const at = text.indexOf(word);
        if (at >= 0)
          longest = Math.max(longest, secondsOf(() => editor.featuresAt(uri, at)['hover']!()).seconds);
      }
      if (longest > mostSeconds) expect(longest / slowness()).toBeLessThan(mostSeconds);
    },
  );

  it('says where it looked at some uses only', () => {
    const text = `block B(n) { Conv(n, 1) }\n${network('repeat 2000 as i { B(i + 1) }\nrepeat 3000 { ReLU }')}`;
    const editor = new Editor({ [uri]: text });
    const hover = (word: string): string =>
      JSON.stringify(editor.featuresAt(uri, text.indexOf(word))['hover']!());
    expect(hover('ReLU }')).toContain('of the first 2,000 uses; there are more');
    expect(hover('n) {')).toMatch(/of the first [\d,]+ uses; there are more/);
  });

  it('is answered in time, whatever is asked', { timeout: 300_000 }, () => {
    let spent = 0;
    let index = 0;
    for (; spent < 20; index++) {
      const given = hostileCaseOf(1, index);
      spent += secondsOf(() => checkHostile(given, { longest: 4 })).seconds;
    }
    expect(index).toBeGreaterThan(2);
  });
});
