import type { FieldStep } from '../layers/layer.ts';
import type { Pair } from '../layers/tensorOps.ts';
import type { Field, ReceptiveField } from './analysis.ts';

/**
 * Receptive fields by the recurrences of Araujo, Norris & Sim (Distill, 2019): along a path a window
 * multiplies the stride (the jump) and adds (kernel - 1) jumps to the size and `padding` jumps to the
 * padding; where paths merge, the largest counts. Sizes stay fractions after upsampling until they are shown.
 */
export const wholeInput: Field = { size: [1, 1], stride: [1, 1], padding: [0, 0], misaligned: false };

/**
 * What a value sees of an input: the largest of the paths that are still local, and whether any path is
 * global. A path through a gate counts as long as it is local: the gate then moves the field, otherwise it
 * only scales what it multiplies.
 */
export interface Sight {
  readonly local: Field | undefined;
  readonly global: boolean;
}

/** What a value of a body sees of one of the body's inputs, on paths that pass no gate, and on those that do. */
export interface Reach {
  readonly direct: Sight;
  readonly gated: Sight;
}

export const blind: Sight = { local: undefined, global: false };
export const unreached: Reach = { direct: blind, gated: blind };
export const itself: Reach = { direct: { local: wholeInput, global: false }, gated: blind };

const both = (make: (axis: 0 | 1) => number): Pair => [make(0), make(1)];

function stepField(
  { size, stride, padding, misaligned }: Field,
  step: Extract<FieldStep, { kind: 'window' }>,
): Field {
  const jump = both((axis) => stride[axis] / (step.upsampling?.[axis] ?? 1));
  return {
    size: both((axis) => size[axis] + (step.kernel[axis] - 1) * jump[axis]),
    stride: both((axis) => jump[axis] * step.stride[axis]),
    padding: both((axis) => padding[axis] + step.padding[axis] * jump[axis]),
    misaligned,
  };
}

export function stepSight(sight: Sight, step: FieldStep): Sight {
  switch (step.kind) {
    case 'local':
      return sight;
    case 'global':
      return { local: undefined, global: sight.global || sight.local !== undefined };
    case 'window':
      return sight.local ? { ...sight, local: stepField(sight.local, step) } : sight;
  }
}

/** Twice the offset between the centre of the first unit's field and the first pixel. */
export const centre = ({ size, padding }: Field, axis: 0 | 1) => size[axis] - 1 - 2 * padding[axis];
export const differ = (a: number, b: number) => Math.abs(a - b) > 1e-6;

function mergeFields(a: Field, b: Field): Field {
  const misaligned = ([0, 1] as const).some(
    (axis) => differ(a.stride[axis], b.stride[axis]) || differ(centre(a, axis), centre(b, axis)),
  );
  const larger = (axis: 0 | 1) => (b.size[axis] > a.size[axis] ? b : a);
  return {
    size: both((axis) => larger(axis).size[axis]),
    stride: both((axis) => larger(axis).stride[axis]),
    padding: both((axis) => larger(axis).padding[axis]),
    misaligned: misaligned || a.misaligned || b.misaligned,
  };
}

export function mergeSights(a: Sight, b: Sight): Sight {
  const global = a.global || b.global;
  if (!a.local || !b.local) return { local: a.local ?? b.local, global };
  return { local: a.local === b.local ? a.local : mergeFields(a.local, b.local), global };
}

const mergeReaches = (a: Reach, b: Reach): Reach => {
  if (a === unreached) return b;
  if (b === unreached) return a;
  return { direct: mergeSights(a.direct, b.direct), gated: mergeSights(a.gated, b.gated) };
};

/** Of a gate only what is still local counts. */
const throughGate = ({ direct, gated }: Reach): Reach => ({
  direct: blind,
  gated: { local: mergeSights(direct, gated).local, global: false },
});

/** What a layer's result sees of each of the body's inputs. */
export function layerReach(
  operands: readonly (readonly Reach[])[],
  step: FieldStep,
  gates: readonly number[],
  inputs: number,
): readonly Reach[] {
  const [only, ...others] = operands;
  if (only && others.length === 0 && gates.length === 0 && step.kind === 'local') return only;
  return Array.from({ length: inputs }, (_, input) => {
    const merged = operands
      .map((operand, index) => (gates.includes(index) ? throughGate(operand[input]!) : operand[input]!))
      .reduce(mergeReaches, unreached);
    if (step.kind === 'local' || merged === unreached) return merged;
    return { direct: stepSight(merged.direct, step), gated: stepSight(merged.gated, step) };
  });
}

/** A field on what a field sees. */
function composeFields(outer: Field, inner: Field): Field {
  if (outer === wholeInput) return inner;
  if (inner === wholeInput) return outer;
  return {
    size: both((axis) => outer.size[axis] + (inner.size[axis] - 1) * outer.stride[axis]),
    stride: both((axis) => outer.stride[axis] * inner.stride[axis]),
    padding: both((axis) => outer.padding[axis] + inner.padding[axis] * outer.stride[axis]),
    misaligned: outer.misaligned || inner.misaligned,
  };
}

/** What one sees through `reach` of an input that itself sees `outer`. */
function seeThrough(outer: Sight, { direct, gated }: Reach): Sight {
  const compose = (inner: Sight): Sight => ({
    local: outer.local && inner.local ? composeFields(outer.local, inner.local) : undefined,
    global: inner.global && outer.local !== undefined,
  });
  const seen = mergeSights(compose(direct), compose(gated));
  const reached = direct.local !== undefined || direct.global;
  return { local: seen.local, global: seen.global || (reached && outer.global) };
}

/** What a value sees that reaches a body's inputs so, when the inputs see `inputs`. */
export function sightThrough(reaches: readonly Reach[], inputs: readonly Sight[]): Sight {
  let seen = blind;
  for (const [input, reach] of reaches.entries()) {
    if (reach !== unreached) seen = mergeSights(seen, seeThrough(inputs[input] ?? blind, reach));
  }
  return seen;
}

/** The reaches of a call's result, from those of its operands and of the called body's output. */
export function callReach(
  operands: readonly (readonly Reach[])[],
  output: readonly Reach[],
  inputs: number,
): Reach[] {
  return Array.from({ length: inputs }, (_, input) => {
    let merged = unreached;
    for (const [index, inner] of output.entries()) {
      const outer = operands[index]?.[input] ?? unreached;
      if (outer === unreached || inner === unreached) continue;
      merged = mergeReaches(merged, composeReaches(outer, inner));
    }
    return merged;
  });
}

function composeReaches(outer: Reach, inner: Reach): Reach {
  const compose = (first: Sight, second: Sight, gate: boolean): Sight => ({
    local: first.local && second.local ? composeFields(first.local, second.local) : undefined,
    global:
      (second.global && first.local !== undefined) ||
      (!gate && first.global && (second.local !== undefined || second.global)),
  });
  return {
    direct: compose(outer.direct, inner.direct, false),
    gated: [
      compose(outer.gated, inner.direct, false),
      compose(outer.direct, inner.gated, true),
      compose(outer.gated, inner.gated, true),
    ].reduce(mergeSights),
  };
}

const floor = (value: number) => Math.floor(value + 1e-9);

/** As others see it: `null` is global. */
export function asReceptiveField({ local, global }: Sight): ReceptiveField {
  if (global || !local) return null;
  const { size } = local;
  return Number.isInteger(size[0]) && Number.isInteger(size[1])
    ? local
    : { ...local, size: [floor(size[0]), floor(size[1])] };
}
