import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Engine } from '../../../src/training/engines/engine.ts';
import { openEngine } from '../../../src/training/engines/engines.ts';

export const wasmFolder = fileURLToPath(
  new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist', import.meta.url),
);

/** Describes tests on each engine; where tfjs-node is not installed they fail, saying how to install it. */
export function onEachEngine(title: string, body: (engine: () => Engine) => void): void {
  describe.each(['tfjs-node', 'wasm'])(`${title} on %s`, (id) => {
    let engine: Engine | undefined;
    beforeAll(async () => {
      ({ engine } = await openEngine(id, { wasmFolder }));
    });
    afterAll(() => engine?.close());
    body(() => engine!);
  });
}
