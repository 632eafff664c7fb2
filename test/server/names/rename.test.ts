import { describe, expect, test } from 'vitest';
import { prepareRename, renaming } from '../../../src/server/names/rename.ts';
import { atOnce } from '../../../src/workspace/turns.ts';
import { WorkspaceFiles } from '../../../src/workspace/workspaceFiles.ts';
import { mainUri, network, written } from '../written.ts';

type Texts = Readonly<Record<string, string>>;

/** The changed texts by file, or the refusal. */
function renamed(text: string, to: string, others: Texts = {}): Texts | string {
  const { files, offset } = written(text, others);
  const found = atOnce(renaming(new WorkspaceFiles(files, () => []), mainUri, offset, to));
  if ('refused' in found) return found.refused;
  const texts: Record<string, string> = {};
  for (const { uri, start, end } of [...found.places].sort((a, b) => b.start - a.start)) {
    const name = uri.split('/').at(-1) ?? '';
    const before = texts[name] ?? files.load(uri)?.text ?? '';
    texts[name] = before.slice(0, start) + to + before.slice(end);
  }
  return texts;
}
const main = (text: string, to: string): string => {
  const found = renamed(text, to);
  return typeof found === 'string' ? found : (found['main.cnn'] ?? '');
};

function prepared(text: string): string {
  const { files, offset } = written(text);
  const found = prepareRename(new WorkspaceFiles(files, () => []), mainUri, offset);
  return 'refused' in found ? found.refused : `${found.name} ${found.range.start}-${found.range.end}`;
}

