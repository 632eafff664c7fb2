/** The nodes of some bodies by the steps of the source that they are made from: found by a place, not by a search. */
import type { Body, Node } from '../../network/network.ts';
import type { Location } from '../../syntax/tree.ts';
import type { SourcePlace } from '../../protocol/diagram.ts';

export interface MadeNode {
  readonly body: Body;
  readonly node: Node;
}

interface SourceStep {
  readonly location: Location;
  readonly nodes: MadeNode[];
  readonly called: Set<Body>;
  /** The smallest step around it. */
  parent: SourceStep | undefined;
}

export class SourceSteps {
  /** By file: in the order of the text, a step before those inside of it. */
  readonly #files = new Map<string, readonly SourceStep[]>();

  constructor(bodies: Iterable<Body>) {
    const files = new Map<string, Map<number, SourceStep>>();
    for (const body of bodies) {
      for (const node of body.nodes) {
        const { location } = node;
        const steps = files.get(location.uri) ?? new Map<number, SourceStep>();
        files.set(location.uri, steps);
        const key = location.start * 0x400_0000 + location.end;
        const known = steps.get(key);
        const step = known ?? { location, nodes: [], called: new Set(), parent: undefined };
        if (!known) steps.set(key, step);
        step.nodes.push({ body, node });
        if (node.kind === 'call') step.called.add(node.body);
      }
    }
    for (const [uri, steps] of files) this.#files.set(uri, nested([...steps.values()]));
  }

  /** The smallest step that contains the location. */
  smallest(
    location: SourcePlace,
  ): { readonly length: number; readonly nodes: readonly MadeNode[] } | undefined {
    const [step] = this.#around(location);
    return step && { length: step.location.end - step.location.start, nodes: step.nodes };
  }

  /** What is called by the steps that contain the location, or lie in it. */
  *calledAt(location: SourcePlace): Iterable<Body> {
    for (const step of this.#around(location)) yield* step.called;
    const steps = this.#files.get(location.uri) ?? [];
    for (let at = firstFrom(steps, location.start); at < steps.length; at++) {
      const step = steps[at];
      if (!step || step.location.start >= location.end) break;
      if (step.location.end <= location.end) yield* step.called;
    }
  }

  /** The steps that contain the location, from the smallest outwards. */
  *#around({ uri, start, end }: SourcePlace): Iterable<SourceStep> {
    const steps = this.#files.get(uri) ?? [];
    for (let step = steps[firstFrom(steps, start + 1) - 1]; step; step = step.parent) {
      if (step.location.start <= start && end <= step.location.end) yield step;
    }
  }
}

/** Sorted, each with the one around it: steps of a text stand one after the other or inside each other. */
function nested(steps: SourceStep[]): readonly SourceStep[] {
  steps.sort((a, b) => a.location.start - b.location.start || b.location.end - a.location.end);
  let around: SourceStep | undefined;
  for (const step of steps) {
    while (around && around.location.end < step.location.end) around = around.parent;
    step.parent = around;
    around = step;
  }
  return steps;
}

/** The index of the first step that begins at `start` or behind. */
function firstFrom(steps: readonly SourceStep[], start: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.location.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
