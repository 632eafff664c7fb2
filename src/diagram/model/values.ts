/** The values that flow between the elements of a body: what each reads, gives, and how it is shaped. */
import { dimensions } from '../../layers/shape.ts';
import type { Body } from '../../network/network.ts';
import { hostsIn } from './elements.ts';
import type { Element } from './elements.ts';
import type { Host } from './hosts.ts';
import { isOfStep } from './steps.ts';
import type { Step, StepList, ValueSource } from './steps.ts';

/** By step: the steps that read its result, one an operand. */
export class Readers {
  readonly #starts: Int32Array;
  readonly #readers: Int32Array;

  constructor(steps: readonly Step[]) {
    const starts = new Int32Array(steps.length + 1);
    const each = (visit: (source: number, reader: number) => void): void =>
      steps.forEach(({ inputs }, reader) => {
        for (const source of inputs) if (isOfStep(source)) visit(source, reader);
      });
    each((source) => starts[source + 1]!++);
    for (let step = 0; step < steps.length; step++) starts[step + 1]! += starts[step]!;
    const filled = starts.slice();
    this.#readers = new Int32Array(starts[steps.length]!);
    each((source, reader) => (this.#readers[filled[source]!++] = reader));
    this.#starts = starts;
  }

  count(step: number): number {
    return (this.#starts[step + 1] ?? 0) - (this.#starts[step] ?? 0);
  }

  first(step: number): number | undefined {
    return this.count(step) === 0 ? undefined : this.#readers[this.#starts[step]!];
  }

  some(step: number, is: (reader: number) => boolean): boolean {
    const end = this.#starts[step + 1] ?? 0;
    for (let at = this.#starts[step] ?? 0; at < end; at++) if (is(this.#readers[at]!)) return true;
    return false;
  }
}

/** A host's result: that of its last chip. */
export function valueOf(host: Host): ValueSource {
  return host.members.at(-1) ?? -1;
}

/** Values from outside that the element's hosts read, each once, in the order of reading. */
export function enteringValues(element: Element): readonly ValueSource[] {
  const inside = membersOf(element);
  const values = new Set<ValueSource>();
  for (const { inputs } of hostsIn(element)) {
    for (const source of inputs) if (!inside.has(source)) values.add(source);
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
