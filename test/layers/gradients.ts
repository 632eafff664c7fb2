/** Runs a layer on the wasm engine, and compares its gradients with differences of its outputs. */
import { expect } from 'vitest';
import type { AnyLayer, AppliedLayer } from '../../src/layers/layer.ts';
import { dimensions } from '../../src/layers/shape.ts';
import type { ForwardContext, Tensor } from '../../src/layers/tensorOps.ts';
import type { Engine, Variable } from '../../src/training/engines/engine.ts';
import { testEngine } from './testEngine.ts';

const batch = 3;
const seed = 7;

/** A repeatable stream of numbers in [0, 1) (Park and Miller's generator). */
function stream(start: number): () => number {
  let state = start;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/**
 * Distinct numbers from -`reach` to `reach`, shuffled, none nearer to 0 or to another than twice the step of the
 * differences: so no difference crosses the kink of a ReLU or changes the winner of a pooling.
 */
function spread(count: number, random: () => number, reach: number): Float32Array {
  const even = count + (count % 2); // an odd number of them would have 0 in its middle
  const values = Float32Array.from({ length: count }, (_, k) => ((2 * k + 1) / even - 1) * reach);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [values[k], values[other]] = [values[other]!, values[k]!];
  }
  return values;
}

interface Operand {
  readonly variable: Variable;
  readonly values: Float32Array;
  /** How far its values can be moved without passing another one. */
  readonly step: number;
}

/** What a layer was handed, by weight's name and by operand. */
interface Handed {
  readonly inputs: readonly Operand[];
  readonly weights: ReadonlyMap<string, Operand>;
}

function operand(
  engine: Engine,
  name: string,
  values: Float32Array,
  shape: readonly number[],
  step = 0.01,
): Operand {
  return { variable: engine.variable(name, values, shape), values, step };
}

/** What a layer's `forward` asks, and what it has assigned, kept until `forget`. */
class Context implements ForwardContext {
  readonly assigned = new Map<string, Tensor>();
  readonly ops;
  readonly #engine: Engine;
  readonly #handed: Handed;
  readonly training: boolean;

  constructor(engine: Engine, handed: Handed, training: boolean) {
    this.ops = engine.ops;
    this.#engine = engine;
    this.#handed = handed;
    this.training = training;
  }

  readonly weight = (name: string): Tensor => {
    const weight = this.#handed.weights.get(name);
    if (!weight) throw new Error(`The layer asked for ${name}, which it does not declare.`);
    return weight.variable;
  };

