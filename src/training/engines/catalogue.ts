/**
 * The shelf of engines: which there are, which can be used here, and opening one. A job names one by its id, or asks for
 * `auto`, the best that can be used.
 *
 * How to add one, say `webgpu`: its folder, `webgpu/`, with `engine.ts` that says with `defineEngine` what definition.ts
 * asks for, and an `Engine` (engine.ts), which `createEngine` (shared/coreEngine.ts) makes of kernels; its line in
 * `engines` below. The tests in test/training/engines then run on it, too, and `npm run docs` writes it into the
 * setting `cnn.engine`. "Show Engines" (src/vscode/engineCommands.ts) and README's table name it by hand: the extension
 * bundles no engine, so that it does not read this shelf.
 */
import { TrainingFailure } from '../failure.ts';
import type { EngineDefinition, EngineFolders } from './definition.ts';
import type { Engine } from './engine.ts';
import { tfjsNode } from './tfjs-node/engine.ts';
import { wasm } from './wasm/engine.ts';

/** All engines, the preferred one first. The last one can always be used. */
export const engines: readonly EngineDefinition[] = [tfjsNode, wasm];

export interface EngineStatus {
  readonly id: string;
  /** `TensorFlow 2.21.0`; absent where the engine can't be used. */
  readonly version?: string;
  readonly device?: string;
  /** Where it can't be used: why, and what to do. */
  readonly problem?: string;
  /** What `auto` chooses. */
  readonly isDefault: boolean;
}

/** Tries each engine. */
export async function listEngines(folders: EngineFolders): Promise<EngineStatus[]> {
  const found: EngineStatus[] = [];
  for (const engine of engines) {
    const finding = await engine.find(folders);
    const isDefault = !('problem' in finding) && !found.some((each) => each.isDefault);
    found.push({ ...finding, id: engine.id, isDefault });
  }
  return found;
}

export interface OpenedEngine {
  readonly engine: Engine;
  /** Why a better engine was not taken, for the user. */
  readonly remark?: string;
}

/**
 * Opens an engine in this process, one a process. `wanted` is an engine's id, or `auto`: the first that can be used, with
 * a remark where it is not the preferred one.
 * @throws TrainingFailure `engine` when the engine asked for by name does not exist or can't be used
 */
export async function openEngine(wanted: string, folders: EngineFolders): Promise<OpenedEngine> {
  if (wanted === 'auto') return await openBest(folders);
  const asked = engines.find(({ id }) => id === wanted);
  if (asked) return { engine: await asked.open(folders) };
  throw new TrainingFailure(
    'engine',
    `There is no engine "${wanted}"; the engines are ${engines.map(({ id }) => id).join(', ')}, and auto for the best that is installed.`,
  );
}

async function openBest(folders: EngineFolders): Promise<OpenedEngine> {
  const missed: string[] = [];
  for (const each of engines.slice(0, -1)) {
    try {
      return opened(await each.open(folders), missed);
    } catch (error) {
      if (!(error instanceof TrainingFailure)) throw error;
      missed.push(error.message);
    }
  }
  return opened(await engines.at(-1)!.open(folders), missed);
}

function opened(engine: Engine, missed: readonly string[]): OpenedEngine {
  if (missed.length === 0) return { engine };
  return { engine, remark: `${missed.join(' ')} Training on the slower ${engine.id} engine.` };
}
