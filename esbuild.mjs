/**
 * Builds what ships into dist/. Flags: --production (minified, no source maps), --watch.
 * Every bundle is listed here; a bundle whose entry does not exist is an error.
 */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { watch as watchFolder } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { generateParser } from './scripts/generate.mjs';
import { noticesOf } from './scripts/notices.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Programs that run in Node: the extension host, the processes it starts, the command line. */
const nodeBundles = [
  { entry: 'src/extension.ts', out: 'dist/extension.cjs' },
  { entry: 'src/server/main.ts', out: 'dist/server.cjs' },
  { entry: 'src/server/threads/serverThread.ts', out: 'dist/serverThread.cjs' },
  { entry: 'src/server/threads/diagramThread.ts', out: 'dist/diagramThread.cjs' },
  { entry: 'src/diagram/layout/layoutWorker.ts', out: 'dist/layoutWorker.cjs' },
  { entry: 'src/training/run/trainer.ts', out: 'dist/trainer.cjs' },
  { entry: 'src/training/data/folder/pictureWorker.ts', out: 'dist/pictureWorker.cjs' },
  { entry: 'src/cli/main.ts', out: 'dist/cli.cjs', executable: true },
];

/** Scripts of the webviews, each with the style sheet that it imports beside it. */
const webviewBundles = [
  { entry: 'webview/diagram/main.ts', out: 'dist/webview/diagram.js' },
  { entry: 'webview/training/main.ts', out: 'dist/webview/training.js' },
];

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: !production,
  legalComments: 'inline',
  metafile: true,
  logLevel: 'warning',
};

/** @returns {esbuild.BuildOptions} */
function nodeBundle({ entry, out, executable }) {
  return {
    ...shared,
    entryPoints: [entry],
    outfile: out,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    // The packages around the language server offer UMD as `main`, whose requires a bundler can't follow.
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: {
      js: `${executable ? '#!/usr/bin/env node\n' : ''}const importMetaUrl = require('node:url').pathToFileURL(__filename).href;`,
    },
  };
}

/** @returns {esbuild.BuildOptions} */
function webviewBundle({ entry, out }) {
  return {
    ...shared,
    entryPoints: [entry],
    outfile: out,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  };
}

/**
 * The wasm engine's binaries, and the threaded build that Node loads by hand; the decoders of pictures.
 * @returns {Promise<string[]>} what was copied
 */
async function copyWasm() {
  const to = join(root, 'dist/wasm');
  await mkdir(to, { recursive: true });
  const copied = [];
  for (const folder of [
    'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out',
    'node_modules/@jsquash/jpeg/codec/dec',
    'node_modules/@jsquash/png/codec/pkg',
  ]) {
    for (const file of await readdir(join(root, folder))) {
      if (!/\.wasm$|threaded-simd.*\.js$/.test(file)) continue;
      await cp(join(root, folder, file), join(to, file));
      copied.push(`${folder}/${file}`);
    }
  }
  return copied;
}

await generateParser();
if (production) await rm(join(root, 'dist'), { recursive: true, force: true });
const builds = [...nodeBundles.map(nodeBundle), ...webviewBundles.map(webviewBundle)];
const copied = await copyWasm();
if (watch) {
  const contexts = await Promise.all(
    builds.map((options) => esbuild.context({ ...options, logLevel: 'info' })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
  watchFolder(join(root, 'src/language'), (_, name) => {
    if (name?.endsWith('.langium')) generateParser().catch((error) => console.error(error.message));
  });
} else {
  const outcomes = await Promise.allSettled(builds.map((options) => esbuild.build(options)));
  const failed = outcomes.filter(({ status }) => status === 'rejected');
  // esbuild has told of its own errors already, with their places.
  for (const { reason } of failed) if (!reason.errors) console.error(reason);
  const bundled = outcomes.flatMap(({ value }) => Object.keys(value?.metafile.inputs ?? {}));
  await writeFile(join(root, 'dist/ThirdPartyNotices.txt'), await noticesOf(root, [...bundled, ...copied]));
  process.exitCode = failed.length === 0 ? 0 : 1;
}