  readonly assign = (name: string, value: Tensor): void => {
    expect(value.shape).toEqual(this.weight(name).shape);
    const last = this.assigned.get(name);
    if (last) this.#engine.dispose(last);
    this.assigned.set(name, this.#engine.keep(value));
  };

  readonly seed = (draw = 0): number => seed + draw;

  readonly together = { seed: (draw = 0): number => 1000 * seed + draw, widest: 2 };

  forget(): void {
    this.#engine.dispose(...this.assigned.values());
    this.assigned.clear();
  }
}

interface Computed {
  readonly shape: number[];
  readonly values: number[];
  /** What the layer assigned to its running statistics. */
  readonly assigned: Readonly<Record<string, number[]>>;
}

/** The layer's output on given values of its inputs and weights, in training or at inference. */
export async function compute(
  layer: AnyLayer,
  applied: AppliedLayer,
  values: {
    readonly inputs: readonly (readonly number[])[];
    readonly weights?: Readonly<Record<string, number[]>>;
  },
  training = false,
): Promise<Computed> {
  const engine = await testEngine();
  const weights = new Map<string, Operand>();
  for (const spec of layer.weights?.(applied) ?? []) {
    const given = values.weights?.[spec.name];
    if (!given) throw new Error(`Give a value for ${spec.name}.`);
    weights.set(spec.name, operand(engine, spec.name, Float32Array.from(given), spec.shape));
  }
  const inputs = applied.inputs.map((shape, k) => {
    const given = Float32Array.from(values.inputs[k] ?? []);
    return operand(engine, `input${k}`, given, [
      given.length / sizeOf(dimensions(shape)),
      ...dimensions(shape),
    ]);
  });
  const handed = { inputs, weights };
  const context = new Context(engine, handed, training);
  const operands = inputs.map(({ variable }) => variable);
  const output = copy(engine, () => layer.forward(context, operands, applied));
  const assigned: Record<string, number[]> = {};
  for (const [name, value] of context.assigned) assigned[name] = [...(await engine.read(value))];
  const read = { shape: [...output.shape], values: [...(await engine.read(output))], assigned };
  engine.dispose(output);
  context.forget();
  release(engine, handed);
  return read;
}

/** A result that outlives its scope. A layer may hand its input on; a copy can be freed in any case. */
function copy(engine: Engine, forward: () => Tensor): Tensor {
  return engine.scope(() => engine.keep(engine.ops.affine(forward(), 1, 0)));
}

function release(engine: Engine, handed: Handed): void {
  engine.dispose(
    ...handed.inputs.map(({ variable }) => variable),
    ...[...handed.weights.values()].map(({ variable }) => variable),
  );
}

function hand(engine: Engine, layer: AnyLayer, applied: AppliedLayer): Handed {
  const random = stream(20261122);
  // All inputs together are spread, so that two of them are never equal either (Maximum).
  const shapes = applied.inputs.map((shape) => [batch, ...dimensions(shape)]);
  const total = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  const values = spread(total, random, 2);
  let taken = 0;
  const inputs = shapes.map((shape, k) => {
    const own = values.slice(taken, (taken += sizeOf(shape)));
    return operand(engine, `input${k}`, own, shape, Math.min(0.01, 1 / total));
  });
  const weights = new Map<string, Operand>();
  for (const { name, shape } of layer.weights?.(applied) ?? []) {
    const values = spread(sizeOf(shape), random, 1);
    // A variance is positive.
    weights.set(
      name,
      operand(engine, name, name.includes('Variance') ? values.map((v) => v + 1.5) : values, shape),
    );
  }
  return { inputs, weights };
}

/**
 * The output has the shape that the rule says; and for a fixed random weighting r of the output's values, the
 * gradient of sum(r * output) with respect to every input and every trainable weight equals its central
 * differences. Single precision carries the differences to about 1e-3 of the gradient's norm.
 */
export async function checkGradients(
  layer: AnyLayer,
  applied: AppliedLayer,
  options: { readonly training: boolean; readonly differentiable: boolean },
): Promise<void> {
  const engine = await testEngine();
  const before = engine.memory().tensors;
  const handed = hand(engine, layer, applied);
  const specs = layer.weights?.(applied) ?? [];
  const trainable = specs.filter((spec) => spec.trainable).map((spec) => handed.weights.get(spec.name)!);
  const targets = [...handed.inputs, ...trainable];
  const context = new Context(engine, handed, options.training);
  const operands = handed.inputs.map(({ variable }) => variable);
  const forward = (): Tensor => layer.forward(context, operands, applied);

  const outputShape = [batch, ...dimensions(applied.output)];
  const random = stream(1);
  const weighting = Float32Array.from({ length: sizeOf(outputShape) }, () => 2 * random() - 1);
  const values = async (): Promise<Float32Array> => {
    const output = copy(engine, forward);
    expect(output.shape).toEqual(outputShape);
    const read = await engine.read(output);
    engine.dispose(output);
    return read;
  };
  const loss = async (): Promise<number> =>
    (await values()).reduce((total, value, k) => total + value * weighting[k]!, 0);

  const first = await values();
  expect([...first].every(Number.isFinite)).toBe(true);
  const running = specs.map((spec) => spec.name).filter((name) => name.startsWith('moving'));
  expect([...context.assigned.keys()]).toEqual(options.training ? running : []);

  if (options.differentiable) {
    const gradients = engine.scope(() => {
      const { gradients: made } = engine.differentiate(
        () => {
          const r = engine.upload(weighting, outputShape);
          const axes = outputShape.map((_, axis) => axis);
          return { loss: engine.ops.sum(engine.ops.multiply(forward(), r), axes) };
        },
        targets.map(({ variable }) => variable),
      );
      return made.map((gradient) => engine.keep(gradient));
    });
    for (const [index, target] of targets.entries()) {
      const analytic = await engine.read(gradients[index]!);
      const numeric = await differences(engine, target, loss);
      const norm = Math.hypot(...numeric);
      expect(norm, `${target.variable.name} has no influence`).toBeGreaterThan(1e-3);
      const apart = Math.hypot(...numeric.map((value, k) => value - analytic[k]!));
      expect(apart, `the gradient of ${target.variable.name}`).toBeLessThan(5e-3 * Math.max(norm, 1));
    }
    engine.dispose(...gradients);
  }
  context.forget();
  release(engine, handed);
  expect(engine.memory().tensors).toBe(before);
}

async function differences(engine: Engine, target: Operand, loss: () => Promise<number>): Promise<number[]> {
  const { variable, values, step } = target;
  const result: number[] = [];
  for (const [k, value] of values.entries()) {
    const moved = Float32Array.from(values);
    moved[k] = value + step;
    const [high] = moved.slice(k, k + 1);
    engine.assign(variable, moved);
    const above = await loss();
    moved[k] = value - step;
    const [low] = moved.slice(k, k + 1);
    engine.assign(variable, moved);
    result.push((above - (await loss())) / (high! - low!));
  }
  engine.assign(variable, values);
  return result;
}
