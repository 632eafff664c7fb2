import type { FileLayout } from './fingerprints.ts';
import { declarationAt } from './fingerprints.ts';
import type { Body, LoopPosition, Node } from './network.ts';
import type { Location } from './syntax.ts';

/** Where the declarations of a program stand, by file. */
export type Layouts = ReadonlyMap<string, FileLayout>;

/** From where something stood to where it stands; the same object where it has not moved. */
export type Relocation = (location: Location) => Location;

const relocations = new WeakMap<Layouts, WeakMap<Layouts, Relocation>>();

/** For locations in declarations that both have. */
export function relocationBetween(from: Layouts, to: Layouts): Relocation {
  if (from === to) return (location) => location;
  const known = relocations.get(to) ?? new WeakMap<Layouts, Relocation>();
  relocations.set(to, known);
  const made = known.get(from) ?? relocation(from, to);
  known.set(from, made);
  return made;
}

function relocation(from: Layouts, to: Layouts): Relocation {
  const shifts = new Map<string, (offset: number) => number>();
  return (location) => {
    const { uri, start, end } = location;
    let shift = shifts.get(uri);
    if (!shift) {
      shift = shiftBetween(from.get(uri), to.get(uri));
      shifts.set(uri, shift);
    }
    const by = shift(start);
    return by === 0 ? location : { uri, start: start + by, end: end + by };
  };
}

/** How far what stands at an offset has moved. */
function shiftBetween(from: FileLayout | undefined, to: FileLayout | undefined): (offset: number) => number {
  if (!from || !to || from === to) return () => 0;
  const starts = new Map(to.texts.map((text, index) => [text, to.starts[index]!]));
  const shifts = from.texts.map(
    (text, index) => (starts.get(text) ?? from.starts[index]!) - from.starts[index]!,
  );
  const first = shifts.findIndex((shift) => shift !== 0);
  if (first < 0) return () => 0;
  const unmoved = from.starts[first]!;
  return (offset) => (offset < unmoved ? 0 : (shifts[declarationAt(from, offset)] ?? 0));
}

/** A body at another place; the same object where nothing of it has moved. `called`: by node, the bodies called now. */
export function relocateBody(
  body: Body,
  relocation: Relocation,
  called: readonly (Body | undefined)[],
): Body {
  const nodes = kept(body.nodes, (node) => relocateNode(node, relocation, called[node.index]));
  const location = relocation(body.location);
  const auxiliaries = relocateAll(body.auxiliaries, relocation);
  const names = relocateAll(body.names, relocation);
  return nodes === body.nodes &&
    location === body.location &&
    auxiliaries === body.auxiliaries &&
    names === body.names
    ? body
    : { ...body, nodes, location, auxiliaries, names };
}

function relocateNode(node: Node, relocation: Relocation, called: Body | undefined): Node {
  const location = relocation(node.location);
  const loops = relocateAll<LoopPosition>(node.loops, relocation);
  const body = node.kind === 'call' ? called : undefined;
  const stays = node.kind !== 'call' || body === node.body;
  if (location === node.location && loops === node.loops && stays) return node;
  return node.kind === 'call'
    ? { ...node, location, loops, body: body ?? node.body }
    : { ...node, location, loops };
}

/** A list whose elements have locations; the same object where none has moved. */
export const relocateAll = <Element extends { readonly location: Location }>(
  list: readonly Element[],
  relocation: Relocation,
): readonly Element[] =>
  kept(list, (element) => {
    const location = relocation(element.location);
    return location === element.location ? element : { ...element, location };
  });

function kept<Element>(list: readonly Element[], change: (element: Element) => Element): readonly Element[] {
  let made: Element[] | undefined;
  for (const [index, element] of list.entries()) {
    const changed = change(element);
    if (changed !== element) made ??= list.slice(0, index);
    made?.push(changed);
  }
  return made ?? list;
}
