import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Engine } from '../../../src/training/engines/engine.ts';
import { engines, openEngine } from '../../../src/training/engines/catalogue.ts';

export const wasmFolder = fileURLToPath(
  new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist', import.meta.url),
);

/** Describes tests on each engine; where tfjs-node is not installed they fail, saying how to install it. */
export function onEachEngine(title: string, body: (engine: () => Engine) => void): void {
  describe.each(engines.map(({ id }) => id))(`${title} on %s`, (id) => {
    let engine: Engine | undefined;
    beforeAll(async () => {
      ({ engine } = await openEngine(id, { wasmFolder }));
    });
    afterAll(() => engine?.close());
    body(() => engine!);
  });
}

const norm = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));

/** The norm of the difference, as a share of the expected values' norm. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  const difference = Array.from(expected, (value, index) => value - actual[index]!);
  return norm(difference) / Math.max(norm(expected), 1e-6);
}
