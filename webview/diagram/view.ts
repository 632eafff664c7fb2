/** Which part of the diagram the page shows, and how large: plain geometry, no DOM. */
import type { Placed, PositionedDiagram, PositionedItem } from '../../src/protocol/diagram.ts';

/** The diagram's point at the upper left corner of the page, and screen pixels for one of its own. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const LEAST_SCALE = 0.05;
const MOST_SCALE = 4;
const AIR = 16;

const clampScale = (scale: number): number => Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));

/** The whole diagram, never enlarged. */
export function fitted(diagram: Size, page: Size): View {
  const scale = clampScale(
    Math.min(1, (page.width - 2 * AIR) / diagram.width, (page.height - 2 * AIR) / diagram.height),
  );
  return { ...centred(diagram, page, scale), scale };
}

/** For a first look: the whole diagram where it can still be read, else its beginning at full width. */
export function initial(diagram: Size, page: Size): View {
  const whole = fitted(diagram, page);
  if (whole.scale >= 0.62) return whole;
  const scale = clampScale(Math.min(1, Math.max(0.62, (page.width - 2 * AIR) / diagram.width)));
  return { x: centred(diagram, page, scale).x, y: -AIR / scale, scale };
}

function centred(diagram: Size, page: Size, scale: number): { readonly x: number; readonly y: number } {
  return {
    x: (diagram.width - page.width / scale) / 2,
    y: Math.min(-AIR / scale, (diagram.height - page.height / scale) / 2),
  };
}

/** Zoomed so that the diagram's point under the page's point stays there. */
export function zoomed(view: View, factor: number, [px, py]: readonly [number, number]): View {
  const scale = clampScale(view.scale * factor);
  return { x: view.x + px / view.scale - px / scale, y: view.y + py / view.scale - py / scale, scale };
}

export function panned(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx / view.scale, y: view.y + dy / view.scale };
}

/** At least a corner of the diagram stays on the page. */
export function kept(view: View, diagram: Size, page: Size): View {
  const most = 60 / view.scale;
  const [width, height] = [page.width / view.scale, page.height / view.scale];
  return {
    x: Math.min(diagram.width - most, Math.max(most - width, view.x)),
    y: Math.min(diagram.height - most, Math.max(most - height, view.y)),
    scale: view.scale,
  };
}

export function isVisible(placed: Placed, view: View, page: Size): boolean {
  const [right, foot] = [view.x + page.width / view.scale, view.y + page.height / view.scale];
  return (
    placed.x < right &&
    placed.x + placed.width > view.x &&
    placed.y < foot &&
    placed.y + placed.height > view.y
  );
}

/** The view moved as little as is needed to show the rectangle, its upper left part where it is larger. */
export function showing(placed: Placed, view: View, page: Size): View {
  const air = 24 / view.scale;
  const [width, height] = [page.width / view.scale, page.height / view.scale];
  const along = (start: number, length: number, from: number, room: number): number => {
    if (start - air < from) return start - air;
    const end = start + Math.min(length, room - 2 * air) + air;
    return end > from + room ? end - room : from;
  };
  return {
    x: along(placed.x, placed.width, view.x, width),
    y: along(placed.y, placed.height, view.y, height),
    scale: view.scale,
  };
}

/** What the eye rests on: the item whose middle is nearest to the page's. */
export function central(
  items: readonly PositionedItem[],
  view: View,
  page: Size,
): PositionedItem | undefined {
  const x = view.x + page.width / view.scale / 2;
  const y = view.y + page.height / view.scale / 2;
  let nearest: PositionedItem | undefined;
  let least = Infinity;
  for (const item of items) {
    if (!isVisible(item, view, page)) continue;
    const distance = Math.hypot(item.face.x + item.face.width / 2 - x, item.face.y - y);
    if (distance < least) [least, nearest] = [distance, item];
  }
  return nearest;
}

/**
 * The view of a changed diagram that leaves the anchor where it was on the page. Where it is gone, what held
 * it stands in for it; undefined where nothing of the old diagram is left.
 */
export function anchored(
  before: PositionedDiagram,
  after: PositionedDiagram,
  anchor: string | undefined,
  view: View,
): View | undefined {
  const old = new Map(before.items.map((item) => [item.id, item]));
  const current = new Map(after.items.map((item) => [item.id, item]));
  const renamed = new Map(after.renamed);
  const candidates: (string | undefined)[] = [anchor];
  for (
    let id = anchor === undefined ? undefined : old.get(anchor)?.parent;
    id !== undefined;
    id = old.get(id)?.parent
  ) {
    candidates.push(id);
  }
  for (const id of candidates) {
    if (id === undefined) continue;
    const from = old.get(id);
    const to = current.get(renamed.get(id) ?? id) ?? parentStandingFor(id, current);
    if (!from || !to) continue;
    return {
      x: view.x + middle(to) - middle(from),
      y: view.y + to.face.y - from.face.y,
      scale: view.scale,
    };
  }
  return undefined;
}

/** A closed box whose id begins the path of what it hides. */
function parentStandingFor(
  id: string,
  items: ReadonlyMap<string, PositionedItem>,
): PositionedItem | undefined {
  for (let end = id.lastIndexOf('.'); end > 0; end = id.lastIndexOf('.', end - 1)) {
    const item = items.get(id.slice(0, end));
    if (item) return item;
  }
  return undefined;
}

const middle = (item: PositionedItem): number => item.face.x + item.face.width / 2;
