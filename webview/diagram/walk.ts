/** Where the arrow keys lead: down and up along the network, in and out of its boxes, sideways to branches. */
import type { PositionedDiagram, PositionedItem } from '../../src/protocol/diagram.ts';

export class Walk {
  readonly #items: ReadonlyMap<string, PositionedItem>;
  readonly #diagram: PositionedDiagram;
  /** By the box that holds them; in reading order. */
  readonly #children = new Map<string | undefined, PositionedItem[]>();

  constructor(diagram: PositionedDiagram) {
    this.#diagram = diagram;
    this.#items = new Map(diagram.items.map((item) => [item.id, item]));
    for (const item of diagram.items) {
      const siblings = this.#children.get(item.parent);
      if (siblings) siblings.push(item);
      else this.#children.set(item.parent, [item]);
    }
    for (const siblings of this.#children.values()) siblings.sort((a, b) => a.y - b.y || a.x - b.x);
  }

  first(): string | undefined {
    return this.#children.get(undefined)?.[0]?.id;
  }

  last(): string | undefined {
    return this.#children.get(undefined)?.at(-1)?.id;
  }

  firstInside(id: string): string | undefined {
    return this.#children.get(id)?.[0]?.id;
  }

  parent(id: string): string | undefined {
    return this.#items.get(id)?.parent;
  }

  down(id: string): string | undefined {
    return this.firstInside(id) ?? this.#after(id);
  }

  #after(id: string): string | undefined {
    const edges = this.#diagram.edges.filter((edge) => edge.from === id && edge.to !== undefined);
    const edge = edges.find(({ role }) => role === 'main') ?? edges[0];
    if (edge) return edge.to;
    const parent = this.parent(id);
    return parent === undefined ? undefined : this.#after(parent);
  }

  up(id: string): string | undefined {
    const edges = this.#diagram.edges.filter((edge) => edge.to === id && edge.from !== undefined);
    const edge = edges.find(({ role }) => role === 'main') ?? edges[0];
    if (edge?.from === undefined) return this.parent(id);
    // Into the box above, from below.
    let last = edge.from;
    for (let inside = this.#children.get(last)?.at(-1); inside; inside = this.#children.get(last)?.at(-1)) {
      last = inside.id;
    }
    return last;
  }

  /** The branch beside it: -1 to the left, 1 to the right. */
  beside(id: string, direction: -1 | 1): string | undefined {
    const item = this.#items.get(id);
    if (!item) return undefined;
    const siblings = (this.#children.get(item.parent) ?? []).filter(
      (other) =>
        other !== item &&
        Math.sign(other.x + other.width / 2 - item.x - item.width / 2) === direction &&
        other.y < item.y + item.height &&
        item.y < other.y + other.height,
    );
    siblings.sort((a, b) => direction * (a.x - b.x));
    return siblings[0]?.id;
  }
}
