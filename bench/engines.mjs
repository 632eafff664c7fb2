/**
 * Images a second in training ResNet-20 (samples/resnet20.cnn, batch 128): the tfjs-node engine beside Keras on the
 * same TensorFlow, with the same threads and without XLA, and the wasm engine on one thread. The programs run in
 * turns, so that what else the machine does hits all alike. `node bench/engines.mjs [--rounds N] [--json]`
 * Ends with 1 where the tfjs-node engine has less than 0.9 of Keras's images a second, or wasm less than 40.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { run } from '../scripts/processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
const batch = 128;
const tensorflow = '2.21.0';
const targets = { ofKeras: 0.9, wasm: 40 };
const say = (text) => console.error(text);

/** In node_modules, so that what the bundles leave external is found. */
const folder = await mkdtemp(join(root, 'node_modules', '.bench-'));
const programs = [];
try {
  const { step, environment } = await bundle();
  const { engineEnvironment, cacheFolder } = await import(pathToFileURL(environment).href);
  await run(process.execPath, [join(root, 'scripts/engine-tfjs-node.mjs')], { quiet: true });
  const python = await provideKeras(join(cacheFolder(), 'bench', `keras-${tensorflow}`));

  const threads = String(availableParallelism());
  const env = {
    ...engineEnvironment(),
    TF_NUM_INTRAOP_THREADS: threads,
    TF_NUM_INTEROP_THREADS: threads,
    OMP_NUM_THREADS: threads,
    CUDA_VISIBLE_DEVICES: '-1',
  };
  const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  const engine = (id) => [process.execPath, [step, id, wasm, join(root, 'samples/resnet20.cnn')]];
  const keras = [python, [join(root, 'bench/engines/keras_step.py')]];
  const contenders = [
    { name: 'tfjs-node', command: engine('tfjs-node'), steps: 8 },
    { name: 'Keras', command: keras, steps: 8 },
    { name: 'wasm', command: engine('wasm'), steps: 2 },
  ];
  for (const contender of contenders) {
    Object.assign(contender, await start(contender, env));
    say(`${contender.engine} …`);
    await contender.measure(3); // memory is allocated, kernels are chosen
    contender.milliseconds = [];
  }
  for (let round = 0; round < rounds; round++) {
    for (const { measure, steps, milliseconds } of contenders) milliseconds.push(...(await measure(steps)));
    say(`round ${round + 1} of ${rounds}`);
  }
  report(contenders);
} finally {
  for (const program of programs) program.kill();
  await rm(folder, { recursive: true, force: true });
}

async function bundle() {
  const entry = { step: join(root, 'bench/engines/step.ts') };
  const shared = { bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'warning' };
  const [step, environment] = ['step.mjs', 'environment.mjs'].map((name) => join(folder, name));
  await esbuild.build({ ...shared, entryPoints: [entry.step], outfile: step, packages: 'external' });
  const contents =
    "export { engineEnvironment } from './src/training/engines/environment.ts';" +
    "export { cacheFolder } from './src/training/fetching/cache.ts';";
  await esbuild.build({ ...shared, stdin: { contents, resolveDir: root }, outfile: environment });
  return { step, environment };
}

/** A Python environment with Keras, made once; resolves with its interpreter. */
async function provideKeras(home) {
  const python = join(home, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const done = join(home, 'pyvenv.installed');
  if (!existsSync(done)) {
    say(`Installing Keras on TensorFlow ${tensorflow} into ${home} …`);
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    await run('python3', ['-m', 'venv', home], { quiet: true });
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-cache-dir'];
    await run(python, [...pip, `tensorflow-cpu==${tensorflow}`], { quiet: true });
    await mkdir(done);
  }
  return python;
}

/** Starts a program that measures steps on demand; resolves once it has said what it is. */
async function start({ name, command: [program, args] }, env) {
  const child = spawn(program, args, { env, cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  programs.push(child);
  let errors = '';
  child.stderr.on('data', (data) => (errors = (errors + data).slice(-4000)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended before it had measured:\n${errors}`);
    return JSON.parse(value);
  };
  const about = await next();
  const measure = async (steps) => {
    child.stdin.write(`${steps}\n`);
    return await next();
  };
  return { ...about, measure };
}

function report(contenders) {
  const rows = contenders.map(({ name, engine, version, milliseconds }) => {
    const sorted = milliseconds.toSorted((a, b) => a - b);
    const rate = (at) => (1000 * batch) / sorted[Math.floor(at * (sorted.length - 1))];
    return {
      name,
      engine,
      version,
      steps: sorted.length,
      median: rate(0.5),
      slowest: rate(1),
      fastest: rate(0),
    };
  });
  const [node, keras, wasm] = rows;
  const ratio = node.median / keras.median;
  const missed = [
    ...(ratio < targets.ofKeras ? [`tfjs-node has ${ratio.toFixed(2)} of Keras's images a second`] : []),
    ...(wasm.median < targets.wasm ? [`wasm has ${wasm.median.toFixed(0)} images a second`] : []),
  ];
  if (options.json) console.log(JSON.stringify({ batch, rows, ratio, targets, missed }, undefined, 2));
  else {
    console.log(`\nTraining ResNet-20, batch ${batch}: images a second over ${rounds} interleaved rounds`);
    for (const row of rows) {
      const figures = [row.median, row.slowest, row.fastest].map((figure) => figure.toFixed(0).padStart(6));
      console.log(
        `${figures[0]}  (${figures[1].trim()} to ${figures[2].trim()}, ${row.steps} steps)  ${row.engine}`,
      );
    }
    console.log(`tfjs-node / Keras: ${ratio.toFixed(2)} (at least ${targets.ofKeras})`);
    console.log(`wasm: ${wasm.median.toFixed(0)} images a second (at least ${targets.wasm})`);
    if (node.version !== keras.version)
      console.log(`Not the same TensorFlow: ${node.version}, ${keras.version}.`);
  }
  for (const miss of missed) console.error(`Missed: ${miss}.`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}
