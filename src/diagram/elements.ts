/** How the nodes of a body are gathered into the boxes of its loops, its auxiliary heads and equal neighbours. */
import type { Body } from '../network/network.ts';
import { titleOf } from './facts.ts';
import type { Host, Step } from './steps.ts';

/** Something of a body that is drawn as one item. */
export type Element = HostElement | BoxElement;

export interface HostElement {
  readonly kind: 'host';
  readonly id: string;
  readonly host: Host;
}

export interface BoxElement {
  readonly kind: 'loop' | 'equal' | 'auxiliary';
  readonly id: string;
  /** One an iteration (or a run of them, drawn alike); an auxiliary head has one. */
  readonly iterations: readonly (readonly Element[])[];
  readonly hosts: readonly Host[];
}

/** The hosts of a body or of one iteration, the loops at `depth` gathered. */
export function gather(hosts: readonly Host[], depth = 0): Element[] {
  const elements: Element[] = [];
  const opened = new Map<string, Host[]>();
  const order: (Host | { readonly kind: BoxElement['kind']; readonly hosts: Host[] })[] = [];
  for (const host of hosts) {
    const { auxiliary, loops } = host.step;
    const loop = loops[depth];
    const key = loop
      ? `loop ${loop.loop}`
      : auxiliary !== undefined && depth === 0
        ? `auxiliary ${auxiliary}`
        : undefined;
    if (key === undefined) {
      order.push(host);
      continue;
    }
    const known = opened.get(key);
    if (known) {
      known.push(host);
      continue;
    }
    const box = { kind: loop ? ('loop' as const) : ('auxiliary' as const), hosts: [host] };
    opened.set(key, box.hosts);
    order.push(box);
  }
  for (const each of order) {
    if ('step' in each) elements.push({ kind: 'host', id: each.step.id, host: each });
    else if (each.kind === 'auxiliary') elements.push(auxiliaryElement(each.hosts, depth));
    else {
      const loop = loopElement(each.hosts, depth);
      // A `for` over the stages of a network repeats nothing: its steps are shown as if they were written out.
      const isList = each.hosts[0]?.step.loops[depth]?.kind === 'for' && !isRepetition(loop);
      if (isList) elements.push(...gather(each.hosts, depth + 1));
      else elements.push(loop);
    }
  }
  return elements;
}

/** Whether its iterations read alike: the same steps with the same arguments. */
function isRepetition(loop: BoxElement): boolean {
  const [first, ...others] = loop.iterations.map((iteration) => iteration.map(reading).join(' → '));
  return others.every((other) => other === first);
}

function reading(element: Element): string {
  if (element.kind === 'host') return titleOf(element.host.step.view, element.host.step.node);
  return element.iterations.map((iteration) => iteration.map(reading).join(' → ')).join('; ');
}

function loopElement(hosts: readonly Host[], depth: number): BoxElement {
  const iterations = new Map<number, Host[]>();
  for (const host of hosts) {
    const iteration = host.step.loops[depth]?.iteration ?? 0;
    const known = iterations.get(iteration);
    if (known) known.push(host);
    else iterations.set(iteration, [host]);
  }
  const first = hosts[0]?.step.id ?? '';
  return {
    kind: 'loop',
    id: `${first}/repeat${depth === 0 ? '' : depth + 1}`,
    iterations: [...iterations.values()].map((each) => gather(each, depth + 1)),
    hosts,
  };
}

function auxiliaryElement(hosts: readonly Host[], depth: number): BoxElement {
  const first = hosts[0]?.step;
  const name = first?.node.path[0] ?? 'auxiliary';
  const within = first?.view.path.join('.') ?? '';
  return {
    kind: 'auxiliary',
    id: within === '' ? name : `${within}.${name}`,
    iterations: [gather(hosts, Math.max(depth, 1))],
    hosts,
  };
}

/** More than this in one opened box are shown in parts that can be opened in turn. */
const MOST_SHOWN = 100;

/** What an opened box shows: its iterations one after the other, equal neighbours together. */
export function contentOf(box: BoxElement): Element[] {
  return inParts(box.kind === 'loop' ? withoutRepetition(box) : box.iterations.flat());
}

function inParts(elements: Element[]): Element[] {
  if (elements.length <= MOST_SHOWN) return elements;
  const size = Math.ceil(elements.length / MOST_SHOWN);
  return Array.from({ length: Math.ceil(elements.length / size) }, (_, part) => {
    const together = elements.slice(part * size, (part + 1) * size);
    const [first] = together;
    if (together.length === 1 && first) return first;
    return {
      kind: 'equal',
      id: `${first?.id ?? ''}/equal${size}`,
      iterations: together.map((element) => [element]),
      hosts: together.flatMap(hostsIn),
    };
  });
}

function withoutRepetition(box: BoxElement): Element[] {
  const signatures = box.iterations.map((iteration) => iteration.map(signature).join(' → '));
  const elements: Element[] = [];
  for (let start = 0; start < box.iterations.length;) {
    let end = start + 1;
    while (end < box.iterations.length && signatures[end] === signatures[start]) end++;
    const run = box.iterations.slice(start, end);
    // All of them together would only say again what the loop's own box says.
    if (run.length < 2 || run.length === box.iterations.length) elements.push(...run.flat());
    else {
      elements.push({
        kind: 'equal',
        id: `${run[0]?.[0]?.id ?? box.id}/equal`,
        iterations: run,
        hosts: run.flatMap((iteration) => iteration.flatMap(hostsIn)),
      });
    }
    start = end;
  }
  return elements;
}

export function hostsIn(element: Element): readonly Host[] {
  return element.kind === 'host' ? [element.host] : element.hosts;
}

/** Equal for elements that are drawn and cost the same: the same body or layer on the same shapes. */
function signature(element: Element): string {
  if (element.kind !== 'host')
    return `${element.kind}(${element.iterations.flat().map(signature).join(',')})`;
  const { step, above, below } = element.host;
  return [step, ...above, ...below].map(stepSignature).join('+');
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** The same for the same body. */
function numberOf({ identity }: Body): number {
  const known = numbers.get(identity);
  if (known !== undefined) return known;
  numbers.set(identity, ++count);
  return count;
}

function stepSignature({ node }: Step): string {
  const shapes = JSON.stringify([node.inputShapes, node.output]);
  if (node.kind === 'call') return `call ${numberOf(node.body)} ${node.text} ${shapes}`;
  if (node.kind === 'broken') return `broken ${node.text}`;
  return `${node.layer.name} ${JSON.stringify(node.arguments)} ${shapes}`;
}
