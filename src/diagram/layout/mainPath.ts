/** The line of a container that carries most of its layers, and what stands beside it. */
import type { DiagramBody, DiagramEdge, DiagramEnd, DiagramItem } from '../../protocol/diagram.ts';

export interface MainPath {
  /** Items on it. */
  readonly items: ReadonlySet<string>;
  readonly edges: ReadonlySet<DiagramEdge>;
  /** Items of it with no other branch than shortcuts beside them. */
  readonly alone: ReadonlySet<string>;
}

const START = '';
const END = 'end';

const key = (end: DiagramEnd): string => ('item' in end ? `item ${end.item}` : 'input' in end ? START : END);

/** The heaviest way from where values enter to where they leave, by layers; linear in the edges. */
export function mainPath(body: DiagramBody): MainPath {
  const weights = new Map(body.items.map((item) => [`item ${item.id}`, weightOf(item)]));
  const entering = enteringEdges(body);
  const best = new Map<string, { readonly weight: number; readonly by?: DiagramEdge }>([
    [START, { weight: 0 }],
  ]);
  const visit = (at: string): void => {
    let chosen: { weight: number; by?: DiagramEdge } = { weight: 0 };
    for (const edge of entering.get(at) ?? []) {
      // Neither a shortcut nor a gate is ever the main path, however many layers are on it.
      const isMain = edge.role === 'main' && edge.gate !== true;
      const weight = (best.get(key(edge.from))?.weight ?? 0) + (isMain ? 1e-6 : -1e6);
      if (chosen.by === undefined || weight > chosen.weight) chosen = { weight, by: edge };
    }
    best.set(at, { ...chosen, weight: chosen.weight + (weights.get(at) ?? 0) });
  };
  for (const item of body.items) visit(`item ${item.id}`);
  visit(END);

  const items = new Set<string>();
  const edges = new Set<DiagramEdge>();
  let at = best.get(END)?.by ? END : lastItem(body);
  for (let { by } = best.get(at) ?? {}; ;) {
    if (at.startsWith('item ')) items.add(at.slice('item '.length));
    if (!by) break;
    edges.add(by);
    at = key(by.from);
    by = best.get(at)?.by;
  }
  return { items, edges, alone: withoutNeighbours(body, items, edges) };
}

/** By convolutions and dense layers; boxes as if they held a few of them a time. */
function weightOf(item: DiagramItem): number {
  if (item.auxiliary) return 0;
  if (item.type === 'box') return 3 * item.count;
  return item.kind === 'convolution' || item.kind === 'dense' ? 1 : 0.1;
}

function lastItem(body: DiagramBody): string {
  const last = body.items.findLast((item) => !item.auxiliary) ?? body.items.at(-1);
  return last ? `item ${last.id}` : START;
}

/** Items of the path that no branch but shortcuts and auxiliaries runs alongside. */
function withoutNeighbours(
  body: DiagramBody,
  path: ReadonlySet<string>,
  pathEdges: ReadonlySet<DiagramEdge>,
): ReadonlySet<string> {
  const order = body.items.filter((item) => path.has(item.id)).map((item) => item.id);
  const position = new Map(order.map((id, index) => [`item ${id}`, index]));
  /** For every node beside the path: where on the path its branch began. */
  const began = new Map<string, number>();
  /** By place on the path: how many branches begin to run beside it there, less those that end. */
  const begins = new Int32Array(order.length + 1);
  const start = (from: DiagramEnd): number => position.get(key(from)) ?? began.get(key(from)) ?? -1;
  const entering = enteringEdges(body);

  const cover = (edge: DiagramEdge, until: number): void => {
    // A bare edge needs little room.
    if (edge.role !== 'main' || pathEdges.has(edge) || path.has('item' in edge.from ? edge.from.item : ''))
      return;
    if ('input' in edge.from) return;
    const from = start(edge.from) + 1;
    if (from >= until) return;
    begins[from]!++;
    begins[until]!--;
  };
  for (const item of body.items) {
    const at = `item ${item.id}`;
    const incoming = entering.get(at) ?? [];
    const onPath = position.get(at);
    if (onPath === undefined)
      began.set(
        at,
        incoming.reduce((least, edge) => Math.min(least, start(edge.from)), order.length),
      );
    else incoming.forEach((edge) => cover(edge, onPath));
  }
  (entering.get(END) ?? []).forEach((edge) => cover(edge, order.length));
  let beside = 0;
  return new Set(order.filter((_, index) => (beside += begins[index] ?? 0) === 0));
}

/** By where they lead. */
function enteringEdges({ edges }: DiagramBody): ReadonlyMap<string, readonly DiagramEdge[]> {
  const entering = new Map<string, DiagramEdge[]>();
  for (const edge of edges) {
    const to = key(edge.to);
    const known = entering.get(to);
    if (known) known.push(edge);
    else entering.set(to, [edge]);
  }
  return entering;
}
