import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { workedOut } from '../../../src/server/actions/fixes/catalogue.ts';
import { importAllFix, importFixes, unknownNames } from '../../../src/server/actions/fixes/missingImport.ts';
import { measuredFix } from '../../../src/server/actions/fixes/measuredExpectation.ts';
import { pathNameFix } from '../../../src/server/actions/fixes/pathName.ts';
import { clashingMerge, shortcutFixes } from '../../../src/server/actions/fixes/projectionShortcut.ts';
import type { Understanding } from '../../../src/workspace/understanding.ts';
import { Understandings } from '../../../src/workspace/understanding.ts';
import { withChanges } from '../../../src/server/actions/editing/trial.ts';
import { atOnce } from '../../../src/workspace/turns.ts';
import { WorkspaceFiles } from '../../../src/workspace/workspaceFiles.ts';
import { applied, siteOf } from './refactorings/offers.ts';
import { mainUri, network, written } from '../written.ts';

const errors = ({ mistakes }: Understanding) => mistakes.filter(({ severity }) => severity === 'error');

describe('each fix that is worked out', () => {
  /** A text with one mistake of the code, for each: the first fix mends it. */
  const examples: Readonly<Record<string, string>> = {
    'merge-shapes': network('Conv(64, 3)', 'Add(Conv(8, 3), Identity)'),
    'expect-failed': network('Conv(64, 3)', 'expect depth == 2'),
    'path-twice': network('Conv(8, 3)', 'Conv(8, 3) as Conv1'),
    'unknown-name': network('Half(8)'),
  };
  const others = { 'half.cnn': 'block Half(n) {\n  Conv(n, 3, stride: 2)\n}\n' };

  test('has an example here', () => {
    expect(Object.keys(examples).toSorted()).toEqual(Object.keys(workedOut).toSorted());
  });

  test.each(Object.entries(workedOut))('mends %s', (code, working) => {
    const { understanding, files } = written(examples[code]!, others);
    const mistake = understanding.mistakes.find((each) => each.code === code)!;
    const site = {
      understanding,
      load: files.load,
      users: [understanding],
      workspace: new WorkspaceFiles(files, () => []),
      understand: () => undefined,
    };
    const [fix] = atOnce(working(site, [mistake])).get(mistake) ?? [];
    const after = written(withChanges(understanding.parsed.text, fix!.changes), others);
    expect(errors(after.understanding)).toEqual([]);
  });
});

describe('what diagnostics carry', () => {
  /** The text after each fix of the first error. */
  const fixed = (text: string): string[] => {
    const { understanding } = written(text);
    const [mistake] = errors(understanding);
    return (mistake?.fixes ?? []).map(({ range, text: put }) =>
      withChanges(understanding.parsed.text, [{ uri: mainUri, ...range, text: put }]),
    );
  };
  test('a misspelt layer, block, argument and member', () => {
    expect(fixed(network('Covn(8, 3)'))).toEqual([network('Conv(8, 3)')]);
    const block = 'block Unit(width) {\n  Conv(width, 3)\n}\n\n';
    expect(fixed(block + network('Unti(8)'))).toEqual([block + network('Unit(8)')]);
    expect(fixed(network('Conv(8, 3, strdie: 2)'))).toEqual([network('Conv(8, 3, stride: 2)')]);
    expect(fixed(network('Conv(input.chanels, 3)'))).toEqual([network('Conv(input.channels, 3)')]);
  });
  test('a dense layer on a feature map: Flatten, or global pooling', () => {
    expect(fixed(network('Conv(8, 3) -> Dense(10)'))).toEqual([
      network('Conv(8, 3) -> Flatten -> Dense(10)'),
      network('Conv(8, 3) -> GlobalAvgPool -> Dense(10)'),
    ]);
  });
});

