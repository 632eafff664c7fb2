/**
 * `npm run engine:tfjs-node`: installs the tfjs-node engine where the command line and the editor look for it
 * (or in the folder given), by the same code as the editor's command. Says so at once when it is there.
 */
/* global AbortController */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Inside the project, so that the bundle finds what it leaves external. */
const folder = await mkdtemp(join(root, 'node_modules', '.engine-'));
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
try {
  const bundle = join(folder, 'install.mjs');
  await esbuild.build({
    stdin: {
      contents:
        "export { installTfjsNode } from './src/training/engines/install.ts';" +
        "export { tfjsNodeFolder } from './src/training/engines/environment.ts';",
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
    logLevel: 'warning',
  });
  const { installTfjsNode, tfjsNodeFolder } = await import(pathToFileURL(bundle).href);
  const target = tfjsNodeFolder(process.argv[2]);
  const { version, alreadyThere } = await installTfjsNode({
    folder: target,
    onProgress: (activity) => console.log(`${activity} …`),
    signal: interruption.signal,
  });
  console.log(`tfjs-node on ${version} ${alreadyThere ? 'was already' : 'is'} installed in ${target}.`);
} catch (error) {
  console.error(interruption.signal.aborted ? 'Stopped; nothing was installed.' : error.message);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
