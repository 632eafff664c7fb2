/**
 * What every layer's test goes through. A layer enters by `testLayer` in its own test file: examples with
 * published figures, mistakes with their sentences, and small shapes on which the forward computation is run
 * and every gradient is checked numerically.
 */
import { describe, expect, test } from 'vitest';
import type { GivenArgument } from '../../src/layers/parts/arguments.ts';
import { checkArgument } from '../../src/layers/parts/arguments.ts';
import { findLayer } from '../../src/layers/catalogue.ts';
import type { AnyLayer, AppliedLayer, FieldStep, LayerProblem } from '../../src/layers/layer.ts';
import { isProblem } from '../../src/layers/layer.ts';
import type { ParameterType, ParameterTypes } from '../../src/layers/parameter.ts';
import type { Shape } from '../../src/layers/shape.ts';
import { elements, mapShape, shapeText, vectorShape } from '../../src/layers/shape.ts';
import { checkGradients } from './gradients.ts';

/** `224x224x3`, or `4096` for a vector. */
export function shape(text: string): Shape {
  const sizes = text.split('x').map(Number);
  const [height, width, channels] = sizes;
  return sizes.length === 3 ? mapShape(height!, width!, channels!) : vectorShape(height!);
}

export interface Step {
  readonly arguments?: Readonly<Record<string, GivenArgument>>;
  readonly inputs: readonly string[];
}

export interface Example extends Step {
  /** Who says so: a paper, another framework, or the arithmetic. */
  readonly source: string;
  readonly output: string;
  readonly parameters?: number;
  readonly nonTrainable?: number;
  readonly macs?: number;
  readonly elementwise?: number;
  readonly step?: FieldStep;
}

export interface MistakeExample extends Step {
  readonly code: string;
  readonly argument?: string;
  readonly operand?: number;
  /** What the sentence must name: the values that clash. */
  readonly names: readonly (string | number)[];
}

interface LayerTest {
  readonly examples: readonly Example[];
  readonly mistakes?: readonly MistakeExample[];
  /** Small shapes, to be computed. */
  readonly computed: readonly Step[];
  /** Where the function has no derivative in its inputs (`none`). */
  readonly gradients?: 'all' | 'none';
}

export function layerNamed(name: string): AnyLayer {
  const layer = findLayer(name);
  if (!layer) throw new Error(`${name} is not in the catalogue.`);
  return layer;
}

function completed(layer: AnyLayer, step: Step): AppliedLayer['arguments'] {
  const given = step.arguments ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in layer.parameters));
  expect(unknown).toEqual([]);
  const values: Record<string, ParameterTypes[ParameterType]> = {};
  for (const [name, spec] of Object.entries(layer.parameters)) {
    const value = given[name];
    if (value === undefined) {
      expect(spec.required, `${layer.name} needs ${name}`).toBe(false);
      if (spec.default !== undefined) values[name] = spec.default;
      continue;
    }
    const check = checkArgument(spec, value);
    if (!check.ok) throw new Error(`${name}: ${check.expected}`);
    values[name] = check.value;
  }
  return values;
}

/** The layer on its inputs, or what it says is wrong. */
export function tryApply(name: string, step: Step): AppliedLayer | LayerProblem {
  const layer = layerNamed(name);
  const application = { arguments: completed(layer, step), inputs: step.inputs.map(shape) };
  const output = layer.output(application);
  return isProblem(output) ? output : { ...application, output };
}

export function apply(name: string, step: Step): AppliedLayer {
  const applied = tryApply(name, step);
  if (isProblem(applied)) throw new Error(applied.message);
  return applied;
}

/** `Conv(64, kernel: 3) on 224x224x3`, for the tests' titles. */
export function stepText(name: string, step: Step): string {
  const given = Object.entries(step.arguments ?? {}).map(
    ([key, value]) => `${key}: ${JSON.stringify(value)}`,
  );
  return `${name}(${given.join(', ')}) on ${step.inputs.join(' and ')}`;
}

function count(layer: AnyLayer, applied: AppliedLayer, trainable: boolean): number {
  const weights = layer.weights?.(applied) ?? [];
  return weights
    .filter((weight) => weight.trainable === trainable)
    .reduce((total, weight) => total + weight.shape.reduce((size, length) => size * length, 1), 0);
}

/** A formula such as `3·3·64·128 + 128`, worked out. */
function worked(formula: string): number {
  return formula
    .split(' + ')
    .map((term) => term.split('·').reduce((product, factor) => product * Number(factor), 1))
    .reduce((total, term) => total + term, 0);
}

export function testLayer(name: string, { examples, mistakes = [], computed, gradients }: LayerTest): void {
  describe(name, () => {
    const layer = layerNamed(name);

    test('says what it is, and so does each parameter', () => {
      expect(layer.documentation).toMatch(/^(x ·|[A-Z]).*\.$/s);
      for (const spec of Object.values(layer.parameters)) expect(spec.documentation).toMatch(/[.…]$/);
    });

    test.each(examples.map((example) => [stepText(name, example), example] as const))('%s', (_, example) => {
      const applied = apply(name, example);
      expect(shapeText(applied.output)).toBe(example.output);
      expect(count(layer, applied, true)).toBe(example.parameters ?? 0);
      expect(count(layer, applied, false)).toBe(example.nonTrainable ?? 0);
      expect(layer.macs?.(applied).value ?? 0).toBe(example.macs ?? 0);
      for (const figure of [layer.macs?.(applied), layer.elementwise?.(applied)]) {
        if (figure) expect(worked(figure.formula)).toBe(figure.value);
      }
      if (example.elementwise !== undefined) {
        expect(layer.elementwise?.(applied).value).toBe(example.elementwise);
      }
      if (example.step) expect(layer.receptiveField(applied)).toEqual(example.step);
    });

    test.each(mistakes.map((mistake) => [stepText(name, mistake), mistake] as const))(
      '%s is a mistake',
      (_, mistake) => {
        const problem = tryApply(name, mistake);
        if (!isProblem(problem)) throw new Error(`No mistake: ${shapeText(problem.output)}`);
        expect(problem.code).toBe(mistake.code);
        expect(problem.argument).toBe(mistake.argument);
        expect(problem.operand).toBe(mistake.operand);
        for (const named of mistake.names) expect(problem.message).toContain(String(named));
        expect(problem.message).toMatch(/^[A-Z].*\.$/);
      },
    );

    const cases = computed.flatMap((step) => [true, false].map((training) => ({ step, training })));
    test.each(
      cases.map((one) => [stepText(name, one.step), one.training ? 'training' : 'inference', one] as const),
    )('%s computes its shape and its gradients (%s)', async (_, __, { step, training }) => {
      const applied = apply(name, step);
      expect(elements(applied.output)).toBeLessThan(1000);
      await checkGradients(layer, applied, { training, differentiable: gradients !== 'none' });
    });
  });
}

/** A layer that makes each value another one: `further` are small shapes beyond a feature map and a vector. */
export function testElementwise(name: string, further: readonly Step[] = []): void {
  testLayer(name, {
    examples: [
      {
        source: 'keeps the shape',
        inputs: ['7x7x4'],
        output: '7x7x4',
        elementwise: 7 * 7 * 4,
        step: { kind: 'local' },
      },
      { source: 'keeps the shape', inputs: ['10'], output: '10' },
    ],
    computed: [{ inputs: ['2x3x4'] }, { inputs: ['5'] }, ...further],
  });
}
