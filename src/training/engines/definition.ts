import type { Engine } from './engine.ts';

export interface EngineFolders {
  /** Where installed engines are kept; absent: in the user's cache folder. */
  readonly engineFolder?: string;
  /** The .wasm files: `dist/wasm` beside the bundles. */
  readonly wasmFolder: string;
}

/** Whether an engine can be used here. */
export type EngineFinding =
  /** `TensorFlow 2.21.0`, `CPU, 2 threads` */
  | { readonly version: string; readonly device: string }
  /** Why it can't, and what to do. */
  | { readonly problem: string };

/**
 * One entry of the shelf, which catalogue.ts lists and tells how to add to. TensorFlow.js is imported when the engine is
 * opened, not before: two copies of it in one process would do nothing but warn of each other.
 */
export interface EngineDefinition {
  /** As a job, a run's record and the setting `cnn.engine` have it. */
  readonly id: string;
  /** One sentence, for the setting. */
  readonly description: string;
  /** Tries it, native ones in a process of their own. Never throws. */
  find(folders: EngineFolders): Promise<EngineFinding>;
  /**
   * Opens it in this process, one a process.
   * @throws TrainingFailure `engine` when it can't be used
   */
  open(folders: EngineFolders): Promise<Engine>;
}

export function defineEngine(engine: EngineDefinition): EngineDefinition {
  return engine;
}
