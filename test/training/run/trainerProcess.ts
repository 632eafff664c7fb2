import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Job, TrainingEvent } from '../../../src/protocol/training.ts';
import { Trainer } from '../../../src/training/run/trainerClient.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export const wasmFolder = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out');

export const bundleTrainer = (folder: string): Promise<string> =>
  bundleProgram('src/training/run/trainer.ts', join(folder, 'trainer.cjs'));

/** Bundles a program as esbuild.mjs does. */
export async function bundleProgram(entry: string, outfile: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    sourcemap: 'inline',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: `const importMetaUrl = require('node:url').pathToFileURL(__filename).href;` },
  });
  return outfile;
}

export interface Started {
  readonly trainer: Trainer;
  readonly events: TrainingEvent[];
}

/** Starts a job in a process; its events are gathered as they come. */
export function startJob(
  bundle: string,
  job: Job,
  options: { environment?: NodeJS.ProcessEnv; onEvent?: (event: TrainingEvent) => void } = {},
): Started {
  const events: TrainingEvent[] = [];
  const trainer = new Trainer(job, {
    trainer: bundle,
    environment: { CNN_ARCHITECT_WASM: wasmFolder, ...options.environment },
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  return { trainer, events };
}
