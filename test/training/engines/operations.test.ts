import { expect, test } from 'vitest';
import type { Border, Pair, Tensor } from '../../../src/layers/tensorOps.ts';
import type { Engine, Variable } from '../../../src/training/engines/engine.ts';
import { distance, onEachEngine } from './engineTest.ts';
import * as reference from './reference.ts';
import type { Doubles } from './reference.ts';

interface Case {
  readonly name: string;
  readonly inputs: readonly (readonly number[])[];
  /** What to make of the uniform numbers in [-1, 1) that the inputs are; default: nothing. */
  readonly adjust?: (value: number, input: number) => number;
  readonly run: (engine: Engine, inputs: readonly Tensor[]) => Tensor;
  readonly expected: (inputs: readonly Doubles[]) => Doubles;
}

const once: Pair = [1, 1];
const none: Border = [0, 0, 0, 0];
type ConvOptions = { stride: Pair; padding: Border; dilation: Pair; groups: number };

function convolution(name: string, x: number[], kernel: number[], options: Partial<ConvOptions>): Case {
  const full = { stride: once, padding: none, dilation: once, groups: 1, ...options };
  return {
    name: `conv2d, ${name}`,
    inputs: [x, kernel],
    run: ({ ops }, [image, weights]) => ops.conv2d(image!, weights!, full),
    expected: ([image, weights]) => reference.conv2d(image!, weights!, full),
  };
}

function depthwise(name: string, x: number[], kernel: number[], options: Partial<ConvOptions>): Case {
  const full = { stride: once, padding: none, dilation: once, ...options };
  return {
    name: `depthwiseConv2d, ${name}`,
    inputs: [x, kernel],
    run: ({ ops }, [image, weights]) => ops.depthwiseConv2d(image!, weights!, full),
    expected: ([image, weights]) => reference.depthwiseConv2d(image!, weights!, full),
  };
}

function maxPool(name: string, x: number[], window: { kernel: Pair; stride: Pair; padding: Border }): Case {
  return {
    name: `maxPool, ${name}`,
    inputs: [x],
    adjust: name.includes('negative') ? (value) => value - 2 : undefined,
    run: ({ ops }, [image]) => ops.maxPool(image!, window),
    expected: ([image]) => reference.maxPool(image!, window),
  };
}

function avgPool(
  name: string,
  x: number[],
  window: { kernel: Pair; stride: Pair; padding: Border; counted: Border },
): Case {
  return {
    name: `avgPool, ${name}`,
    inputs: [x],
    run: ({ ops }, [image]) => ops.avgPool(image!, window),
    expected: ([image]) => reference.avgPool(image!, window),
  };
}

function elementwise(
  name: 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum',
  shapes: number[][],
  value: (a: number, b: number) => number,
): Case {
  return {
    name: `${name} of ${shapes.map((shape) => shape.join('x')).join(' and ')}`,
    inputs: shapes,
    adjust: (x, input) => (name === 'divide' && input === 1 ? x + 2 : x),
    run: ({ ops }, [a, b]) => ops[name](a!, b!),
    expected: ([a, b]) => reference.combine(a!, b!, value),
  };
}

function unary(
  name: 'relu' | 'sigmoid' | 'tanh' | 'exp' | 'square' | 'sqrt',
  value: (x: number) => number,
): Case {
  return {
    name,
    inputs: [[3, 7]],
    adjust: (x) => (name === 'sqrt' ? x + 2 : x),
    run: ({ ops }, [x]) => ops[name](x!),
    expected: ([x]) => reference.map(x!, value),
  };
}

const lrn = (size: number): Case => {
  const options = { size, alpha: 0.3, beta: 0.75, k: 1.5 };
  return {
    name: `localResponseNorm over ${size} channels`,
    inputs: [[2, 2, 3, 7]],
    run: ({ ops }, [x]) => ops.localResponseNorm(x!, options),
    expected: ([x]) => reference.localResponseNorm(x!, options),
  };
};

const broadcast = [
  [2, 3, 4, 5],
  [2, 1, 1, 5],
];
const same = [
  [3, 4],
  [3, 4],
];
const mean = (x: Doubles, axes: number[], keep: boolean): Doubles => {
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  return reference.map(reference.sum(x, axes, keep), (value) => value / count);
};

