/** The tfjs-node engine: TensorFlow's C library through a native addon, loaded from a folder of its own. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import type { Core } from '../shared/core.ts';
import { createEngine } from '../shared/coreEngine.ts';
import type { Engine } from '../engine.ts';
import { createNodeKernels } from './kernels.ts';
import type { NodeBackend } from './operations.ts';
import { updatesByKernels } from '../shared/updates.ts';

/** Loads the engine installed in `folder`. Throws what the addon, or the search for it, threw. */
export function loadTfjsNode(folder: string): Engine {
  restoreRemovedUtil();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const require = createRequire(join(folder, 'package.json'));
  const tf = require('@tensorflow/tfjs-node') as Core & { backend(): unknown };
  const backend = tf.backend() as unknown as NodeBackend & { isUsingGpuDevice: boolean };
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS ?? 0) || availableParallelism();
  const kernels = createNodeKernels(tf, backend);
  return createEngine({
    id: 'tfjs-node',
    version: `TensorFlow ${backend.binding.TF_Version}`,
    device: backend.isUsingGpuDevice ? 'GPU' : `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    tf,
    kernels,
    updates: (assign) => updatesByKernels(kernels, assign),
  });
}

export function isTfjsNodeInstalled(folder: string): boolean {
  return existsSync(join(folder, 'node_modules', '@tensorflow', 'tfjs-node', 'package.json'));
}

/** tfjs-node 4.22.0 calls two functions that Node 23 took away. */
function restoreRemovedUtil(): void {
  const library = util as unknown as Record<string, unknown>;
  library.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  library.isArray ??= Array.isArray;
}
