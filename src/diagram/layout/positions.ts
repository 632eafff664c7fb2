/** From containers laid out by themselves to absolute positions. */
import type {
  DiagramBox,
  DiagramChip,
  DiagramItem,
  DiagramItemBase,
  PositionedChip,
  PositionedEdge,
  PositionedItem,
} from '../../protocol/diagram.ts';
import type { Arranged, Block } from './arranged.ts';
import { CHIP_GAP, CHIP_HEIGHT, CHIP_INDENT, FRAME_HEADER, chipWidth, edgeWidth } from './metrics.ts';

interface Positioned {
  readonly items: PositionedItem[];
  readonly edges: PositionedEdge[];
  /** Items on the main path of the network and of what is open on it. */
  readonly onPath: Set<string>;
}

/** Writes a container's items and edges with their absolute positions. */
export function place(
  arranged: Arranged,
  x: number,
  y: number,
  parent: Block | undefined,
  into: Positioned,
): void {
  const parentId = parent?.item.id;
  for (const block of arranged.items) {
    const { item } = block;
    const left = x + block.x;
    const above = y + block.y;
    const face = { ...block.face, x: left + block.face.x, y: above + block.face.y };
    const { chipsAbove, chipsBelow, ...base } = item;
    into.items.push({
      ...withoutContent(base),
      x: left,
      y: above,
      width: block.width,
      height: block.height,
      face,
      titleX: block.titleX ?? 0,
      count: item.type === 'box' ? item.count : 1,
      closable: item.type === 'box' && item.closable,
      open: block.content !== undefined,
      parent: parentId,
      chips: [
        ...chipRow(chipsAbove, left, above),
        ...chipRow(chipsBelow, left, face.y + face.height + CHIP_GAP),
      ],
    });
    const isOnPath =
      arranged.path.items.has(item.id) && (parentId === undefined || into.onPath.has(parentId));
    if (isOnPath) into.onPath.add(item.id);
    if (block.content) {
      place(block.content, left + (block.contentX ?? 0), face.y + FRAME_HEADER, block, into);
    }
  }

  const blocks = new Map(arranged.items.map((block) => [block.item.id, block]));
  for (const { edge, points } of arranged.edges) {
    const absolute = points.map(([px, py]): [number, number] => [x + px, y + py]);
    const first = absolute[0];
    const last = absolute.at(-1);
    if (!first || !last) continue;
    const from = 'item' in edge.from ? blocks.get(edge.from.item) : undefined;
    const to = 'item' in edge.to ? blocks.get(edge.to.item) : undefined;
    // Chips stand on the line: it begins and ends at the layer itself. At a border it runs through to the frame.
    if (from) first[1] = y + from.y + from.face.y + from.face.height;
    else first[1] = y - FRAME_HEADER;
    if (to) last[1] = y + to.y + to.face.y;
    else last[1] = y + arranged.height;
    into.edges.push({
      from: from?.item.id,
      to: to?.item.id,
      container: parentId,
      role: edge.role,
      points: absolute,
      width: edge.role === 'auxiliary' ? 1.5 : edgeWidth(edge.shape),
      // An opened box's own edges go on from its border.
      arrow: to !== undefined && to.content === undefined,
      shape: edge.shape,
      label: edge.label,
      operand: edge.operand,
    });
  }
}

/** What an item is, without what it holds. */
function withoutContent(
  base: Omit<DiagramItem, 'chipsAbove' | 'chipsBelow'>,
): Pick<PositionedItem, Exclude<keyof DiagramItemBase, 'chipsAbove' | 'chipsBelow'> | 'type' | 'of'> {
  const { id, type, title, label, kind, sources, share, mistakes, facts, auxiliary, declared } = base;
  const of = base.type === 'box' ? (base as DiagramBox).of : undefined;
  return { id, type, of, title, label, kind, sources, share, mistakes, facts, auxiliary, declared };
}

function chipRow(chips: readonly DiagramChip[], left: number, y: number): PositionedChip[] {
  let x = left + CHIP_INDENT;
  return chips.map((chip) => {
    const width = chipWidth(chip);
    const positioned = { ...chip, x, y, width, height: CHIP_HEIGHT };
    x += width + 6;
    return positioned;
  });
}
