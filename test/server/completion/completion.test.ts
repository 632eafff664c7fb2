import { dataSets } from '../../../src/training/data/sets/catalogue.ts';
import { optimizers } from '../../../src/training/recipe/optimizers/catalogue.ts';
import { describe, expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver';
import { complete } from '../../../src/server/completion/completion.ts';
import { atOnce } from '../../../src/workspace/turns.ts';
import { cursorContext } from '../../../src/server/completion/cursorContext.ts';
import { slowness } from '../../fuzz/hostileProperty.ts';
import { secondsOf } from '../../fuzz/property.ts';
import { network, written } from '../written.ts';

function items(
  text: string,
  options: { afterSpace?: boolean; others?: Record<string, string> } = {},
): CompletionItem[] {
  const { understanding, offset } = written(text, options.others);
  return atOnce(
    complete({
      parsed: understanding.parsed,
      offset,
      visible: understanding.visible,
      datasets: understanding.datasets,
      importPaths: () => ['./blocks.cnn'],
      folderNames: (path) => (path === './' ? ['birds', 'my-data'] : path === './my-data/' ? ['cats'] : []),
      importNames: (path) => (path === './blocks.cnn' ? ['Unit', 'width'] : []),
      afterSpace: options.afterSpace,
    }),
  );
}
const labels = (text: string): string[] => items(text).map((item) => item.label);

describe('steps', () => {
  test('at the beginning of a statement: layers, blocks, names and keywords', () => {
    const found = labels(`block Unit(n) { ReLU }\n${network('Conv(8, 3) as stem', '|')}`);
    expect(found).toEqual(
      expect.arrayContaining(['stem', 'Unit', 'Conv', 'MaxPool', 'repeat', 'expect', 'if']),
    );
    expect(found).not.toContain('network');
  });
  test('before what stands in the line already', () => {
    expect(labels('network A {\n  input 8x8x3\n  Conv(8, 3) -> ReLU\n|  MaxPool(2)\n}')).toContain('Conv');
  });
  test('after an arrow: steps, and no statements', () => {
    const found = labels(network('Conv(8, 3) -> Ma|'));
    expect(found).toContain('MaxPool');
    expect(found).not.toContain('repeat');
  });
  test('after a branch’s equals sign', () => {
    expect(labels(network('a = |'))).toEqual(expect.arrayContaining(['Conv', 'input']));
  });
  test('a layer comes with placeholders for what it must be given', () => {
    const conv = items(network('Con|')).find((item) => item.label === 'Conv');
    expect(conv?.insertText).toBe('Conv(${1:filters}, ${2:kernel})');
    expect(conv?.detail).toContain('stride = 1');
  });
  test('names end with the loop or block that binds them', () => {
    const text = network('repeat 2 as i {', '  inner = ReLU', '}', '|');
    expect(labels(text)).not.toContain('inner');
    expect(labels(network('repeat 2 as i {', '  inner = ReLU', '  |', '}'))).toEqual(
      expect.arrayContaining(['inner', 'i']),
    );
  });
  test('a block’s parameters, in an expression', () => {
    expect(labels('block Unit(width, stride = 1) { Conv(2 * |')).toEqual(
      expect.arrayContaining(['width', 'stride', 'input', 'floor']),
    );
  });
  test('after an arrow: no values, which can be handed nothing, and no parameters that are numbers', () => {
    const block = (body: string) => `block Unit(unit, count = 3, act = ReLU) {\n  ${body}\n}`;
    const found = labels(block('Conv(8, 3) as stem -> |'));
    expect(found).toEqual(expect.arrayContaining(['unit', 'act', 'Conv']));
    for (const value of ['stem', 'input', 'count']) expect(found).not.toContain(value);
    expect(labels(block('Conv(8, 3) as stem\n  |'))).toEqual(expect.arrayContaining(['stem', 'count']));
  });
  test('a name is not offered in its own value', () => {
    expect(labels(network('side = Add(|'))).not.toContain('side');
    expect(labels(network('let size = |'))).not.toContain('size');
    expect(labels('block Unit(first = 1, second = |')).not.toContain('second');
    expect(labels('block Unit(first = 1, second = |')).toContain('first');
    expect(labels(network('let half(v) = |'))).toEqual(expect.arrayContaining(['half', 'v']));
  });
  test('what is written most comes before what is spelt alike', () => {
    const order = (text: string): string[] =>
      items(text)
        .sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
        .map((item) => item.label);
    const before = (text: string, one: string, other: string): void => {
      const found = order(text);
      expect(found.indexOf(one)).toBeLessThan(found.indexOf(other));
    };
    before(network('Con|'), 'Conv', 'Concat');
    before(network('Re|'), 'ReLU', 'Reshape');
    before(network('Max|'), 'MaxPool', 'Maximum');
    before(network('Conv(|'), 'filters', 'bias');
    before(network('a = ReLU', 'Join(|'), 'a', 'drop');
    before(`${network('ReLU')}train Tried on CIFAR10 {\n  optimizer |\n}`, 'SGD', 'Adam');
  });
  test('a call without placeholders is no snippet, so that Enter behind it ends the line', () => {
    const relu = items(network('ReL|')).find((item) => item.label === 'ReLU');
    expect(relu?.insertTextFormat).toBeUndefined();
    expect(relu?.insertText).toBeUndefined();
  });
});

describe('behind an operand', () => {
  test.each([
    ['a condition', network('if classes |')],
    ['an argument', network('Conv(classes |')],
    ['a let', network('let wide = classes |')],
    ['parentheses', network('Conv((classes |')],
  ])('%s goes on with and, or', (_, text) => {
    expect(labels(text)).toEqual(['and', 'or']);
  });
  test('a step and a loop go on with a name', () => {
    expect(labels(network('Conv(8, 3) |'))).toEqual(['as']);
    expect(labels(network('repeat 3 |'))).toEqual(['as']);
    expect(labels(network('Add(Conv(8, 3) |'))).toContain('as');
  });
  test('a value does not begin with them, nor a number with true', () => {
    expect(labels(network('Conv(8, 3, bias: |'))).not.toContain('and');
    expect(labels(network('Conv(8, 3, stride: |'))).not.toContain('true');
    expect(labels(network('Conv(8, 3, bias: |'))).toContain('true');
  });
});

describe('arguments', () => {
  test('the first two by value or name, the others by name', () => {
    expect(labels(network('Conv(8, 3, |)'))).toEqual(expect.arrayContaining(['stride', 'padding', 'groups']));
    expect(labels(network('Conv(8, 3, |)'))).not.toContain('filters');
  });
  test('say their default', () => {
    const stride = items(network('Conv(8, 3, |)')).find((item) => item.label === 'stride');
    expect(stride?.detail).toBe('= 1');
    expect(stride?.insertText).toBe('stride: ');
  });
  test('those that are given are left out', () => {
    expect(labels(network('Conv(8, 3, stride: 2, |)'))).not.toContain('stride');
  });
  test('of a block: its parameters with their defaults', () => {
    const found = items(`block Unit(width, stride = 1) { ReLU }\n${network('Unit(8, |)')}`);
    expect(found.find((item) => item.label === 'stride')?.detail).toBe('= 1');
    expect(found.map((item) => item.label)).not.toContain('width');
  });
  test('values: the words that a parameter takes', () => {
    expect(labels(network('Conv(8, 3, padding: |)')).slice(0, 2)).toEqual(['same', 'valid']);
    expect(labels(network('Conv(8, 3, bias: f|)'))).toEqual(expect.arrayContaining(['true', 'false']));
    expect(labels(network('Conv(8, 3, init: |)'))).toEqual(expect.arrayContaining(['He', 'Normal']));
  });
  test('of a merge are flows', () => {
    expect(labels(network('a = ReLU', 'Add(a, |'))).toEqual(expect.arrayContaining(['a', 'Conv', 'input']));
  });
});

describe('in text that does not parse', () => {
  test.each([
    ['an open bracket above', 'network A {\n  input 8x8x3\n  Conv(8, 3\n\nnetwork B {\n  input 8x8x3\n  Ma|'],
    ['an open brace at the end', 'network A {\n  input 8x8x3\n  repeat 3 {\n    Ma|'],
    ['a lost closing brace', 'network A {\n  input 8x8x3\n}}\nblock B {\n  Ma|\n}'],
    ['a dangling arrow', 'network A {\n  input 8x8x3\n  Conv(8, 3) ->\n  |'],
  ])('%s', (_, text) => {
    expect(labels(text)).toContain('MaxPool');
  });
  test('nothing in comments and texts', () => {
    expect(labels(network('# Con|'))).toEqual([]);
    expect(labels('let a = "Con|"')).toEqual([]);
  });
  test('a space offers something only where something is expected', () => {
    expect(items(network('Conv(8, 3) |'), { afterSpace: true })).toEqual([]);
    expect(items(network('Conv(8, 3) -> |'), { afterSpace: true })).not.toEqual([]);
  });
});

describe('files and recipes', () => {
  test('declarations', () => {
    expect(labels('|')).toEqual(expect.arrayContaining(['network', 'block', 'import', 'let', 'train']));
  });
  test('paths and names of imports', () => {
    expect(labels('import { Unit } from "./|"')).toEqual(['./blocks.cnn']);
    expect(labels('import { Unit, | } from "./blocks.cnn"')).toEqual(['width']);
  });
  test('networks, data sets, entries that are not given yet, and their values', () => {
    const text = network('ReLU');
    expect(labels(`${text}train |`)).toEqual(['Tried']);
    expect(labels(`${text}train Tried on |`)).toEqual([...dataSets.map(({ name }) => name), '"./…"']);
    const keys = labels(`${text}train Tried on CIFAR10 {\n  batch 8\n  |\n}`);
    expect(keys).toContain('optimizer');
    expect(keys).not.toContain('batch');
    expect(labels(`${text}train Tried on CIFAR10 {\n  optimizer |\n}`)).toEqual(
      optimizers.map(({ name }) => name),
    );
    expect(labels(`${text}train Tried on CIFAR10 {\n  optimizer SGD(lr: 1, |)\n}`)).toContain('momentum');
    expect(labels(`${text}train Tried on CIFAR10 {\n  augment Pad(4) -> |\n}`)).toContain('RandomCrop');
  });
  test('folders in the path of a data set, the last part of it replaced', () => {
    const offered = (path: string) => {
      const text = `${network('ReLU')}train Tried on "${path}|" {\n}`;
      return items(text).map(({ label, textEdit }) => [
        label,
        textEdit && 'range' in textEdit
          ? textEdit.range.end.character - textEdit.range.start.character
          : undefined,
      ]);
    };
    expect(offered('')).toEqual([
      ['./birds', 0],
      ['./my-data', 0],
    ]);
    expect(offered('./my-d')).toEqual([
      ['birds', 4],
      ['my-data', 4],
    ]);
    expect(offered('./my-data/')).toEqual([['cats', 0]]);
    expect(offered('./none/')).toEqual([]);
  });
  test('what can be expected, and the members of a value', () => {
    expect(labels(network('expect |'))).toContain('receptive_field');
    expect(labels(network('expect params |'))).toEqual(['==', '!=', '<', '<=', '>', '>=']);
    expect(labels(network('expect params == 3 |'))).toEqual([]);
    expect(labels(network('expect params == |'))).toContain('max');
    expect(labels(network('Conv(input.|'))).toEqual(['height', 'width', 'channels']);
  });
  test('an auxiliary head has a weight, and nothing else', () => {
    expect(labels(network('auxiliary(|) { ReLU }'))).toEqual(['weight']);
  });
  test('a default may be a layer', () => {
    expect(labels('block B(c, act = |)')).toContain('ReLU');
    expect(labels('block B(|)')).toEqual([]);
  });
  test('every name once', () => {
    const text = 'let w = 3\nblock B(c) {\n  Conv(c, w)\n}\n';
    for (const body of ['stem = Conv(8, 3)\n  B(|)', 'stem = Conv(8, 3)\n  Conv(|)', 'B(c: |)']) {
      const found = labels(text + network(body));
      expect(found.filter((label, index) => found.indexOf(label) !== index)).toEqual([]);
      expect(found).toContain('w');
    }
  });
});

describe('a text full of brackets that close nothing', () => {
  const nested = (piece: string): string => piece.repeat(60_000 / piece.length);
  test.each(['(](', '(a', '{)', '[a=(', '({])', 'import {}'])(
    'of %s is completed at once',
    { retry: 2 },
    (piece) => {
      const text = piece.startsWith('import') ? `import ${nested('{}')}|` : `${nested(piece)}|`;
      const { seconds } = secondsOf(() => cursorContext(text, text.length - 1));
      expect(seconds / slowness()).toBeLessThan(0.5);
    },
  );
});
