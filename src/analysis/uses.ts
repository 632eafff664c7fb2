import { bodiesOf } from '../network/network.ts';
import type { Body, Node } from '../network/network.ts';
import type { Location } from '../network/syntax.ts';
import type { AnalysedNetwork, Use } from './analysis.ts';
import type { CallView } from './views.ts';
import { rootViewOf } from './views.ts';

interface Place {
  readonly location: Location;
  readonly nodes: { readonly body: Body; readonly node: Node }[];
}

const places = new WeakMap<Body, readonly Place[]>();

/** The steps of the source that a network is made from. */
function placesOf(root: Body): readonly Place[] {
  const known = places.get(root);
  if (known) return known;
  const found = new Map<string, Place>();
  for (const body of bodiesOf(root)) {
    for (const node of body.nodes) {
      const { uri, start, end } = node.location;
      const key = `${uri}:${start}:${end}`;
      const place = found.get(key) ?? { location: node.location, nodes: [] };
      found.set(key, place);
      place.nodes.push({ body, node });
    }
  }
  const made = [...found.values()];
  places.set(root, made);
  return made;
}

/** The steps that `network` takes from the text at `location`, smallest first, as source locations. */
export function stepsAt(network: AnalysedNetwork, { uri, start, end }: Location): readonly Location[] {
  return placesOf(network.network.body)
    .map((place) => place.location)
    .filter((at) => at.uri === uri && at.start <= start && end <= at.end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
}

/** More uses than this are counted but not looked at one by one. */
const mostUses = 5_000;

/**
 * All uses of the smallest step of the source around `location`, over all calls; equal ones are one `Use` with
 * their count. Empty where the network uses no step there.
 */
export function usesAt(network: AnalysedNetwork, location: Location): readonly Use[] {
  const [smallest] = stepsAt(network, location);
  if (!smallest) return [];
  const root = network.network.body;
  const place = placesOf(root).find((at) => at.location === smallest)!;
  const wanted = new Map<Body, Node[]>();
  for (const { body, node } of place.nodes) {
    const known = wanted.get(body);
    if (known) known.push(node);
    else wanted.set(body, [node]);
  }
  const leading = bodiesLeadingTo(root, wanted);
  const uses = new Map<string, { use: Use; count: number }>();
  let looked = 0;
  visit(rootViewOf(root));
  return [...uses.values()].map(({ use, count }) => ({ ...use, count }));

  function visit(view: CallView) {
    const nodes = wanted.get(view.body) ?? [];
    for (const node of nodes) {
      if (looked++ >= mostUses) return;
      note(view, node);
    }
    for (const node of view.body.nodes) {
      if (node.kind === 'call' && leading.has(node.body) && looked < mostUses) visit(view.open(node)!);
    }
  }

  function note(view: CallView, node: Node) {
    const field = view.fieldOf(node);
    const auxiliary = view.auxiliary || node.auxiliary !== undefined;
    const given = node.kind === 'layer' ? node.arguments : node.kind === 'call' ? node.text : undefined;
    const key = JSON.stringify([
      node.kind === 'layer' ? node.layer.name : '',
      given,
      node.inputShapes,
      node.output,
      field,
      auxiliary,
    ]);
    const known = uses.get(key);
    if (known) {
      known.count++;
      return;
    }
    const path = [...view.path, ...node.path];
    const { analysed, body, chain } = view;
    const figures = analysed.layers[node.index];
    const cost = analysed.costs[node.index]!;
    uses.set(key, { use: { node, body, path, chain, figures, cost, field, auxiliary, count: 1 }, count: 1 });
  }
}

/** The bodies that are wanted or call, through others, one that is. */
function bodiesLeadingTo(root: Body, wanted: ReadonlyMap<Body, unknown>): ReadonlySet<Body> {
  const callers = new Map<Body, Body[]>();
  for (const body of bodiesOf(root)) {
    for (const called of body.called) {
      const known = callers.get(called);
      if (known) known.push(body);
      else callers.set(called, [body]);
    }
  }
  const leading = new Set(wanted.keys());
  for (const body of leading) for (const caller of callers.get(body) ?? []) leading.add(caller);
  return leading;
}
