import { expect, test } from 'vitest';
import type { Engine, Term, Variable } from '../../../src/training/engines/engine.ts';
import { onEachEngine } from './engineTest.ts';

const close = (actual: ArrayLike<number>, expected: readonly number[], digits = 6): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => expect(actual[index]).toBeCloseTo(value, digits));
};

onEachEngine('The engine', (engine) => {
  test('says what it is', () => {
    const { id, version, device, description } = engine();
    expect(description).toBe(`${id} · ${version} · ${device}`);
    expect(version).toMatch(/^TensorFlow(\.js)? \d+\.\d+\.\d+$/);
    expect(device).toMatch(/^(GPU|CPU, \d+ threads?)$/);
  });

  test('keeps copies: changing the array afterwards changes nothing', async () => {
    const values = Float32Array.of(1, 2, 3);
    const variable = engine().variable('copied', values, [3]);
    const tensor = engine().upload(values, [3]);
    values.fill(0);
    close(await engine().read(variable), [1, 2, 3]);
    close(await engine().read(tensor), [1, 2, 3]);
    engine().dispose(variable, tensor);
  });

  test('lets two variables have one name', async () => {
    const [first, second] = [1, 2].map((value) => engine().variable('same', Float32Array.of(value), [1]));
    expect([first!.name, second!.name]).toEqual(['same', 'same']);
    engine().dispose(first!);
    close(await engine().read(second!), [2]);
    engine().dispose(second!);
  });

  test('assigns a tensor, which stays usable, and an array', async () => {
    const variable = engine().variable('assigned', Float32Array.of(0, 0), [2]);
    const value = engine().upload(Float32Array.of(3, 4), [2]);
    engine().assign(variable, value);
    engine().updates.linear(variable, 2, []);
    close(await engine().read(variable), [6, 8]);
    close(await engine().read(value), [3, 4]);
    engine().assign(variable, Float32Array.of(5, 6));
    close(await engine().read(variable), [5, 6]);
    engine().dispose(variable, value);
  });

  test('frees what a scope made, but variables and what was kept', async () => {
    const before = engine().memory().tensors;
    let variable: Variable | undefined;
    const kept = engine().scope(() => {
      variable = engine().variable('made inside', Float32Array.of(1), [1]);
      const doubled = engine().ops.affine(variable, 2, 0);
      return engine().keep(engine().ops.square(doubled));
    });
    expect(engine().memory().tensors).toBe(before + 2);
    close(await engine().read(kept), [4]);
    close(await engine().read(variable!), [1]);
    engine().dispose(kept, variable!);
    expect(engine().memory().tensors).toBe(before);
  });

  test('frees a scope that throws', () => {
    const before = engine().memory().tensors;
    expect(() =>
      engine().scope(() => {
        engine().upload(Float32Array.of(1), [1]);
        throw new Error('out of the scope');
      }),
    ).toThrow('out of the scope');
    expect(engine().memory().tensors).toBe(before);
  });

  test('uses as many tensors after many steps as after one', async () => {
    const step = smallStep(engine());
    await step();
    const before = engine().memory();
    const losses = [];
    for (let count = 0; count < 5; count++) losses.push(await step());
    expect(engine().memory()).toEqual(before);
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  });

  test('goes on after a forward computation that threw', async () => {
    const failing = () => {
      throw new Error('inside forward');
    };
    expect(() => engine().scope(() => engine().differentiate(failing, []))).toThrow('inside forward');
    expect(await smallStep(engine())()).toBeGreaterThan(0);
  });

  test('gives zeros as the gradient of what the loss does not depend on', async () => {
    const [used, unused] = ['used', 'unused'].map((name) =>
      engine().variable(name, Float32Array.of(1, 2), [2]),
    );
    const gradients = engine().scope(() => {
      const { ops } = engine();
      const loss = () => ({ loss: ops.sum(ops.square(used!), [0]) });
      return engine()
        .differentiate(loss, [used!, unused!])
        .gradients.map((gradient) => engine().keep(gradient));
    });
    close(await engine().read(gradients[0]!), [2, 4]);
    close(await engine().read(gradients[1]!), [0, 0]);
    engine().dispose(...gradients, used!, unused!);
  });

  test('tells the time of the backward pass by label, last label first', () => {
    const variable = engine().variable('timed', Float32Array.of(1, 2), [2]);
    const labels: string[] = [];
    engine().scope(() => {
      const { ops } = engine();
      const forward = () => {
        engine().label('first');
        const squares = ops.square(variable);
        engine().label('second');
        return { loss: ops.sum(squares, [0]) };
      };
      engine().differentiate(forward, [variable], (label, milliseconds) => {
        labels.push(label);
        expect(milliseconds).toBeGreaterThanOrEqual(0);
      });
    });
    expect(labels).toEqual(['second', 'first']);
    engine().dispose(variable);
  });

  test('counts the rows that are largest at their label, the first of equals', async () => {
    const logits = engine().upload(Float32Array.of(0, 2, 1, 5, 5, 0, -3, -2, -1), [3, 3]);
    for (const [labels, hits] of [
      [[1, 0, 2], 3],
      [[1, 1, 2], 2],
      [[0, 1, 0], 0],
    ] as const) {
      const count = engine().loss.correct(logits, Int32Array.from(labels));
      close(await engine().read(count), [hits]);
      engine().dispose(count);
    }
    engine().dispose(logits);
  });

  test('has a cross entropy of shares, the same of one class alone', async () => {
    const logits = engine().upload(Float32Array.of(1, 2, 3, 0, 1, -1), [2, 3]);
    const of = async (labels: Int32Array | Float32Array, smoothing = 0) => {
      const loss = engine().loss.softmaxCrossEntropy(logits, labels, smoothing);
      const [value] = await engine().read(loss);
      engine().dispose(loss);
      return value!;
    };
    const [first, second] = [await of(Int32Array.of(0, 1)), await of(Int32Array.of(2, 2))];
    const shares = Float32Array.of(0.25, 0, 0.75, 0, 0.25, 0.75);
    expect(await of(shares)).toBeCloseTo(0.25 * first + 0.75 * second, 5);
    expect(await of(Float32Array.of(1, 0, 0, 0, 1, 0), 0.1)).toBeCloseTo(
      await of(Int32Array.of(0, 1), 0.1),
      6,
    );
    engine().dispose(logits);
  });

  test('has a finite cross entropy for scores far apart', async () => {
    const logits = engine().upload(Float32Array.of(1000, 0, -1000, 1000), [2, 2]);
    const loss = engine().loss.softmaxCrossEntropy(logits, Int32Array.of(1, 1), 0);
    close(await engine().read(loss), [500], 3);
    engine().dispose(logits, loss);
  });

  test('gives the tensor of running statistics its unbiased variance', async () => {
    const { ops } = engine();
    const [x, ones, zeros] = [
      engine().upload(Float32Array.of(1, 10, 2, 20, 6, 60), [3, 2]),
      ops.constant([1, 1], [2]),
      ops.constant([0, 0], [2]),
    ];
    const parameters = { scale: ones, offset: zeros, mean: zeros, variance: ones };
    const { output, batchMean, batchVariance } = ops.batchNorm(x, parameters, { epsilon: 0, training: true });
    close(await engine().read(batchMean), [3, 30], 4);
    close(await engine().read(batchVariance), [7, 700], 3);
    engine().dispose(x, ones, zeros, output, batchMean, batchVariance);
  });

  test('draws the same numbers for a seed as every engine does', async () => {
    const draw = async (seed: number): Promise<number[]> => {
      const tensor = engine().ops.randomUniform([2, 500], seed);
      const values = [...(await engine().read(tensor))];
      engine().dispose(tensor);
      return values;
    };
    const numbers = await draw(42);
    expect(numbers.slice(0, 4)).toEqual(firstOfSeed42);
    expect(await draw(42)).toEqual(numbers);
    expect(await draw(43)).not.toEqual(numbers);
    expect(await draw(42 + 2 ** 32)).not.toEqual(numbers);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    // 1000 uniform numbers: the mean's deviation is 0.009.
    expect(numbers.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0.5, 1);
  });

  test('has 1 from the threshold on', async () => {
    const x = engine().upload(Float32Array.of(-1, 0.25, 0.5), [3]);
    const mask = engine().ops.atLeast(x, 0.25);
    close(await engine().read(mask), [0, 1, 1]);
    engine().dispose(x, mask);
  });

  const updated = async (update: (target: Variable, terms: Term[]) => void): Promise<Float32Array> => {
    const target = engine().variable('target', Float32Array.of(1, -2, 3), [3]);
    const [a, b] = [
      engine().upload(Float32Array.of(10, 20, 30), [3]),
      engine().upload(Float32Array.of(1, 0, -1), [3]),
    ];
    update(target, [
      { factor: 0.5, value: a },
      { factor: -2, value: b },
      { factor: 0.1, value: target },
    ]);
    const values = await engine().read(target);
    engine().dispose(target, a, b);
    return values;
  };
  const sums = [5 - 2 + 0.1, 10 - 0.2, 15 + 2 + 0.3];

  test('updates by a linear combination', async () => {
    const linear = (target: Variable, keep: number, terms: Term[]) => {
      engine().updates.linear(target, keep, terms);
    };
    close(
      await updated((target, terms) => linear(target, 0.9, terms)),
      [0.9 + sums[0]!, -1.8 + sums[1]!, 2.7 + sums[2]!],
      5,
    );
    close(await updated((target, terms) => linear(target, 0, terms.slice(0, 1))), [5, 10, 15]);
    close(await updated((target, terms) => linear(target, 1, terms.slice(0, 1))), [6, 8, 18]);
  });

  test('updates by squares', async () => {
    const values = await updated((target, terms) => engine().updates.square(target, 0.9, 0.1, terms));
    close(values, [0.9 + 0.1 * sums[0]! ** 2, -1.8 + 0.1 * sums[1]! ** 2, 2.7 + 0.1 * sums[2]! ** 2], 4);
  });

  test('updates by signs, however small what has them is', async () => {
    const tiny = engine().upload(Float32Array.of(-1e-30, 0, 3e30), [3]);
    const values = await updated((target) => {
      engine().updates.sign(target, 0.5, -0.1, [
        { factor: 1, value: tiny },
        { factor: 1e-7, value: tiny },
      ]);
    });
    close(values, [0.5 + 0.1, -1, 1.5 - 0.1], 6);
    close(
      await updated((target, terms) => engine().updates.sign(target, 0, 2, terms.slice(0, 1))),
      [2, 2, 2],
    );
    engine().dispose(tiny);
  });

  test('updates by quotients', async () => {
    const square = engine().upload(Float32Array.of(4, 9, 0), [3]);
    const values = await updated((target, terms) => {
      const by = { factor: -0.1, numerator: terms, square, correction: 4, epsilon: 0.5 };
      engine().updates.quotient(target, 0.9, by);
    });
    close(
      values,
      [0.9 - (0.1 * sums[0]!) / 4.5, -1.8 - (0.1 * sums[1]!) / 6.5, 2.7 - (0.1 * sums[2]!) / 0.5],
      5,
    );
    engine().dispose(square);
  });

  test('convolves with a kernel’s new values after an update', async () => {
    const { ops, updates } = engine();
    const kernel = engine().variable('updated', Float32Array.of(1), [1, 1, 1, 1]);
    const x = engine().upload(Float32Array.of(3), [1, 1, 1, 1]);
    const options = { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 } as const;
    const before = ops.conv2d(x, kernel, options);
    updates.linear(kernel, 2, []);
    const after = ops.conv2d(x, kernel, options);
    close(await engine().read(before), [3]);
    close(await engine().read(after), [6]);
    engine().dispose(kernel, x, before, after);
  });
});

