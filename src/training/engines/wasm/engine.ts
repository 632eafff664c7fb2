import { reason, TrainingFailure } from '../../failure.ts';
import { defineEngine } from '../definition.ts';

export const wasm = defineEngine({
  id: 'wasm',
  description: 'WebAssembly; comes with the extension.',
  async find() {
    const { wasmEngine } = await import('./wasm.ts');
    return wasmEngine;
  },
  async open({ wasmFolder }) {
    try {
      const { loadWasm } = await import('./wasm.ts');
      return await loadWasm(wasmFolder);
    } catch (error) {
      throw new TrainingFailure(
        'engine',
        `The wasm engine could not be started from ${wasmFolder} (${reason(error)}); build or install CNN Architect again.`,
        error,
      );
    }
  },
});
