import type { FileLayout } from './fingerprints.ts';
import { declarationAt, lastUpTo } from './fingerprints.ts';
import { calledBy } from '../network.ts';
import type { Body, LoopPosition, Node } from '../network.ts';
import type { Location } from '../../syntax/tree.ts';

/** Where the declarations of a program stand, by file. */
export type Layouts = ReadonlyMap<string, FileLayout>;

/** The last offset that is used of each file. */
export type Extent = ReadonlyMap<string, number>;

const relocations = new WeakMap<Layouts, WeakMap<Layouts, Relocation>>();

/** For places in declarations that both have. */
export function relocationBetween(from: Layouts, to: Layouts): Relocation {
  const known = relocations.get(to) ?? new WeakMap<Layouts, Relocation>();
  relocations.set(to, known);
  const made = known.get(from) ?? new Relocation(from, to);
  known.set(from, made);
  return made;
}

/** How what stands in one file has moved. */
interface Shift {
  /** What stands before has not. */
  readonly unmoved: number;
  at(offset: number): number;
}

/** From where something stood to where it stands. */
class Relocation {
  readonly #from: Layouts;
  readonly #to: Layouts;
  readonly #shifts = new Map<string, Shift>();

  constructor(from: Layouts, to: Layouts) {
    this.#from = from;
    this.#to = to;
  }

  /** Whether anything within may have moved. */
  moves(extent: Extent): boolean {
    for (const [uri, end] of extent) if (end >= this.#shiftOf(uri).unmoved) return true;
    return false;
  }

  /** The same object where it has not moved. */
  of(location: Location): Location {
    const { uri, start, end } = location;
    const shift = this.#shiftOf(uri);
    const by = shift.at(start);
    const byEnd = end > start ? shift.at(end - 1) : by;
    return by === 0 && byEnd === 0 ? location : { uri, start: start + by, end: end + byEnd };
  }

  /** A list whose elements have locations; the same object where none has moved. */
  ofAll<Element extends { readonly location: Location }>(list: readonly Element[]): readonly Element[] {
    return kept(list, (element) => {
      const location = this.of(element.location);
      return location === element.location ? element : { ...element, location };
    });
  }

  #shiftOf(uri: string): Shift {
    const known = this.#shifts.get(uri);
    if (known) return known;
    const made = shiftBetween(this.#from.get(uri), this.#to.get(uri));
    this.#shifts.set(uri, made);
    return made;
  }
}

const noShift: Shift = { unmoved: Infinity, at: () => 0 };

function shiftBetween(from: FileLayout | undefined, to: FileLayout | undefined): Shift {
  if (!from || !to || from === to) return noShift;
  const places = new Map<number, number[]>();
  for (const [index, { id }] of to.texts.entries()) {
    const known = places.get(id);
    if (known) known.push(index);
    else places.set(id, [index]);
  }
  const nth = new Map<number, number>();
  /** By declaration and piece. */
  const shifts = from.texts.map(({ id, pieces }, index) => {
    const count = nth.get(id) ?? 0;
    nth.set(id, count + 1);
    const now = places.get(id)?.[count];
    if (now === undefined) return [];
    const by = to.starts[now]! - from.starts[index]!;
    const piecesNow = to.texts[now]!.pieces;
    return pieces.map((start, piece) => by + piecesNow[piece]! - start);
  });
  let unmoved = Infinity;
  for (const [index, ofPieces] of shifts.entries()) {
    const piece = ofPieces.findIndex((shift) => shift !== 0);
    if (piece < 0) continue;
    unmoved = from.starts[index]! + from.texts[index]!.pieces[piece]!;
    break;
  }
  if (unmoved === Infinity) return noShift;
  return {
    unmoved,
    at(offset) {
      if (offset < unmoved) return 0;
      const index = declarationAt(from, offset);
      if (index < 0) return 0;
      const piece = lastUpTo(from.texts[index]!.pieces, offset - from.starts[index]!);
      return shifts[index]![piece] ?? 0;
    },
  };
}

/** What of the files a body's places use, those of the bodies that it calls left out. */
export function extentOf({ nodes, location, auxiliaries, names }: Body): Extent {
  const extent = new Map([[location.uri, location.end]]);
  const use = ({ uri, end }: Location) => {
    if (end > (extent.get(uri) ?? -1)) extent.set(uri, end);
  };
  for (const node of nodes) {
    use(node.location);
    for (const loop of node.loops) use(loop.location);
  }
  for (const each of [...auxiliaries, ...names]) use(each.location);
  return extent;
}

/** A body at another place; the same object where nothing of it has moved. `called`: by node, the bodies called now. */
export function relocateBody(
  body: Body,
  relocation: Relocation,
  called: readonly (Body | undefined)[],
): Body {
  const nodes = kept(body.nodes, (node) => relocateNode(node, relocation, called[node.index]));
  const location = relocation.of(body.location);
  const auxiliaries = relocation.ofAll(body.auxiliaries);
  const names = relocation.ofAll(body.names);
  return nodes === body.nodes &&
    location === body.location &&
    auxiliaries === body.auxiliaries &&
    names === body.names
    ? body
    : {
        ...body,
        nodes,
        called: nodes === body.nodes ? body.called : calledBy(nodes),
        location,
        auxiliaries,
        names,
      };
}

function relocateNode(node: Node, relocation: Relocation, called: Body | undefined): Node {
  const location = relocation.of(node.location);
  const loops = relocation.ofAll<LoopPosition>(node.loops);
  const stays = node.kind !== 'call' || called === node.body;
  if (location === node.location && loops === node.loops && stays) return node;
  return node.kind === 'call'
    ? { ...node, location, loops, body: called ?? node.body }
    : { ...node, location, loops };
}

function kept<Element>(list: readonly Element[], change: (element: Element) => Element): readonly Element[] {
  let made: Element[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const element = list[index]!;
    const changed = change(element);
    if (changed !== element) made ??= list.slice(0, index);
    made?.push(changed);
  }
  return made ?? list;
}
