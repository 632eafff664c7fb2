/** How the nodes of a body are gathered into the boxes of its loops, its auxiliary heads and equal neighbours. */
import type { BodyView } from '../../analysis/analysis.ts';
import type { Body, LayerNode } from '../../network/network.ts';
import { titleOf } from './facts.ts';
import type { Host } from './hosts.ts';
import { oncePer } from './oncePer.ts';
import { idOf } from './steps.ts';
import type { Step } from './steps.ts';

/** Something of a body that is drawn as one item. */
export type Element = HostElement | BoxElement;

interface HostElement {
  readonly kind: 'host';
  readonly host: Host;
}

export interface BoxElement {
  readonly kind: 'loop' | 'equal' | 'auxiliary';
  /** What follows, in its id, that of the element which it begins with. */
  readonly suffix: string;
  /** One an iteration (or a run of them, drawn alike); an auxiliary head has one. */
  readonly iterations: readonly (readonly Element[])[];
  readonly hosts: readonly Host[];
  /** Of a loop: how many loops of the body it stands in. */
  readonly depth: number;
}

/** Its identity in the diagram, where its body is called so. */
export function elementId(view: BodyView, element: Element): string {
  if (element.kind === 'host') return idOf(view, element.host.step);
  const first = element.hosts[0]?.step;
  if (!first) return element.suffix;
  if (element.kind === 'auxiliary') {
    return [...view.path, (first.calls[0] ?? first.node).path[0] ?? 'auxiliary'].join('.');
  }
  const begin = element.kind === 'equal' ? element.iterations[0]?.[0] : undefined;
  return (begin ? elementId(view, begin) : idOf(view, first)) + element.suffix;
}

/** The hosts of a body or of one iteration, the loops at `depth` gathered. */
export function gather(hosts: readonly Host[], depth = 0): Element[] {
  const boxes = new Map<number, Host[]>();
  const elements: Element[] = [];
  const order: (Host | readonly Host[])[] = [];
  let last: { readonly key: number; readonly hosts: Host[] } | undefined;
  for (const host of hosts) {
    const { auxiliary, loops } = host.step;
    // Loops are numbered from 0, heads counted below.
    const key = loops[depth]?.loop ?? (auxiliary !== undefined && depth === 0 ? -1 - auxiliary : undefined);
    if (key === undefined) order.push(host);
    else if (last?.key === key) last.hosts.push(host);
    else {
      const known = boxes.get(key) ?? [];
      if (known.length === 0) {
        boxes.set(key, known);
        order.push(known);
      }
      known.push(host);
      last = { key, hosts: known };
    }
  }
  for (const each of order) {
    if ('step' in each) {
      elements.push({ kind: 'host', host: each });
      continue;
    }
    const loop = each[0]?.step.loops[depth];
    if (!loop) {
      elements.push(auxiliaryElement(each));
      continue;
    }
    const box = loopElement(each, depth);
    // A `for` over the stages of a network repeats nothing: its steps are shown as if they were written out.
    if (loop.kind === 'for' && !isRepetition(box))
      for (const inside of box.iterations.flat()) elements.push(inside);
    else elements.push(box);
  }
  return elements;
}

/** Whether its iterations read alike: the same steps with the same arguments. */
function isRepetition({ iterations }: BoxElement): boolean {
  const readings = iterations.map(numbering(({ step }) => titleOf(step)));
  return readings.every((reading) => reading === readings[0]);
}

function loopElement(hosts: readonly Host[], depth: number): BoxElement {
  const iterations = new Map<number, Host[]>();
  let last: { readonly iteration: number; readonly hosts: Host[] } | undefined;
  let isInnermost = true;
  for (const host of hosts) {
    const iteration = host.step.loops[depth]?.iteration ?? 0;
    if (last?.iteration !== iteration) {
      last = { iteration, hosts: iterations.get(iteration) ?? [] };
      iterations.set(iteration, last.hosts);
    }
    last.hosts.push(host);
    isInnermost &&= host.step.loops.length <= depth + 1;
  }
  return {
    kind: 'loop',
    suffix: `/repeat${depth === 0 ? '' : depth + 1}`,
    iterations: Array.from(iterations.values(), (each) =>
      isInnermost ? each.map((host) => ({ kind: 'host', host })) : gather(each, depth + 1),
    ),
    hosts,
    depth,
  };
}