/** Multiples of 2^-24 that seed 42 begins with: a change of the generator would change every run. */
const firstOfSeed42 = [6097516, 3118168, 15348855, 4407813].map((value) => value / 2 ** 24);

/** Steps of a small network with every kind of thing that is saved for the backward pass. */
function smallStep(engine: Engine): () => Promise<number> {
  const { ops, updates } = engine;
  const values = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.7) / 3);
  const kernel = engine.variable('kernel', values(72), [3, 3, 2, 4]);
  const scale = engine.variable('scale', new Float32Array(4).fill(1), [4]);
  const offset = engine.variable('offset', new Float32Array(4), [4]);
  const dense = engine.variable('dense', values(24), [8, 3]);
  const running = engine.variable('running', new Float32Array(4), [4]);
  const trained = [kernel, scale, offset, dense];
  const labels = Int32Array.of(0, 1, 2, 1);
  return async () => {
    const loss = engine.scope(() => {
      const x = engine.upload(values(4 * 36 * 2), [4, 6, 6, 2]);
      const { loss, results, gradients } = engine.differentiate(() => {
        const options = { stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 } as const;
        const y = ops.conv2d(x, kernel, options);
        const parameters = { scale, offset, mean: running, variance: running };
        const { output, batchMean } = ops.batchNorm(y, parameters, { epsilon: 1e-5, training: true });
        const active = ops.maximum(ops.relu(output), ops.affine(output, 0.1, 0));
        const pooled = ops.maxPool(active, { kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0] });
        const both = ops.concat([ops.globalAvgPool(pooled), ops.globalAvgPool(ops.square(pooled))]);
        const logits = ops.dense(both, dense);
        return { loss: engine.loss.softmaxCrossEntropy(logits, labels, 0.1), results: [batchMean] };
      }, trained);
      trained.forEach((variable, i) => {
        updates.linear(variable, 1, [{ factor: -0.05, value: gradients[i]! }]);
      });
      updates.linear(running, 0.9, [{ factor: 0.1, value: results[0]! }]);
      return engine.keep(loss);
    });
    const value = (await engine.read(loss))[0]!;
    engine.dispose(loss);
    return value;
  };
}
