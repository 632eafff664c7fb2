/** The embedded engine: tfjs's WebAssembly backend, which needs nothing installed. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type BackendWasm, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { own } from './core.ts';
import { createEngine } from './coreEngine.ts';
import type { Engine } from './engine.ts';
import { createWasmKernels } from './wasmKernels.ts';
import { wasmUpdates } from './wasmUpdates.ts';

export const wasmEngine = {
  id: 'wasm',
  version: `TensorFlow.js ${tf.version_core}`,
  device: 'CPU, 1 thread',
} as const;

/**
 * `folder` holds the backend's .wasm files. One engine a process at a time.
 * @throws what keeps it from starting: a file that is missing, a processor without SIMD
 */
export async function loadWasm(folder: string): Promise<Engine> {
  await access(join(folder, 'tfjs-backend-wasm-simd.wasm'));
  setWasmPaths(folder.endsWith('/') ? folder : `${folder}/`);
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly engine could not be started.');
  const backend = tf.backend() as BackendWasm;
  const kernels = createWasmKernels(tf, backend);
  const view = (tensor: Parameters<typeof own>[0]) => backend.typedArrayFromHeap(own(tensor)) as Float32Array;
  return createEngine({
    ...wasmEngine,
    tf,
    kernels,
    updates: (assign) => wasmUpdates(kernels, view, assign),
    close: () => {
      // Removing takes the way to make it anew along.
      const factory = tf.findBackendFactory('wasm');
      tf.removeBackend('wasm');
      tf.registerBackend('wasm', factory);
    },
  });
}
