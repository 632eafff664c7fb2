/**
 * What understanding a network costs against its size: each network of the samples, from a text that is parsed to its
 * figures and mistakes, with nothing known from before; medians of warm rounds, by the processor's clock.
 * `node bench/size.mjs [--rounds N] [--json]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, json: { type: 'boolean', default: false } },
});

/** In node_modules, so that what the bundle leaves external is found. */
const folder = await mkdtemp(join(root, 'node_modules', '.bench-'));
try {
  const outfile = join(folder, 'size.mjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['bench/size/measure.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['chevrotain', 'langium'],
    logLevel: 'warning',
  });
  const { measure } = await import(pathToFileURL(outfile).href);
  const rows = measure(join(root, 'samples'), Number(options.rounds));
  if (options.json) console.log(JSON.stringify(rows));
  else console.table(Object.fromEntries(rows.map(({ network, ...figures }) => [network, figures])));
} finally {
  await rm(folder, { recursive: true, force: true });
}
