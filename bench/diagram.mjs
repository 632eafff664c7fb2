/**
 * Milliseconds from an analysed network to its positioned diagram: this product's (every opened box laid out by itself
 * and remembered) beside ELK on the flat graph of the same layers. Closed, and with every block open. The
 * medians of warm rounds; nothing is remembered from one round to the next, but for the column that says so.
 * `node bench/diagram.mjs [sample …] [--rounds N] [--json]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const samples = positionals.length > 0 ? positionals : ['resnet50', 'googlenet', 'densenet121'];

/** In node_modules, so that what the bundle leaves external is found. */
const folder = await mkdtemp(join(root, 'node_modules', '.bench-'));
try {
  const outfile = join(folder, 'diagram.mjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['bench/diagram/measure.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['elkjs', 'chevrotain', 'langium'],
    logLevel: 'warning',
  });
  const { measure } = await import(pathToFileURL(outfile).href);
  const results = [];
  for (const sample of samples) {
    results.push(await measure(join(root, `samples/${sample}.cnn`), Number(options.rounds)));
  }
  if (options.json) console.log(JSON.stringify(results));
  else console.table(Object.fromEntries(results.map(({ network, ...figures }) => [network, figures])));
} finally {
  await rm(folder, { recursive: true, force: true });
}
