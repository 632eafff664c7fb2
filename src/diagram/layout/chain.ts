/** Items one after the other, with nothing beside them: most containers are that, and need no search for a layout. */
import type { LayeredEdge, LayeredGraph, LayeredLayout } from './layered.ts';

/** Between two rows, as elkGraph.ts asks of ELK. */
export const ROW_SPACING = 24;

/**
 * The layout of a graph that is one line: every value leaves straight below where it entered. Undefined for
 * any other graph.
 */
export function chainLayout({ nodes, edges }: LayeredGraph): LayeredLayout | undefined {
  if (nodes.length === 0 || edges.length !== nodes.length - 1) return undefined;
  const leaving = new Map<number, LayeredEdge>();
  const entered = new Set<number>();
  for (const edge of edges) {
    if (leaving.has(edge.from[0]) || entered.has(edge.to[0])) return undefined;
    leaving.set(edge.from[0], edge);
    entered.add(edge.to[0]);
  }
  const first = nodes.findIndex((_, index) => !entered.has(index));
  const lefts = new Map<number, number>();
  const tops = new Map<number, number>();
  let [left, y] = [0, 0];
  for (let at: number | undefined = first; at !== undefined;) {
    const node = nodes[at];
    // A ring beside a line has as many edges as a line has.
    if (!node || lefts.has(at)) return undefined;
    lefts.set(at, left);
    tops.set(at, y);
    const edge = leaving.get(at);
    if (edge) left += portX({ nodes, edges }, edge.from) - portX({ nodes, edges }, edge.to);
    y += node.height + ROW_SPACING;
    at = edge?.to[0];
  }
  if (lefts.size !== nodes.length) return undefined;

  const leftmost = Math.min(...lefts.values());
  const placed = nodes.map((_, index) => [(lefts.get(index) ?? 0) - leftmost, tops.get(index) ?? 0] as const);
  return {
    width: Math.max(...nodes.map((node, index) => (placed[index]?.[0] ?? 0) + node.width)),
    height: y - ROW_SPACING,
    nodes: placed,
    edges: edges.map(({ from, to }) => {
      const x = (placed[from[0]]?.[0] ?? 0) + portX({ nodes, edges }, from);
      return [
        [x, (placed[from[0]]?.[1] ?? 0) + (nodes[from[0]]?.height ?? 0)],
        [x, placed[to[0]]?.[1] ?? 0],
      ] as const;
    }),
  };
}

function portX({ nodes }: LayeredGraph, [node, port]: readonly [number, number]): number {
  return nodes[node]?.ports[port]?.x ?? 0;
}
