/** Which engines there are, which can be used here, and opening one. */
import { reason, TrainingFailure } from '../failure.ts';
import { type Engine, type EngineId, engineIds } from './engine.ts';
import { tfjsNodeFolder } from './environment.ts';
import { readInstalled, removeAbandonedInstall } from './tfjs-node/install.ts';
import { probeTfjsNode } from './tfjs-node/probe.ts';
import { loadTfjsNode } from './tfjs-node/tfjsNode.ts';

export interface EngineFolders {
  /** Where installed engines are kept; absent: in the user's cache folder. */
  readonly engineFolder?: string;
  /** The .wasm files: `dist/wasm` beside the bundles. */
  readonly wasmFolder: string;
}

export interface EngineStatus {
  readonly id: EngineId;
  /** `TensorFlow 2.21.0`; absent where the engine can't be used. */
  readonly version?: string;
  readonly device?: string;
  /** Where it can't be used: why, and what to do. */
  readonly problem?: string;
  /** What `auto` chooses. */
  readonly isDefault: boolean;
}

const installHint =
  'install it with "npm run engine:tfjs-node", or "CNN: Install TensorFlow Engine (tfjs-node)" in VS Code';

/** Tries each engine; the native one in a process of its own. */
export async function listEngines(folders: EngineFolders): Promise<EngineStatus[]> {
  const folder = tfjsNodeFolder(folders.engineFolder);
  await removeAbandonedInstall(folder);
  const native = await tryTfjsNode(folder);
  const { wasmEngine } = await import('./wasm/wasm.ts');
  const embedded = {
    ...wasmEngine,
    isDefault: native.problem !== undefined,
  } as const;
  return [native, embedded];
}

async function tryTfjsNode(folder: string): Promise<EngineStatus> {
  const unusable = (problem: string): EngineStatus => ({ id: 'tfjs-node', problem, isDefault: false });
  if (!(await readInstalled(folder))) return unusable(`It is not installed in ${folder}: ${installHint}.`);
  try {
    const { version, gpu } = await probeTfjsNode(folder);
    return { id: 'tfjs-node', version, device: gpu ? 'GPU' : 'CPU', isDefault: true };
  } catch (error) {
    return unusable(
      `It is installed in ${folder} but does not run (${reason(error)}): ${repairHint(folder)}.`,
    );
  }
}

const repairHint = (folder: string): string => `delete that folder (${folder}) and ${installHint}`;

export interface OpenedEngine {
  readonly engine: Engine;
  /** Why the best engine was not taken, for the user. */
  readonly remark?: string;
}

/**
 * Opens an engine in this process, one a process. `wanted` is an engine's id, or `auto`: tfjs-node where it is
 * installed and loads, else wasm with a remark.
 * @throws TrainingFailure `engine` when the engine asked for by name does not exist or can't be used
 */
export async function openEngine(wanted: string, folders: EngineFolders): Promise<OpenedEngine> {
  switch (wanted) {
    case 'tfjs-node':
      return { engine: await openTfjsNode(folders) };
    case 'wasm':
      return { engine: await openWasm(folders) };
    case 'auto':
      try {
        return { engine: await openTfjsNode(folders) };
      } catch (error) {
        if (!(error instanceof TrainingFailure)) throw error;
        return {
          engine: await openWasm(folders),
          remark: `${error.message} Training on the slower wasm engine.`,
        };
      }
    default:
      throw new TrainingFailure(
        'engine',
        `There is no engine "${wanted}"; the engines are ${engineIds.join(', ')}, and auto for the best that is installed.`,
      );
  }
}

async function openTfjsNode({ engineFolder }: EngineFolders): Promise<Engine> {
  const folder = tfjsNodeFolder(engineFolder);
  if (!(await readInstalled(folder))) {
    throw new TrainingFailure(
      'engine',
      `The tfjs-node engine is not installed in ${folder}; ${installHint}.`,
    );
  }
  try {
    return loadTfjsNode(folder);
  } catch (error) {
    throw new TrainingFailure(
      'engine',
      `The tfjs-node engine in ${folder} could not be loaded (${reason(error)}); ${repairHint(folder)}.`,
      error,
    );
  }
}

async function openWasm({ wasmFolder }: EngineFolders): Promise<Engine> {
  try {
    // Loaded when wanted: beside tfjs-node's own, a second tfjs-core would do nothing but warn of the first.
    const { loadWasm } = await import('./wasm/wasm.ts');
    return await loadWasm(wasmFolder);
  } catch (error) {
    throw new TrainingFailure(
      'engine',
      `The wasm engine could not be started from ${wasmFolder} (${reason(error)}); build or install CNN Architect again.`,
      error,
    );
  }
}
