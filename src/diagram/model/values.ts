/** The values that flow between the elements of a body: what each reads, gives, and how it is shaped. */
import { dimensions } from '../../layers/shape.ts';
import type { Body } from '../../network/network.ts';
import { hostsIn } from './elements.ts';
import type { Element } from './elements.ts';
import type { Host } from './hosts.ts';
import { isOfStep, unread } from './steps.ts';
import type { StepList, ValueSource } from './steps.ts';
import type { Readers } from './readers.ts';

/** A host's result: that of its last chip. */
export function valueOf(host: Host): ValueSource {
  return host.members.at(-1) ?? -1;
}

/** Values from outside that the element's hosts read, each once, in the order of reading. */
export function enteringValues(element: Element): readonly ValueSource[] {
  const inside = membersOf(element);
  const values = new Set<ValueSource>();
  for (const { inputs } of hostsIn(element)) {
    for (const source of inputs) if (source !== unread && !inside.has(source)) values.add(source);
  }
  return [...values];
}

/** Values of the element's hosts that are read outside of it, the body's output included. */
export function leavingValues(
  { output }: StepList,
  readers: Readers,
  element: Element,
): readonly ValueSource[] {
  const inside = membersOf(element);
  return [...inside].filter((step) => output === step || readers.some(step, (reader) => !inside.has(reader)));
}

function membersOf(element: Element): ReadonlySet<number> {
  const members = new Set<number>();
  for (const host of hostsIn(element)) for (const member of host.members) members.add(member);
  return members;
}

/** [h, w, c] or [c]; undefined where not known. */
export function shapeOfValue(
  { steps }: StepList,
  body: Body,
  source: ValueSource | undefined,
): readonly number[] | undefined {
  if (source === undefined) return undefined;
  const shape = isOfStep(source) ? steps[source]?.node.output : body.inputs[-1 - source];
  return shape && dimensions(shape);
}
