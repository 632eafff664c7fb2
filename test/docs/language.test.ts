import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keywords } from '../../src/language/tokens/token.ts';
import { defaultText } from '../../src/layers/parts/arguments.ts';
import { layers } from '../../src/layers/catalogue.ts';
import { builtins } from '../../src/network/values/builtins.ts';
import { bounds } from '../../src/network/bounds.ts';
import { quantities } from '../../src/network/expansion/expectation.ts';
import { recipeEntries } from '../../src/training/recipe/entries.ts';
import { examplesOf, fileText, remarksOf, understood, weightPaths } from './examples.ts';

const text = readFileSync(new URL('../../docs/language.md', import.meta.url), 'utf8');
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

  it('has the signature of every layer, `init` and `bias_init` left out', () => {
    const list = /^- convolution: [^]*?\n\n/m.exec(text)?.[0].replace(/\s+/g, ' ') ?? '';
    const written = layers.map(({ name, operands, parameters }) => {
      const own = Object.entries(parameters).flatMap(([parameter, { type, required, default: value }]) => {
        if (type === 'initializer') return [];
        if (required) return [parameter];
        const isSmall = typeof value === 'number' && value !== 0 && value <= 1e-3;
        const standard = isSmall ? value.toExponential() : defaultText(parameters[parameter]!)!;
        // A default in words is no value: layers.md has it.
        return [`${parameter}: ${standard.includes(' ') ? '…' : standard}`];
      });
      const all = operands === 'many' ? ['…', ...own] : own;
      return `\`${name}${all.length > 0 ? `(${all.join(', ')})` : ''}\``;
    });
    expect(list.match(/`[^`]*`/g)?.toSorted()).toEqual(written.toSorted());
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
