/** Which nodes of which bodies a mistake stands at. */
import { bodiesOf } from '../network/network.ts';
import type { Body, Node } from '../network/network.ts';
import type { Mistake } from '../network/mistake.ts';
import type { Location } from '../network/syntax.ts';
import type { DiagramMistake } from '../protocol/diagram.ts';

export interface Marks {
  /** At this node itself. */
  at(body: Body, node: Node): readonly DiagramMistake[];
  /** At this node and at everything inside it. */
  within(body: Body, node: Node): readonly DiagramMistake[];
  /** At none of the nodes. */
  readonly elsewhere: readonly DiagramMistake[];
}

/** How many sentences a closed box repeats. */
const SENTENCES = 20;

/**
 * A mistake stands at the smallest steps that contain it, in the bodies that its chain of calls leads to,
 * and so in every call of these bodies. Mistakes of other files than the network's bodies are left out.
 */
export function marksOf(root: Body, mistakes: readonly Mistake[]): Marks {
  const bodies = bodiesOf(root);
  const marked = new Map<Body, Map<number, DiagramMistake[]>>();
  const elsewhere: DiagramMistake[] = [];
  for (const mistake of mistakes) {
    const shown: DiagramMistake = {
      severity: mistake.severity,
      code: mistake.code,
      message: mistake.message,
      place: { uri: mistake.location.uri, start: mistake.location.start, end: mistake.location.end },
    };
    const led = ledTo(root, mistake);
    const found = smallest(led, mistake.location) ?? smallest(bodies, mistake.location);
    if (!found) {
      if (contains(root.location, mistake.location)) elsewhere.push(shown);
      continue;
    }
    for (const [body, index] of found) {
      const nodes = marked.get(body) ?? new Map<number, DiagramMistake[]>();
      marked.set(body, nodes);
      const sentences = nodes.get(index) ?? [];
      if (!sentences.some((each) => each.message === shown.message)) sentences.push(shown);
      nodes.set(index, sentences);
    }
  }

  const inside = new Map<Body, readonly DiagramMistake[]>();
  const insideOf = (body: Body): readonly DiagramMistake[] => {
    const known = inside.get(body);
    if (known) return known;
    inside.set(body, []);
    const all = unique(body.nodes.flatMap((node) => within(body, node)));
    inside.set(body, all);
    return all;
  };
  const at = (body: Body, node: Node): readonly DiagramMistake[] => marked.get(body)?.get(node.index) ?? [];
  const within = (body: Body, node: Node): readonly DiagramMistake[] =>
    node.kind === 'call' ? unique([...at(body, node), ...insideOf(node.body)]) : at(body, node);
  return { at, within, elsewhere };
}

/** The same for what the editor tells as one mistake: at one place, of one kind. */
export function keyOfMistake({ code, place }: DiagramMistake): string {
  return `${place.uri}:${place.start}:${place.end}:${code}`;
}

/** Each mistake once. */
export function unique(mistakes: readonly DiagramMistake[]): readonly DiagramMistake[] {
  if (mistakes.length < 2) return mistakes;
  const kept = new Map<string, DiagramMistake>();
  for (const each of mistakes) {
    if (kept.size >= SENTENCES) break;
    kept.set(keyOfMistake(each), each);
  }
  return [...kept.values()];
}

/** The bodies that the mistake's chain of calls leads to from the network's own. */
function ledTo(root: Body, mistake: Mistake): Set<Body> {
  let reached = new Set([root]);
  for (const site of mistake.chain) {
    const next = new Set<Body>();
    for (const body of reached) {
      for (const node of body.nodes) {
        if (node.kind === 'call' && overlaps(node.location, site.location)) next.add(node.body);
      }
    }
    reached = next;
  }
  return reached;
}

/** The nodes of least range that contain the location; undefined where none does. */
function smallest(
  bodies: Iterable<Body>,
  location: Location,
): readonly (readonly [Body, number])[] | undefined {
  let least = Infinity;
  let found: (readonly [Body, number])[] = [];
  for (const body of bodies) {
    for (const node of body.nodes) {
      if (!contains(node.location, location)) continue;
      const length = node.location.end - node.location.start;
      if (length > least) continue;
      if (length < least) found = [];
      least = length;
      found.push([body, node.index]);
    }
  }
  return found.length > 0 ? found : undefined;
}

const contains = (outer: Location, inner: Location): boolean =>
  outer.uri === inner.uri && outer.start <= inner.start && inner.end <= outer.end;

const overlaps = (a: Location, b: Location): boolean =>
  a.uri === b.uri && a.start < b.end && b.start < a.end && (contains(a, b) || contains(b, a));
