/** Installs that are stopped, killed, doubled or handed something else: nothing is left but a whole engine or none. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { mkdir, open, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wheelFor } from '../../../src/training/engines/tfjs-node/buildOnWheel.ts';
import {
  installTfjsNode,
  readInstalled,
  removeAbandonedInstall,
} from '../../../src/training/engines/tfjs-node/install.ts';
import lock from '../../../src/training/engines/tfjs-node/package-lock.json' with { type: 'json' };
import { temporaryFolder } from '../data/sets/cifar10Excerpt.ts';
import { bundleProgram } from '../run/trainerProcess.ts';
import type { Stage, Workbench } from './installPrograms.ts';
import { installWorkbench, runs, stages, until, wheel } from './installPrograms.ts';

const script = fileURLToPath(new URL('../../../scripts/engine-tfjs-node.mjs', import.meta.url));
const ready = { version: 'TensorFlow 0.0', gpu: false };

let bundles: Awaited<ReturnType<typeof temporaryFolder>>;
let program: string;
beforeAll(async () => {
  bundles = await temporaryFolder();
  program = await bundleProgram('test/training/engines/installProgram.ts', join(bundles.path, 'install.cjs'));
});
afterAll(() => bundles.remove());

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let workbench: Workbench;
const own = process.env;
beforeEach(async () => {
  place = await temporaryFolder();
  workbench = await installWorkbench(place.path);
});
afterEach(async () => {
  process.env = own;
  await place.remove();
});

const engines = (): string => join(place.path, 'engines');
const folder = (): string => join(engines(), 'tfjs-node');
const left = async (): Promise<string[]> => await readdir(engines()).catch(() => []);

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<{ status: number | null; signal: string | null; said: string }>;
}

function start(words: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close').then(([status, signal]) => ({
    status: status as number | null,
    signal: signal as string | null,
    said,
  }));
  return { child, ended };
}

const startInstall = (stuck?: Stage): Running =>
  start([program, folder(), JSON.stringify(wheel)], workbench.environment(stuck));

async function expectNoneRuns(children: readonly number[]): Promise<void> {
  await until(() => !children.some(runs));
  expect(children.filter(runs)).toEqual([]);
}

// The programs that stand for npm and the others are shell scripts.
describe.runIf(process.platform !== 'win32')('an install', () => {
  it('leaves a whole engine and nothing beside it, and is done but once', async () => {
    await expect(startInstall().ended).resolves.toMatchObject({ status: 0, said: 'installed\n' });
    expect(await readInstalled(folder())).toEqual(ready);
    expect(await left()).toEqual(['tfjs-node']);
    await expect(startInstall().ended).resolves.toMatchObject({ status: 0, said: 'already there\n' });
    expect(workbench.calls()).toEqual(['npm', 'pip', 'unpack', 'compile']);
  });

  it('runs no install script, and tells npm nothing of the npm that started it', async () => {
    const outer = {
      npm_config_user_agent: 'npm/10.8.2 node/v1.2.3 linux x64',
      npm_config_prefix: '/somewhere',
      npm_lifecycle_event: 'engine:tfjs-node',
      npm_package_name: 'cnn-architect',
      npm_config_registry: 'http://127.0.0.1:9/',
    };
    process.env = workbench.environment(undefined, outer);
    await installTfjsNode({ folder: folder(), wheel });
    expect(await workbench.npmArguments()).toMatch(/^ci --ignore-scripts /);
    for (const stage of ['npm', 'pip', 'compile'] as const) {
      const told = await workbench.startedWith(stage);
      expect(told).toContain('npm_config_registry=http://127.0.0.1:9/\n');
      expect(told).not.toMatch(/^npm_(config_(user_agent|prefix)|lifecycle|package)/m);
    }
  });

  it.each(stages)('that is cancelled in %s ends its programs and leaves nothing', async (stuck) => {
    process.env = workbench.environment(stuck);
    const cancel = new AbortController();
    const running = installTfjsNode({ folder: folder(), wheel, signal: cancel.signal });
    running.catch(() => undefined); // looked at below
    const children = await workbench.children();
    cancel.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(await left()).toEqual([]);
    await expectNoneRuns(children);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'of `npm run engine:tfjs-node` that gets %s does the same, and says so',
    async (signal) => {
      const { child, ended } = start([script, engines()], workbench.environment('npm'));
      const children = await workbench.children();
      child.kill(signal);
      expect(await ended).toEqual({
        status: 128 + constants.signals[signal],
        signal: null,
        said: 'Installing the packages of tfjs-node …\nStopped; nothing was installed.\n',
      });
      expect(await left()).toEqual([]);
      await expectNoneRuns(children);
    },
  );

  it.each(stages)(
    'that is killed in %s takes its programs along, and the next one clears up',
    async (stuck) => {
      const { child, ended } = startInstall(stuck);
      const children = await workbench.children();
      child.kill('SIGKILL');
      await ended;
      await expectNoneRuns(children);
      expect(await readInstalled(folder())).toBeUndefined();
      expect((await left()).filter((name) => name.endsWith('.partial'))).toHaveLength(1);
      await expect(startInstall().ended).resolves.toMatchObject({ status: 0, said: 'installed\n' });
      expect(await left()).toEqual(['tfjs-node']);
    },
  );

  it('that was killed is cleared up by the next start, too, and one under way is not', async () => {
    const { child, ended } = startInstall('compile');
    await workbench.children();
    const during = await left();
    await removeAbandonedInstall(folder());
    expect(await left()).toEqual(during);
    child.kill('SIGKILL');
    await ended;
    await removeAbandonedInstall(folder());
    expect(await left()).toEqual([]);
  });

  it('waits for another one, and finds the engine that it made', async () => {
    const two = await Promise.all([startInstall().ended, startInstall().ended]);
    expect(two.map(({ said }) => said).sort()).toEqual(['already there\n', 'installed\n']);
    expect(workbench.calls().filter((name) => name === 'npm')).toHaveLength(1);
    expect(await left()).toEqual(['tfjs-node']);
  });

  it('replaces an engine of another version while that one is in use', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), 'engine.json'), '{"format":1,"packages":{}}');
    await writeFile(join(folder(), 'library'), 'old library');
    const inUse = await open(join(folder(), 'library'));
    process.env = workbench.environment();
    await installTfjsNode({ folder: folder(), wheel });
    expect(await inUse.readFile('utf8')).toBe('old library');
    await inUse.close();
    expect(await readInstalled(folder())).toEqual(ready);
    expect(await left()).toEqual(['tfjs-node']);
  });

  it('refuses a TensorFlow other than the pinned one', async () => {
    process.env = workbench.environment(undefined, { CNN_TEST_ALTERED: ' with something more' });
    await expect(installTfjsNode({ folder: folder(), wheel })).rejects.toMatchObject({
      code: 'engine-install',
      message: expect.stringMatching(
        /is not the one that was checked, as its sha256 is [0-9a-f]{64}/,
      ) as string,
    });
    expect(workbench.calls()).toEqual(['npm', 'pip']);
    expect(await left()).toEqual([]);
  });

  it.each([
    ['npm error code ENOSPC', /needs about 2 GB while it is installed, and the disk of .* is full/],
    [
      'npm error code EINTEGRITY',
      /could not be installed in .*EINTEGRITY.*; try again, or train with the wasm/,
    ],
  ])('tells of "%s" in a sentence, and leaves nothing', async (says, sentence) => {
    process.env = workbench.environment(undefined, { CNN_TEST_NPM_SAYS: says });
    await expect(installTfjsNode({ folder: folder(), wheel })).rejects.toThrow(sentence);
    expect(await left()).toEqual([]);
  });

  it('that was cut afterwards is none, and is made anew', async () => {
    process.env = workbench.environment();
    await installTfjsNode({ folder: folder(), wheel });
    const addon = join(folder(), 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node');
    await truncate(addon, 2);
    expect(await readInstalled(folder())).toBeUndefined();
    await installTfjsNode({ folder: folder(), wheel });
    expect(await readFile(addon, 'utf8')).toBe('addon\n');
  });
});

describe('what is installed', () => {
  it('is known by its hashes: every package of npm, every wheel', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).toBeGreaterThan(50);
    for (const [path, entry] of packages) {
      expect([path, (entry as { integrity?: string }).integrity]).toEqual([
        path,
        expect.stringMatching(/^sha512-/) as string,
      ]);
    }
    expect(wheelFor('linux-x64').sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(() => wheelFor('win32-x64')).toThrow(/not on win32-x64: train with the wasm engine instead\.$/);
  });
});
