/** Which steps of a body are drawn by themselves, and which as chips of them: norms, activations and dropouts. */
import { MOST_CHIPS, isChip, isOfStep } from './steps.ts';
import type { Step, StepList, ValueSource } from './steps.ts';
import type { Readers } from './readers.ts';

/** A step that is drawn as a node or box, with its chips. */
export interface Host {
  readonly step: Step;
  readonly above: readonly Step[];
  readonly below: readonly Step[];
  /** Values that it reads, an entry an operand. */
  readonly inputs: readonly ValueSource[];
  /** Indexes, in the list of steps, of itself and its chips. */
  readonly members: readonly number[];
}

/** In the order of the steps; linear in them. */
export function hostsOf({ steps, output, auxiliaryOutputs }: StepList, readers: Readers): Host[] {
  const ends = new Set([output, ...auxiliaryOutputs]);
  /** The one step that reads a step's result, where nothing else does. */
  const onlyReader = (index: number): number | undefined =>
    readers.count(index) === 1 && !ends.has(index) ? readers.first(index) : undefined;
  const led = ledTo(steps, onlyReader);
  /** Indexes of chips, by their host's. */
  const chips: (Chips | undefined)[] = [];
  /** By step: the host that it is a chip of. */
  const hostOf: (number | undefined)[] = [];

  steps.forEach((step, index) => {
    if (hostOf[index] !== undefined) return;
    if (isChip(step)) {
      const [before = -1] = step.inputs;
      const owner = isOfStep(before) && onlyReader(before) === index ? (hostOf[before] ?? before) : -1;
      const own = chips[owner];
      const previous = steps[before];
      const follows =
        own && own.below.length < MOST_CHIPS && previous && sameplace(previous, step) ? own : undefined;
      const host = led[index]?.host;
      // Where the layer before is led by a norm itself (pre-activation), so is the next one.
      const inPreActivation = isNorm(step) && (follows?.above.some((above) => isNorm(steps[above])) ?? false);
      if (follows && !(inPreActivation && host !== undefined)) {
        follows.below.push(index);
        hostOf[index] = owner;
        return;
      }
      if (host !== undefined) {
        const above: number[] = [];
        for (let at = index; at !== host; at = onlyReader(at) ?? host) {
          above.push(at);
          hostOf[at] = host;
        }
        chips[host] = { above, below: [] };
        return;
      }
    }
    chips[index] ??= { above: [], below: [] };
  });

  const none: readonly Step[] = [];
  const pick = (indexes: readonly number[]): readonly Step[] =>
    indexes.length === 0 ? none : indexes.flatMap((index) => steps[index] ?? []);
  return steps.flatMap((step, index): Host[] => {
    const own = chips[index];
    if (!own) return [];
    const { above, below } = own;
    const first = steps[above[0] ?? index] ?? step;
    return [
      {
        step,
        above: pick(above),
        below: pick(below),
        inputs: first.inputs,
        members: above.length + below.length === 0 ? [index] : [...above, index, ...below],
      },
    ];
  });
}

interface Chips {
  readonly above: number[];
  readonly below: number[];
}

interface Led {
  readonly host: number;
  readonly chips: number;
}

/** By step: the layer that a row of chips from it on leads to, with nothing else reading in between. */
function ledTo(
  steps: readonly Step[],
  onlyReader: (index: number) => number | undefined,
): readonly (Led | undefined)[] {
  const led: (Led | undefined)[] = [];
  // Backwards, as what reads a step stands after it.
  for (let index = steps.length - 1; index >= 0; index--) {
    const next = onlyReader(index);
    const from = steps[index];
    const to = next === undefined ? undefined : steps[next];
    if (next === undefined || !from || !to || !sameplace(from, to) || to.inputs.length !== 1) continue;
    if (!isChip(to)) {
      if (to.node.kind === 'layer') led[index] = { host: next, chips: 1 };
      continue;
    }
    const beyond = led[next];
    if (beyond && beyond.chips < MOST_CHIPS) led[index] = { host: beyond.host, chips: beyond.chips + 1 };
  }
  return led;
}

/** Both stand in the same executions of the same loops, and in the same head or none. */
function sameplace(a: Step, b: Step): boolean {
  return (
    a.auxiliary === b.auxiliary &&
    a.loops.length === b.loops.length &&
    a.loops.every((loop, depth) => {
      const other = b.loops[depth];
      return other !== undefined && loop.loop === other.loop && loop.iteration === other.iteration;
    })
  );
}

const isNorm = (step: Step | undefined): boolean =>
  step?.node.kind === 'layer' && step.node.layer.kind === 'normalization';
