import type { FieldStep } from '../layers/layer.ts';
import type { Pair } from '../layers/tensorOps.ts';
import type { Lost, ReceptiveField } from './analysis.ts';
import type { Paths } from './fields.ts';
import { merged, ownUnits, stepped, stretched, through, told } from './fields.ts';

/**
 * What a value sees of an input: on the paths that are still local, and whether any path is global. A path through a
 * gate counts as long as it is local: the gate then moves the field, otherwise it only scales what it multiplies.
 */
export interface Sight {
  readonly local: Paths | undefined;
  /** Why what the local paths see is not known, where it is not; `local` is undefined then. */
  readonly lost: Lost | undefined;
  readonly global: boolean;
}

/** What a value of a body sees of one of the body's inputs, on paths that pass no gate, and on those that do. */
export interface Reach {
  readonly direct: Sight;
  readonly gated: Sight;
}

export const blind: Sight = { local: undefined, lost: undefined, global: false };
export const unreached: Reach = { direct: blind, gated: blind };

/** Of a value that is looked at itself. */
export const wholeSight = (units: Pair | undefined): Sight => sightOf(ownUnits(units), false);
export const itself = (units: Pair | undefined): Reach => ({ direct: wholeSight(units), gated: blind });

const sightOf = (local: Paths | Lost | undefined, global: boolean): Sight =>
  typeof local === 'string' ? { local: undefined, lost: local, global } : { local, lost: undefined, global };

const seesLocally = ({ local, lost }: Sight) => local !== undefined || lost !== undefined;

/** `units`: of the layer's output, where that is a map. */
function stepSight(sight: Sight, step: FieldStep, units: Pair | undefined): Sight {
  if (sight === blind) return blind;
  switch (step.kind) {
    case 'local':
      return sight;
    case 'global':
      return sightOf(undefined, sight.global || seesLocally(sight));
    case 'scattered':
      return seesLocally(sight) ? sightOf(step.kind, sight.global) : sight;
    default:
      return sight.local ? sightOf(stepped(sight.local, step, units), sight.global) : sight;
  }
}

export function mergeSights(a: Sight, b: Sight): Sight {
  if (a === b || b === blind) return a;
  if (a === blind) return b;
  const global = a.global || b.global;
  const lost = a.lost ?? b.lost;
  if (lost !== undefined) return sightOf(lost, global);
  if (!a.local || !b.local) return sightOf(a.local ?? b.local, global);
  const local = merged(a.local, b.local);
  return local === a.local && global === a.global ? a : sightOf(local, global);
}

const mergeReaches = (a: Reach, b: Reach): Reach => {
  if (a === unreached) return b;
  if (b === unreached) return a;
  return { direct: mergeSights(a.direct, b.direct), gated: mergeSights(a.gated, b.gated) };
};

/** Of a gate only what is still local counts. */
const throughGate = ({ direct, gated }: Reach, gate: Gate): Reach => {
  const { local, lost } = mergeSights(direct, gated);
  const { stretches, units } = gate;
  if (!local || !units || !(stretches[0] || stretches[1]))
    return { direct: blind, gated: sightOf(lost ?? local, false) };
  return { direct: blind, gated: sightOf(stretched(local, stretches, units), false) };
};

/** An operand that scales the others. */
export interface Gate {
  readonly operand: number;
  /** Along which axes one of its positions scales all of the output's. */
  readonly stretches: readonly [boolean, boolean];
  /** Of the output. */
  readonly units: Pair | undefined;
}

/** What a layer's result sees of each of the body's inputs. */
export function layerReach(
  operands: readonly (readonly Reach[])[],
  step: FieldStep,
  gates: readonly Gate[],
  inputs: number,
  units: Pair | undefined,
): readonly Reach[] {
  const [only, ...others] = operands;
  if (only && others.length === 0 && gates.length === 0 && step.kind === 'local') return only;
  const reaches: Reach[] = [];
  for (let input = 0; input < inputs; input++) {
    let met = unreached;
    for (let index = 0; index < operands.length; index++) {
      const reach = operands[index]![input]!;
      if (reach === unreached) continue;
      const gate = gates.find(({ operand }) => operand === index);
      met = mergeReaches(met, gate ? throughGate(reach, gate) : reach);
    }
    reaches.push(
      step.kind === 'local' || met === unreached
        ? met
        : { direct: stepSight(met.direct, step, units), gated: stepSight(met.gated, step, units) },
    );
  }
  return reaches;
}

/** What one sees through `reach` of an input that itself sees `outer`. */
function seeThrough(outer: Sight, { direct, gated }: Reach): Sight {
  const seen = mergeSights(localThrough(outer, direct), localThrough(outer, gated));
  const reached = seesLocally(direct) || direct.global;
  const global = seen.global || (reached && outer.global);
  return global === seen.global ? seen : { ...seen, global };
}

function localThrough(outer: Sight, inner: Sight): Sight {
  const global = inner.global && seesLocally(outer);
  if (!seesLocally(outer) || !seesLocally(inner)) return global ? sightOf(undefined, global) : blind;
  const lost = outer.lost ?? inner.lost;
  return sightOf(lost ?? through(outer.local!, inner.local!), global);
}

/** What a value sees that reaches a body's inputs so, when the inputs see `inputs`; undefined where one is not known. */
export function sightThrough(
  reaches: readonly Reach[],
  inputs: readonly (Sight | undefined)[],
): Sight | undefined {
  let seen = blind;
  for (const [input, reach] of reaches.entries()) {
    if (reach === unreached) continue;
    const outer = inputs[input];
    if (!outer) return undefined;
    seen = mergeSights(seen, seeThrough(outer, reach));
  }
  return seen;
}

/** The reaches of a call's result, from those of its operands and of the called body's output. */
export function callReach(
  operands: readonly (readonly Reach[])[],
  output: readonly Reach[],
  inputs: number,
): Reach[] {
  const reaches: Reach[] = [];
  for (let input = 0; input < inputs; input++) {
    let met = unreached;
    for (let index = 0; index < output.length; index++) {
      const outer = operands[index]?.[input] ?? unreached;
      const inner = output[index]!;
      if (outer === unreached || inner === unreached) continue;
      met = mergeReaches(met, composeReaches(outer, inner));
    }
    reaches.push(met);
  }
  return reaches;
}

function composeReaches(outer: Reach, inner: Reach): Reach {
  const first = composeSights(outer.gated, inner.direct, false);
  const second = composeSights(outer.direct, inner.gated, true);
  const third = composeSights(outer.gated, inner.gated, true);
  return {
    direct: composeSights(outer.direct, inner.direct, false),
    gated: mergeSights(mergeSights(first, second), third),
  };
}

/** `gate`: the inner path leads through one. */
function composeSights(outer: Sight, inner: Sight, gate: boolean): Sight {
  if (outer === blind || inner === blind) return blind;
  const seen = localThrough(outer, inner);
  const global = seen.global || (!gate && outer.global && (seesLocally(inner) || inner.global));
  return global === seen.global ? seen : { ...seen, global };
}

/** Whether what is seen can't be known from what is seen in between (`Lost`), and is to be traced step by step. */
export const hasHoles = (reaches: readonly Reach[]): boolean =>
  reaches.some(({ direct, gated }) => direct.lost === 'holes' || gated.lost === 'holes');

/** As others see it. */
export function asReceptiveField({ local, lost, global }: Sight): ReceptiveField {
  if (global) return 'global';
  return lost === undefined && local ? told(local) : undefined;
}
