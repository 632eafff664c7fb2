/**
 * From the diagram model to the positioned diagram. Every opened box is laid out by itself, from the inside
 * outwards, and stands in its container as one node with fixed ports: so equal boxes are laid out once
 * (`layered` may remember), and what is open in one never bends the lines of another.
 */
import type {
  DiagramBody,
  DiagramEdge,
  DiagramItem,
  DiagramModel,
  PositionedDiagram,
  PositionedEdge,
  PositionedItem,
} from '../../protocol/diagram.ts';
import type { Arranged, Point, Route } from './arranged.ts';
import { closedBlock, openBlock } from './blocks.ts';
import { chainLayout } from './chain.ts';
import { columnLayout, layeringSize } from './column.ts';
import type { Layered, LayeredEnd, LayeredGraph, LayeredNode, LayeredPort } from './layered.ts';
import { mainPath } from './mainPath.ts';
import type { MainPath } from './mainPath.ts';
import { MARGIN, VOLUME_COLUMN, edgeWidth, naturalWidth } from './metrics.ts';
import { place } from './positions.ts';
import { volumesOf } from './volumes.ts';

/** The width that items standing alone on the main path have at least, so that their shapes stand in a column. */
const COLUMN_WIDTH = 330;

export async function arrange(model: DiagramModel, layered: Layered): Promise<PositionedDiagram> {
  const root = await arrangeBody(model.body, 0, 0, affordable(layered));
  const items: PositionedItem[] = [];
  const edges: PositionedEdge[] = [];
  const onPath = new Set<string>();
  place(root, VOLUME_COLUMN, MARGIN, undefined, { items, edges, onPath });
  const volumes = volumesOf(items, onPath);
  const lowest = Math.max(0, ...volumes.map((volume) => volume.y + 30));
  const { body: _, ...rest } = model;
  return {
    ...rest,
    width: VOLUME_COLUMN + root.width + MARGIN,
    height: Math.max(root.height + 2 * MARGIN, lowest),
    items,
    edges,
    volumes,
  };
}

/**
 * What a layered layout may take, by `layeringSize`: of one container, and of all different ones of a diagram
 * together. The largest network of the samples, all open, takes 129 and 400; NASNet-A 1,000.
 */
const MOST_OF_ONE = 500;
const MOST_OF_ALL = 1_100;

/** As long as there is room; what is larger stands in one column. */
function affordable(layered: Layered): Layered {
  const known = new Set<string>();
  let left = MOST_OF_ALL;
  return (graph) => {
    const size = layeringSize(graph);
    if (size > MOST_OF_ONE) return Promise.resolve(columnLayout(graph));
    const key = JSON.stringify(graph);
    if (!known.has(key)) {
      if (size > left) return Promise.resolve(columnLayout(graph));
      known.add(key);
      left -= size;
    }
    return layered(graph);
  };
}

async function arrangeBody(
  body: DiagramBody,
  inputs: number,
  outputs: number,
  layered: Layered,
): Promise<Arranged> {
  const path = mainPath(body);
  const contents = new Map<string, Arranged>();
  for (const item of body.items) {
    if (item.type === 'box' && item.content) {
      contents.set(item.id, await arrangeBody(item.content, item.inputs, item.outputs, layered));
    }
  }
  const closed = body.items.filter((item) => !contents.has(item.id));
  const column = Math.max(
    COLUMN_WIDTH,
    ...closed.filter((item) => path.alone.has(item.id)).map(naturalWidth),
  );
  const besideTo = new Map<string, Set<number>>();
  for (const { to, role, gate } of body.edges) {
    if (!('item' in to) || (role !== 'shortcut' && gate !== true)) continue;
    besideTo.set(to.item, (besideTo.get(to.item) ?? new Set()).add(to.port));
  }
  const operands = operandsOf(body.edges);
  const blocks = fromLeft(body, path).map((item) => {
    const content = contents.get(item.id);
    if (content && item.type === 'box') return openBlock(item, content);
    const width = path.alone.has(item.id) ? column : naturalWidth(item);
    const entering = operands.get(item.id) ?? 0;
    const beside = entering > 1 ? besideTo.get(item.id) : undefined;
    return closedBlock(item, width, entering, beside ?? new Set());
  });

  // What enters and leaves stands as points: above the items, and below.
  const nodes: LayeredNode[] = blocks.map((block) => ({
    width: block.width,
    height: block.height,
    ports: [...block.inputs.map(top), ...block.outputs.map(foot)],
  }));
  const borderInputs = Array.from({ length: inputs }, (_, index) => blocks.length + index);
  const borderOutputs = Array.from({ length: outputs }, (_, index) => blocks.length + inputs + index);
  for (const _ of borderInputs) nodes.push({ width: 1, height: 1, ports: [foot(0.5)], row: 'first' });
  for (const _ of borderOutputs) nodes.push({ width: 1, height: 1, ports: [top(0.5)], row: 'last' });

  const indexes = new Map(blocks.map(({ item }, index) => [item.id, index]));
  const endOf = (end: DiagramEdge['from'], isSource: boolean): LayeredEnd => {
    if ('input' in end) return [borderInputs[end.input] ?? 0, 0];
    if ('output' in end) return [borderOutputs[end.output] ?? 0, 0];
    const index = indexes.get(end.item) ?? 0;
    const block = blocks[index];
    const own = isSource ? (block?.outputs.length ?? 1) : (block?.inputs.length ?? 1);
    const port = Math.min(end.port, Math.max(0, own - 1));
    return [index, isSource ? (block?.inputs.length ?? 0) + port : port];
  };
  // Main edges first: the layout keeps their order, so that shortcuts stand at the right.
  const ordered = [...body.edges].sort((a, b) => rank(a, path) - rank(b, path));
  const graph: LayeredGraph = {
    nodes,
    besideGates: ordered.some(({ gate }) => gate),
    edges: ordered.map((edge) => ({
      from: endOf(edge.from, true),
      to: endOf(edge.to, false),
      straight: path.edges.has(edge),
      width: edgeWidth(edge.shape),
    })),
  };
  const laidOut = chainLayout(graph) ?? (await layered(graph));
  const at = (index: number): Point => laidOut.nodes[index] ?? [0, 0];
  const routes = ordered.map((edge, index) => ({ edge, points: laidOut.edges[index] ?? [] }));
  const entry = centredEntry(
    routes,
    borderInputs.length,
    borderOutputs[0] === undefined ? undefined : at(borderOutputs[0])[0] + 0.5,
    Math.min(...blocks.map((_, index) => at(index)[1])),
  );
  return {
    width: laidOut.width,
    height: laidOut.height,
    // In the model's order again, which is the reading order.
    items: body.items.flatMap(({ id }) => {
      const index = indexes.get(id) ?? -1;
      const block = blocks[index];
      const [x, y] = at(index);
      return block ? [{ ...block, x, y }] : [];
    }),
    edges: entry?.routes ?? routes,
    inputs: borderInputs.map((index) => entry?.x ?? at(index)[0] + 0.5),
    outputs: borderOutputs.map((index) => at(index)[0] + 0.5),
    path,
  };
}

