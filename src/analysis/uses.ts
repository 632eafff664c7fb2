import { bodiesOf } from '../network/network.ts';
import type { Body, Node } from '../network/network.ts';
import type { Location } from '../syntax/tree.ts';
import type { AnalysedNetwork, Use } from './analysis.ts';
import type { CallView } from './views.ts';
import { rootViewOf } from './views.ts';

/** The steps that `network` takes from the text at `location`, smallest first, as source locations. */
export function stepsAt(network: AnalysedNetwork, { uri, start, end }: Location): readonly Location[] {
  const found = new Map<string, Location>();
  for (const body of bodiesOf(network.network.body)) {
    let last: Location | undefined;
    for (const { location } of body.nodes) {
      if (location.start > start || end > location.end || location.uri !== uri) continue;
      if (last?.start === location.start && last.end === location.end) continue;
      last = location;
      found.set(`${location.start}:${location.end}`, location);
    }
  }
  return [...found.values()].sort((a, b) => a.end - a.start - (b.end - b.start));
}

/** What of a step's uses is looked at, in one network or in several after each other. */
interface Looking {
  /** How many more uses are. */
  left: number;
  /** There were more. */
  isCut: boolean;
}

/** More uses than this are not looked at one by one. */
export const mostUses = 2_000;

/**
 * All uses of the smallest step of the source around `location`, over all calls; equal ones are one `Use` with
 * their count. Empty where the network uses no step there.
 */
export function usesAt(
  network: AnalysedNetwork,
  location: Location,
  looking: Looking = { left: mostUses, isCut: false },
): readonly Use[] {
  const [smallest] = stepsAt(network, location);
  if (!smallest) return [];
  const root = network.network.body;
  const wanted = new Map<Body, Node[]>();
  for (const body of bodiesOf(root)) {
    const nodes = body.nodes.filter(
      ({ location: at }) => at.start === smallest.start && at.end === smallest.end && at.uri === smallest.uri,
    );
    if (nodes.length > 0) wanted.set(body, nodes);
  }
  const leading = bodiesLeadingTo(root, wanted);
  const uses = new Map<string, { use: Use; count: number }>();
  visit(rootViewOf(root));
  return [...uses.values()].map(({ use, count }) => ({ ...use, count }));

  function visit(view: CallView) {
    const nodes = wanted.get(view.body) ?? [];
    for (const node of nodes) {
      if (looking.left === 0) {
        looking.isCut = true;
        return;
      }
      looking.left--;
      note(view, node);
    }
    for (const node of view.body.nodes) {
      if (looking.isCut) return;
      if (node.kind === 'call' && leading.has(node.body)) visit(view.open(node)!);
    }
  }

  function note(view: CallView, node: Node) {
    const { field, lost } = view.seenBy(node);
    const auxiliary = view.auxiliary || node.auxiliary !== undefined;
    const given = node.kind === 'layer' ? node.arguments : node.kind === 'call' ? node.text : undefined;
    const key = JSON.stringify([
      node.kind === 'layer' ? node.layer.name : '',
      given,
      node.inputShapes,
      node.output,
      field,
      lost,
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
    uses.set(key, {
      use: { node, body, path, chain, figures, cost, field, lost, auxiliary, count: 1 },
      count: 1,
    });
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
