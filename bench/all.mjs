/**
 * `npm run bench`: builds, then measures everything in one run, each figure beside its limit and beside our own of the
 * last run that was kept (bench/figures.json). `npm run bench -- --keep` keeps this run's. Ends with 1 where a figure
 * misses its limit.
 */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { run } from '../scripts/processes.mjs';
import { installDependencies } from '../scripts/project.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const figuresPath = fileURLToPath(new URL('figures.json', import.meta.url));

await installDependencies();
await run(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, quiet: true });

/** Runs a benchmark and reads the JSON that it prints; its own misses are judged here. */
function measure(name, args = []) {
  console.error(`── ${name} …`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`bench/${name}.mjs`, ...args, '--json'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (data) => (out += data));
    child.on('error', reject);
    child.on('close', () => {
      try {
        resolve(JSON.parse(out));
      } catch {
        reject(new Error(`bench/${name}.mjs did not print its figures: ${out.slice(-500)}`));
      }
    });
  });
}

/** @type {{name: string, value: number, unit: string, atMost?: number, atLeast?: number}[]} */
const figures = [];

/** The limits of the project: one character typed in the middle of any sample, and of ResNet-50 in the median. */
const keystrokeLimits = { percentile95: 16, median: 30 };
for (const { sample, median, percentile95, coldStart } of await measure('keystroke')) {
  const limit = sample === 'resnet50' ? { atMost: keystrokeLimits.median } : {};
  figures.push(
    { name: `${sample}: keystroke to diagnostics, median`, value: median, unit: 'ms', ...limit },
    {
      name: `${sample}: keystroke to diagnostics, 95 %`,
      value: percentile95,
      unit: 'ms',
      atMost: keystrokeLimits.percentile95,
    },
    { name: `${sample}: cold start to first diagnostics`, value: coldStart, unit: 'ms' },
  );
}
const sizes = await measure('size');
for (const { network, ...times } of await measure('diagram')) {
  for (const [what, value] of Object.entries(times)) {
    const isTime = typeof value === 'number' && !/^(layers|items)/.test(what);
    if (isTime) figures.push({ name: `${network}: diagram, ${what}`, value, unit: 'ms' });
  }
}
const { rows, ratio, targets } = await measure('engines');
for (const { name, median, version } of rows) {
  const limit = name === 'wasm' ? { atLeast: targets.wasm } : {};
  figures.push({
    name: `ResNet-20 training, batch 128: ${name} (${version})`,
    value: median,
    unit: 'images/s',
    ...limit,
  });
}
figures.push({
  name: 'ResNet-20 training: tfjs-node / Keras',
  value: ratio,
  unit: '',
  atLeast: targets.ofKeras,
});

const kept = JSON.parse(await readFile(figuresPath, 'utf8').catch(() => '{"figures":[]}'));
const lastOf = (name) => kept.figures.find((figure) => figure.name === name)?.value;
const round = (value) => Number(value.toPrecision(3));
const missed = figures.filter(
  ({ value, atMost = Infinity, atLeast = -Infinity }) => value > atMost || value < atLeast,
);

console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`);
if (kept.measured) console.log(`Last kept: ${kept.measured} on ${kept.machine}`);
console.table(
  Object.fromEntries(
    figures.map(({ name, value, unit, atMost, atLeast }) => {
      const last = lastOf(name);
      const limit = atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : '';
      return [name, { now: round(value), unit, limit, last: last === undefined ? '' : round(last) }];
    }),
  ),
);
console.log(
  'Cost against size: expanding and analysing each network of the samples, with nothing known from before.',
);
console.table(Object.fromEntries(sizes.map(({ network, ...row }) => [network, row])));
if (process.argv.includes('--keep')) {
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;
  const measured = new Date().toISOString().slice(0, 10);
  await writeFile(figuresPath, `${JSON.stringify({ measured, machine, figures, sizes }, undefined, 2)}\n`);
}
for (const { name, value, unit } of missed) console.log(`Missed: ${name}, ${round(value)} ${unit}`);
process.exitCode = missed.length === 0 ? 0 : 1;