describe('shapes made to agree at an Add', () => {
  /** Each fix with the text after it, in which the merge is right. */
  function fixes(text: string): { title: string; text: string }[] {
    const site = siteOf(text);
    const mistake = site.understanding.mistakes.find(({ code }) => code === 'merge-shapes');
    const merge = mistake && clashingMerge(site.users, mistake);
    if (!merge) throw new Error('No shapes clash here.');
    return shortcutFixes(site, merge).map((fix) => {
      const done = applied(site, { kind: 'rewrite', ...fix });
      expect(errors(done.understanding), fix.title).toEqual([]);
      return { title: fix.title, text: done.text };
    });
  }
  const unit = (...lines: string[]): string =>
    [
      'block ConvNorm(filters, kernel, stride = 1) {',
      '  Conv(filters, kernel, stride: stride, bias: false) -> BatchNorm',
      '}',
      '',
      'block Unit(width, stride = 1) {',
      '  residual = ConvNorm(width, 1, stride: stride) -> ReLU -> ConvNorm(4 * width, 1)',
      ...lines.map((line) => `  ${line}`),
      '}',
      '',
      '',
    ].join('\n');

  test('the value from further up is the shortcut, however little the other path computes', () => {
    const lines = ['Conv(16, 3) as stem -> ReLU', 'Conv(32, 3, stride: 2) as wide'];
    const projected = network(...lines, 'Add(Identity, stem -> Conv(32, 1, stride: 2))');
    expect(fixes(network(...lines, 'Add(Identity, stem)'))[0]?.text).toBe(projected);
    expect(fixes(network(...lines, 'Add(wide, stem)'))[0]?.text).toBe(projected.replace('Identity', 'wide'));
    expect(fixes(network(...lines, 'Add(stem, wide)')).map(({ title }) => title)).toEqual([
      'Project the shortcut: Conv(32, 1, stride: 2)',
      'Fit the shortcut without parameters (option A): MaxPool(1, stride: 2) -> Pad(channels: [0, 16])',
    ]);
  });
  test('the current value is no shortcut where it was made of the other operand', () => {
    const deep = 'Conv(128, 3) -> ReLU -> Conv(128, 3)';
    for (const [before, after] of [
      [[deep, 'Add(Identity, input)'], 'Add(Identity, input -> Conv(128, 1))'],
      [[`${deep} -> Add(Identity, input)`], `${deep} -> Add(Identity, input -> Conv(128, 1))`],
      [['Conv(64, 3) as stem', deep, 'Add(stem, Identity)'], 'Add(stem -> Conv(128, 1), Identity)'],
    ] as const)
      expect(fixes(network(...before))[0]?.text).toBe(network(...before.slice(0, -1), after));
  });
  test('in a network: a projection as the other path has it, or zeros', () => {
    const wide = 'Conv(128, 3, stride: 2, padding: 1, bias: false) -> BatchNorm';
    const merged = (shortcut: string) => network('Conv(64, 3)', 'Add(', `  ${wide},`, `  ${shortcut},`, ')');
    expect(fixes(network('Conv(64, 3)', `Add(${wide}, Identity)`))).toEqual([
      {
        title: 'Project the shortcut: Conv(128, 1, stride: 2, bias: false) -> BatchNorm',
        text: merged('Conv(128, 1, stride: 2, bias: false) -> BatchNorm'),
      },
      {
        title:
          'Fit the shortcut without parameters (option A): MaxPool(1, stride: 2) -> Pad(channels: [0, 64])',
        text: merged('MaxPool(1, stride: 2) -> Pad(channels: [0, 64])'),
      },
    ]);
    expect(fixes(network('Conv(64, 3)', 'Add(input, Conv(8, 3))'))[0]?.text).toBe(
      network('Conv(64, 3)', 'Add(input -> Conv(8, 1), Conv(8, 3))'),
    );
  });

  test('in a block whose shapes clash in some calls only: a condition, in the block’s own terms', () => {
    const calls = network('Conv(64, 3)', 'Unit(16)', 'Unit(32, stride: 2)', 'Unit(32)');
    const projected = [
      'if stride != 1 or input.channels != 4 * width {',
      '  shortcut = ConvNorm(4 * width, 1, stride: stride)',
      '} else {',
      '  shortcut = input',
      '}',
    ];
    for (const shortcut of ['input', 'Identity']) {
      const [project, pad] = fixes(unit(`Add(residual, ${shortcut}) -> ReLU`) + calls);
      expect(project?.title).toBe(
        'Project the shortcut where the shape changes: ConvNorm(4 * width, 1, stride: stride)',
      );
      expect(project?.text).toBe(unit(...projected, 'Add(residual, shortcut) -> ReLU') + calls);
      expect(pad?.text).toContain(
        '    shortcut = MaxPool(1, stride: stride) -> Pad(channels: [0, 4 * width - input.channels])\n',
      );
    }
    // A branch that only hands the input on becomes the condition.
    const named = fixes(unit('shortcut = input', 'Add(residual, shortcut) -> ReLU') + calls);
    expect(named[0]?.text).toBe(unit(...projected, 'Add(residual, shortcut) -> ReLU') + calls);
  });

  test('docs/refactorings.md shows what it makes', () => {
    const page = readFileSync(new URL('../../../docs/refactorings.md', import.meta.url), 'utf8');
    const [, example = ''] = /```cnn\n([^`]*)```/.exec(page) ?? [];
    const [before, after] = [example.indexOf('  if '), example.indexOf('  Add(')];
    const plain = example.slice(0, before) + example.slice(after).replace('shortcut)', 'input)');
    const calls = `\n${network('Unit(16)', 'Unit(16)', 'Unit(32, stride: 2)')}`;
    expect(fixes(plain + calls)[0]?.text).toBe(example + calls);
  });

  test('in a loop: the turns that are right stay so', () => {
    const loop = 'repeat 3 as i { Add(Conv(64, 3, stride: i == 0 ? 2 : 1, padding: 1), Identity) -> ReLU }';
    const [project] = fixes(network('Conv(64, 3)', loop));
    expect(project?.text).toContain('    if (i == 0 ? 2 : 1) != 1 or before.channels != 64 {\n');
  });

  test('vectors by a dense layer', () => {
    expect(fixes(network('GlobalAvgPool', 'Add(Dense(10), Identity)'))[0]?.title).toBe(
      'Project the shortcut: Dense(10)',
    );
  });

  test('nothing where no 1x1 helps, and no padding of what is too wide', () => {
    expect(fixes(network('Conv(64, 3)', 'Add(Conv(64, 3, padding: valid), Identity)'))).toEqual([]);
    expect(fixes(network('Conv(64, 3)', 'Add(Conv(8, 3), Identity)')).map(({ title }) => title)).toEqual([
      'Project the shortcut: Conv(8, 1)',
    ]);
  });

  test('in an imported block, in its file', () => {
    const others = { 'unit.cnn': unit('Add(residual, input) -> ReLU') };
    const text = `import { Unit } from "./unit.cnn"\n\n${network('Conv(64, 3)', 'Unit(16)', 'Unit(32, stride: 2)')}`;
    const { understanding, files } = written(text, others);
    const mistake = understanding.mistakes.find(({ code }) => code === 'merge-shapes');
    const merge = mistake && clashingMerge([understanding], mistake);
    expect(merge?.uri).toMatch(/unit\.cnn$/);
    const own = merge && new Understandings(files).of(merge.uri);
    if (!merge || !own) throw new Error('The block’s file was not found.');
    const site = { understanding: own, selection: merge, load: files.load, users: [own, understanding] };
    const [project] = shortcutFixes(site, merge);
    expect(project?.changes.every(({ uri }) => uri === merge.uri)).toBe(true);
    expect(project?.title).toContain('where the shape changes');
  });
});

describe('an expectation that fails', () => {
  const fixed = (...lines: string[]): string | undefined => {
    const { understanding } = written(network(...lines));
    const mistake = understanding.mistakes.find(({ code }) => code === 'expect-failed');
    const fix = mistake && measuredFix(understanding, mistake);
    return fix && withChanges(understanding.parsed.text, fix.changes);
  };
  test('is offered what is measured, and holds then', () => {
    // 27·64 + 64; 32·32·27·64
    const body = ['Conv(64, 3)', 'MaxPool(2)'];
    const holding = [
      'params == 1_792',
      'macs == 1_769_472',
      'depth == 1',
      'receptive_field == 4',
      'output 16x16x64',
    ];
    for (const line of holding) {
      const right = `expect ${line}`;
      const wrong = right.endsWith('64') ? 'expect output 16x16x65' : right.replace(/[\d_]+$/, '7_777');
      expect(fixed(...body, wrong)).toBe(network(...body, right));
      expect(errors(written(network(...body, right)).understanding)).toEqual([]);
    }
    const vector = ['Conv(64, 3)', 'GlobalAvgPool'];
    expect(fixed(...vector, 'expect output [10]')).toBe(network(...vector, 'expect output [64]'));
    const oblong = ['Conv(8, 1x3)'];
    expect(fixed(...oblong, 'expect receptive_field == 3')).toBe(
      network(...oblong, 'expect receptive_field == [1, 3]'),
    );
  });
  test('a bound is left to its author', () => {
    expect(fixed('Conv(64, 3)', 'expect params < 10')).toBeUndefined();
  });
});

describe('two steps of one path', () => {
  /** The title of the fix and the text after it, in which nothing is wrong. */
  function named(text: string): [string, string] | undefined {
    const { understanding } = written(text);
    const mistake = understanding.mistakes.find(({ code }) => code === 'path-twice');
    const fix = mistake && pathNameFix(understanding, mistake);
    if (!fix) return undefined;
    const after = withChanges(text, fix.changes);
    expect(written(after).understanding.mistakes, after).toEqual([]);
    return [fix.title, after];
  }
  test('a step without name is given one', () => {
    const text = network('Conv(8, 3) as Conv1', 'ReLU -> Conv(16, 3) -> ReLU');
    expect(named(text)).toEqual([
      'Name this step conv',
      network('Conv(8, 3) as Conv1', 'ReLU -> Conv(16, 3) as conv -> ReLU'),
    ]);
  });
  test('a name is replaced where it is bound and used', () => {
    const loops = (first: string, second: string) =>
      network(
        `repeat 2 { Conv(8, 3) as ${first} -> ReLU }`,
        `repeat 2 { Conv(8, 3) as ${second} -> ReLU -> Add(${second}, Identity) }`,
      );
    expect(named(loops('conv', 'conv'))).toEqual(['Rename to conv2', loops('conv', 'conv2')]);
    const steps = (name: string) => network('Conv(8, 3)', `Conv(8, 3) as ${name}`, `Add(${name}, ReLU)`);
    expect(named(steps('Conv1'))).toEqual(['Rename to conv', steps('conv')]);
  });
  test('what lies in an imported file is left to it', () => {
    const blocks = 'block Unit {\n  Conv(8, 3) as Conv1\n  Conv(8, 3)\n}\n';
    const text = `import { Unit } from "./blocks.cnn"\n\n${network('Unit')}`;
    const { understanding } = written(text, { 'blocks.cnn': blocks });
    const mistake = understanding.mistakes.find(({ code }) => code === 'path-twice');
    expect(mistake).toBeDefined();
    expect(pathNameFix(understanding, mistake!)).toBeUndefined();
  });
});

describe('missing imports', () => {
  const blocks = 'block Half(n) {\n  Conv(n, 3, stride: 2)\n}\n\nlet widths = [8, 16]\n';
  function setup(text: string, others: Readonly<Record<string, string>>) {
    const { understanding, files } = written(text, others);
    const workspace = new WorkspaceFiles(files, () => []);
    const { parsed, mistakes } = understanding;
    const fixes = atOnce(importFixes(workspace, parsed, new Set(unknownNames(parsed, mistakes))));
    const found = [...fixes.values()].flat();
    const after = (changes: Parameters<typeof withChanges>[1]) =>
      withChanges(understanding.parsed.text, changes);
    return { found, all: importAllFix(parsed, fixes), after };
  }

  test('a line of its own before the first declaration, below the comments of the file', () => {
    const text = `# Licence.\n\n# About it.\n${network('Half(8)')}`;
    const { found, after } = setup(text, { 'blocks/half.cnn': blocks });
    expect(found.map(({ title }) => title)).toEqual(['Import Half from "./blocks/half.cnn"']);
    expect(after(found[0]!.changes)).toBe(
      `# Licence.\n\nimport { Half } from "./blocks/half.cnn"\n\n# About it.\n${network('Half(8)')}`,
    );
  });

  test('behind other imports, or among the names of the same file', () => {
    const other = `import { X } from "./x.cnn"\n\n${network('X', 'Half(8)')}`;
    const beside = setup(other, { 'half.cnn': blocks, 'x.cnn': 'block X { ReLU }\n' });
    expect(beside.after(beside.found[0]!.changes)).toContain(
      'import { X } from "./x.cnn"\nimport { Half } from "./half.cnn"\n\nnetwork',
    );
    const same = `import { widths } from "./half.cnn"\n\n${network('Half(widths[0])')}`;
    const among = setup(same, { 'half.cnn': blocks });
    expect(among.after(among.found[0]!.changes)).toContain('import { widths, Half } from "./half.cnn"\n');
  });

  test('one fix a file; none from files that import this one, of networks, or of what only they import', () => {
    const { found } = setup(network('Half(8)'), {
      'a/half.cnn': blocks,
      'half.cnn': blocks,
      'circle.cnn': `import { Y } from "./main.cnn"\n${blocks}`,
      'passing.cnn': 'import { Half } from "./half.cnn"\nblock P { Half(1) }\n',
      'network.cnn': 'network Half { input 8x8x8\n ReLU }\n',
    });
    expect(found.map(({ title }) => title)).toEqual([
      'Import Half from "./half.cnn"',
      'Import Half from "./a/half.cnn"',
    ]);
  });

  test('all missing names at once', () => {
    const text = network('for n in widths { Half(n) }', 'Other');
    const { all, after } = setup(text, { 'half.cnn': blocks, 'other.cnn': 'block Other { ReLU }\n' });
    expect(all?.title).toBe('Import all missing names: widths, Half, Other');
    expect(after(all!.changes)).toBe(
      `import { widths, Half } from "./half.cnn"\nimport { Other } from "./other.cnn"\n\n${text}`,
    );
  });
});
