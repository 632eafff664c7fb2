/** The values that flow between the elements of a body: what each reads, gives, and how it is shaped. */
import type { BodyView } from '../analysis/analysis.ts';
import { dimensions } from '../layers/shape.ts';
import type { Source } from '../network/network.ts';
import { hostsIn } from './elements.ts';
import type { Element } from './elements.ts';
import type { Host, StepList, ValueSource } from './steps.ts';

/** Of the network or an inner body, while it is being built. */
export interface Place {
  readonly view: BodyView;
  readonly list: StepList;
  readonly readers: readonly (readonly number[])[];
}

export const keyOf = (source: ValueSource): string =>
  'step' in source ? `s${source.step}` : `i${source.input}`;

/** A host's result: that of its last chip. */
export function valueOf(host: Host): ValueSource {
  return { step: host.members.at(-1) ?? -1 };
}

/** Values from outside that the element's hosts read, each once, in the order of reading. */
export function enteringValues(element: Element): readonly ValueSource[] {
  const hosts = hostsIn(element);
  const inside = new Set(hosts.flatMap((host) => host.members));
  const values = new Map<string, ValueSource>();
  for (const source of hosts.flatMap((host) => host.inputs)) {
    if (!('step' in source) || !inside.has(source.step)) values.set(keyOf(source), source);
  }
  return [...values.values()];
}

/** Values of the element's hosts that are read outside of it, the body's output included. */
export function leaving({ list, readers }: Place, element: Element): readonly ValueSource[] {
  const members = hostsIn(element).flatMap((host) => host.members);
  const inside = new Set(members);
  const { output } = list;
  return members
    .filter(
      (step) =>
        readers[step]?.some((reader) => !inside.has(reader)) === true ||
        ('step' in output && output.step === step),
    )
    .map((step) => ({ step }));
}

/** By step: the steps that read its result. */
export function readersOf({ steps }: StepList): readonly (readonly number[])[] {
  const readers = steps.map<number[]>(() => []);
  steps.forEach(({ inputs }, index) => {
    for (const source of inputs) if ('step' in source) readers[source.step]?.push(index);
  });
  return readers;
}

/** [h, w, c] or [c]; undefined where not known. */
export function shapeOfValue(place: Place, source: ValueSource | undefined): readonly number[] | undefined {
  if (!source) return undefined;
  const shape =
    'step' in source ? place.list.steps[source.step]?.node.output : place.view.body.inputs[source.input];
  return shape && dimensions(shape);
}

/** A value that the source names, in the terms of the list of steps. */
export function valueInList(place: Place, source: Source): ValueSource | undefined {
  if ('input' in source) return { input: source.input };
  const node = place.view.body.nodes[source.node];
  if (!node) return undefined;
  const id = [...place.view.path, ...node.path].join('.');
  const step = place.list.steps.findIndex((each) => each.id === id);
  return step < 0 ? undefined : { step };
}
