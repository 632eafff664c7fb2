/**
 * Writes what follows from the shelves: docs/layers.md, the lists of docs/language.md, and settings in package.json. `npm run docs`
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import * as prettier from 'prettier';
import { generateParser } from './generate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A program of scripts/docs/, which Node can't run before it is bundled. */
async function program(name) {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-docs-'));
  try {
    const outfile = join(folder, `${name}.cjs`);
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: [`scripts/docs/${name}.ts`],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'warning',
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function write(page, text) {
  const filepath = join(root, page);
  const options = await prettier.resolveConfig(filepath);
  writeFileSync(filepath, await prettier.format(text, { ...options, filepath }));
}

await generateParser();
const { layerReference } = await program('layerReference');
await write('docs/layers.md', layerReference());
const { withLists } = await program('languageLists');
await write('docs/language.md', withLists(readFileSync(join(root, 'docs/language.md'), 'utf8')));
const { withSettings } = await program('shelfSettings');
await write('package.json', withSettings(readFileSync(join(root, 'package.json'), 'utf8')));