describe('rename', () => {
  test('a block and its parameter, in every file that imports it', () => {
    const blocks = 'block Half(n, s = 2) { Conv(n, 3, stride: s) }\n';
    const other = 'import { Half } from "./blocks.cnn"\nblock Twice { Half(4) -> Half(8, s: 1) }\n';
    const text = `import { Half } from "./blocks.cnn"\n${network('Ha|lf(8)')}`;
    expect(renamed(text, 'Down', { 'blocks.cnn': blocks, 'other.cnn': other })).toEqual({
      'main.cnn': `import { Down } from "./blocks.cnn"\n${network('Down(8)')}`,
      'blocks.cnn': blocks.replace('Half', 'Down'),
      'other.cnn': other.replaceAll('Half', 'Down'),
    });
    const byName = text.replace('|', '').replace('Half(8)', 'Half(8, |s: 1)');
    expect(renamed(byName, 'step', { 'blocks.cnn': blocks, 'other.cnn': other })).toEqual({
      'main.cnn': byName.replace('|s', 'step'),
      'blocks.cnn': 'block Half(n, step = 2) { Conv(n, 3, stride: step) }\n',
      'other.cnn': other.replace('s: 1', 'step: 1'),
    });
  });
  test('branches, `as` names, lets, loop names, networks', () => {
    const whole = network('a = ReLU', 'Tanh as b', 'Add(a, b)', 'repeat 2 as i { Conv(i + 1, 1) }');
    expect(main(whole.replace('Add(a', 'Add(|a'), 'left')).toBe(whole.replace(/\ba\b/g, 'left'));
    expect(main(whole.replace('as b', 'as |b'), 'right')).toBe(whole.replace(/\bb\b/g, 'right'));
    expect(main(whole.replace('as i', 'as |i'), 'index')).toBe(whole.replace(/\bi\b/g, 'index'));
    const recipe = `let wide = 8\n${network('Conv(wide, 1)')}train Tried on CIFAR10 { epochs 1 }\n`;
    expect(main(recipe.replace('Conv(', 'Conv(|'), 'w')).toBe(recipe.replaceAll('wide', 'w'));
    expect(main(recipe.replace('train ', 'train |'), 'Net')).toBe(recipe.replaceAll('Tried', 'Net'));
  });
  test('keywords, words of the catalogue and what is no name are refused, in one sentence', () => {
    const text = network('|a = ReLU', 'Add(a, input)');
    expect(main(text, 'repeat')).toBe('`repeat` is a keyword of the language; choose another name.');
    expect(main(text, 'Conv')).toBe('Conv is a layer of the catalogue; choose another name.');
    expect(main(text, 'min')).toBe('min is a function of the language; choose another name.');
    expect(main(text, '2x')).toMatch(/^"2x" is no name: /);
    expect(prepared(network('Co|nv(8, 3)'))).toBe('Conv is a layer of the catalogue.');
    expect(prepared(network('Conv(8, 3, padding: sa|me)'))).toBe('same is a word of the catalogue.');
    expect(prepared(network('Conv(8, 3, str|ide: 2)'))).toMatch(/^stride is an argument/);
    expect(prepared(network('repe|at 2 { ReLU }'))).toBe('`repeat` is a keyword of the language.');
    expect(prepared(network('Conv(|8, 3)'))).toMatch(/^Nothing is named here/);
    expect(prepared(network('Non|sense'))).toMatch(/^It is not known what `Nonsense` names here/);
    expect(prepared(network('al|pha = ReLU', 'Add(alpha, input)'))).toBe('alpha 34-39');
  });
  test('a name that is taken, hides another or would be hidden is refused', () => {
    const two = network('|a = ReLU', 'b = Tanh', 'Add(a, b)');
    expect(main(two, 'b')).toMatch(/^a can't be renamed to b \(main\.cnn, line 4\): b is already bound here/);
    expect(main(`block A { ReLU }\nblock |B { Tanh }\n`, 'A')).toMatch(/A is declared twice in this file/);
    const blocks = 'block Half { ReLU }\n';
    const clash = renamed(blocks.replace('H', '|H'), 'Third', {
      'other.cnn': 'import { Half } from "./main.cnn"\nblock Third { Half }\n',
    });
    expect(clash).toMatch(/^Half can't be renamed to Third \(other\.cnn, line 1\)/);
  });
  test('nor may a parameter come to stand for a let, or a let for a parameter', () => {
    const text = 'let n = 3\nblock A(k) { Conv(k, n) }\n';
    expect(main(text.replace('(k,', '(|k,'), 'n')).toMatch(/n already means something else/);
    expect(main(text.replace('let ', 'let |'), 'k')).toMatch(/k already means something else/);
  });
  test('a mistake that is there before does not stand in the way', () => {
    const text = network('a = Nonsense(b)', 'Add(|a, a)');
    expect(main(text, 'left')).toBe(text.replace('|', '').replace(/\ba\b/g, 'left'));
  });
  test('a parameter that is named through a passed block is renamed there, and in the others that are passed', () => {
    const text =
      'block Unit(|s) { Conv(4, 3, stride: s) }\nblock Other(s) { MaxPool(s) }\nblock Use(unit) { unit(s: 2) }\n' +
      network('Use(Unit)', 'Use(unit: Other)');
    const step = text.replace('|', '').replace(/\bs\b/g, 'step');
    expect(main(text, 'step')).toBe(step);
    expect(main(text.replace('|', '').replace('(s: 2', '(|s: 2'), 'step')).toBe(step);
  });
  test('but not where a layer is passed, too', () => {
    const text =
      'block Unit(filters, |kernel) { Conv(filters, kernel) }\nblock Use(unit) { unit(4, kernel: 3) }\n' +
      network('Use(Unit)', 'Use(Conv)');
    expect(main(text, 'size')).toMatch(/^A layer is passed where kernel is named, /);
  });
  test('broken text answers, for every offset', () => {
    const broken =
      'let q = 2\nnetwork A(z = 1, ) {\n  x = Conv( -> as as\n  let f( = \n  for in { repeat as }\n import {';
    for (let offset = 0; offset <= broken.length; offset++) {
      const text = `${broken.slice(0, offset)}|${broken.slice(offset)}`;
      expect(prepared(text)).not.toBe('');
      expect(renamed(text, 'other')).toBeDefined();
    }
  });
});