const cases: Case[] = [
  convolution('3x3, padded', [2, 5, 6, 3], [3, 3, 3, 4], { padding: [1, 1, 1, 1] }),
  convolution('1x1', [2, 4, 3, 5], [1, 1, 5, 2], {}),
  convolution('1x1, stride 2', [2, 5, 4, 3], [1, 1, 3, 4], { stride: [2, 2] }),
  convolution('1x1, padded', [1, 3, 3, 2], [1, 1, 2, 2], { padding: [1, 0, 0, 2] }),
  convolution('stride 2, TensorFlow’s same on an even size', [2, 6, 6, 3], [3, 3, 3, 4], {
    stride: [2, 2],
    padding: [0, 1, 0, 1],
  }),
  convolution('stride 2, padding 1 on an even size', [2, 6, 6, 3], [3, 3, 3, 4], {
    stride: [2, 2],
    padding: [1, 1, 1, 1],
  }),
  convolution('stride 3 that leaves rows over', [1, 9, 10, 2], [2, 3, 2, 3], { stride: [3, 2] }),
  convolution('padding wider than the kernel', [1, 3, 3, 2], [2, 2, 2, 3], { padding: [3, 0, 2, 4] }),
  convolution('all windows in the padding', [2, 1, 1, 4], [1, 1, 4, 2], {
    stride: [3, 3],
    padding: [1, 1, 1, 1],
  }),
  convolution('all windows in the padding along one axis', [2, 5, 2, 3], [2, 2, 3, 2], {
    stride: [2, 3],
    padding: [0, 1, 2, 2],
  }),
  convolution('windows in the padding, dilation', [1, 2, 2, 3], [2, 2, 3, 2], {
    stride: [5, 5],
    padding: [4, 4, 4, 4],
    dilation: [2, 3],
  }),
  depthwise('all windows in the padding', [2, 1, 1, 4], [1, 1, 4, 2], {
    stride: [3, 3],
    padding: [1, 1, 1, 1],
  }),
  convolution('dilation 2', [2, 7, 7, 3], [3, 3, 3, 2], { dilation: [2, 2], padding: [2, 2, 2, 2] }),
  convolution('dilation 2 by 1, stride 2', [2, 8, 7, 2], [3, 2, 2, 3], {
    dilation: [2, 1],
    stride: [2, 2],
    padding: [2, 1, 1, 0],
  }),
  convolution('2 groups', [2, 5, 5, 4], [3, 3, 2, 6], { groups: 2, padding: [1, 1, 1, 1] }),
  convolution('as many groups as channels', [2, 4, 4, 3], [3, 3, 1, 6], { groups: 3, padding: [1, 1, 1, 1] }),
  convolution('11x11, stride 4', [1, 15, 16, 1], [11, 11, 1, 2], { stride: [4, 4] }),
  depthwise('3x3', [2, 5, 6, 3], [3, 3, 3, 1], { padding: [1, 1, 1, 1] }),
  depthwise('multiplier 2, stride 2', [2, 6, 6, 3], [3, 3, 3, 2], { stride: [2, 2], padding: [0, 1, 0, 1] }),
  depthwise('strides that differ', [2, 6, 7, 2], [3, 2, 2, 2], { stride: [1, 2], padding: [1, 1, 0, 1] }),
  depthwise('dilation 2', [2, 7, 7, 2], [3, 3, 2, 1], { dilation: [2, 2], padding: [2, 1, 0, 2] }),
  maxPool('2x2', [2, 4, 6, 3], { kernel: [2, 2], stride: [2, 2], padding: none }),
  maxPool('3x3 stride 2, padded, negative values', [2, 6, 6, 3], {
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1, 1, 1],
  }),
  maxPool('same, overlapping', [1, 5, 5, 2], { kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1] }),
  maxPool('a ceil surplus below and right', [1, 6, 6, 2], {
    kernel: [3, 3],
    stride: [2, 2],
    padding: [0, 1, 0, 1],
  }),
  maxPool('1x1, stride 2', [1, 5, 4, 2], { kernel: [1, 1], stride: [2, 2], padding: none }),
  avgPool('2x2', [2, 4, 6, 3], { kernel: [2, 2], stride: [2, 2], padding: none, counted: none }),
  avgPool('explicit padding counts', [2, 5, 5, 3], {
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1, 1, 1],
    counted: [1, 1, 1, 1],
  }),
  avgPool('same padding does not', [1, 6, 5, 2], {
    kernel: [3, 3],
    stride: [1, 1],
    padding: [1, 1, 1, 1],
    counted: none,
  }),
  avgPool('a ceil surplus beyond explicit padding', [1, 5, 6, 2], {
    kernel: [3, 2],
    stride: [2, 2],
    padding: [1, 2, 1, 1],
    counted: [1, 1, 1, 0],
  }),
  {
    name: 'globalAvgPool',
    inputs: [[2, 3, 4, 5]],
    run: ({ ops }, [x]) => ops.globalAvgPool(x!),
    expected: ([x]) => mean(x!, [1, 2], false),
  },
  {
    name: 'dense',
    inputs: [
      [3, 5],
      [5, 4],
    ],
    run: ({ ops }, [x, kernel]) => ops.dense(x!, kernel!),
    expected: ([x, kernel]) => reference.matMul(x!, kernel!),
  },
  {
    name: 'addBias',
    inputs: [[2, 3, 2, 4], [4]],
    run: ({ ops }, [x, bias]) => ops.addBias(x!, bias!),
    expected: ([x, bias]) => reference.combine(x!, bias!, (a, b) => a + b),
  },
  ...(
    [
      [4, 3, 2, 5],
      [6, 4],
    ] as const
  ).map((shape): Case => ({
    name: `batchNorm in training over ${shape.join('x')}`,
    inputs: [shape, [shape.at(-1)!], [shape.at(-1)!]],
    adjust: (value, input) => (input === 0 ? 3 * value + 1 : value),
    run: ({ ops }, [x, scale, offset]) => {
      const options = { epsilon: 1e-3, training: true };
      return ops.batchNorm(x!, { scale: scale!, offset: offset!, mean: scale!, variance: scale! }, options)
        .output;
    },
    expected: ([x, scale, offset]) =>
      reference.batchNorm(x!, scale!, offset!, reference.statistics(x!), 1e-3),
  })),
  {
    name: 'batchNorm with given statistics',
    inputs: [[2, 3, 2, 4], [4], [4]],
    run: ({ ops }, [x, scale, offset]) => {
      const [means, variances] = [ops.constant([0.1, -0.2, 0, 1], [4]), ops.constant([1, 0.5, 2, 0.1], [4])];
      const parameters = { scale: scale!, offset: offset!, mean: means, variance: variances };
      return ops.batchNorm(x!, parameters, { epsilon: 1e-3, training: false }).output;
    },
    expected: ([x, scale, offset]) => {
      const [means, variances] = [
        [0.1, -0.2, 0, 1],
        [1, 0.5, 2, 0.1],
      ];
      const given = { mean: Float64Array.from(means), variance: Float64Array.from(variances) };
      return reference.batchNorm(x!, scale!, offset!, given, 1e-3);
    },
  },
  lrn(5),
  lrn(4),
  unary('relu', (x) => Math.max(x, 0)),
  unary('sigmoid', (x) => 1 / (1 + Math.exp(-x))),
  unary('tanh', Math.tanh),
  unary('exp', Math.exp),
  unary('square', (x) => x * x),
  unary('sqrt', Math.sqrt),
  {
    name: 'softmax',
    inputs: [[3, 5]],
    run: ({ ops }, [x]) => ops.softmax(x!),
    expected: ([x]) => reference.softmax(x!),
  },
  ...[same, broadcast, [...broadcast].reverse(), [[2, 3], [3]]].flatMap((shapes) => [
    elementwise('add', shapes, (a, b) => a + b),
    elementwise('subtract', shapes, (a, b) => a - b),
    elementwise('multiply', shapes, (a, b) => a * b),
    elementwise('divide', shapes, (a, b) => a / b),
    elementwise('maximum', shapes, Math.max),
    elementwise('minimum', shapes, Math.min),
  ]),
  {
    name: 'affine',
    inputs: [[3, 4]],
    run: ({ ops }, [x]) => ops.affine(x!, -1.5, 0.25),
    expected: ([x]) => reference.map(x!, (value) => -1.5 * value + 0.25),
  },
  {
    name: 'concat',
    inputs: [
      [2, 3, 2, 1],
      [2, 3, 2, 4],
      [2, 3, 2, 3],
    ],
    run: ({ ops }, parts) => ops.concat(parts),
    expected: (parts) => reference.concat(parts),
  },
  {
    name: 'reshape',
    inputs: [[2, 3, 4]],
    run: ({ ops }, [x]) => ops.square(ops.reshape(x!, [6, 4])),
    expected: ([x]) => ({ shape: [6, 4], data: x!.data.map((value) => value * value) }),
  },
  {
    name: 'transpose',
    inputs: [[2, 3, 4, 5]],
    run: ({ ops }, [x]) => ops.transpose(x!, [0, 3, 1, 2]),
    expected: ([x]) => reference.transpose(x!, [0, 3, 1, 2]),
  },
  {
    name: 'mean, axes kept',
    inputs: [[2, 3, 4, 5]],
    run: ({ ops }, [x]) => ops.mean(x!, [1, 3], true),
    expected: ([x]) => mean(x!, [1, 3], true),
  },
  {
    name: 'sum of everything',
    inputs: [[2, 3, 4]],
    run: ({ ops }, [x]) => ops.sum(ops.square(x!), [0, 1, 2]),
    expected: ([x]) => ({ shape: [], data: Float64Array.of(x!.data.reduce((a, b) => a + b * b, 0)) }),
  },
  {
    name: 'pad, channels too',
    inputs: [[2, 3, 2, 4]],
    run: ({ ops }, [x]) => ops.pad(x!, [1, 0, 2, 1], [0, 3]),
    expected: ([x]) => reference.pad(x!, [0, 1, 2, 0], [0, 0, 1, 3]),
  },
  {
    name: 'slice',
    inputs: [[2, 3, 4, 5]],
    run: ({ ops }, [x]) => ops.slice(x!, [0, 1, 0, 2], [2, 2, 4, 3]),
    expected: ([x]) => reference.slice(x!, [0, 1, 0, 2], [2, 2, 4, 3]),
  },
  ...[0, 0.1].map((smoothing): Case => ({
    name: `softmax cross entropy, smoothing ${smoothing}`,
    inputs: [[4, 6]],
    adjust: (value) => 4 * value,
    run: ({ loss, ops }, [logits]) =>
      ops.affine(loss.softmaxCrossEntropy(logits!, Int32Array.of(0, 5, 2, 2), smoothing), 0.3, 0),
    expected: ([logits]) =>
      reference.map(reference.crossEntropy(logits!, Int32Array.of(0, 5, 2, 2), smoothing), (x) => 0.3 * x),
  })),
  {
    name: 'a value used three times',
    inputs: [[2, 3]],
    run: ({ ops }, [x]) => ops.multiply(ops.add(x!, ops.square(x!)), x!),
    expected: ([x]) => reference.map(x!, (value) => (value + value * value) * value),
  },
];

