import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of `npm start`, as a person types it. */
export default defineConfig({
  test: {
    name: 'start',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/start/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});
