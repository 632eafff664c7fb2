/**
 * A layout for any graph in time that grows with it and no faster: everything in one column, in an order in which every
 * source stands above what reads it; what does not lead to the next row goes around on lanes at the right. For
 * graphs that a search for few crossings would take too long for.
 */
import { ROW_SPACING } from './chain.ts';
import type { LayeredEdge, LayeredEnd, LayeredGraph, LayeredLayout } from './layered.ts';

/** Between two lanes, and between the widest row and the first of them. */
const LANE_SPACING = 10;
const LANES_BEGIN = 26;
/** More lanes than this are shared. */
const MOST_LANES = 40;

/**
 * How much work a layered layout of the graph is: its nodes, and for every edge a bend in each row that it passes.
 * Rows are counted by the longest way from where values enter.
 */
export function layeringSize({ nodes, edges }: LayeredGraph): number {
  const row = new Float64Array(nodes.length);
  const leaving = edgesFrom({ nodes, edges });
  for (const node of topDown({ nodes, edges })) {
    for (const { to } of leaving[node] ?? []) row[to[0]] = Math.max(row[to[0]]!, row[node]! + 1);
  }
  return edges.reduce((size, { from, to }) => size + Math.max(1, row[to[0]]! - row[from[0]]!), nodes.length);
}

export function columnLayout(graph: LayeredGraph): LayeredLayout {
  const { nodes, edges } = graph;
  const order = topDown(graph);
  const rank = new Int32Array(nodes.length);
  order.forEach((node, index) => (rank[node] = index));
  const follows = ({ from, to }: LayeredEdge): boolean => rank[to[0]] === rank[from[0]]! + 1;

  const lefts = new Float64Array(nodes.length);
  const tops = new Float64Array(nodes.length);
  const straight = new Map(edges.filter(follows).map((edge) => [edge.to[0], edge]));
  let y = 0;
  for (const node of order) {
    const edge = straight.get(node);
    // Below what leads to it, so that the line is straight.
    if (edge) lefts[node] = lefts[edge.from[0]]! + portX(graph, edge.from) - portX(graph, edge.to);
    tops[node] = y;
    y += (nodes[node]?.height ?? 0) + ROW_SPACING;
  }
  const leftmost = lefts.reduce((least, left) => Math.min(least, left), Infinity);
  lefts.forEach((left, node) => (lefts[node] = left - leftmost));
  const widest = nodes.reduce((most, { width }, node) => Math.max(most, lefts[node]! + width), 0);

  const lanes = lanesOf(edges, rank);
  const routes = edges.map((edge, index) => {
    const { from, to } = edge;
    const start = [
      lefts[from[0]]! + portX(graph, from),
      tops[from[0]]! + (nodes[from[0]]?.height ?? 0),
    ] as const;
    const end = [lefts[to[0]]! + portX(graph, to), tops[to[0]]!] as const;
    const lane = lanes[index];
    if (lane === undefined) {
      if (Math.abs(start[0] - end[0]) < 0.5) return [start, end];
      const between = (start[1] + end[1]) / 2;
      return [start, [start[0], between] as const, [end[0], between] as const, end];
    }
    const x = widest + LANES_BEGIN + lane * LANE_SPACING;
    const [out, back] = [start[1] + ROW_SPACING / 3, end[1] - ROW_SPACING / 3];
    return [start, [start[0], out], [x, out], [x, back], [end[0], back], end] as const;
  });
  const used = lanes.reduce<number>((most, lane) => Math.max(most, lane === undefined ? 0 : lane + 1), 0);
  return {
    width: widest + (used === 0 ? 0 : LANES_BEGIN + used * LANE_SPACING),
    height: Math.max(0, y - ROW_SPACING),
    nodes: nodes.map((_, node) => [lefts[node]!, tops[node]!]),
    edges: routes,
  };
}

/** By edge: the lane that it goes around on, the next free one; undefined for what leads to the next row. */
function lanesOf(edges: readonly LayeredEdge[], rank: Int32Array): readonly (number | undefined)[] {
  const lanes: (number | undefined)[] = edges.map(() => undefined);
  /** By lane: the row that it is free from. */
  const free: number[] = [];
  /** What comes from one port goes along together. */
  const shared = new Map<string, number>();
  const around = [...edges.keys()]
    .filter((index) => rank[edges[index]!.to[0]] !== rank[edges[index]!.from[0]]! + 1)
    .sort((a, b) => rank[edges[a]!.from[0]]! - rank[edges[b]!.from[0]]!);
  for (const index of around) {
    const { from, to } = edges[index]!;
    const [first, last] = [rank[from[0]]!, rank[to[0]]!];
    const key = from.join(' ');
    let lane = shared.get(key) ?? free.findIndex((row) => row <= first);
    if (lane < 0) lane = free.length < MOST_LANES ? free.length : index % MOST_LANES;
    free[lane] = Math.max(free[lane] ?? 0, last);
    shared.set(key, lane);
    lanes[index] = lane;
  }
  return lanes;
}

/** The nodes, every source before what reads it; where values enter first, where they leave last. */
function topDown(graph: LayeredGraph): number[] {
  const { nodes, edges } = graph;
  const leaving = edgesFrom(graph);
  const missing = new Int32Array(nodes.length);
  for (const { to } of edges) missing[to[0]]!++;
  const isFirst = (node: number): boolean => nodes[node]?.row === 'first';
  const isLast = (node: number): boolean => nodes[node]?.row === 'last';
  const ready = [...nodes.keys()].filter((node) => missing[node] === 0 && !isLast(node));
  // Taken from the end: where values enter, then in the given order.
  ready.sort((a, b) => Number(isFirst(a)) - Number(isFirst(b)) || b - a);
  const order: number[] = [];
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    order.push(node);
    const next: number[] = [];
    for (const { to } of leaving[node] ?? []) if (--missing[to[0]]! === 0 && !isLast(to[0])) next.push(to[0]);
    for (const other of next.sort((a, b) => b - a)) ready.push(other);
  }
  return [...order, ...[...nodes.keys()].filter(isLast)];
}

function edgesFrom({ nodes, edges }: LayeredGraph): readonly LayeredEdge[][] {
  const leaving = nodes.map<LayeredEdge[]>(() => []);
  for (const edge of edges) leaving[edge.from[0]]?.push(edge);
  return leaving;
}

function portX({ nodes }: LayeredGraph, [node, port]: LayeredEnd): number {
  return nodes[node]?.ports[port]?.x ?? 0;
}
