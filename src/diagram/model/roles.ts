/** Which edges go around layers to a merge, what the source calls them, and which bring a merge its gates. */
import type { DiagramEdge, DiagramEnd, DiagramItem } from '../../protocol/diagram.ts';
import type { Step } from './steps.ts';

interface Branch {
  readonly edges: readonly DiagramEdge[];
  /** Convolutions and dense layers on it, others counting little; infinite where it merges itself. */
  readonly weight: number;
}

/**
 * The edges of one container with their roles. A merge's operand is a shortcut when it comes straight
 * from where the others branched off, or, but for a Concat, with fewer layers in between (a projection).
 * `steps` are the container's layers and calls by item; `namesOf` what the source calls an edge's value.
 */
export function withRoles(
  items: readonly DiagramItem[],
  edges: readonly DiagramEdge[],
  steps: ReadonlyMap<string, Step>,
  namesOf: (edge: DiagramEdge) => readonly string[],
): DiagramEdge[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const leaving = new Map<string, number>();
  const entering = new Map<string, DiagramEdge[]>();
  for (const edge of edges) {
    leaving.set(endKey(edge.from), (leaving.get(endKey(edge.from)) ?? 0) + 1);
    if (!('item' in edge.to)) continue;
    const known = entering.get(edge.to.item);
    if (known) known.push(edge);
    else entering.set(edge.to.item, [edge]);
  }

  const branchTo = (last: DiagramEdge): Branch => {
    const branch = [last];
    let weight = 0;
    for (let { from } = last; ;) {
      if (!('item' in from) || (leaving.get(endKey(from)) ?? 0) > 1) break;
      const item = byId.get(from.item);
      const [before, ...others] = entering.get(from.item) ?? [];
      if (!item || !before) break;
      if (others.length > 0) return { edges: branch, weight: Infinity };
      weight += weightOf(item, steps.get(item.id));
      branch.push(before);
      from = before.from;
    }
    return { edges: branch, weight };
  };

  const shortcuts = new Set<DiagramEdge>();
  const gating = new Set<DiagramEdge>();
  for (const [id, step] of steps) {
    const { node } = step;
    if (node.kind !== 'layer' || node.layer.operands !== 'many') continue;
    const applied = step.analysed.layers[node.index]?.applied;
    const gates = (applied && node.layer.gates?.(applied)) ?? [];
    if (gates.length > 0) {
      for (const edge of entering.get(id) ?? [])
        if ('item' in edge.to && gates.includes(edge.to.port)) gating.add(edge);
      continue;
    }
    const branches = (entering.get(id) ?? []).map(branchTo);
    const most = branches.reduce((heaviest, { weight }) => Math.max(heaviest, weight), 0);
    for (const branch of branches) {
      const direct = branch.edges.length === 1;
      if (branch.weight < most && (direct || node.layer.name !== 'Concat')) {
        branch.edges.forEach((edge) => shortcuts.add(edge));
      }
    }
  }
  return edges.map((edge) => {
    if (gating.has(edge)) return { ...edge, gate: true };
    if (edge.role !== 'main' || !shortcuts.has(edge)) return edge;
    const isFirst = endKey(edge.from).startsWith('input') || (leaving.get(endKey(edge.from)) ?? 0) > 1;
    const isLast =
      'item' in edge.to &&
      steps.get(edge.to.item)?.node.kind === 'layer' &&
      byId.get(edge.to.item)?.kind === 'merge';
    const own = 'item' in edge.from ? byId.get(edge.from.item)?.label : undefined;
    const name = namesOf(edge).find((each) => each !== own && each !== 'input');
    return { ...edge, role: 'shortcut', label: isFirst && isLast ? name : undefined };
  });
}

function weightOf(item: DiagramItem, step: Step | undefined): number {
  if (item.type === 'box') return 3 * item.count;
  return step?.node.kind === 'layer' && step.node.layer.countsInDepth ? 1 : 0.1;
}

function endKey(end: DiagramEnd): string {
  if ('item' in end) return `item ${end.item} ${end.port}`;
  return 'input' in end ? `input ${end.input}` : `output ${end.output}`;
}
