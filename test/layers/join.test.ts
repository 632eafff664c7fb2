import { expect, test } from 'vitest';
import type { Tensor } from '../../src/layers/tensorOps.ts';
import { compute } from './gradients.ts';
import { apply, layerNamed, testLayer } from './layerTest.ts';
import { testEngine } from './testEngine.ts';

testLayer('Join', {
  examples: [
    {
      source: 'keeps the shape',
      inputs: ['7x7x8', '7x7x8', '7x7x8'],
      output: '7x7x8',
      elementwise: 2 * 7 * 7 * 8,
      step: { kind: 'local' },
    },
  ],
  mistakes: [
    {
      inputs: ['7x7x8', '7x7x4'],
      code: 'merge-shapes',
      operand: 1,
      names: ['Join', '7x7x8', 'second', '7x7x4'],
    },
  ],
  // Dropped operands have no influence, so nothing is dropped where gradients are compared.
  computed: [
    { arguments: { drop: 0, global: 0 }, inputs: ['2x3x2', '2x3x2'] },
    { arguments: { drop: 0, global: 0 }, inputs: ['3', '3', '3'] },
  ],
});

test('is the mean at inference', async () => {
  const applied = apply('Join', { inputs: ['1', '1', '1'] });
  const { values } = await compute(layerNamed('Join'), applied, { inputs: [[1], [2], [6]] });
  expect(values).toEqual([expect.closeTo(3, 5)]);
});

/** The share that each of `count` operands has in the output of one training step. */
async function sharesOf(count: number, given: object, step: number, widest: number): Promise<number[]> {
  const engine = await testEngine();
  const layer = layerNamed('Join');
  const applied = apply('Join', {
    arguments: { ...given },
    inputs: new Array<string>(count).fill(`${count}`),
  });
  const output = engine.scope(() => {
    const inputs: Tensor[] = Array.from({ length: count }, (_, k) =>
      engine.upload(
        Float32Array.from({ length: count }, (__, other) => (other === k ? 1 : 0)),
        [1, count],
      ),
    );
    const context = {
      ops: engine.ops,
      training: true,
      weight: () => inputs[0]!,
      assign: () => undefined,
      seed: (draw = 0) => 1_000_003 * step + 10 * count + draw,
      together: { seed: (draw = 0) => 7919 * step + draw, widest },
    };
    return engine.keep(layer.forward(context, inputs, applied));
  });
  const shares = [...(await engine.read(output))];
  engine.dispose(output);
  return shares;
}

test('drops locally, never all, and takes the mean of what is left', async () => {
  let kept = 0;
  for (let step = 0; step < 200; step++) {
    const shares = await sharesOf(3, { drop: 0.6, global: 0 }, step, 3);
    const alive = shares.filter((share) => share > 0);
    expect(alive.length).toBeGreaterThan(0);
    for (const share of alive) expect(share).toBeCloseTo(1 / alive.length, 5);
    kept += alive.length;
  }
  // 3 * 0.4, and one where all three were dropped; five standard deviations of the mean of 200 are 0.3.
  expect(Math.abs(kept / 200 - (1.2 + 0.6 ** 3))).toBeLessThan(0.3);
});

test('globally keeps one column, the same in joins of different width', async () => {
  const columns = new Set<number>();
  for (let step = 0; step < 60; step++) {
    const [wide, narrow] = await Promise.all([
      sharesOf(3, { global: 1 }, step, 3),
      sharesOf(2, { global: 1 }, step, 3),
    ]);
    expect([...wide].sort()).toEqual([0, 0, 1]);
    expect([...narrow].sort()).toEqual([0, 1]);
    const column = wide.indexOf(1);
    columns.add(column);
    // Counted from the deepest, which is the last; the first column of three is missing in the join of two.
    if (column > 0) expect(narrow.indexOf(1)).toBe(column - 1);
  }
  expect(columns.size).toBe(3);
});
