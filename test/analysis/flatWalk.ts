import type { AppliedLayer } from '../../src/layers/layer.ts';
import { elements } from '../../src/layers/shape.ts';
import type { Body, LayerNode, Source } from '../../src/network/network.ts';

/** One layer of a network written out, with the values it reads. Value 0 is the network's input. */
export interface FlatLayer {
  readonly node: LayerNode;
  readonly applied: AppliedLayer;
  readonly inputs: readonly number[];
  readonly value: number;
  readonly auxiliary: boolean;
}

export interface FlatNetwork {
  readonly layers: readonly FlatLayer[];
  /** By value: how many bytes it takes. */
  readonly bytes: readonly number[];
  readonly output: number;
}

/** Writes out every call of a network without mistakes: the naive way that the shared bodies stand for. */
export function flatten(network: Body): FlatNetwork {
  const layers: FlatLayer[] = [];
  const bytes = [elements(network.inputs[0]!) * 4];
  const output = write(network, [0], false);
  return { layers, bytes, output };

  function write(body: Body, inputs: readonly number[], auxiliary: boolean): number {
    const made: number[] = [];
    const valueOf = (source: Source) => ('node' in source ? made[source.node]! : inputs[source.input]!);
    for (const node of body.nodes) {
      const inside = auxiliary || node.auxiliary !== undefined;
      const operands = node.inputs.map(valueOf);
      if (node.kind === 'call') made.push(write(node.body, operands, inside));
      if (node.kind !== 'layer') continue;
      // An `Identity` gives the value that it was given.
      const passed = node.layer.passesOn ? operands[0] : undefined;
      const value = passed ?? bytes.length;
      if (passed === undefined) bytes.push(elements(node.output!) * 4);
      const applied = {
        arguments: node.arguments,
        inputs: node.inputShapes,
        output: node.output,
      } as unknown as AppliedLayer;
      layers.push({ node, applied, inputs: operands, value, auxiliary: inside });
      made.push(value);
    }
    return valueOf(body.output);
  }
}

export const gatesOf = ({ node, applied }: FlatLayer) => node.layer.gates?.(applied) ?? [];

export function parametersOf(layers: readonly FlatLayer[], trainable: boolean): number {
  let sum = 0;
  for (const { node, applied } of layers) {
    for (const weight of node.layer.weights?.(applied) ?? []) {
      if (weight.trainable === trainable) sum += weight.shape.reduce((product, side) => product * side, 1);
    }
  }
  return sum;
}

/** Layers that count on the longest path to the output. */
export function depthOf({ layers, output }: FlatNetwork): number {
  const depth = new Map([[0, 0]]);
  for (const layer of layers) {
    const gates = gatesOf(layer);
    const before = layer.inputs
      .filter((_, operand) => !gates.includes(operand))
      .map((value) => depth.get(value)!);
    depth.set(layer.value, Math.max(...before) + (layer.node.layer.countsInDepth ? 1 : 0));
  }
  return depth.get(output)!;
}

/** The most bytes alive at once, values freed after their last reader. */
export function peakOf({ layers, bytes, output }: FlatNetwork): number {
  const runs = layers.filter(({ auxiliary }) => !auxiliary);
  const last = new Map<number, number>();
  for (const [time, { inputs }] of runs.entries()) for (const value of inputs) last.set(value, time);
  const alive = new Set([0]);
  let peak = bytes[0]!;
  for (const [time, { value }] of runs.entries()) {
    alive.add(value);
    peak = Math.max(
      peak,
      [...alive].reduce((sum, each) => sum + bytes[each]!, 0),
    );
    for (const each of alive) if (each !== output && (last.get(each) ?? -1) <= time) alive.delete(each);
  }
  return peak;
}

/** Bytes of the values that backward passes keep, each once. */
export function keptBytes({ layers, bytes }: FlatNetwork): number {
  const kept = new Set<number>();
  for (const { node, inputs, value } of layers) {
    const { keeps } = node.layer;
    if (keeps === 'input' || keeps === 'both') for (const each of inputs) kept.add(each);
    if (keeps === 'output' || keeps === 'both') kept.add(value);
  }
  return [...kept].reduce((sum, each) => sum + bytes[each]!, 0);
}

/** For each value the first and last pixel of a row or column that unit `unit` of `value` depends on; undefined: all. */
export function dependency(
  { layers }: FlatNetwork,
  value: number,
  unit: number,
  axis: 0 | 1,
): readonly [number, number] | undefined {
  // The units of each value that are needed; a gate counts while it is local, as the counting rules say.
  const needed = new Map<number, Set<number>>([[value, new Set([unit])]]);
  let global = false;
  for (const layer of layers.toReversed()) {
    const units = needed.get(layer.value);
    if (!units) continue;
    const step = layer.node.layer.receptiveField(layer.applied);
    if (step.kind === 'global') {
      global = true;
      continue;
    }
    for (const input of layer.inputs) {
      const wanted = needed.get(input) ?? new Set<number>();
      needed.set(input, wanted);
      for (const each of units) {
        if (step.kind === 'local') wanted.add(each);
        else {
          const first = each * step.stride[axis] - step.padding[axis];
          // The two ends of the window are enough: what lies between them lies between their fields.
          wanted.add(first);
          wanted.add(first + step.kernel[axis] - 1);
        }
      }
    }
  }
  const seen = [...(needed.get(0) ?? [])];
  return global || seen.length === 0 ? undefined : [Math.min(...seen), Math.max(...seen)];
}

interface FlatField {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
}

/** By value: the largest field over the paths that are local, and whether a path is global; gates count while local. */
export function fieldsOf({
  layers,
}: FlatNetwork): ReadonlyMap<number, { local?: FlatField; global: boolean }> {
  const fields = new Map<number, { local?: FlatField; global: boolean }>();
  fields.set(0, { local: { size: [1, 1], stride: [1, 1], padding: [0, 0] }, global: false });
  for (const layer of layers) {
    const gates = gatesOf(layer);
    const step = layer.node.layer.receptiveField(layer.applied);
    let global = layer.inputs.some((value, operand) => !gates.includes(operand) && fields.get(value)!.global);
    let local: FlatField | undefined;
    for (const value of layer.inputs) {
      const { local: other } = fields.get(value)!;
      if (!other) continue;
      const before: FlatField = local ?? other;
      const pick = (axis: number) => (other.size[axis]! > before.size[axis]! ? other : before);
      const take = (key: keyof FlatField) => [0, 1].map((axis) => pick(axis)[key][axis]!);
      local = { size: take('size'), stride: take('stride'), padding: take('padding') };
    }
    if (step.kind === 'global') {
      global ||= local !== undefined;
      local = undefined;
    }
    if (step.kind === 'window' && local) {
      const { size, stride, padding } = local;
      local = {
        size: size.map((side, axis) => side + (step.kernel[axis]! - 1) * stride[axis]!),
        stride: stride.map((jump, axis) => jump * step.stride[axis]!),
        padding: padding.map((pad, axis) => pad + step.padding[axis]! * stride[axis]!),
      };
    }
    fields.set(layer.value, { ...(local && { local }), global });
  }
  return fields;
}
