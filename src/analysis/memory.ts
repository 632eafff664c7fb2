import { elements } from '../layers/shape.ts';
import type { Shape } from '../layers/shape.ts';
import type { Body, Node, Source } from '../network/network.ts';
import { bytesPerNumber } from './bodies.ts';

const bytes = (shape: Shape | undefined) => (shape ? elements(shape) * bytesPerNumber : 0);

const valueIn = (source: Source, made: readonly Source[]): Source =>
  'node' in source ? made[source.node]! : source;

const keyOf = (source: Source): string => ('node' in source ? `n${source.node}` : `i${source.input}`);

const shapeOf = (body: Body, source: Source) =>
  'node' in source ? body.nodes[source.node]!.output : body.inputs[source.input];

/** What the backward pass keeps of a body, without its inputs and its output, which its caller counts. */
interface Kept {
  readonly inside: number;
  readonly inputs: readonly boolean[];
  readonly output: boolean;
}

/** The activation memory of one network: what is known of a body is kept as long as this object. */
export class ActivationMemory {
  readonly #values = new Map<Body, readonly Source[]>();
  readonly #readInputs = new Map<Body, readonly boolean[]>();
  readonly #peaks = new Map<Body, Map<string, number>>();
  readonly #kept = new Map<Body, Kept>();

  #valueOf(body: Body, source: Source): Source {
    return valueIn(source, this.#valuesOf(body));
  }

  /** By node index, the value itself: a call that hands an input back gives the very value it was handed, not a copy. */
  #valuesOf(body: Body): readonly Source[] {
    const known = this.#values.get(body);
    if (known) return known;
    const made: Source[] = [];
    for (const node of body.nodes) {
      const given = node.kind === 'call' ? valueIn(node.body.output, this.#valuesOf(node.body)) : undefined;
      if (given === undefined || 'node' in given) made.push({ node: node.index });
      else made.push(valueIn(node.inputs[given.input]!, made));
    }
    this.#values.set(body, made);
    return made;
  }

  /** Which of a body's inputs a layer of it, or below it, reads at inference. */
  #inputsRead(body: Body): readonly boolean[] {
    const known = this.#readInputs.get(body);
    if (known) return known;
    const read = body.inputs.map(() => false);
    for (const node of body.nodes) {
      if (node.auxiliary !== undefined) continue;
      for (const source of this.#sourcesRead(node)) {
        const value = this.#valueOf(body, source);
        if ('input' in value) read[value.input] = true;
      }
    }
    this.#readInputs.set(body, read);
    return read;
  }

  /** What a node reads: for a call, what is read inside. */
  #sourcesRead(node: Node): readonly Source[] {
    if (node.kind !== 'call') return node.inputs;
    const read = this.#inputsRead(node.body);
    return node.inputs.filter((_, input) => read[input]);
  }

  /**
   * The most bytes held at once while a body runs in order, the body's inputs and whatever it makes; every value
   * is freed after its last reader. `dying`: which inputs nothing reads after the call, and may be freed inside.
   * Auxiliary heads do not run at inference.
   */
  peak(body: Body, dying: readonly boolean[]): number {
    const variants = this.#peaks.get(body) ?? new Map<string, number>();
    this.#peaks.set(body, variants);
    const variant = dying.map((dies) => (dies ? '1' : '0')).join('');
    const known = variants.get(variant);
    if (known !== undefined) return known;

    const runs = body.nodes.filter((node) => node.auxiliary === undefined);
    const lastReader = new Map<string, number>();
    for (const node of runs) {
      for (const source of this.#sourcesRead(node))
        lastReader.set(keyOf(this.#valueOf(body, source)), node.index);
    }
    const kept = new Set([keyOf(this.#valueOf(body, body.output))]);
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
      const read = [...new Set(node.inputs.map((source) => keyOf(this.#valueOf(body, source))))];
      const freed = read.filter((key) => lastReader.get(key) === node.index && !kept.has(key));
      const makes = keyOf(this.#valueOf(body, { node: node.index })) === own;
      if (node.kind === 'call') {
        const operands = node.inputs.map((source) => keyOf(this.#valueOf(body, source)));
        const handed = node.inputs.map((source) => bytes(shapeOf(body, source)));
        const inner = this.peak(
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

  /** Bytes that the backward pass of a whole network keeps, its input included, each value once. */
  training(network: Body): number {
    const { inside, inputs, output } = this.#keptBy(network);
    const made = this.#valueOf(network, network.output);
    const ends = output && 'node' in made ? bytes(shapeOf(network, made)) : 0;
    return (
      inside +
      ends +
      inputs.reduce((total, kept, input) => total + (kept ? bytes(network.inputs[input]) : 0), 0)
    );
  }

  #keptBy(body: Body): Kept {
    const known = this.#kept.get(body);
    if (known) return known;
    const kept = new Set<string>();
    let inside = 0;
    for (const node of body.nodes) {
      if (node.kind === 'layer' && node.output) {
        const { keeps } = node.layer;
        if (keeps === 'input' || keeps === 'both') {
          for (const source of node.inputs) kept.add(keyOf(this.#valueOf(body, source)));
        }
        if (keeps === 'output' || keeps === 'both') kept.add(keyOf({ node: node.index }));
      }
      if (node.kind === 'call') {
        const inner = this.#keptBy(node.body);
        inside += inner.inside;
        node.inputs.forEach((source, index) => {
          if (inner.inputs[index]) kept.add(keyOf(this.#valueOf(body, source)));
        });
        if (inner.output) kept.add(keyOf(this.#valueOf(body, { node: node.index })));
      }
    }
    const output = keyOf(this.#valueOf(body, body.output));
    for (const node of body.nodes) {
      const key = keyOf({ node: node.index });
      if (kept.has(key) && key !== output) inside += bytes(node.output);
    }
    const made = {
      inside,
      inputs: body.inputs.map((_, input) => kept.has(`i${input}`)),
      output: kept.has(output),
    };
    this.#kept.set(body, made);
    return made;
  }
}
