import type { Known } from '../layers/known.ts';
import { plus } from '../layers/known.ts';
import { elements } from '../layers/shape.ts';
import type { Shape } from '../layers/shape.ts';
import type { Body, Node, Source } from '../network/network.ts';
import { bytesPerNumber } from './layerFigures.ts';

const bytes = (shape: Shape | undefined): Known => shape && elements(shape) * bytesPerNumber;

/** What the backward pass keeps of a body, without its inputs and its output, which its caller counts. */
interface Kept {
  readonly inside: Known;
  readonly inputs: readonly boolean[];
  readonly output: boolean;
}

/**
 * The values of a body by number: first its inputs, then what its nodes make. A call that hands an input back, and an
 * `Identity`, give the very value that they were handed, not a copy.
 */
interface BodyValues {
  /** By node index. */
  readonly values: readonly number[];
  readonly output: number;
  /** Which inputs a layer of it, or below it, reads at inference. */
  readonly reads: readonly boolean[];
  /** Bytes, by value. */
  readonly sizes: readonly Known[];
  /** By which inputs nothing reads after the call. */
  readonly peaks: Map<string, Known>;
  kept?: Kept;
}

const known = new WeakMap<Body['identity'], BodyValues>();

function valuesOf(body: Body): BodyValues {
  const found = known.get(body.identity);
  if (found) return found;
  const made = numberValues(body);
  known.set(body.identity, made);
  return made;
}

const numberOf = (source: Source, values: readonly number[]) =>
  'node' in source ? values[source.node]! : source.input;

function numberValues({ inputs, nodes, output }: Body): BodyValues {
  const count = inputs.length;
  const values: number[] = [];
  const sizes = inputs.map(bytes);
  const reads = inputs.map(() => false);
  for (const node of nodes) {
    const inner = node.kind === 'call' ? valuesOf(node.body) : undefined;
    const handsBack = inner && inner.output < inner.reads.length;
    const passed = handsBack ? node.inputs[inner.output] : passesOn(node) ? node.inputs[0] : undefined;
    values.push(passed ? numberOf(passed, values) : count + node.index);
    sizes.push(bytes(node.output));
    if (node.auxiliary !== undefined || passesOn(node)) continue;
    for (const [operand, source] of node.inputs.entries()) {
      const value = numberOf(source, values);
      if (value < count && (!inner || inner.reads[operand])) reads[value] = true;
    }
  }
  return { values, output: numberOf(output, values), reads, sizes, peaks: new Map() };
}

const passesOn = (node: Node) => node.kind === 'layer' && node.layer.passesOn === true;

/** The values that a node reads: of a call's operands those that are read inside. */
function readBy(node: Node, values: readonly number[]): number[] {
  if (passesOn(node)) return [];
  const inner = node.kind === 'call' ? valuesOf(node.body).reads : undefined;
  return node.inputs.flatMap((source, operand) =>
    !inner || inner[operand] ? [numberOf(source, values)] : [],
  );
}

/**
 * The most bytes held at once while a body runs in order, the body's inputs and whatever it makes; every value is
 * freed after its last reader. `dying`: which inputs nothing reads after the call, and may be freed inside.
 * Auxiliary heads do not run at inference.
 */
export function peakMemory(body: Body, dying: readonly boolean[]): Known {
  const { peaks } = valuesOf(body);
  const variant = dying.map((dies) => (dies ? '1' : '0')).join('');
  if (peaks.has(variant)) return peaks.get(variant);
  const peak = runAndMeasure(body, dying);
  peaks.set(variant, peak);
  return peak;
}

function runAndMeasure(body: Body, dying: readonly boolean[]): Known {
  const { values, output, sizes: known } = valuesOf(body);
  const count = body.inputs.length;
  const runs = body.nodes.filter((node) => node.auxiliary === undefined);
  const isKnown = (value: number) => known[value] !== undefined;
  if (
    !body.inputs.every((_, input) => isKnown(input)) ||
    !runs.every(({ index }) => isKnown(count + index))
  ) {
    return undefined;
  }
  // Those of the auxiliary heads, which may be unknown, are not asked for.
  const sizes = known as readonly number[];
  const lastReader = new Map<number, number>();
  for (const node of runs) {
    for (const value of readBy(node, values)) lastReader.set(value, node.index);
  }
  /** Not freed: because it is needed after the body, or because it is freed already. */
  const settled = new Set([output]);
  for (const [input, dies] of dying.entries()) if (!dies) settled.add(input);
  let held = 0;
  for (let input = 0; input < count; input++) held += sizes[input]!;
  let peak = held;
  const free = (value: number) => {
    if (settled.has(value)) return;
    settled.add(value);
    held -= sizes[value]!;
  };
  for (let input = 0; input < count; input++) if (!lastReader.has(input)) free(input);

  for (const node of runs) {
    const operands = node.inputs.map((source) => numberOf(source, values));
    const freed = [...new Set(operands)].filter(
      (value) => lastReader.get(value) === node.index && !settled.has(value),
    );
    const own = count + node.index;
    const makes = values[node.index] === own;
    if (node.kind === 'call') {
      const inside = peakMemory(
        node.body,
        // A value that is handed over twice is freed after the call only.
        operands.map(
          (value) => freed.includes(value) && operands.indexOf(value) === operands.lastIndexOf(value),
        ),
      );
      if (inside === undefined) return undefined;
      const handed = operands.reduce((total, value) => total + sizes[value]!, 0);
      peak = Math.max(peak, held - handed + inside);
    }
    if (makes) {
      held += sizes[own]!;
      if (node.kind !== 'call') peak = Math.max(peak, held);
    }
    for (const value of freed) free(value);
    if (makes && !lastReader.has(own)) free(own);
  }
  return peak;
}

/** Bytes that the backward pass of a whole network keeps, its input included, each value once. */
export function trainingMemory(network: Body): Known {
  const { inside, inputs, output } = keptBy(network);
  const { output: last, sizes } = valuesOf(network);
  const ends = output && last >= network.inputs.length ? sizes[last] : 0;
  return inputs.reduce((total, kept, input) => plus(total, kept ? sizes[input] : 0), plus(inside, ends));
}

function keptBy(body: Body): Kept {
  const all = valuesOf(body);
  return (all.kept ??= keep(body, all));
}

function keep({ inputs, nodes }: Body, { values, output, sizes }: BodyValues): Kept {
  const count = inputs.length;
  const kept = new Set<number>();
  let inside: Known = 0;
  for (const node of nodes) {
    if (node.kind === 'broken') inside = undefined;
    if (node.kind === 'layer') {
      const { keeps } = node.layer;
      if (keeps === 'input' || keeps === 'both') {
        for (const source of node.inputs) kept.add(numberOf(source, values));
      }
      if (keeps === 'output' || keeps === 'both') kept.add(count + node.index);
    }
    if (node.kind === 'call') {
      const inner = keptBy(node.body);
      inside = plus(inside, inner.inside);
      for (const [operand, source] of node.inputs.entries()) {
        if (inner.inputs[operand]) kept.add(numberOf(source, values));
      }
      if (inner.output) kept.add(values[node.index]!);
    }
  }
  for (const value of kept) if (value >= count && value !== output) inside = plus(inside, sizes[value]);
  return {
    inside,
    inputs: inputs.map((_, input) => kept.has(input)),
    output: kept.has(output),
  };
}
