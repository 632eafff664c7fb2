import { describe, expect, test } from 'vitest';
import { summaryOf } from '../../../src/analysis/summary.ts';
import { arrange } from '../../../src/diagram/layout/arrange.ts';
import { layered } from '../layout/elk.ts';
import { drawSvg, webviewTheme } from '../../../src/diagram/svg/svg.ts';
import type { DiagramEdge, DiagramItem } from '../../../src/protocol/diagram.ts';
import { allItems, diagram, fromText } from '../network.ts';

const network = (body: string, before = ''): string =>
  `${before}\nnetwork N {\n  input 32x32x3\n${body}\n}\n`;
const drawn = (text: string, open: readonly string[] | 'all' = 'all') => diagram(fromText(text), open);
const end = (at: DiagramEdge['from']): string => ('item' in at ? at.item : JSON.stringify(at));
const arrows = (edges: readonly DiagramEdge[]): string[] =>
  edges.map(({ from, to }) => `${end(from)} > ${end(to)}`);
const loopTitles = (text: string): string[] =>
  allItems(drawn(text, []).body).flatMap((item: DiagramItem) =>
    item.type === 'box' && item.of === 'loop' ? [item.title] : [],
  );

describe('an edge is drawn where something flows', () => {
  test('not into a block that does not read it, closed or open, called by others or gathered', () => {
    const blocks =
      'block F(a) { a -> ReLU -> Conv(4, 3) -> Conv(4, 3) }\nblock G(a) { F(a) -> Conv(4, 3) -> Conv(4, 3) }';
    for (const open of [[], 'all'] as const) {
      for (const called of ['F', 'G']) {
        const { edges } = drawn(
          network(`  s = Conv(8, 3)\n  Conv(16, 3)\n  ${called}(s)`, blocks),
          open,
        ).body;
        expect(arrows(edges)).toEqual(['input > s.Conv1', 'input > Conv1', `s.Conv1 > ${called}1`]);
      }
    }
    const looped = drawn(network('  s = Conv(8, 3)\n  repeat 3 { Conv(16, 3) -> F(s) }', blocks), []).body;
    expect(arrows(looped.edges)).toEqual([
      'input > s.Conv1',
      'input > Conv1/repeat',
      's.Conv1 > Conv1/repeat',
    ]);
  });

  test('into one that ends with it, or hands it on', () => {
    const blocks =
      'block Pass(a) { if false { ReLU } else { a } }\nblock Both(a) { Add(input, a) -> Conv(4, 3) }';
    const { edges } = drawn(network('  s = Conv(3, 3)\n  Both(s)\n  Pass(s)', blocks), []).body;
    expect(arrows(edges)).toContain('s.Conv1 > Both1');
    expect(arrows(edges)).toContain('input > Both1');
    expect(arrows(edges)).toContain('s.Conv1 > Pass1');
  });
});

describe('an Identity that is an operand', () => {
  const residual = network('  Conv(8, 3)\n  Add(Identity, Conv(8, 3) -> BatchNorm)\n  Identity');

  test('is no box; its branch leads into the merge', () => {
    const { body } = drawn(residual);
    expect(allItems(body).map(({ title }) => title)).toEqual([
      'input',
      'Conv 3×3, 8',
      'Conv 3×3, 8',
      'Add',
      'Identity',
    ]);
    const shortcut = body.edges.filter(({ role }) => role === 'shortcut');
    expect(arrows(shortcut)).toEqual(['Conv1 > Add1']);
  });

  test('is no row; one that is a step of its own is', () => {
    expect(summaryOf(fromText(residual).analysed).layers.map(({ type }) => type)).toEqual([
      'Conv',
      'Conv',
      'BatchNorm',
      'Add',
      'Identity',
    ]);
  });

  test('is a box where something else reads it, too', () => {
    const text = network('  Conv(8, 3)\n  a = Identity\n  Add(a, a -> Conv(8, 3))');
    expect(allItems(drawn(text).body).map(({ title }) => title)).toContain('Identity');
  });
});

describe('the label of a loop says what differs', () => {
  const unit =
    'block Unit(width, stride = 1, act = ReLU) { Conv(width, 3, stride: stride) -> act -> Conv(width, 3) }';
  test.each([
    ['repeat 3 as i { Unit(32, stride: i == 0 ? 2 : 1) }', 'Unit(32, stride: 2, then 1)'],
    ['repeat 2 as i { Unit(32, stride: i == 0 ? 2 : 1) }', 'Unit(32, stride: 2, then 1)'],
    ['repeat 3 { Unit(32, stride: 2) }', 'Unit(32, stride: 2)'],
    ['repeat 3 as i { Unit(32 * (i + 1)) }', 'Unit(width: 32 … 96)'],
    ['repeat 4 as i { Unit(32, i % 2 + 1) }', 'Unit(32, stride: 1 … 2)'],
    ['repeat 3 as i { Unit(32, i % 2 + 1) }', 'Unit(32, stride: 1, 2, …)'],
    ['repeat 2 as i { Unit(32, act: i == 0 ? ReLU : Tanh) }', 'Unit(32, act: ReLU, then Tanh)'],
    ['repeat 3 as i { Conv(8, 3, stride: i == 0 ? 2 : 1) }', 'Conv 3×3, 8 /2, then Conv 3×3, 8'],
    ['repeat 3 as i { Conv(8 * (i + 1), 3) }', 'Conv 3×3, 8 … Conv 3×3, 24'],
    ['repeat 3 { Conv(8, 3) }', 'Conv 3×3, 8'],
  ])('%s: %s', (loop, title) => {
    expect(loopTitles(network(`  ${loop}`, unit))).toEqual([title]);
  });
});

describe('the operands of a merge whose order counts', () => {
  test('are numbered, those of an Add are not', async () => {
    const text = network(
      '  a = Conv(8, 1)\n  b = Conv(8, 1)\n  c = Concat(a, b, a)\n  Add(c, c -> Conv(24, 3))\n  Conv(3, 1)',
    );
    const model = drawn(text);
    const into = (id: string) => model.body.edges.filter(({ to }) => end(to) === id);
    expect(into('c.Concat1').map(({ from, operand }) => [end(from), operand])).toEqual([
      ['a.Conv1', 1],
      ['b.Conv1', 2],
      ['a.Conv1', 3],
    ]);
    expect(into('Add1').every(({ operand }) => operand === undefined)).toBe(true);
    const svg = drawSvg(await arrange(model, layered), webviewTheme);
    expect([...svg.matchAll(/<text class="operand"[^>]*>(\d)</g)].map(([, shown]) => shown).sort()).toEqual([
      '1',
      '2',
      '3',
    ]);
  });
});
