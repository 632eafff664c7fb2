import { defineConfig } from 'vitest/config';

/** Everything that needs no editor; the tests in VS Code have test/workbench/vitest.config.ts. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/workbench/**'],
    testTimeout: 30_000,
  },
});