/** The same numbers on every run: exactly representable in single precision. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  };
}

/** The gradient of the sum of weights * expected(inputs), by central differences. */
function numericalGradient(
  { expected }: Case,
  inputs: readonly Doubles[],
  input: number,
  weights: Float64Array,
): Float64Array {
  const step = 1e-5;
  const { data } = inputs[input]!;
  const value = (): number => expected(inputs).data.reduce((sum, x, index) => sum + x * weights[index]!, 0);
  return data.map((old, index) => {
    data[index] = old + step;
    const above = value();
    data[index] = old - step;
    const below = value();
    data[index] = old;
    return (above - below) / (2 * step);
  });
}

onEachEngine('An operation equals its definition, and its gradient the central differences,', (engine) => {
  test.each(cases)('$name', async (example) => {
    const random = uniform(7);
    const inputs = example.inputs.map((shape, input) =>
      reference.build(shape, () => Math.fround((example.adjust ?? ((x) => x))(random(), input))),
    );
    const expected = example.expected(inputs);
    const weights = expected.data.map(() => Math.fround(random()));
    const before = engine().memory().tensors;
    const variables: Variable[] = inputs.map(({ shape, data }, index) =>
      engine().variable(`input${index}`, Float32Array.from(data), shape),
    );
    const plain = engine().scope(() => engine().keep(example.run(engine(), variables)));
    const kept = engine().scope(() => {
      const { ops } = engine();
      const factors = ops.constant(Float32Array.from(weights), expected.shape);
      const { gradients, results } = engine().differentiate(() => {
        const output = example.run(engine(), variables);
        const axes = expected.shape.map((_, axis) => axis);
        return { loss: ops.sum(ops.multiply(output, factors), axes), results: [output] };
      }, variables);
      return [...results, ...gradients].map((tensor) => engine().keep(tensor));
    });
    const [output, ...gradients] = await Promise.all(kept.map((tensor) => engine().read(tensor)));

    expect(kept[0]!.shape).toEqual(expected.shape);
    expect(distance(await engine().read(plain), expected.data)).toBeLessThan(2e-6);
    expect(distance(output!, expected.data)).toBeLessThan(2e-6);
    inputs.forEach((_, index) => {
      const numerical = numericalGradient(example, inputs, index, weights);
      expect(kept[index + 1]!.shape).toEqual(example.inputs[index]);
      expect(distance(gradients[index]!, numerical)).toBeLessThan(1e-5);
    });
    engine().dispose(...kept, plain, ...variables);
    if (engine().id === 'wasm') expect(engine().memory().tensors).toBe(before);
  });
});
