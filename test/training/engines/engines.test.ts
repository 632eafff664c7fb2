import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEngines, openEngine } from '../../../src/training/engines/catalogue.ts';
import { tfjsNodeFolder } from '../../../src/training/engines/environment.ts';
import { installTfjsNode, readInstalled } from '../../../src/training/engines/tfjs-node/install.ts';
import manifest from '../../../src/training/engines/tfjs-node/package.json' with { type: 'json' };
import { wasmFolder } from './engineTest.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cnn-engines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An engine folder whose tfjs-node claims to be installed, but is `code`. */
async function pretend(name: string, code: string): Promise<string> {
  const engineFolder = join(folder, name);
  const packageFolder = join(engineFolder, 'tfjs-node', 'node_modules', '@tensorflow', 'tfjs-node');
  await mkdir(packageFolder, { recursive: true });
  await writeFile(join(packageFolder, 'package.json'), '{"name":"@tensorflow/tfjs-node","main":"index.js"}');
  await writeFile(join(packageFolder, 'index.js'), code);
  const record = { format: 1, packages: manifest.dependencies, version: 'TensorFlow 0', gpu: false };
  await writeFile(join(engineFolder, 'tfjs-node', 'engine.json'), JSON.stringify(record));
  return engineFolder;
}

test('Without tfjs-node, auto takes wasm and says what is missing and how to get it', async () => {
  const engineFolder = join(folder, 'nothing');
  const { engine, remark } = await openEngine('auto', { engineFolder, wasmFolder });
  expect(engine.id).toBe('wasm');
  expect(remark).toMatch(/^The tfjs-node engine is not installed in .*nothing.*npm run engine:tfjs-node/);
  engine.close();
  const [native, embedded] = await listEngines({ engineFolder, wasmFolder });
  expect(native).toMatchObject({ id: 'tfjs-node', isDefault: false });
  expect(native!.problem).toMatch(/not installed in .*npm run engine:tfjs-node/);
  expect(embedded).toMatchObject({ id: 'wasm', isDefault: true, version: 'TensorFlow.js 4.22.0' });
});

test('tfjs-node asked for by name, but not there, is a failure', async () => {
  const opened = openEngine('tfjs-node', { engineFolder: join(folder, 'nothing'), wasmFolder });
  await expect(opened).rejects.toMatchObject({ code: 'engine', name: 'TrainingFailure' });
});

test('A tfjs-node that does not load is named with its reason, and auto goes on with wasm', async () => {
  const engineFolder = await pretend('broken', 'throw new Error("libtensorflow.so.2: cannot open");');
  const opened = openEngine('tfjs-node', { engineFolder, wasmFolder });
  await expect(opened).rejects.toThrow(
    /could not be loaded \(libtensorflow.so.2: cannot open\); delete that/,
  );
  const { engine, remark } = await openEngine('auto', { engineFolder, wasmFolder });
  expect(engine.id).toBe('wasm');
  expect(remark).toContain('libtensorflow.so.2: cannot open');
  engine.close();
});

test('A tfjs-node that ends its process is found out without ending this one', async () => {
  const engineFolder = await pretend('crashing', 'process.kill(process.pid, "SIGKILL");');
  const [native] = await listEngines({ engineFolder, wasmFolder });
  expect(native!.problem).toMatch(/does not run \(.* ended with SIGKILL\)/);
});

test('An unknown engine is answered with those that exist', async () => {
  await expect(openEngine('cuda', { wasmFolder })).rejects.toThrow(
    'There is no engine "cuda"; the engines are tfjs-node, wasm, and auto for the best that is installed.',
  );
});

test('A tensor beyond the wasm engine’s memory is one sentence, and the engine goes on', async () => {
  const { engine } = await openEngine('wasm', { wasmFolder });
  const x = engine.upload(Float32Array.of(1), [1, 1, 1, 1]);
  expect(() => engine.ops.pad(x, [0, 40_000, 0, 40_000])).toThrow(
    /^The training step does not fit into the 4 GB that the wasm engine can have; choose a smaller batch/,
  );
  expect(await engine.read(engine.ops.affine(x, 2, 0))).toEqual(Float32Array.of(2));
  engine.close();
});

test('A wasm folder without its files is one sentence', async () => {
  await expect(openEngine('wasm', { wasmFolder: join(folder, 'no wasm') })).rejects.toThrow(
    /^The wasm engine could not be started from .*no wasm/,
  );
});

test('An installed engine is left alone', async () => {
  const engineFolder = await pretend('there', '');
  const installed = await installTfjsNode({ folder: tfjsNodeFolder(engineFolder) });
  expect(installed).toEqual({ version: 'TensorFlow 0', gpu: false, alreadyThere: true });
});

test('An install without npm is one sentence, and leaves nothing behind', async () => {
  const target = join(folder, 'unable', 'tfjs-node');
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    await expect(installTfjsNode({ folder: target })).rejects.toMatchObject({
      code: 'engine-install',
      message:
        'The tfjs-node engine could not be installed because npm could not be started, as there is no such file or folder; install that program and try again, or train with the wasm engine.',
    });
  } finally {
    process.env.PATH = path;
  }
  expect(await readInstalled(target)).toBeUndefined();
  await expect(rm(join(folder, 'unable'), { recursive: true })).resolves.toBeUndefined();
});

test('A cancelled install ends as cancelled and keeps the engine that was there', async () => {
  const engineFolder = await pretend('cancelled', '');
  const target = tfjsNodeFolder(engineFolder);
  await writeFile(join(target, 'engine.json'), '{"format":0}');
  const signal = AbortSignal.abort();
  await expect(installTfjsNode({ folder: target, signal })).rejects.toMatchObject({ name: 'AbortError' });
  await expect(rm(join(target, 'engine.json'))).resolves.toBeUndefined();
});
