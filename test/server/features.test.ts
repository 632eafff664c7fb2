import { describe, expect, test } from 'vitest';
import { codeLenses } from '../../src/server/views/codeLenses.ts';
import { definitionAt } from '../../src/server/names/definition.ts';
import { inlayHints } from '../../src/server/views/inlayHints.ts';
import { networksAnswer } from '../../src/server/views/networks.ts';
import { outline } from '../../src/server/views/outline.ts';
import { documentOf, lineEnd, placeWith } from '../../src/server/positions.ts';
import { mainUri, network, written } from './written.ts';

describe('inlay hints', () => {
  function hints(text: string): Record<number, unknown> {
    const { understanding, files } = written(text);
    const document = documentOf(understanding.parsed);
    const lines = {
      line: (offset: number) => document.positionAt(offset).line,
      lineEnd: (line: number) => lineEnd(document, line),
      place: placeWith(files.load),
    };
    const found = inlayHints(mainUri, understanding.networks, lines, 0, text.length);
    return Object.fromEntries(found.map(({ position, label }) => [position.line, label]));
  }
  test('the shape of the last step of each line', () => {
    expect(hints(network('Conv(8, 3, stride: 2) -> ReLU  # half', 'GlobalAvgPool -> Dense(7)'))).toEqual({
      2: '16×16×8',
      3: '7',
    });
  });
  test('a merge over several lines has its own at its end', () => {
    const text = network('Concat(', '  Conv(8, 3),', '  Conv(4, 1) -> ReLU,', ')');
    expect(hints(text)).toEqual({ 3: '32×32×8', 4: '32×32×4', 5: '32×32×12' });
  });
  test('a block has those of its different uses, many by the first and the last', () => {
    const block = 'block Half(n) {\n  Conv(n, 3, stride: 2)\n}\n';
    expect(hints(block + network('Half(8)', 'Half(16)'))[1]).toBe('16×16×8 | 8×8×16');
    expect(hints(block + network('repeat 5 as i { Half(i + 1) }'))[1]).toBe('16×16×1 … 1×1×5');
  });
  test('that a shape behind a mistake is not known', () => {
    expect(hints(network('Nonsense(3)', 'ReLU'))).toEqual({ 2: '?', 3: '?' });
  });
});

describe('code lenses', () => {
  test('cost and actions above a network, its recipe above a train', () => {
    const text = `${network('Conv(8, 3)')}train Tried on CIFAR10 as quick {\n  epochs 1\n}\n`;
    const { understanding, files } = written(text);
    const lenses = codeLenses(understanding.parsed.file, understanding.networks, placeWith(files.load));
    // 3·3·3·8 + 8 = 224; 32·32·8·27 = 221,184
    expect(lenses.map(({ command }) => command?.title)).toEqual([
      '224 parameters · 221 K MACs',
      'Open diagram',
      'Train',
      'Profile',
      'Train',
    ]);
    expect(lenses[1]?.command?.arguments).toEqual([mainUri, 'Tried']);
    expect(lenses[4]?.command?.arguments).toEqual([mainUri, 'Tried', 'quick']);
    expect(lenses[4]?.range.start.line).toBe(4);
  });
  test('which figures are not known', () => {
    const { understanding, files } = written(network('Conv(8, 3, use_bias: false)'));
    const [cost] = codeLenses(understanding.parsed.file, understanding.networks, placeWith(files.load));
    expect(cost?.command?.title).toBe('? parameters · 221 K MACs');
  });
});

describe('outline', () => {
  test('declarations, and inside them names, loops and heads', () => {
    const text = `let wide = 8\nblock Unit(n) {\n  a = Conv(n, 1)\n  Add(a, Identity) as sum\n}\n${network(
      'repeat 2 as i { Unit(3) as unit }',
    )}train Tried on CIFAR10 as quick { epochs 1 }\n`;
    const { understanding, files } = written(text);
    const found = outline(mainUri, text, understanding.parsed.file.declarations, placeWith(files.load));
    expect(found.map(({ name }) => name)).toEqual([
      'wide',
      'Unit',
      'Tried',
      'train Tried on CIFAR10 as quick',
    ]);
    expect(found[1]?.children?.map(({ name }) => name)).toEqual(['a', 'sum']);
    expect(found[2]?.children?.map(({ name }) => name)).toEqual(['input', 'repeat 2 as i']);
    expect(found[2]?.children?.[1]?.children?.map(({ name }) => name)).toEqual(['unit']);
    expect(found[3]?.children?.map(({ name }) => name)).toEqual(['epochs']);
  });
});

describe('definition', () => {
  const others = { 'blocks.cnn': 'block Half(n, s = 2) { Conv(n, 3, stride: s) }\n' };
  function target(text: string): { uri: string; text: string } | undefined {
    const { understanding, files, offset } = written(text, others);
    const found = definitionAt(understanding, offset);
    return found && { uri: found.uri, text: files.load(found.uri)?.text.slice(found.start, found.end) ?? '' };
  }
  const imported = 'import { Half } from "./blocks.cnn"\n';
  test('a call leads to its block, also in another file', () => {
    expect(target(`block A { ReLU }\n${network('|A')}`)).toEqual({ uri: mainUri, text: 'A' });
    expect(target(imported + network('Ha|lf(8)'))).toEqual({
      uri: 'file:///written/blocks.cnn',
      text: 'Half',
    });
    expect(target(imported.replace('Half', 'Ha|lf'))).toEqual({
      uri: 'file:///written/blocks.cnn',
      text: 'Half',
    });
    expect(target(imported.replace('blocks', 'blo|cks'))?.uri).toBe('file:///written/blocks.cnn');
  });
  test('a named argument leads to the parameter', () => {
    expect(target(imported + network('Half(8, |s: 1)'))).toEqual({
      uri: 'file:///written/blocks.cnn',
      text: 's',
    });
  });
  test('names lead to where they are bound, by the innermost scope', () => {
    const { understanding, offset } = written(
      network('repeat 2 { as1 = ReLU', '  a|s1 }', 'repeat 3 { as1 = Sigmoid', '  as1 }'),
    );
    const text = understanding.parsed.text;
    expect(definitionAt(understanding, offset)?.start).toBe(text.indexOf('as1'));
  });
  test('an argument of a recipe leads to the parameter of its network', () => {
    const text = 'network A(classes = 10) {\n  input 8x8x3\n}\ntrain A(clas|ses: 10) on CIFAR10 { epochs 1 }';
    expect(target(text)?.text).toBe('classes');
  });
  test('a train leads to its network; a layer of the catalogue to nothing', () => {
    expect(target(`${network('ReLU')}train Tr|ied on CIFAR10 { epochs 1 }`)?.text).toBe('Tried');
    expect(target(network('Re|LU'))).toBeUndefined();
  });
});

test('networks and recipes of a file, with its first error', () => {
  const text = `${network('Conv(8, 3)', 'Nonsense')}train Tried on CIFAR10 as quick { epochs 1 }\n`;
  const { understanding, files } = written(text);
  expect(networksAnswer(understanding, placeWith(files.load))).toMatchObject({
    networks: [{ name: 'Tried', parameters: undefined, complete: false }],
    recipes: [{ network: 'Tried', name: 'quick', dataset: 'CIFAR10' }],
    error: { line: 4 },
  });
});
