/**
 * Which items of a changed network are those that were shown before. Paths number the steps of a kind
 * (`Bottleneck4`), so that a step put in front renames those behind it; what was open and selected is
 * found again by comparing what stands in each opened box, then and now.
 */
import type { DiagramBody, DiagramModel, PositionedDiagram, ShownItem } from '../../protocol/diagram.ts';

/** Boxes opened deeper than this inside others that an edit renamed stay closed. */
const ROUNDS = 12;

export interface CarriedOver {
  /** The open boxes, by the ids that they have now. */
  readonly open: ReadonlySet<string>;
  readonly renamed: DiagramModel['renamed'];
}

/** What a diagram shows: items under the boxes that hold them, chips under their layer. */
export function shownItems(diagram: PositionedDiagram): ShownItem[] {
  return diagram.items.flatMap(({ id, parent, title, chips }) => [
    { id, parent, title },
    ...chips.map((chip) => ({ id: chip.id, parent: id, title: chip.title })),
  ]);
}

/** `bodyOf` gives the changed network with the named boxes open; it was last asked for those that are given back. */
export function carryOver(
  previous: readonly ShownItem[],
  open: ReadonlySet<string>,
  bodyOf: (open: ReadonlySet<string>) => DiagramBody,
): CarriedOver {
  const before = childrenOf(previous);
  let now = open;
  // Each round settles at least one level more than the one before.
  for (let round = 1; ; round++) {
    const renamed = align(before, childrenOf(shownIn(bodyOf(now))));
    // What was not shown can't be told from others of its kind.
    const carried = new Set([...open].flatMap((id) => renamed.get(id) ?? []));
    if (equalSets(carried, now) || round >= ROUNDS) {
      return { open: now, renamed: [...renamed].filter(([from, to]) => from !== to) };
    }
    now = carried;
  }
}

type Children = ReadonlyMap<string | undefined, readonly ShownItem[]>;

function childrenOf(items: readonly ShownItem[]): Children {
  const children = new Map<string | undefined, ShownItem[]>();
  for (const item of items) {
    const siblings = children.get(item.parent);
    if (siblings) siblings.push(item);
    else children.set(item.parent, [item]);
  }
  return children;
}

function shownIn(body: DiagramBody, parent?: string): ShownItem[] {
  return body.items.flatMap((item) => [
    { id: item.id, parent, title: item.title },
    ...[...item.chipsAbove, ...item.chipsBelow].map(({ id, title }) => ({ id, parent: item.id, title })),
    ...(item.type === 'box' && item.content ? shownIn(item.content, item.id) : []),
  ]);
}

/** Old ids to new ones, level by level. */
function align(before: Children, after: Children): Map<string, string> {
  const renamed = new Map<string, string>();
  const pairs: (readonly [string | undefined, string | undefined])[] = [[undefined, undefined]];
  for (const [oldParent, newParent] of pairs) {
    for (const [old, current] of matched(before.get(oldParent) ?? [], after.get(newParent) ?? [])) {
      renamed.set(old.id, current.id);
      pairs.push([old.id, current.id]);
    }
  }
  return renamed;
}

/** Beyond this many comparisons, siblings are matched by their ids alone. */
const COMPARISONS = 1_000_000;

/**
 * Pairs of siblings: a longest common subsequence by title; between its members, items of equal number
 * are paired in order (their titles were edited), others by id.
 */
function matched(
  before: readonly ShownItem[],
  after: readonly ShownItem[],
): (readonly [ShownItem, ShownItem])[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start]?.title === after[start]?.title)
    start++;
  let tail = 0;
  while (
    tail < before.length - start &&
    tail < after.length - start &&
    before[before.length - 1 - tail]?.title === after[after.length - 1 - tail]?.title
  ) {
    tail++;
  }
  const pairs: [number, number][] = [];
  for (let index = 0; index < start; index++) pairs.push([index, index]);
  const middle = common(before.slice(start, before.length - tail), after.slice(start, after.length - tail));
  pairs.push(...middle.map(([a, b]): [number, number] => [a + start, b + start]));
  for (let index = tail; index > 0; index--) pairs.push([before.length - index, after.length - index]);

  const result: (readonly [ShownItem, ShownItem])[] = [];
  let [a, b] = [0, 0];
  for (const [nextA, nextB] of [...pairs, [before.length, after.length] as const]) {
    const gapBefore = before.slice(a, nextA);
    const gapAfter = after.slice(b, nextB);
    const byId = new Map(gapAfter.map((item) => [item.id, item]));
    gapBefore.forEach((item, index) => {
      const other = gapBefore.length === gapAfter.length ? gapAfter[index] : byId.get(item.id);
      if (other) result.push([item, other]);
    });
    const [old, current] = [before[nextA], after[nextB]];
    if (old && current) result.push([old, current]);
    [a, b] = [nextA + 1, nextB + 1];
  }
  return result;
}

/** A longest common subsequence of titles, as pairs of indexes. */
function common(before: readonly ShownItem[], after: readonly ShownItem[]): [number, number][] {
  const [rows, columns] = [before.length, after.length];
  if (rows === 0 || columns === 0) return [];
  if (rows * columns > COMPARISONS) {
    const byId = new Map(after.map((item, index) => [item.id, index]));
    let last = -1;
    return before.flatMap((item, index): [number, number][] => {
      const other = byId.get(item.id);
      if (other === undefined || other <= last) return [];
      last = other;
      return [[index, other]];
    });
  }
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row]?.title === after[column]?.title
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (before[row]?.title === after[column]?.title) pairs.push([row++, column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return pairs;
}

function equalSets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
