/** No text of 64 kB makes a diagram that takes long or much, closed or with everything in it opened. */
import { describe, expect, test } from 'vitest';
import { arrange } from '../../src/diagram/layout/arrange.ts';
import { columnLayout } from '../../src/diagram/layout/column.ts';
import { DiagramTooLarge, mostDrawn } from '../../src/diagram/model/drawn.ts';
import { buildDiagram } from '../../src/diagram/model/model.ts';
import { drawSvg, webviewTheme } from '../../src/diagram/svg/svg.ts';
import type { DiagramBody } from '../../src/protocol/diagram.ts';
import { diagramRequest } from '../../src/protocol/diagramChecks.ts';
import { layered } from './layout/elk.ts';
import { hostileTexts } from './hostileTexts.ts';
import { allItems, fromText } from './network.ts';

/**
 * Milliseconds of processor time: some times what they take on a quiet machine, far below what a cost takes that
 * grows with the calls or with the square of anything.
 */
const MOST_CLOSED = 6_000;
const MOST_OPENED = 30_000;

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const edgesIn = (body: DiagramBody): number =>
  allItems(body).reduce(
    (sum, item) => sum + (item.type === 'box' && item.content ? item.content.edges.length : 0),
    body.edges.length,
  );

/** What is most when everything in it is open. */
const openedToo = new Set([
  'blocks of chips, doubled 15 times',
  'doubled recursion',
  'nested repeats',
  'a long body of chips',
  'everything to everything',
  'mistakes in doubled blocks',
  'bodies without number',
  'long names, nested',
  'blocks in blocks',
]);

describe.each(Object.keys(hostileTexts))('%s', (name) => {
  const text = hostileTexts[name] ?? '';
  test.each(openedToo.has(name) ? (['closed', 'opened'] as const) : (['closed'] as const))(
    '%s, is drawn, or told in a sentence',
    async (how) => {
      expect(text.length).toBeLessThanOrEqual(64 * 1024);
      const { analysed, mistakes } = fromText(text);
      const before = processorTime();
      let drawn: string | undefined;
      try {
        const model = buildDiagram(analysed, how === 'opened' ? 'all' : new Set(), mistakes);
        const items = allItems(model.body);
        const chips = items.flatMap((item) => [...item.chipsAbove, ...item.chipsBelow]);
        expect(items.length + chips.length).toBeLessThanOrEqual(mostDrawn.parts + 1);
        expect(edgesIn(model.body)).toBeLessThanOrEqual(mostDrawn.edges);
        const diagram = await arrange(model, layered);
        for (const { x, y, width, height } of diagram.items)
          expect(Number.isFinite(x + y + width + height)).toBe(true);
        drawn = drawSvg(diagram, webviewTheme);
        expect(drawn.length).toBeLessThan(40_000_000);
      } catch (error) {
        if (!(error instanceof DiagramTooLarge)) throw error;
        expect(error.message).toMatch(/^The diagram of N would have more than [\d,]+ .*: close .*\.$/);
      }
      expect(processorTime() - before).toBeLessThan(how === 'opened' ? MOST_OPENED : MOST_CLOSED);
      // Closed, everything is drawn.
      if (how === 'closed' && !name.startsWith('a merge of one value')) expect(drawn).toBeDefined();
    },
    120_000,
  );
});

test('what is opened beyond what is drawn stays closed, which is told', () => {
  const text = hostileTexts['bodies without number'] ?? '';
  const { analysed, mistakes } = fromText(text);
  const { notice, open } = buildDiagram(analysed, 'all', mistakes);
  expect(notice).toMatch(
    /^[\d,]+ more boxes stay closed: at most 8,000 .*Close some boxes to open others\.$/,
  );
  // What was opened can be asked for again.
  expect(buildDiagram(analysed, new Set(open), mistakes).notice).toBeUndefined();
});

test('a block of a few chips is shown as chips, one of many as a box', () => {
  const { analysed, mistakes } = fromText(
    'block Few { BatchNorm\nReLU }\nblock Many { Few\nFew\nFew\nFew\nFew }\n' +
      'network N {\ninput 8x8x3\nConv(8, 3)\nFew\nConv(8, 3)\nMany\n}\n',
  );
  const { items } = buildDiagram(analysed, new Set(), mistakes).body;
  expect(items.map(({ type, title, chipsBelow }) => [type, title, chipsBelow.length])).toEqual([
    ['node', 'input', 0],
    ['node', 'Conv 3×3, 8', 2],
    ['node', 'Conv 3×3, 8', 0],
    ['box', 'Many', 0],
  ]);
});

test('an edit of a large network keeps what is open, without comparing without end', () => {
  const body = (first: string): string =>
    `network N {\ninput 8x8x3\n${first}\nrepeat 9000 as i { Conv(8 + i % 3, 3) }\n}\n`;
  const before = fromText(body('ReLU'));
  const all = buildDiagram(before.analysed, 'all', before.mistakes);
  const previous = allItems(all.body).map(({ id, title }) => ({ id, title }));
  const after = fromText(body('Conv(4, 1)'));
  const start = processorTime();
  const model = buildDiagram(after.analysed, new Set(all.open), after.mistakes, previous);
  expect(processorTime() - start).toBeLessThan(15_000);
  expect(model.body.items.length).toBeGreaterThan(2);
});

test('crafted ids are refused on arrival when they are more than a diagram shows', () => {
  const open = Array.from({ length: 100_000 }, (_, index) => `Conv${index}`);
  expect(diagramRequest({ uri: 'file:///a.cnn', open: open.slice(0, 20_000) }, '')).toBeUndefined();
  expect(diagramRequest({ uri: 'file:///a.cnn', open }, '')).toMatch(
    /^open: expected at most 20000 elements/,
  );
});

test('a graph too large to search stands in one column, without overlaps', () => {
  const count = 400;
  const nodes = Array.from({ length: count }, () => ({
    width: 100,
    height: 40,
    ports: [
      { x: 30, side: 'top' as const },
      { x: 70, side: 'top' as const },
      { x: 50, side: 'bottom' as const },
    ],
  }));
  const edges = Array.from({ length: count - 1 }, (_, index) => [
    { from: [index, 2] as const, to: [index + 1, 0] as const, straight: true, width: 1 },
    { from: [Math.floor(index / 2), 2] as const, to: [index + 1, 1] as const, straight: false, width: 1 },
  ]).flat();
  const { nodes: placed, edges: routes, height } = columnLayout({ nodes, edges });
  const tops = placed.map(([, y]) => y).sort((a, b) => a - b);
  tops.forEach((y, index) => expect(y - (tops[index - 1] ?? -100)).toBeGreaterThanOrEqual(60));
  expect(height).toBe((tops.at(-1) ?? 0) + 40);
  edges.forEach(({ from, to }, index) => {
    const [first, last] = [routes[index]?.[0], routes[index]?.at(-1)];
    const portX = (end: readonly [number, number]): number =>
      (placed[end[0]]?.[0] ?? 0) + (nodes[end[0]]?.ports[end[1]]?.x ?? 0);
    expect(first).toEqual([portX(from), (placed[from[0]]?.[1] ?? 0) + 40]);
    expect(last).toEqual([portX(to), placed[to[0]]?.[1]]);
    // Every source stands above what reads it.
    expect(first?.[1]).toBeLessThan(last?.[1] ?? 0);
  });
});
