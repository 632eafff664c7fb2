import { describe, expect, test } from 'vitest';
import { highlightsAt, referencesAt } from '../../../src/server/names/references.ts';
import { atOnce } from '../../../src/workspace/turns.ts';
import { WorkspaceFiles } from '../../../src/workspace/workspaceFiles.ts';
import { mainUri, network, written } from '../written.ts';

const blocks = 'block Half(n, s = 2) {\n  Conv(n, 3, stride: s)\n}\n';
const other = `import { Half } from "./blocks.cnn"\nblock Twice(n) { Half(n, s: 1) -> Half(n) }\n`;

/** `file:line:column` of each place, lines and columns from 1; `=` behind those that bind. */
function references(text: string, others: Readonly<Record<string, string>> = {}): string[] {
  const { files, offset } = written(text, others);
  const workspace = new WorkspaceFiles(files, () => []);
  return atOnce(referencesAt(workspace, mainUri, offset, atOnce(workspace.all(mainUri)))).map(
    ({ uri, start, binds }) => {
      const before = files.load(uri)?.text.slice(0, start).split('\n') ?? [];
      const file = uri.split('/').at(-1)?.replace('.cnn', '');
      return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}${binds ? '=' : ''}`;
    },
  );
}

function highlights(text: string): string[] {
  const { files, offset, understanding } = written(text);
  const workspace = new WorkspaceFiles(files, () => []);
  return highlightsAt(workspace, mainUri, offset).map(
    ({ range, binds }) =>
      `${understanding.parsed.text.slice(range.start, range.end)}@${range.start}${binds ? '=' : ''}`,
  );
}

describe('references', () => {
  test('of an imported block: its declaration, the import, calls here and in other files', () => {
    const text = `import { Half } from "./blocks.cnn"\n${network('H|alf(8)')}`;
    expect(references(text, { 'blocks.cnn': blocks, 'other.cnn': other })).toEqual([
      'blocks:1:7=',
      'main:1:10',
      'main:4:3',
      'other:1:10',
      'other:2:18',
      'other:2:35',
    ]);
  });
  test('of a parameter: its uses and the arguments that name it, also in files that import the block', () => {
    const text = `import { Half } from "./blocks.cnn"\n${network('Half(8, |s: 1)')}`;
    expect(references(text, { 'blocks.cnn': blocks, 'other.cnn': other })).toEqual([
      'blocks:1:15=',
      'blocks:2:22',
      'main:4:11',
      'other:2:26',
    ]);
  });
  test('another of the same name is another: by scope, by shadowing, by file', () => {
    const text = `let n = 3\nblock A(n) { Conv(n|, 1) }\nblock B { Conv(n, 1) }\n${network('A(n)')}`;
    expect(references(text)).toEqual(['main:2:9=', 'main:2:19']);
    expect(references(text.replace('|', '').replace('let n', 'let |n'))).toEqual([
      'main:1:5=',
      'main:3:16',
      'main:6:5',
    ]);
    const loops = network('repeat 2 { x = ReLU', '  |x }', 'repeat 3 { x = Sigmoid', '  x }');
    expect(references(loops)).toEqual(['main:3:14=', 'main:4:5']);
    expect(references(`block Half { R|eLU }\n`, { 'other.cnn': other, 'blocks.cnn': blocks })).toEqual([
      'main:1:14',
    ]);
  });
  test('a name bound in every arm of an `if` is one name', () => {
    const text = 'block A(n) {\n  if n == 1 { x = ReLU } else { x = Tanh }\n  Add(|x, input)\n}\n';
    expect(references(text)).toEqual(['main:2:15=', 'main:2:33=', 'main:3:7']);
  });
  describe('of arguments named through a passed block', () => {
    const stage = 'block Stage(unit, n) {\n  unit(n, s: 2)\n}\n';
    const wide = 'block Wide(n, s = 1) { Conv(n, 5, stride: s) }\n';
    const text = (at: string) =>
      `import { Half } from "./blocks.cnn"\nimport { Stage } from "./stage.cnn"\n${wide}` +
      network('Stage(Half, 8)', `Stage(${at})`, 'Half(8, s: 1)');
    const others = { 'blocks.cnn': blocks, 'stage.cnn': stage };
    const all = ['blocks:1:15=', 'blocks:2:22', 'main:3:15=', 'main:3:43', 'main:8:11', 'stage:2:11'];

    test('the parameters of all blocks that are passed, from each of them', () => {
      const passed = text('unit: Wide, n: 8');
      const sorted = (written: string) => references(written, others).sort();
      expect(sorted(passed.replace('Half(8, s', 'Half(8, |s'))).toEqual(all);
      expect(sorted(passed.replace('n, s = 1', 'n, |s = 1'))).toEqual(all);
      expect(references(passed.replace('n, s = 1', '|n, s = 1'), others)).toHaveLength(2);
    });
    test('handed on by a parameter, a default, a let, a condition, a table', () => {
      const count = (written: string): number => references(written, others).length;
      // The two of blocks.cnn, and the named argument.
      const through = (...lines: string[]): string =>
        ['import { Half } from "./blocks.cnn"', ...lines].join('\n');
      expect(count(through('block A(unit = Half) { unit(8, |s: 2) }'))).toBe(3);
      expect(count(through('let unit = Half', 'block A { unit(8, |s: 2) }'))).toBe(3);
      expect(count(through('block A(big) { let unit = big ? Half : ReLU', 'unit(8, |s: 2) }'))).toBe(3);
      expect(count(through('block A { for [unit, n] in [[Half, 3], [ReLU, 4]] { unit(n, |s: 2) } }'))).toBe(
        3,
      );
      expect(
        count(through('block A(unit) { B(unit) }', 'block B(part) { part(8, |s: 2) }', network('A(Half)'))),
      ).toBe(3);
      expect(
        count(
          through('block A(unit) { unit(part: Half) }', 'block B(part) { part(8, |s: 2) }', network('A(B)')),
        ),
      ).toBe(3);
    });
    test('a block that is never named so is another', () => {
      const text = `${blocks}${wide}block A(unit) { unit(8) }\n${network('A(Half)', 'A(Wide)', 'Half(8, |s: 1)')}`;
      expect(references(text)).toEqual(['main:1:15=', 'main:2:22', 'main:10:11']);
    });
    test('light up in the file', () => {
      const text = `${blocks}block A(unit = Half) { unit(8, |s: 1) }\n`;
      expect(highlights(text)).toHaveLength(3);
    });
  });
  test('parameters of a function in a body, named at its call', () => {
    const text = network('let up(v, by = 2) = v * by', 'Conv(up(4, |by: 3), 3)');
    expect(references(text)).toEqual(['main:3:13=', 'main:3:27', 'main:4:14']);
  });
  test('a network is named by its recipes, and so are its parameters', () => {
    const text = `network Tried(classes = 10) {\n  input 32x32x3\n  Flatten -> Dense(classes)\n}\ntrain Tr|ied(classes: 10) on CIFAR10 { epochs 1 }\n`;
    expect(references(text)).toEqual(['main:1:9=', 'main:5:7']);
    expect(references(text.replace('|', '').replace('Tried(cl', 'Tried(|cl'))).toEqual([
      'main:1:15=',
      'main:3:20',
      'main:5:13',
    ]);
  });
  test('nothing on what is no name, or stands for nothing', () => {
    expect(references(network('Conv(8, |3)'))).toEqual([]);
    expect(references(network('No|nsense'))).toEqual([]);
    expect(references('|')).toEqual([]);
  });
});

describe('highlights', () => {
  test('`input` of the block around the cursor only', () => {
    const text = 'block A { Add(inpu|t, input) }\nblock B { Add(input, Identity) }\n';
    expect(highlights(text)).toEqual(['input@14', 'input@21']);
  });
  test('an argument of one layer, not of another', () => {
    expect(
      highlights(network('Conv(8, 3, st|ride: 2)', 'Conv(8, 1, stride: 1)', 'MaxPool(2, stride: 2)')),
    ).toHaveLength(2);
  });
  test('forms and entries of a recipe are not names of the file', () => {
    const text = `let SGD = 3\n${network('Conv(S|GD, 1)')}train Tried on CIFAR10 { optimizer SGD(lr: 0.1) }\n`;
    expect(highlights(text)).toEqual(['SGD@4=', 'SGD@51']);
  });
  test('broken text answers, for every offset', () => {
    const broken =
      'network A {\n  input 3x\n  x = Conv( -> as as\n  let f( = \n  for in { repeat as }\n import {';
    for (let offset = 0; offset <= broken.length; offset++) {
      const text = `${broken.slice(0, offset)}|${broken.slice(offset)}`;
      for (const found of highlights(text)) expect(found).toMatch(/^\w+@/);
      expect(references(text)).toBeInstanceOf(Array);
    }
  });
});
