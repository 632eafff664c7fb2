/** The feature maps at the left of the diagram: one a resolution stage, as papers draw them. */
import type { PositionedItem, PositionedVolume } from '../../protocol/diagram.ts';
import { bottom } from './metrics.ts';

const LARGEST_FACE = 46;
const COLUMN_MIDDLE = 62;
/** Caption and a little air. */
const CAPTION = 30;

interface Stage {
  readonly key: string;
  readonly first: PositionedItem;
  readonly shape: readonly number[];
  readonly from: number;
  readonly until: number;
}

/**
 * A stage is a run, down the main path, of items whose outputs have one resolution; it shows the last
 * one's channels. Volumes stand beside the middle of their stage, the later ones lower where they would
 * overlap.
 */
export function volumesOf(items: readonly PositionedItem[], onPath: ReadonlySet<string>): PositionedVolume[] {
  const stages: Stage[] = [];
  const path = items
    .filter((item) => onPath.has(item.id) && !item.open && item.facts.output !== undefined)
    .sort((a, b) => a.y - b.y);
  for (const item of path) {
    const shape = item.facts.output ?? [];
    const key = shape.length === 3 ? `${shape[0]}×${shape[1]}` : 'vector';
    const last = stages.at(-1);
    if (last?.key === key) stages[stages.length - 1] = { ...last, shape, until: bottom(item) };
    else stages.push({ key, first: item, shape, from: item.y, until: bottom(item) });
  }
  const largest = Math.max(
    1,
    ...stages.map(({ shape }) => (shape.length === 3 ? Math.max(shape[0] ?? 1, shape[1] ?? 1) : 1)),
  );
  let free = -Infinity;
  return stages.map(({ first, shape, from, until }) => {
    const resolution = shape.length === 3 ? Math.max(shape[0] ?? 1, shape[1] ?? 1) : 1;
    const face = shape.length === 3 ? Math.max(5, LARGEST_FACE * (resolution / largest) ** 0.42) : 4;
    const length = 3 + 2.9 * Math.log2(Math.max(1, shape.at(-1) ?? 1));
    // The length is drawn slanted: half of it to the right, a third upwards.
    const height = face + length * 0.34;
    const y = Math.max((from + until) / 2 + (height - 14) / 2, free + height);
    free = y + CAPTION;
    return { shape, item: first.id, x: COLUMN_MIDDLE, y, face, length };
  });
}
