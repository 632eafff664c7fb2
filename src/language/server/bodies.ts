import type { Body, ExpandedNetwork } from '../../network/network.ts';

const known = new WeakMap<ExpandedNetwork, readonly Body[]>();

/** The different bodies of a network, its own first. As many as there are different calls, not as layers. */
export function bodiesOf(network: ExpandedNetwork): readonly Body[] {
  const before = known.get(network);
  if (before) return before;
  const bodies = new Set<Body>([network.body]);
  // A set is walked in the order of insertion, and what is added on the way is reached.
  for (const body of bodies) {
    for (const node of body.nodes) if (node.kind === 'call') bodies.add(node.body);
  }
  const result = [...bodies];
  known.set(network, result);
  return result;
}
