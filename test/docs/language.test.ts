import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { withLists } from '../../scripts/docs/languageLists.ts';
import { keywords } from '../../src/language/tokens/token.ts';
import { layers } from '../../src/layers/catalogue.ts';
import { builtins } from '../../src/network/values/builtins.ts';
import { bounds } from '../../src/network/bounds.ts';
import { quantities } from '../../src/network/quantities.ts';
import { recipeEntries } from '../../src/training/recipe/entries.ts';
import { examplesOf, fileText, remarksOf, understood, weightPaths } from './examples.ts';

const file = fileURLToPath(new URL('../../docs/language.md', import.meta.url));
const text = readFileSync(file, 'utf8');
const examples = examplesOf(text);
const files = new Map(
  examples.filter(({ info }) => info.endsWith('.cnn')).map(({ info, text }) => [info, text]),
);

describe('docs/language.md', () => {
  it.each(examples)('line $line gives the messages shown, or none', ({ text: example, info, shown }) => {
    const { mistakes } = understood(fileText(example), files);
    expect(mistakes.map(({ message }) => message)).toEqual(info === 'paths' ? [] : shown);
  });

  it.each(examples)('line $line has the values and shapes that its comments state', ({ text: example }) => {
    for (const { said, is } of remarksOf(understood(fileText(example), files))) expect(is).toBe(said);
  });

  it.each(examples.filter(({ info }) => info === 'paths'))('line $line has the paths shown', (example) => {
    expect(weightPaths(understood(fileText(example.text), files))).toEqual(example.shown);
  });

  it('states many values and shapes', () => {
    const stated = examples.flatMap(({ text: example }) => remarksOf(understood(fileText(example), files)));
    expect(stated.length).toBeGreaterThan(40);
  });

  it('has every reserved word, function, quantity and bound', () => {
    const reserved = /These words are reserved: ([^.]*)\./.exec(text)?.[1];
    expect(reserved?.match(/\w+/g)?.toSorted()).toEqual([...keywords].toSorted());
    const table = /\| quantity [^]*?\n\n/.exec(text)?.[0];
    expect(
      table
        ?.match(/^\| `\w+`/gm)
        ?.map((cell) => cell.slice(3, -1))
        .toSorted(),
    ).toEqual([...quantities].toSorted());
    for (const name of builtins.keys()) expect(text).toContain(`\`${name}\``);
    const limits = [bounds.layers, bounds.calls, bounds.steps].map((limit) => limit.toLocaleString('en-US'));
    expect(text).toContain(`${limits[0]} layers, calls ${limits[1]} deep, ${limits[2]} steps`);
  });

  it('has its lists as the shelves give them (else: npm run docs)', async () => {
    const options = await prettier.resolveConfig(file);
    expect(text).toBe(await prettier.format(withLists(text), { ...options, filepath: file }));
    expect(text.match(/<!-- list: /g)).toHaveLength(6);
    for (const { name } of layers) expect(text).toMatch(new RegExp(`\`${name}[(\`]`));
  });

  it('has every entry of a recipe, with its forms, their arguments and defaults', () => {
    for (const [entry, { forms = {} }] of Object.entries(recipeEntries)) {
      expect(text).toContain(`\`${entry}\``);
      for (const [name, { parameters }] of Object.entries(forms)) {
        const written = Object.entries(parameters).map(([parameter, { default: value }]) =>
          value === undefined ? parameter : `${parameter}: ${number(value)}`,
        );
        expect(text).toContain(`\`${name}(${written.join(', ')})\``);
      }
    }
  });
});

function number(value: number | boolean | readonly number[]): string {
  if (Array.isArray(value)) return `[${value.map(number).join(', ')}]`;
  const thirds = [3 / 4, 4 / 3].indexOf(value as number);
  if (thirds !== -1) return ['3 / 4', '4 / 3'][thirds]!;
  return typeof value === 'number' && value !== 0 && value <= 1e-3 ? value.toExponential() : String(value);
}
