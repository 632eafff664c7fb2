/** The embedded engine: tfjs's WebAssembly backend, which needs nothing installed. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type BackendWasm, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { TrainingFailure } from '../../failure.ts';
import { own } from '../shared/core.ts';
import { createEngine } from '../shared/coreEngine.ts';
import type { Engine } from '../engine.ts';
import { createWasmKernels } from './kernels.ts';
import { wasmUpdates } from './updates.ts';

export const wasmEngine = {
  id: 'wasm',
  version: `TensorFlow.js ${tf.version_core}`,
  device: 'CPU, 1 thread',
} as const;

/** WebAssembly's memory as the engine's binaries declare it, in bytes. */
const memoryLimit = 2 ** 31;

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
  refuseOverflow(backend);
  const kernels = createWasmKernels(tf, backend);
  const view = (tensor: Parameters<typeof own>[0]) => backend.typedArrayFromHeap(own(tensor)) as Float32Array;
  return createEngine({
    ...wasmEngine,
    memoryLimit,
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

/** Of the backend's Emscripten module. */
interface HeapFunctions {
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
}

/** The largest memory of 32-bit WebAssembly, less a page. */
const heapLimit = 2 ** 32 - 2 ** 16;

/**
 * Where the heap is full, the backend's allocator answers 0, and of a size beyond 32 bits it sees the rest alone:
 * the backend would go on and write over its own data.
 */
function refuseOverflow(backend: BackendWasm): void {
  const module = backend.wasm as unknown as HeapFunctions;
  // The functions put themselves in place when they are first called.
  module._free(module._malloc(8));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const address = bytes < heapLimit ? allocate(bytes) : 0;
    if (address !== 0) return address;
    throw new TrainingFailure(
      'memory',
      'The training step does not fit into the 4 GB that the wasm engine can have; choose a smaller batch, a smaller network or the tfjs-node engine.',
    );
  };
}