function auxiliaryElement(hosts: readonly Host[]): BoxElement {
  return { kind: 'auxiliary', suffix: '', iterations: [gather(hosts, 1)], hosts, depth: 0 };
}

/** More than this in one opened box are shown in parts that can be opened in turn. */
const MOST_SHOWN = 100;

/** What an opened box shows: its iterations one after the other, equal neighbours together. */
export const contentOf = oncePer((box: BoxElement): readonly Element[] =>
  inParts(box.kind === 'loop' ? withoutRepetition(box) : box.iterations.flat()),
);

/** The same elements, very many in parts of neighbours. */
export function inParts(elements: readonly Element[]): readonly Element[] {
  if (elements.length <= MOST_SHOWN) return elements;
  const size = Math.ceil(elements.length / MOST_SHOWN);
  return Array.from({ length: Math.ceil(elements.length / size) }, (_, part) => {
    const together = elements.slice(part * size, (part + 1) * size);
    const [first] = together;
    if (together.length === 1 && first) return first;
    return {
      kind: 'equal',
      suffix: `/equal${size}`,
      iterations: together.map((element) => [element]),
      hosts: together.flatMap(hostsIn),
      depth: 0,
    };
  });
}

function withoutRepetition(box: BoxElement): Element[] {
  const costs = box.iterations.map(numbering(costOfHost));
  const elements: Element[] = [];
  for (let start = 0; start < box.iterations.length;) {
    let end = start + 1;
    while (end < box.iterations.length && costs[end] === costs[start]) end++;
    const run = box.iterations.slice(start, end);
    // All of them together would only say again what the loop's own box says.
    if (run.length < 2 || run.length === box.iterations.length) {
      for (const element of run.flat()) elements.push(element);
    } else {
      const hosts = run.flatMap((iteration) => iteration.flatMap(hostsIn));
      elements.push({ kind: 'equal', suffix: '/equal', iterations: run, hosts, depth: 0 });
    }
    start = end;
  }
  return elements;
}

export function hostsIn(element: Element): readonly Host[] {
  return element.kind === 'host' ? [element.host] : element.hosts;
}

/**
 * Numbers that are equal for rows of elements that are alike by what `ofHost` says of each. Every element is looked
 * at once, however many loops it stands in: what holds it is known by the numbers of what it holds.
 */
function numbering(ofHost: (host: Host) => string): (iteration: readonly Element[]) => number {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const ofRow = (row: readonly Element[]): number => numberOf(`[${row.map(ofElement).join(',')}]`);
  const ofElement = (element: Element): number =>
    numberOf(
      element.kind === 'host'
        ? ofHost(element.host)
        : `${element.kind}(${element.iterations.map(ofRow).join(',')})`,
    );
  return ofRow;
}

/** Equal for hosts that are drawn and cost the same: the same bodies or layers on the same shapes. */
function costOfHost({ step, above, below }: Host): string {
  const own = stepSignature(step);
  const chips = above.length + below.length;
  return chips === 0 ? own : [own, ...[...above, ...below].map(stepSignature)].join('+');
}

let bodies = 0;
/** The same for the same body. */
const numberOf = oncePer((_: Body['identity']) => ++bodies);

function stepSignature({ node }: Step): string {
  if (node.kind === 'call') return `call ${numberOf(node.body.identity)} ${node.text}`;
  if (node.kind === 'broken') return `broken ${node.text}`;
  return layerSignature(node);
}

/** By checked arguments, of which there is one object for a layer with these arguments on these shapes. */
const signatures = new WeakMap<object, string>();

function layerSignature({ layer, arguments: given, inputShapes, output }: LayerNode): string {
  const known = given && signatures.get(given);
  if (known !== undefined) return known;
  const made = `${layer.name} ${JSON.stringify([given, inputShapes, output])}`;
  if (given) signatures.set(given, made);
  return made;
}
