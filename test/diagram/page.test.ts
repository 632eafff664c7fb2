/** The parts of the diagram's page that need no page: its geometry, its keys, the cursor. */
import { describe, expect, test } from 'vitest';
import { arrange } from '../../src/diagram/layout/arrange.ts';
import { isDiagramFromWebview } from '../../src/protocol/diagramChecks.ts';
import type { PositionedDiagram } from '../../src/protocol/diagram.ts';
import { atCursor } from '../../webview/diagram/atCursor.ts';
import { growth } from '../../webview/diagram/growth.ts';
import { anchored, central, fitted, initial, showing, zoomed } from '../../webview/diagram/view.ts';
import { Walk } from '../../webview/diagram/walk.ts';
import { layered } from './layout/elk.ts';
import { diagram, fromText, sample, textUri } from './network.ts';

const page = { width: 1000, height: 800 };
const resnet = sample('resnet50');
const shown = (open: readonly string[] = []): Promise<PositionedDiagram> =>
  arrange(diagram(resnet, open), layered);
const itemOf = (drawn: PositionedDiagram, id: string): PositionedDiagram['items'][number] => {
  const item = drawn.items.find((each) => each.id === id);
  if (!item) throw new Error(`No ${id}.`);
  return item;
};

describe('the view', () => {
  test('zooming leaves the point under the pointer where it is', () => {
    const view = { x: 40, y: -10, scale: 0.8 };
    const zoomedIn = zoomed(view, 1.5, [300, 200]);
    expect(zoomedIn.x + 300 / zoomedIn.scale).toBeCloseTo(view.x + 300 / view.scale);
    expect(zoomedIn.y + 200 / zoomedIn.scale).toBeCloseTo(view.y + 200 / view.scale);
  });

  test('fitting shows all of it and enlarges nothing', async () => {
    const drawn = await shown();
    const view = fitted(drawn, page);
    expect(view.scale).toBeLessThanOrEqual(1);
    expect(view.x).toBeLessThanOrEqual(0);
    expect(view.y).toBeLessThanOrEqual(0);
    expect(view.x + page.width / view.scale).toBeGreaterThanOrEqual(drawn.width);
    expect(view.y + page.height / view.scale).toBeGreaterThanOrEqual(drawn.height);
  });

  test('a large diagram is first seen from its beginning, large enough to read', () => {
    expect(initial({ width: 600, height: 20_000 }, page).scale).toBeGreaterThanOrEqual(0.62);
    expect(initial({ width: 600, height: 20_000 }, page).y).toBeLessThan(0);
  });

  test('opening a box leaves its title line where it was on the page', async () => {
    const [before, after] = [await shown(), await shown(['Bottleneck4/repeat'])];
    const view = { x: 100, y: 120, scale: 0.9 };
    const next = anchored(before, after, 'Bottleneck4/repeat', view);
    const [from, to] = [itemOf(before, 'Bottleneck4/repeat').face, itemOf(after, 'Bottleneck4/repeat').face];
    expect(to.y - (next?.y ?? NaN)).toBeCloseTo(from.y - view.y);
    expect(to.x + to.width / 2 - (next?.x ?? NaN)).toBeCloseTo(from.x + from.width / 2 - view.x);
  });

  test('closing a box holds on to it when what one looked at was inside', async () => {
    const [before, after] = [await shown(['Bottleneck4/repeat', 'Bottleneck4']), await shown()];
    expect(anchored(before, after, 'Bottleneck4.Add1', { x: 0, y: 0, scale: 1 })).toBeDefined();
  });

  test('an edit above keeps what one looks at in place', async () => {
    const text = (first: string): string =>
      `network N {\n  input 32x32x3\n${first}  Conv(8, 3)\n  MaxPool(2)\n  Conv(16, 3)\n}\n`;
    const old = await arrange(diagram(fromText(text(''))), layered);
    const { shownItems } = await import('../../src/diagram/model/carryOver.ts');
    const current = await arrange(diagram(fromText(text('  Conv(4, 3)\n')), [], shownItems(old)), layered);
    expect(current.renamed).toContainEqual(['Conv2', 'Conv3']);
    const view = { x: 0, y: 0, scale: 1 };
    const next = anchored(old, current, 'Conv2', view);
    expect(itemOf(current, 'Conv3').face.y - (next?.y ?? NaN)).toBeCloseTo(itemOf(old, 'Conv2').face.y);
  });

  test('showing moves no more than it must', () => {
    const view = { x: 0, y: 0, scale: 1 };
    expect(showing({ x: 100, y: 100, width: 50, height: 50 }, view, page)).toEqual(view);
    expect(showing({ x: 100, y: 900, width: 50, height: 50 }, view, page)).toEqual({
      x: 0,
      y: 174,
      scale: 1,
    });
  });

  test('the eye rests on the middle', async () => {
    const drawn = await shown();
    const { face } = itemOf(drawn, 'Bottleneck4/repeat');
    const view = { x: face.x + face.width / 2 - 500, y: face.y - 400, scale: 1 };
    expect(central(drawn.items, view, page)?.id).toBe('Bottleneck4/repeat');
  });
});

