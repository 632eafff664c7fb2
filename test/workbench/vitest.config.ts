import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of the packed extension in a real VS Code, one after the other, as one person would act. */
export default defineConfig({
  test: {
    name: 'workbench',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/workbench/**/*.test.ts'],
    globalSetup: ['test/workbench/provide.ts'],
    setupFiles: ['test/workbench/pictureFailures.ts'],
    fileParallelism: false,
    expect: { poll: { timeout: 30_000, interval: 100 } },
    testTimeout: 120_000,
    hookTimeout: 240_000,
    slowTestThreshold: 20_000,
  },
});
