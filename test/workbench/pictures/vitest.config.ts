import { defineConfig, mergeConfig } from 'vitest/config';
import workbench from '../vitest.config.ts';

/** The pictures of the README, taken as the tests act: `node scripts/pictures.mjs`. */
export default mergeConfig(
  { ...workbench, test: { ...workbench.test, include: undefined } },
  defineConfig({ test: { name: 'pictures', include: ['test/workbench/pictures/*.picture.ts'] } }),
);
