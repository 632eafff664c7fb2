import { defineConfig } from 'vitest/config';

/** Everything that needs no editor; the tests in VS Code have configurations of their own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/workbench/**', 'test/start/**'],
    testTimeout: 30_000,
  },
});
