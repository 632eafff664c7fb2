/** Which nodes of which bodies a mistake stands at. */
import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import type { Program } from '../../network/expand.ts';
import { bodiesOf } from '../../network/network.ts';
import type { Body, Node } from '../../network/network.ts';
import type { Location } from '../../syntax/tree.ts';
import type { DiagramMistake } from '../../protocol/diagram.ts';
import { oncePer } from './oncePer.ts';
import { SourceSteps } from './sourceSteps.ts';
import type { MadeNode } from './sourceSteps.ts';
import type { CallSite, Mistake } from '../../syntax/mistakes.ts';

export interface Marks {
  /** At this node itself. */
  at(body: Body, node: Node): readonly DiagramMistake[];
  /** At this node and at everything inside it. */
  within(body: Body, node: Node): readonly DiagramMistake[];
  /** At none of the nodes. */
  readonly elsewhere: readonly DiagramMistake[];
}

/**
 * Where they lie, in imported files too, unlike the editor's, which places them in the open file: a mark belongs on
 * the layer itself.
 */
export function drawnMistakes(program: Program, { network, mistakes }: AnalysedNetwork): Mistake[] {
  return [...program.mistakes, ...network.mistakes, ...mistakes];
}

/** How many sentences an item repeats, errors first. */
const SENTENCES = 20;

const severities: readonly Mistake['severity'][] = ['error', 'warning', 'hint'];

/**
 * A mistake stands at the smallest steps that contain it, in the bodies that its chain of calls leads to,
 * and so in every call of these bodies. Mistakes of other files than the network's bodies are left out.
 */
export function marksOf(root: Body, mistakes: readonly Mistake[]): Marks {
  let all: SourceSteps | undefined;
  const marked = new Map<Body, Map<number, DiagramMistake[][]>>();
  const elsewhere: DiagramMistake[] = [];
  for (const alike of atOnePlace(mistakes)) {
    const [{ chain, location }] = alike;
    const shown = alike.map(shownMistake);
    const found =
      smallestIn([...ledTo(root, chain)].map(stepsOfBody), location) ??
      smallestIn([(all ??= new SourceSteps(bodiesOf(root)))], location);
    if (!found) {
      if (contains(root.location, location)) elsewhere.push(...shown);
      continue;
    }
    const sentences = [...new Map(shown.map((each) => [each.message, each])).values()].slice(0, SENTENCES);
    for (const { body, node } of found) {
      const nodes = marked.get(body) ?? new Map<number, DiagramMistake[][]>();
      marked.set(body, nodes);
      const groups = nodes.get(node.index);
      if (groups) groups.push(sentences);
      else nodes.set(node.index, [sentences]);
    }
  }

  const ownOf = (body: Body, node: Node): readonly (readonly DiagramMistake[])[] =>
    marked.get(body)?.get(node.index) ?? [];
  const at = (body: Body, node: Node): readonly DiagramMistake[] => {
    const groups = ownOf(body, node);
    if (groups.length < 2) return groups[0] ?? [];
    const messages = new Map<string, DiagramMistake>();
    for (const each of groups.flat()) if (messages.size < SENTENCES) messages.set(each.message, each);
    return [...messages.values()];
  };
  const isMarked = oncePer((body: Body): boolean => marked.has(body) || body.called.some(isMarked));
  const insideOf = oncePer((body: Body) => (isMarked(body) ? unique(withinNodes(body)) : []));
  function* withinNodes(body: Body): Iterable<readonly DiagramMistake[]> {
    for (const node of body.nodes) yield within(body, node);
  }
  const within = (body: Body, node: Node): readonly DiagramMistake[] =>
    node.kind === 'call' ? unique([at(body, node), insideOf(node.body)]) : at(body, node);
  return { at, within, elsewhere };
}

/** Together what has one place and was led to in one way; errors first. */
function atOnePlace(mistakes: readonly Mistake[]): Iterable<readonly [Mistake, ...Mistake[]]> {
  const groups = new Map<string, [Mistake, ...Mistake[]]>();
  const bySeverity = mistakes.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  for (const mistake of bySeverity) {
    const key = placeKey(mistake.location) + chainKey(mistake.chain);
    const known = groups.get(key);
    if (known) known.push(mistake);
    else groups.set(key, [mistake]);
  }
  return groups.values();
}

const placeKey = ({ uri, start, end }: Location): string => `${uri}:${start}:${end}`;
const chainKey = oncePer((chain: readonly CallSite[]) =>
  chain.map(({ location }) => ` ${placeKey(location)}`).join(''),
);

function shownMistake({ severity, code, message, location: { uri, start, end } }: Mistake): DiagramMistake {
  return { severity, code, message, place: { uri, start, end } };
}

/** The same for what the editor tells as one mistake: at one place, of one kind. */
export function keyOfMistake({ code, place }: DiagramMistake): string {
  return `${place.uri}:${place.start}:${place.end}:${code}`;
}

/** Each mistake once; of very many the first, errors before others. */
export function unique(lists: Iterable<readonly DiagramMistake[]>): readonly DiagramMistake[] {
  const kept = new Map<string, DiagramMistake>();
  const seen = new Set<DiagramMistake>();
  let errors = 0;
  for (const list of lists) {
    for (const each of list) {
      if (seen.has(each)) continue;
      seen.add(each);
      const key = keyOfMistake(each);
      const isError = each.severity === 'error';
      if (kept.has(key) || (kept.size >= SENTENCES && !isError)) continue;
      if (kept.size >= SENTENCES) {
        const [other] = [...kept].findLast(([, { severity }]) => severity !== 'error') ?? [];
        if (other !== undefined) kept.delete(other);
      }
      kept.set(key, each);
      if (isError && ++errors >= SENTENCES) return [...kept.values()];
    }
  }
  return [...kept.values()];
}

const stepsOfBody = oncePer((body: Body) => new SourceSteps([body]));

/** The bodies that a mistake's chain of calls leads to from the network's own. */
function ledTo(root: Body, chain: readonly CallSite[]): ReadonlySet<Body> {
  let reached = new Set([root]);
  for (const { location } of chain) {
    const next = new Set<Body>();
    for (const body of reached) for (const called of stepsOfBody(body).calledAt(location)) next.add(called);
    reached = next;
  }
  return reached;
}

/** The nodes made from the smallest step that contains the location; undefined where there is none. */
function smallestIn(places: readonly SourceSteps[], location: Location): readonly MadeNode[] | undefined {
  const found = places.flatMap((steps) => steps.smallest(location) ?? []);
  const least = found.reduce((most, { length }) => Math.min(most, length), Infinity);
  const smallest = found.filter(({ length }) => length === least);
  return smallest.length === 0 ? undefined : smallest.flatMap(({ nodes }) => nodes);
}

const contains = (outer: Location, inner: Location): boolean =>
  outer.uri === inner.uri && outer.start <= inner.start && inner.end <= outer.end;
