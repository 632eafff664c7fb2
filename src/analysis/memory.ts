import { elements } from '../layers/shape.ts';
import type { Shape } from '../layers/shape.ts';
import type { Body, Node, Source } from '../network/network.ts';
import { bytesPerNumber } from './bodies.ts';

const bytes = (shape: Shape | undefined) => (shape ? elements(shape) * bytesPerNumber : 0);

const values = new WeakMap<Body, readonly Source[]>();

/** By node index, the value itself: a call that hands an input back gives the very value it was handed, not a copy. */
function valuesOf(body: Body): readonly Source[] {
  const known = values.get(body);
  if (known) return known;
  const made: Source[] = [];
  for (const node of body.nodes) {
    const given = node.kind === 'call' ? valueIn(node.body.output, valuesOf(node.body)) : undefined;
    if (given === undefined || 'node' in given) made.push({ node: node.index });
    else made.push(valueIn(node.inputs[given.input]!, made));
  }
  values.set(body, made);
  return made;
}

const valueIn = (source: Source, made: readonly Source[]): Source =>
  'node' in source ? made[source.node]! : source;

const valueOf = (body: Body, source: Source) => valueIn(source, valuesOf(body));

const keyOf = (source: Source): string => ('node' in source ? `n${source.node}` : `i${source.input}`);

const readInputs = new WeakMap<Body, readonly boolean[]>();

/** Which of a body's inputs a layer of it, or below it, reads at inference. */
function inputsRead(body: Body): readonly boolean[] {
  const known = readInputs.get(body);
  if (known) return known;
  const read = body.inputs.map(() => false);
  for (const node of body.nodes) {
    if (node.auxiliary !== undefined) continue;
    for (const source of sourcesRead(node)) {
      const value = valueOf(body, source);
      if ('input' in value) read[value.input] = true;
    }
  }
  readInputs.set(body, read);
  return read;
}

/** What a node reads: for a call, what is read inside. */
function sourcesRead(node: Node): readonly Source[] {
  if (node.kind !== 'call') return node.inputs;
  const read = inputsRead(node.body);
  return node.inputs.filter((_, input) => read[input]);
}

const peaks = new WeakMap<Body, Map<string, number>>();

/**
 * The most bytes held at once while a body runs in order, the body's inputs and whatever it makes; every value
 * is freed after its last reader. `dying`: which inputs nothing reads after the call, and may be freed inside.
 * Auxiliary heads do not run at inference.
 */
export function peakMemory(body: Body, dying: readonly boolean[]): number {
  const variants = peaks.get(body) ?? new Map<string, number>();
  peaks.set(body, variants);
  const variant = dying.map((dies) => (dies ? '1' : '0')).join('');
  const known = variants.get(variant);
  if (known !== undefined) return known;

  const runs = body.nodes.filter((node) => node.auxiliary === undefined);
  const lastReader = new Map<string, number>();
  for (const node of runs) {
    for (const source of sourcesRead(node)) lastReader.set(keyOf(valueOf(body, source)), node.index);
  }
  const kept = new Set([keyOf(valueOf(body, body.output))]);
  dying.forEach((dies, input) => {
    if (!dies) kept.add(`i${input}`);
  });
  const sizes = new Map<string, number>(
    body.inputs.map((shape, input) => [`i${input}`, bytes(shape)] as const),
  );
  let held = body.inputs.reduce((total, shape) => total + bytes(shape), 0);
  const free = (key: string) => {
    if (kept.has(key)) return;
    held -= sizes.get(key) ?? 0;
    kept.add(key);
  };
  let peak = held;
  for (const input of body.inputs.keys()) if (!lastReader.has(`i${input}`)) free(`i${input}`);

  for (const node of runs) {
    const own = keyOf({ node: node.index });
    const read = [...new Set(node.inputs.map((source) => keyOf(valueOf(body, source))))];
    const freed = read.filter((key) => lastReader.get(key) === node.index && !kept.has(key));
    const makes = keyOf(valueOf(body, { node: node.index })) === own;
    if (node.kind === 'call') {
      const operands = node.inputs.map((source) => keyOf(valueOf(body, source)));
      const handed = node.inputs.map((source) => bytes(shapeOf(body, source)));
      const inner = peakMemory(
        node.body,
        // A value that is handed over twice is freed after the call only.
        operands.map((key) => freed.includes(key) && operands.indexOf(key) === operands.lastIndexOf(key)),
      );
      peak = Math.max(peak, held - handed.reduce((total, size) => total + size, 0) + inner);
    }
    if (makes) {
      sizes.set(own, bytes(node.output));
      held += bytes(node.output);
      if (node.kind !== 'call') peak = Math.max(peak, held);
    }
    for (const key of freed) free(key);
    if (makes && !lastReader.has(own)) free(own);
  }
  variants.set(variant, peak);
  return peak;
}

const shapeOf = (body: Body, source: Source) =>
  'node' in source ? body.nodes[source.node]!.output : body.inputs[source.input];

/** What the backward pass keeps of a body, without its inputs and its output, which its caller counts. */
interface Kept {
  readonly inside: number;
  readonly inputs: readonly boolean[];
  readonly output: boolean;
}

const keptOf = new WeakMap<Body, Kept>();

/** Bytes that the backward pass of a whole network keeps, its input included, each value once. */
export function trainingMemory(network: Body): number {
  const { inside, inputs, output } = keptBy(network);
  const made = valueOf(network, network.output);
  const ends = output && 'node' in made ? bytes(shapeOf(network, made)) : 0;
  return (
    inside +
    ends +
    inputs.reduce((total, kept, input) => total + (kept ? bytes(network.inputs[input]) : 0), 0)
  );
}

function keptBy(body: Body): Kept {
  const known = keptOf.get(body);
  if (known) return known;
  const kept = new Set<string>();
  let inside = 0;
  for (const node of body.nodes) {
    if (node.kind === 'layer' && node.output) {
      const { keeps } = node.layer;
      if (keeps === 'input' || keeps === 'both') {
        for (const source of node.inputs) kept.add(keyOf(valueOf(body, source)));
      }
      if (keeps === 'output' || keeps === 'both') kept.add(keyOf({ node: node.index }));
    }
    if (node.kind === 'call') {
      const inner = keptBy(node.body);
      inside += inner.inside;
      node.inputs.forEach((source, index) => {
        if (inner.inputs[index]) kept.add(keyOf(valueOf(body, source)));
      });
      if (inner.output) kept.add(keyOf(valueOf(body, { node: node.index })));
    }
  }
  const output = keyOf(valueOf(body, body.output));
  for (const node of body.nodes) {
    const key = keyOf({ node: node.index });
    if (kept.has(key) && key !== output) inside += bytes(node.output);
  }
  const made = {
    inside,
    inputs: body.inputs.map((_, input) => kept.has(`i${input}`)),
    output: kept.has(output),
  };
  keptOf.set(body, made);
  return made;
}
