import { fileURLToPath } from 'node:url';
import type { Engine } from '../../src/training/engines/engine.ts';
import { loadWasm } from '../../src/training/engines/wasm/wasm.ts';

const folder = fileURLToPath(
  new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url),
);
let engine: Promise<Engine> | undefined;

/** The embedded engine, one a test file. */
export function testEngine(): Promise<Engine> {
  engine ??= loadWasm(folder);
  return engine;
}
