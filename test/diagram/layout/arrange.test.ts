import { describe, expect, test } from 'vitest';
import { arrange } from '../../../src/diagram/layout/arrange.ts';
import { chainLayout } from '../../../src/diagram/layout/chain.ts';
import type { LayeredGraph } from '../../../src/diagram/layout/layered.ts';
import { remembering } from '../../../src/diagram/layout/remembering.ts';
import { positionedDiagram } from '../../../src/protocol/diagramChecks.ts';
import type { Placed, PositionedDiagram, PositionedItem } from '../../../src/protocol/diagram.ts';
import { layered } from './elk.ts';
import { opened } from './handMade.ts';
import { allItems, diagram, fromText, sample } from '../network.ts';

const samples: readonly (readonly [string, readonly string[]])[] = [
  ['lenet5', []],
  ['alexnet', []],
  ['vgg16', []],
  ['googlenet', ['inception3a', 'inception4e', 'auxiliary1', 'auxiliary1.AuxiliaryClassifier1']],
  ['resnet18', []],
  ['resnet20', []],
  ['resnet50', ['Bottleneck4/repeat', 'Bottleneck4', 'Bottleneck5/equal', 'Bottleneck6']],
  ['densenet121', ['DenseLayer1/repeat', 'DenseLayer2', 'Transition2']],
  ['squeezenet1_0', []],
  [
    'seResnet50',
    ['/repeat', '', '.SEBottleneck1', '.SEBottleneck1.residual.SqueezeExcite1'].map(
      (rest) => `ResNet1.StrideIn1x11${rest}`,
    ),
  ],
];

const overlap = (a: Placed, b: Placed): boolean =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;
const inside = (inner: Placed, outer: Placed): boolean =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;

function expectSound(shown: PositionedDiagram): void {
  const items = new Map(shown.items.map((item) => [item.id, item]));
  expect(items.size).toBe(shown.items.length);
  const page = { x: 0, y: 0, width: shown.width, height: shown.height };
  for (const [index, item] of shown.items.entries()) {
    expect(
      inside(item, item.parent === undefined ? page : (items.get(item.parent)?.face ?? page)),
      item.id,
    ).toBe(true);
    for (const other of shown.items.slice(index + 1)) {
      if (other.parent === item.parent)
        expect(overlap(item, other), `${item.id} and ${other.id}`).toBe(false);
    }
  }
  for (const edge of shown.edges) {
    const start = edge.points[0];
    const end = edge.points.at(-1);
    if (!start || !end) throw new Error('An edge has no points.');
    const from = items.get(edge.from ?? '');
    const to = items.get(edge.to ?? '');
    const container = items.get(edge.container ?? '');
    const expectAt = ([x, y]: readonly [number, number], face: Placed | undefined, foot: boolean): void => {
      if (!face) throw new Error('An edge ends at nothing.');
      expect(y).toBeCloseTo(foot ? face.y + face.height : face.y, 1);
      expect(x).toBeGreaterThanOrEqual(face.x);
      expect(x).toBeLessThanOrEqual(face.x + face.width);
    };
    expectAt(start, from?.face ?? container?.face, from !== undefined);
    expectAt(end, to?.face ?? container?.face, to === undefined);
    edge.points.forEach(([x, y], index) => {
      const next = edge.points[index + 1];
      if (next)
        expect(Math.abs(x - next[0]) < 0.6 || Math.abs(y - next[1]) < 0.6, 'edges run at right angles').toBe(
          true,
        );
    });
  }
}

/** No line of one item's edge runs through another item of the same container. */
function expectFreeLines(shown: PositionedDiagram): void {
  for (const edge of shown.edges) {
    for (const item of shown.items) {
      if (item.parent !== edge.container || item.id === edge.from || item.id === edge.to) continue;
      edge.points.forEach(([x, y], index) => {
        const next = edge.points[index + 1];
        if (!next) return;
        const line = {
          x: Math.min(x, next[0]),
          y: Math.min(y, next[1]),
          width: Math.abs(x - next[0]) + 0.1,
          height: Math.abs(y - next[1]) + 0.1,
        };
        expect(overlap(line, item), `an edge from ${edge.from ?? 'outside'} and ${item.id}`).toBe(false);
      });
    }
  }
}

const middle = (item: PositionedItem | undefined): number => (item ? item.face.x + item.face.width / 2 : NaN);

describe.each(samples)('%s', (name, open) => {
  test('stands without overlaps, its edges end at what they connect', async () => {
    const model = diagram(sample(name), open);
    expect(model.open).toEqual(expect.arrayContaining([...open]));
    const shown = await arrange(model, layered);
    // In reading order, by which edits are followed.
    expect(shown.items.map((item) => item.id)).toEqual(allItems(model.body).map((item) => item.id));
    expectSound(shown);
    expectFreeLines(shown);
    expect(positionedDiagram(JSON.parse(JSON.stringify(shown)), '')).toBeUndefined();
  });
});

test('hand-made: opened boxes in opened boxes', async () => {
  const shown = await arrange(opened(), layered);
  expectSound(shown);
  expectFreeLines(shown);
});

test('the main path is a straight line', async () => {
  const shown = await arrange(diagram(sample('resnet50'), ['Bottleneck4/repeat', 'Bottleneck4']), layered);
  const onPath = shown.items.filter((item) => !item.open && !item.id.includes('shortcut'));
  const [first] = onPath;
  for (const item of onPath) expect(middle(item), item.id).toBeCloseTo(middle(first), 1);
});

