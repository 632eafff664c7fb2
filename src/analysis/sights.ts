import type { FieldStep } from '../layers/layer.ts';
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

function stepField(
  { size, stride, padding, misaligned }: Field,
  step: Extract<FieldStep, { kind: 'window' }>,
): Field {
  const { kernel, upsampling } = step;
  const down = stride[0] / (upsampling?.[0] ?? 1);
  const across = stride[1] / (upsampling?.[1] ?? 1);
  return {
    size: [size[0] + (kernel[0] - 1) * down, size[1] + (kernel[1] - 1) * across],
    stride: [down * step.stride[0], across * step.stride[1]],
    padding: [padding[0] + step.padding[0] * down, padding[1] + step.padding[1] * across],
    misaligned,
  };
}

export function stepSight(sight: Sight, step: FieldStep): Sight {
  if (sight === blind) return blind;
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
  const apart = (axis: 0 | 1) =>
    differ(a.stride[axis], b.stride[axis]) || differ(centre(a, axis), centre(b, axis));
  const misaligned = a.misaligned || b.misaligned || apart(0) || apart(1);
  const down = b.size[0] > a.size[0] ? b : a;
  const across = b.size[1] > a.size[1] ? b : a;
  // Of two that see equally far the first is it, and so most often the same as before.
  if (down === across && down.misaligned === misaligned) return down;
  return {
    size: [down.size[0], across.size[1]],
    stride: [down.stride[0], across.stride[1]],
    padding: [down.padding[0], across.padding[1]],
    misaligned,
  };
}

export function mergeSights(a: Sight, b: Sight): Sight {
  if (a === b || b === blind) return a;
  if (a === blind) return b;
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
  const reaches: Reach[] = [];
  for (let input = 0; input < inputs; input++) {
    let merged = unreached;
    for (let index = 0; index < operands.length; index++) {
      const reach = operands[index]![input]!;
      merged = mergeReaches(merged, gates.includes(index) ? throughGate(reach) : reach);
    }
    reaches.push(
      step.kind === 'local' || merged === unreached
        ? merged
        : { direct: stepSight(merged.direct, step), gated: stepSight(merged.gated, step) },
    );
  }
  return reaches;
}

/** A field on what a field sees. */
function composeFields(outer: Field, inner: Field): Field {
  if (outer === wholeInput) return inner;
  if (inner === wholeInput) return outer;
  const { size, stride, padding } = outer;
  return {
    size: [size[0] + (inner.size[0] - 1) * stride[0], size[1] + (inner.size[1] - 1) * stride[1]],
    stride: [stride[0] * inner.stride[0], stride[1] * inner.stride[1]],
    padding: [padding[0] + inner.padding[0] * stride[0], padding[1] + inner.padding[1] * stride[1]],
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
  const reaches: Reach[] = [];
  for (let input = 0; input < inputs; input++) {
    let merged = unreached;
    for (let index = 0; index < output.length; index++) {
      const outer = operands[index]?.[input] ?? unreached;
      const inner = output[index]!;
      if (outer === unreached || inner === unreached) continue;
      merged = mergeReaches(merged, composeReaches(outer, inner));
    }
    reaches.push(merged);
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
  return {
    local: outer.local && inner.local ? composeFields(outer.local, inner.local) : undefined,
    global:
      (inner.global && outer.local !== undefined) ||
      (!gate && outer.global && (inner.local !== undefined || inner.global)),
  };
}

const floor = (value: number) => Math.floor(value + 1e-9);

/** As others see it. */
export function asReceptiveField({ local, global }: Sight): ReceptiveField {
  if (global || !local) return 'global';
  const { size } = local;
  return Number.isInteger(size[0]) && Number.isInteger(size[1])
    ? local
    : { ...local, size: [floor(size[0]), floor(size[1])] };
}
