/** Writes docs/layers.md from the catalogue: `npm run docs`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import * as prettier from 'prettier';
import { generateParser } from './generate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'docs/layers.md');

/** The page, by the program in scripts/docs/, which Node can't run before it is bundled. */
async function layerReference() {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-docs-'));
  try {
    const outfile = join(folder, 'layerReference.cjs');
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['scripts/docs/layerReference.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'warning',
    });
    return createRequire(import.meta.url)(outfile).layerReference();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await generateParser();
const options = await prettier.resolveConfig(file);
writeFileSync(file, await prettier.format(await layerReference(), { ...options, filepath: file }));