describe('a gate', () => {
  const gate = 'GlobalAvgPool -> Dense(4) -> ReLU -> Dense(16) -> Sigmoid';
  const bodies = {
    'of what enters': `Multiply(input, ${gate})`,
    'of a layer': `features = Conv(16, 3)\n gate = features -> ${gate}\n Multiply(features, gate)`,
    'named first': `features = Conv(16, 3)\n gate = features -> ${gate}\n Multiply(gate, features)`,
    'in a residual': `residual = Conv(16, 3)\n gate = residual -> ${gate}\n gated = Multiply(residual, gate)\n Add(gated, input)`,
  };
  test.each(Object.entries(bodies))('%s stands beside the straight line', async (_, body) => {
    const understood = fromText(
      `block Gated() {\n ${body}\n}\nnetwork Net {\n input 8x8x3\n Conv(16, 3)\n Gated\n Conv(16, 3)\n}\n`,
    );
    expect(understood.mistakes).toEqual([]);
    const shown = await arrange(diagram(understood, ['Gated1']), layered);
    expectSound(shown);
    expectFreeLines(shown);
    const isGate = ({ title }: PositionedItem): boolean => /^(GlobalAvgPool|Dense)/.test(title);
    const line = shown.items.filter((item) => !item.open && !isGate(item));
    for (const item of line) expect(middle(item), item.id).toBeCloseTo(middle(line[0]), 1);
    const gates = shown.items.filter(isGate);
    expect(gates).toHaveLength(3);
    for (const item of gates) expect(item.face.x, item.id).toBeGreaterThan(middle(line[0]));
    const straight = shown.edges.find(({ to, points }) => to?.endsWith('Multiply1') && points.length === 2);
    expect(straight?.points.map(([x]) => x)).toEqual([middle(line[0]), middle(line[0])]);
  });
});

test('equal boxes are laid out once', async () => {
  const asked: LayeredGraph[] = [];
  const counted = remembering((graph) => {
    asked.push(graph);
    return layered(graph);
  });
  const open = ['Bottleneck4/repeat', 'Bottleneck5/equal', 'Bottleneck5', 'Bottleneck6', 'Bottleneck7'];
  const shown = await arrange(diagram(sample('resnet50'), open), counted);
  expect(shown.items.filter((item) => item.id.endsWith('.Add1'))).toHaveLength(3);
  expect(asked).toHaveLength(1);
});

test('a line of items stands as ELK would have it', async () => {
  const chain: LayeredGraph = {
    nodes: [
      { width: 1, height: 1, ports: [{ x: 0.5, side: 'bottom' }], row: 'first' },
      {
        width: 330,
        height: 66,
        ports: [
          { x: 165, side: 'top' },
          { x: 165, side: 'bottom' },
        ],
      },
      {
        width: 700,
        height: 300,
        ports: [
          { x: 100, side: 'top' },
          { x: 120, side: 'bottom' },
        ],
      },
      { width: 1, height: 1, ports: [{ x: 0.5, side: 'top' }], row: 'last' },
    ],
    edges: [
      { from: [0, 0], to: [1, 0], straight: true, width: 1 },
      { from: [2, 1], to: [3, 0], straight: true, width: 1 },
      { from: [1, 1], to: [2, 0], straight: true, width: 1 },
    ],
  };
  const own = chainLayout(chain);
  const elks = await layered(chain);
  expect(own?.height).toBeCloseTo(elks.height, 5);
  expect(own?.nodes.map(([, y]) => y)).toEqual(elks.nodes.map(([, y]) => y));
  own?.edges.forEach((points) => expect(points[0]?.[0]).toBe(points[1]?.[0]));
});

test('what is no line is left to ELK', () => {
  const node = {
    width: 10,
    height: 10,
    ports: [
      { x: 5, side: 'top' as const },
      { x: 5, side: 'bottom' as const },
    ],
  };
  const edge = (from: number, to: number): LayeredGraph['edges'][number] => ({
    from: [from, 1],
    to: [to, 0],
    straight: true,
    width: 1,
  });
  expect(chainLayout({ nodes: [node, node, node], edges: [edge(0, 1), edge(0, 2)] })).toBeUndefined();
  expect(chainLayout({ nodes: [node, node, node], edges: [edge(0, 2), edge(1, 2)] })).toBeUndefined();
  expect(chainLayout({ nodes: [node, node, node], edges: [edge(1, 2), edge(2, 1)] })).toBeUndefined();
  expect(chainLayout({ nodes: [node, node], edges: [] })).toBeUndefined();
});

test('a volume for every resolution, the last of its channels, each lower than the one before', async () => {
  const { volumes } = await arrange(diagram(sample('resnet50')), layered);
  expect(volumes.map((volume) => volume.shape)).toEqual([
    [224, 224, 3],
    [112, 112, 64],
    [56, 56, 256],
    [28, 28, 512],
    [14, 14, 1024],
    [7, 7, 2048],
    [1000],
  ]);
  volumes.forEach((volume, index) => {
    const next = volumes[index + 1];
    if (!next) return;
    expect(next.y - next.face).toBeGreaterThan(volume.y);
    expect(next.face).toBeLessThan(volume.face);
  });
});

test('edges grow with the channels', async () => {
  const { edges } = await arrange(diagram(sample('resnet50')), layered);
  const widths = edges.map((edge) => edge.width);
  expect([...widths].slice(0, 7)).toEqual([...widths].slice(0, 7).sort((a, b) => a - b));
});
