/** How a receptive field came to be as large as it is: the steps, of those shown, that made it grow. */
import type { Extent, PositionedDiagram, PositionedItem } from '../../src/protocol/diagram.ts';
import { itemText } from '../../src/diagram/layout/metrics.ts';

interface GrowthStep {
  readonly title: string;
  readonly before: Extent;
  readonly after: Extent;
}

/** From the input to the item, along the operand that sees most at every merge. */
export function growth(diagram: PositionedDiagram, id: string): GrowthStep[] {
  const items = new Map(diagram.items.map((item) => [item.id, item]));
  const sizeOf = (item: PositionedItem | undefined): Extent => {
    const field = item?.facts.field;
    return typeof field === 'object' ? field.size : [1, 1];
  };
  const steps: GrowthStep[] = [];
  let at = items.get(id);
  for (let left = diagram.items.length; at && left > 0; left--) {
    const before = widest(diagram, items, at);
    const [now, then] = [sizeOf(at), sizeOf(before)];
    // An opened box is told by what is in it.
    if (!at.open && typeof at.facts.field === 'object' && (now[0] !== then[0] || now[1] !== then[1])) {
      steps.unshift({ title: itemText(at).title, before: then, after: now });
    }
    at = before;
  }
  return steps;
}

/** What an item reads from that sees most; into opened boxes from below, out of them at their top. */
function widest(
  diagram: PositionedDiagram,
  items: ReadonlyMap<string, PositionedItem>,
  item: PositionedItem,
): PositionedItem | undefined {
  let at: PositionedItem | undefined = item;
  while (at) {
    const { id, parent }: PositionedItem = at;
    const sources = diagram.edges.filter((edge) => edge.to === id);
    const from = most(sources.flatMap((edge) => items.get(edge.from ?? '') ?? []));
    if (from && !sources.some((edge) => edge.from === undefined && area(from) <= 1))
      return innermost(diagram, items, from);
    at = parent === undefined ? undefined : items.get(parent);
  }
  return undefined;
}

function innermost(
  diagram: PositionedDiagram,
  items: ReadonlyMap<string, PositionedItem>,
  item: PositionedItem,
): PositionedItem {
  let at = item;
  while (at.open) {
    const { id } = at;
    const leaving = diagram.edges.filter((edge) => edge.container === id && edge.to === undefined);
    const inner = most(leaving.flatMap((edge) => items.get(edge.from ?? '') ?? []));
    if (!inner) break;
    at = inner;
  }
  return at;
}

const area = (item: PositionedItem): number => {
  const { field } = item.facts;
  return field === 'global' ? Infinity : field === undefined ? 0 : field.size[0] * field.size[1];
};

function most(items: readonly PositionedItem[]): PositionedItem | undefined {
  return items.reduce<PositionedItem | undefined>(
    (best, item) => (!best || area(item) > area(best) ? item : best),
    undefined,
  );
}
