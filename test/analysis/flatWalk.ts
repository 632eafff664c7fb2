import type { AppliedLayer, FieldStep } from '../../src/layers/layer.ts';
import type { Shape } from '../../src/layers/shape.ts';
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

/**
 * The first and the last row (axis 0) or column (axis 1) of the input that a unit of a value sees, borders left out of
 * account; undefined where it sees none.
 */
export type Seen = readonly [number, number] | 'global' | undefined;

/** Looks every unit up that is read on the way, one by one. Of a gate those count that are local, as the counting rules say. */
export function seeing({ layers }: FlatNetwork, axis: 0 | 1): (value: number, unit: number) => Seen {
  // An `Identity` makes no value.
  const makers = layers.filter(({ value, inputs }) => !inputs.includes(value));
  const made = new Map(makers.map((layer) => [layer.value, layer]));
  const known = new Map<string, Seen>();
  return look;

  function look(value: number, unit: number): Seen {
    const layer = made.get(value);
    if (!layer) return [unit, unit];
    const key = `${value}:${unit}`;
    if (known.has(key)) return known.get(key);
    const seen = lookThrough(layer, unit);
    known.set(key, seen);
    return seen;
  }

  function lookThrough(layer: FlatLayer, unit: number): Seen {
    const { node, applied, inputs } = layer;
    const step = node.layer.receptiveField(applied);
    if (step.kind === 'global') return 'global';
    const gates = gatesOf(layer);
    let [first, last] = [Infinity, -Infinity];
    for (const [operand, value] of inputs.entries()) {
      const stretches =
        gates.includes(operand) && sideOf(applied.inputs[operand]!, axis) < sideOf(applied.output, axis);
      for (const each of stretches ? [0] : readBy(step, unit, axis)) {
        const seen = look(value, each);
        if (seen === 'global' && !gates.includes(operand)) return 'global';
        if (seen === 'global' || seen === undefined) continue;
        first = Math.min(first, seen[0]);
        last = Math.max(last, seen[1]);
      }
    }
    return first <= last ? [first, last] : undefined;
  }
}

export const sideOf = (shape: Shape, axis: 0 | 1): number =>
  shape.kind === 'vector' ? 1 : axis === 0 ? shape.height : shape.width;

/** The units of its input that a unit of a layer reads, by trying. */
function readBy(step: FieldStep, unit: number, axis: 0 | 1): number[] {
  switch (step.kind) {
    case 'window': {
      const apart = step.dilation?.[axis] ?? 1;
      const read: number[] = [];
      for (let tap = 0; tap < step.kernel[axis]; tap += apart)
        read.push(unit * step.stride[axis] - step.padding[axis] + tap);
      return read;
    }
    case 'repeat':
      return [Math.floor(unit / step.factor[axis])];
    case 'spread': {
      const read: number[] = [];
      const furthest = step.taps[axis] * step.dilation[axis] + Math.abs(unit) + step.cropped[axis];
      for (let from = -furthest; from <= furthest; from++) {
        for (let tap = 0; tap < step.taps[axis]; tap++) {
          const to = from * step.stride[axis] + tap * step.dilation[axis] - step.cropped[axis];
          if (to === unit) read.push(from);
        }
      }
      return read;
    }
    case 'share': {
      // Every position whose share of the axis overlaps the unit's.
      const [size, count] = [step.input[axis], step.output[axis]];
      const read: number[] = [];
      const around = Math.floor((unit * size) / count);
      for (let position = around - size - 2; position <= around + size + 2; position++) {
        if (position * count < (unit + 1) * size && (position + 1) * count > unit * size) read.push(position);
      }
      return read;
    }
    default:
      return [unit];
  }
}
