/**
 * `npm run engine:tfjs-node`: installs the tfjs-node engine where the command line and the editor look for it
 * (or in the folder given), by the same code as the editor's command. Says so at once when it is there.
 */
/* global AbortController */
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { provideEngineBuild } from './systemPackages.mjs';

const interruption = new AbortController();
/** By the signal that came, as the shell has it; a second one does not wait until all is cleared away. */
let status = 1;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    status = 128 + constants.signals[signal];
    interruption.abort();
  });
}
try {
  await provideEngineBuild();
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents:
        "export { installTfjsNode } from './src/training/engines/tfjs-node/install.ts';" +
        "export { tfjsNodeFolder } from './src/training/engines/environment.ts';",
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const bundle = Buffer.from(outputFiles[0].contents).toString('base64');
  const { installTfjsNode, tfjsNodeFolder } = await import(`data:text/javascript;base64,${bundle}`);
  const target = tfjsNodeFolder(process.argv[2]);
  const { version, alreadyThere } = await installTfjsNode({
    folder: target,
    onProgress: (activity) => console.log(`${activity} …`),
    signal: interruption.signal,
  });
  console.log(`tfjs-node on ${version} ${alreadyThere ? 'was already' : 'is'} installed in ${target}.`);
} catch (error) {
  console.error(interruption.signal.aborted ? 'Stopped; nothing was installed.' : error.message);
  process.exitCode = status;
}
