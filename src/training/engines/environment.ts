/** Where engines live, and what the process that runs one should be started with. No TensorFlow here. */
import { join } from 'node:path';
import { cacheFolder } from '../fetching/cache.ts';

/** The folder of the tfjs-node engine. `engineFolder` is where all engines are kept; default: in the user's cache. */
export function tfjsNodeFolder(engineFolder: string = join(cacheFolder(), 'engines')): string {
  return join(engineFolder, 'tfjs-node');
}

/**
 * Environment variables for a process that trains; those that are set already win. glibc gives large blocks
 * back to the system at once, and every tensor of the next step would be paged in anew.
 */
export function engineEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    MALLOC_MMAP_THRESHOLD_: String(2 ** 30),
    MALLOC_TRIM_THRESHOLD_: String(2 ** 32),
    MALLOC_TOP_PAD_: String(2 ** 26),
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...environment,
  };
}