describe('the keys', () => {
  test('down follows the network into opened boxes and out of them; up goes back the same way', async () => {
    const drawn = await shown(['Bottleneck4/repeat', 'Bottleneck4']);
    const walk = new Walk(drawn);
    const way = ['input'];
    for (let at = walk.down('input'); at !== undefined; at = walk.down(at)) way.push(at);
    expect(way).toContain('Bottleneck4.residual.ConvNorm2.Conv1');
    expect(way.at(-1)).toBe('logits');
    expect(new Set(way).size).toBe(way.length);
    const back = ['logits'];
    for (let at = walk.up('logits'); at !== undefined; at = walk.up(at)) back.push(at);
    expect(back).toEqual([...way].reverse());
  });

  test('sideways to the branch beside', async () => {
    const walk = new Walk(await shown(['Bottleneck4/repeat', 'Bottleneck4']));
    const shortcut = 'Bottleneck4.shortcut.ConvNorm1.Conv1';
    const left = walk.beside(shortcut, -1);
    expect(left).toMatch(/^Bottleneck4\.residual/);
    expect(walk.beside(left ?? '', 1)).toBe(shortcut);
  });
});

describe('the cursor', () => {
  const text =
    'block B(n) {\n  Conv(n, 3) -> ReLU\n  Conv(n, 1)\n}\nnetwork N {\n  input 8x8x4\n  B(4)\n  B(8)\n  Conv(4, 3)\n}\n';
  const drawn = (open: readonly string[]): Promise<PositionedDiagram> =>
    arrange(diagram(fromText(text), open), layered);
  const at = async (needle: string, open: readonly string[] = []): Promise<string[]> => [
    ...atCursor(await drawn(open), textUri, text.indexOf(needle) + 1),
  ];

  test('marks the node of its step', async () => {
    expect(await at('Conv(4, 3)')).toEqual(['Conv1']);
    expect(await at('B(8)')).toEqual(['B2']);
  });

  test('marks the chip of an activation', async () => {
    expect(await at('ReLU', ['B1'])).toEqual(['B1.ReLU1']);
  });

  test('in a block marks its step in every opened call, or the closed calls', async () => {
    expect(await at('Conv(n, 1)', ['B1', 'B2'])).toEqual(['B1.Conv2', 'B2.Conv2']);
    expect(await at('Conv(n, 1)')).toEqual(['B1', 'B2']);
  });

  test('elsewhere marks nothing', async () => {
    expect([...atCursor(await drawn([]), 'file:///other.cnn', 60)]).toEqual([]);
  });
});

test('why a field is as large as it is: the steps that made it grow', async () => {
  const drawn = await shown(['Bottleneck4/repeat', 'Bottleneck4']);
  const steps = growth(drawn, 'Bottleneck4.residual.ConvNorm2.Conv1');
  expect(steps.map(({ title, after }) => [title, after[0]])).toEqual([
    ['Conv 7×7, 64 /2', 7],
    ['MaxPool 3×3 /2', 11],
    ['Bottleneck(64) ×3', 35],
    ['Conv 3×3, 128', 51],
  ]);
});

test('messages of the page are checked', () => {
  expect(isDiagramFromWebview({ kind: 'ready', open: [] })).toBe(true);
  expect(isDiagramFromWebview({ kind: 'select', id: 'a', source: { uri: 'u', start: 0, end: 1 } })).toBe(
    true,
  );
  for (const wrong of [
    undefined,
    null,
    'ready',
    {},
    { kind: 'toString' },
    { kind: 'open', open: [1] },
    { kind: 'select', id: 'a' },
  ]) {
    expect(isDiagramFromWebview(wrong)).toBe(false);
  }
});
