/** What a layer asks of the pass as a whole: how scores are read, and what layers of one kind share. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tensor } from '../../../src/layers/tensorOps.ts';
import type { Engine } from '../../../src/training/engines/engine.ts';
import { openEngine } from '../../../src/training/engines/catalogue.ts';
import { forward, planForward } from '../../../src/training/run/forward.ts';
import { initialValues } from '../../../src/training/run/initialize.ts';
import { selectNetwork } from '../../../src/training/run/selection.ts';
import { wasmFolder } from '../engines/engineTest.ts';

let engine: Engine;
beforeAll(async () => {
  ({ engine } = await openEngine('wasm', { wasmFolder }));
});
afterAll(() => engine.close());

function planOf(input: string, body: string) {
  const text = `network Net {\n input ${input}\n${body}\n}\n`;
  return planForward(
    selectNetwork({ sources: { 'file:///n.cnn': text }, main: 'file:///n.cnn', arguments: {} }).analysed,
  );
}

/** The main scores of one picture at one training step. */
async function scores(plan: ReturnType<typeof planOf>, shape: number[], pixels: number[], step = 0) {
  const output = engine.scope(() => {
    const weights = new Map<string, Tensor>();
    for (const { path, spec } of plan.weights) {
      const count = spec.shape.reduce((size, length) => size * length, 1);
      weights.set(path, engine.upload(initialValues(spec.initializer, count, 1, path), [...spec.shape]));
    }
    const picture = engine.upload(Float32Array.from(pixels), [1, ...shape]);
    const pass = {
      ops: engine.ops,
      training: true,
      weight: (path: string) => weights.get(path)!,
      assign: () => undefined,
      seed: 1,
      step,
    };
    return engine.keep(forward(plan, picture, pass).main);
  });
  const read = [...(await engine.read(output))];
  engine.dispose(output);
  return read;
}

it('the smallest distance wins: the scores of an RBF are the negatives', async () => {
  const plan = planOf('1x1x2', 'Flatten -> RBF(3, [[1, -1], [0, 2], [3, 4]])');
  expect(await scores(plan, [1, 1, 2], [0, 0])).toEqual([-2, -4, -25]);
});

it('joins of one network keep the same column, counted from the deepest', async () => {
  // Powers of 2 tell which way was taken: 3 columns into the first join, 2 into the second.
  const times = (factor: number) => `Scale(${factor}, trainable: false)`;
  const plan = planOf(
    '1x1x1',
    `Join(${times(2)}, ${times(4)}, ${times(8)}, drop: 0, global: 1)
     Join(${times(16)}, ${times(32)}, drop: 0, global: 1)
     Flatten`,
  );
  const seen = new Set<number>();
  for (let step = 0; step < 40; step++) seen.add((await scores(plan, [1, 1, 1], [1], step))[0]!);
  expect([...seen].sort((a, b) => a - b)).toEqual([2 * 16, 4 * 16, 8 * 32]);
});