/**
 * Where a value enters and branches at once, the layout may set it above any of the branches. It is moved
 * above where the result leaves, so that the line through the box is straight outside of it: between the
 * border and the first row of items there is nothing but these edges. Undefined where nothing is to do.
 */
function centredEntry(
  routes: readonly Route[],
  inputs: number,
  x: number | undefined,
  firstRow: number,
): { readonly routes: readonly Route[]; readonly x: number } | undefined {
  const entering = routes.filter(({ edge }) => 'input' in edge.from);
  if (inputs !== 1 || x === undefined || entering.length < 2) return undefined;
  const [first] = entering[0]?.points ?? [];
  if (!first || Math.abs(first[0] - x) < 0.5) return undefined;
  // One that first turns further below passes the first row straight.
  const turns = entering.flatMap(({ points }) =>
    points.length > 2 && points[1] && points[1][1] < firstRow ? [points[1][1]] : [],
  );
  if (turns.length === 0) return undefined;
  const turn = Math.min(...turns);
  const moved = routes.map((route): Route => {
    if (!('input' in route.edge.from)) return route;
    const [, second, ...others] = route.points;
    if (!second) return route;
    const isStraight = others.length === 0 || second[1] >= firstRow;
    const y = isStraight ? turn : second[1];
    const rest: readonly Point[] = isStraight ? [[second[0], y], second, ...others] : others;
    return { ...route, points: [[x, first[1]], [x, y], ...rest] };
  });
  return { routes: moved, x };
}

const top = (x: number): LayeredPort => ({ x, side: 'top' });
const foot = (x: number): LayeredPort => ({ x, side: 'bottom' });

/**
 * Items beside each other keep this order: those of shortcuts and gates stand right of the others, then
 * auxiliaries.
 */
function fromLeft(body: DiagramBody, path: MainPath): DiagramItem[] {
  const ofShortcuts = new Set(
    body.edges.flatMap(({ from, role }) => (role === 'shortcut' && 'item' in from ? [from.item] : [])),
  );
  const entered = new Set(
    body.edges.flatMap(({ to, role }) => (role === 'shortcut' && 'item' in to ? [to.item] : [])),
  );
  const leaving = new Map<string, DiagramEdge[]>();
  for (const edge of body.edges) {
    if (!('item' in edge.from)) continue;
    const known = leaving.get(edge.from.item);
    if (known) known.push(edge);
    else leaving.set(edge.from.item, [edge]);
  }
  const ofGates = new Set<string>();
  // Backwards, as every source stands before what reads it.
  for (const { id } of [...body.items].reverse()) {
    const gates = leaving.get(id)?.every(({ to, gate }) => gate ?? ('item' in to && ofGates.has(to.item)));
    if (gates === true && !path.items.has(id)) ofGates.add(id);
  }
  const place = ({ id, auxiliary }: DiagramItem): number =>
    auxiliary ? 2 : (ofShortcuts.has(id) && entered.has(id)) || ofGates.has(id) ? 1 : 0;
  // A body that stands in an auxiliary head is one as a whole.
  return body.items.every((item) => item.auxiliary)
    ? [...body.items]
    : [...body.items].sort((a, b) => place(a) - place(b));
}

function rank(edge: DiagramEdge, path: MainPath): number {
  if (path.edges.has(edge)) return 0;
  return edge.role === 'main' ? 1 : edge.role === 'shortcut' ? 2 : 3;
}

function operandsOf(edges: readonly DiagramEdge[]): Map<string, number> {
  const operands = new Map<string, number>();
  for (const { to } of edges) {
    if ('item' in to) operands.set(to.item, Math.max(operands.get(to.item) ?? 0, to.port + 1));
  }
  return operands;
}
