import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  FailedEvent,
  FinishedEvent,
  Job,
  StartedEvent,
  TrainJob,
  TrainingEvent,
} from '../../../src/protocol/training.ts';
import { Trainer } from '../../../src/training/run/trainerClient.ts';
import { excerptSource, temporaryFolder } from '../data/sets/cifar10Excerpt.ts';
import { bundleTrainer, startJob } from './trainerProcess.ts';

const network = (body: string, train = '') =>
  `network Net(classes = 10) {\n  input 32x32x3\n${body}\n}\n${train}`;
const small =
  'Conv(8, 5, stride: 4) -> BatchNorm -> ReLU -> GlobalAvgPool -> Dense(classes) as logits -> Softmax';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let bundle: string;
let runs = 0;
beforeAll(async () => {
  folder = await temporaryFolder();
  bundle = await bundleTrainer(folder.path);
}, 60_000);
afterAll(() => folder.remove());

const job = (text: string, changes: Partial<TrainJob> = {}): TrainJob => ({
  kind: 'train',
  sources: { 'file:///net.cnn': text },
  main: 'file:///net.cnn',
  arguments: {},
  overrides: { batch: 50 },
  engine: 'wasm',
  data: excerptSource(join(folder.path, 'cache')),
  runFolder: join(folder.path, `run${runs++}`),
  ...changes,
});

async function run(given: Job): Promise<TrainingEvent[]> {
  const { trainer, events } = startJob(bundle, given);
  expect(await trainer.done).toBe(events.at(-1));
  return events;
}

async function failed(given: Job): Promise<FailedEvent> {
  const last = (await run(given)).at(-1)!;
  expect(last.kind).toBe('failed');
  const { message } = last as FailedEvent;
  expect(message).toMatch(/[.?]$/);
  expect(message).not.toMatch(/\n|\bat .*:\d+:\d+|undefined|\[object/);
  return last as FailedEvent;
}

describe('the trainer', () => {
  it('learns real pictures, and tells what it does', async () => {
    const text = network(small, 'train Net on CIFAR10 {\n epochs 6\n optimizer Adam(lr: 0.02)\n}\n');
    const events = await run(job(text));
    const started = events.find(({ kind }) => kind === 'started') as StartedEvent;
    expect(started).toMatchObject({
      network: 'Net',
      dataset: 'CIFAR-10',
      engine: { id: 'wasm' },
      parameters: { trainable: 5 * 5 * 3 * 8 + 8 + 2 * 8 + 8 * 10 + 10, nonTrainable: 16 },
      images: { training: 450, validation: 50, test: 100 },
      epochs: 6,
      batch: 50,
      batchesPerEpoch: 9,
    });
    expect(started.classes).toHaveLength(10);
    const epochs = events.flatMap((event) => (event.kind === 'epoch' ? [event] : []));
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    // Ten classes at random: ln 10 = 2.303 and 10 %.
    expect(epochs[0]!.training.loss).toBeLessThan(2.6);
    expect(epochs[5]!.training.loss).toBeLessThan(epochs[0]!.training.loss - 0.15);
    expect(epochs[5]!.training.accuracy).toBeGreaterThan(0.2);
    expect(epochs[5]!.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(50);
    const steps = events.flatMap((event) => (event.kind === 'step' ? [event] : []));
    expect(steps.at(-1)).toMatchObject({ epoch: 6, step: 9, steps: 54, learningRate: 0.02 });
    const last = events.at(-1)!;
    expect(last).toMatchObject({ kind: 'finished', epochs: 6, best: epochs[5]!.best });
    const { confusion, test } = last as FinishedEvent;
    const right = confusion.reduce((sum, row, index) => sum + row[index]!, 0);
    expect(test.accuracy).toBeCloseTo(right / 100, 9);
    expect((await readdir(started.runFolder)).sort()).toEqual([
      'best.safetensors',
      'last.safetensors',
      'metrics.jsonl',
      'recipe.json',
      'sources',
    ]);
  }, 60_000);

  it('repeats itself from the seed, and differs with another', async () => {
    const text = network(small);
    const losses = async (seed: number) =>
      (await run(job(text, { overrides: { batch: 50, epochs: 1, seed } }))).flatMap((event) =>
        event.kind === 'epoch' ? [event.training.loss, event.validation.loss] : [],
      );
    const first = await losses(3);
    expect(await losses(3)).toEqual(first);
    expect(await losses(4)).not.toEqual(first);
  }, 60_000);

  it('trains with auxiliary heads, whose loss it leaves out of what it tells', async () => {
    const body = `Conv(8, 5, stride: 4) -> ReLU\n auxiliary(weight: 0.3) { GlobalAvgPool -> Dense(classes) -> Softmax }\n GlobalAvgPool -> Dense(classes) -> Softmax`;
    const events = await run(job(network(body), { overrides: { batch: 50, epochs: 2 } }));
    const epoch = events.find((event) => event.kind === 'epoch')!;
    // Both heads begin near ln 10: with the auxiliary's 0.3 it would be 3 at least.
    expect(epoch.training.loss).toBeLessThan(2.9);
    expect(events.at(-1)!.kind).toBe('finished');
  }, 60_000);

  it('profiles each layer beside its predicted cost', async () => {
    const { sources, main } = job(network(small));
    const events = await run({
      kind: 'profile',
      sources,
      main,
      arguments: {},
      engine: 'wasm',
      batch: 8,
      runs: 3,
    });
    const last = events.at(-1)!;
    if (last.kind !== 'profile') return expect.fail(JSON.stringify(last));
    expect(last.rows.map(({ path }) => path)).toEqual([
      'Conv1',
      'BatchNorm1',
      'ReLU1',
      'GlobalAvgPool1',
      'logits',
    ]);
    expect(last.rows[0]).toMatchObject({
      layer: 'Conv',
      output: '8x8x8',
      parameters: 608,
      macs: 8 * 8 * 8 * 75,
    });
    expect(last.rows.every(({ forward, backward }) => forward > 0 && backward >= 0)).toBe(true);
    const sum = last.rows.reduce((total, { forward }) => total + forward, 0);
    expect(sum).toBeLessThanOrEqual(last.total.forward * 1.5);
    expect(last.total.step).toBeGreaterThan(0);
  }, 60_000);
});

describe('a profile', () => {
  const profileOf = async (text: string, given: object) => {
    const { sources, main } = job(text);
    const events = await run({
      kind: 'profile',
      sources,
      main,
      arguments: {},
      batch: 2,
      runs: 1,
      ...given,
    } as Job);
    return events.at(-1)!;
  };
  const ends: Readonly<Record<string, string>> = {
    'a map': 'Conv(4, 3, stride: 2)',
    'a map behind Softmax, with a head that is one':
      'auxiliary(weight: 0.3) { Conv(3, 1) }\nUpsample(2) -> Softmax',
    'its input': 'Identity',
    'class scores': 'Flatten -> Dense(3)',
  };

  it.each(['wasm', 'tfjs-node'])(
    'takes a network that ends in anything, on %s',
    async (engine) => {
      for (const [name, body] of Object.entries(ends)) {
        const event = await profileOf(`network Net {\ninput 8x8x3\n${body}\n}`, { engine });
        expect(event.kind, name).toBe('profile');
      }
    },
    120_000,
  );

  it('is of one network: mistakes in what it does not use are none of its own', async () => {
    const text =
      'block Unused { Cnv(3) }\nblock Used { Conv(3, 3) }\nnetwork Good {\ninput 8x8x3\nUsed\n}\n' +
      'network Bad {\ninput 8x8x3\nCnv(3)\n}\ntrain Bad on CIFAR10 { bach: 3 }\n';
    expect((await profileOf(text, { engine: 'wasm', network: 'Good' })).kind).toBe('profile');
    expect(await profileOf(text, { engine: 'wasm', network: 'Bad' })).toMatchObject({
      kind: 'failed',
      code: 'mistakes',
    });
    const broken = text.replace('Conv(3, 3)', 'Conv(3, 3, stride: 0)');
    expect(await profileOf(broken, { engine: 'wasm', network: 'Good' })).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('Good has a mistake') as string,
    });
  }, 60_000);
});

describe('what can’t be trained ends in one clear sentence', () => {
  it.each([
    ['Conv(10, 3)', 'no-class-scores', /Net ends in 32x32x10, not in a vector of class scores/],
    ['Flatten -> Dense(7)', 'class-count', /Net gives 7 class scores, but CIFAR-10 has 10 classes/],
    ['Convv(10, 3)', 'mistakes', /Net has a mistake/],
    [
      'Flatten -> Dense(200000) -> Dense(200000) -> Dense(10)',
      'too-large',
      /Net needs at least \d+ GB to train/,
    ],
    [
      'Conv(8, 3, stride: 2, init: Normal(1e30)) -> Conv(8, 3, init: Normal(1e30)) -> GlobalAvgPool -> Dense(10)',
      'loss-not-finite',
      /stopped being a number/,
    ],
  ])(
    '%s',
    async (body, code, message) => {
      const event = await failed(job(network(body)));
      expect(event).toMatchObject({ code });
      expect(event.message).toMatch(message);
    },
    60_000,
  );

  it('a batch that is larger than the set, an argument, a recipe, a network or an engine that is not there', async () => {
    const text = network(small);
    expect((await failed(job(text, { overrides: { batch: 500 } }))).message).toContain(
      '450 training pictures',
    );
    expect((await failed(job(text, { overrides: { batch: 0 } }))).message).toContain(
      'batch takes a whole number',
    );
    expect((await failed(job(text, { arguments: { clases: 3 } }))).message).toContain('it has classes');
    expect((await failed(job(text, { recipe: 'paper' }))).message).toContain(
      'There is no recipe paper in net.cnn',
    );
    expect((await failed(job(text, { network: 'Nat' }))).message).toContain('there is Net');
    expect((await failed(job(text, { engine: 'cuda' }))).message).toContain('no engine "cuda"');
    expect(
      (await failed(job(text, { data: { location: join(folder.path, 'none'), mayDownload: false } }))).code,
    ).toBe('no-data');
  }, 60_000);

  it('a trainer that is killed, one that is not there, and one that is no trainer', async () => {
    const killed = startJob(bundle, job(network(small), { overrides: { batch: 10, epochs: 1000 } }), {
      onEvent: ({ kind }) => {
        if (kind === 'step') process.kill(killed.trainer.pid!, 'SIGKILL');
      },
    });
    const last = await killed.trainer.done;
    expect(last).toMatchObject({ kind: 'failed', code: 'crash' });
    expect((last as FailedEvent).message).toMatch(/ended by SIGKILL.*: resume the run/);
    const absent = startJob(join(folder.path, 'absent.cjs'), job(network(small)));
    expect(await absent.trainer.done).toMatchObject({ kind: 'failed', code: 'crash' });
    const other = join(folder.path, 'other.cjs');
    await writeFile(other, `process.send({ kind: 'epoch', epoch: 'first' }); setInterval(() => {}, 1000);`);
    const odd = await startJob(other, job(network(small))).trainer.done;
    expect((odd as FailedEvent).message).toContain('epoch: expected a number');
    const noNode = new Trainer(job(network(small)), {
      trainer: bundle,
      node: '/nowhere/node',
      onEvent: () => undefined,
    });
    expect(((await noNode.done) as FailedEvent).message).toContain('could not be started');
  }, 60_000);

  it.runIf(process.platform !== 'win32').each(['SIGABRT', 'SIGSEGV', 'SIGKILL', 'SIGBUS'] as const)(
    'a trainer that dies by %s, whose run goes on',
    async (signal) => {
      const given = job(network(small), { overrides: { batch: 10, epochs: 2 } });
      const dying = startJob(bundle, given, {
        environment: { CNN_ARCHITECT_CHECKPOINT_SECONDS: '0' },
        onEvent: ({ kind }) => void (kind === 'epoch' && process.kill(dying.trainer.pid!, signal)),
      });
      const last = await dying.trainer.done;
      expect(last).toMatchObject({ kind: 'failed', code: 'crash', runFolder: given.runFolder });
      expect((last as FailedEvent).message).toMatch(
        new RegExp(
          `^The trainer ended before it was done \\(ended by ${signal}.*\\): resume the run to go on from its last checkpoint\\.$`,
        ),
      );
      const { engine, data, runFolder } = given;
      const events = await run({ kind: 'resume', engine, data, runFolder });
      expect(events.find(({ kind }) => kind === 'started')).toMatchObject({
        resumedAt: expect.any(Number) as number,
      });
      expect(events.at(-1)!.kind).toBe('finished');
    },
    60_000,
  );

  it.each([
    ['process.exit(134)', /\(exit code 134\): try again\.$/],
    ['process.exit(0)', /\(exit code 0\): try again\.$/],
    ["throw new Error('no such thing')", /\(exit code 1: no such thing\): try again\.$/],
    [
      "process.stderr.write('FATAL ERROR: JavaScript heap out of memory\\n', () => process.abort())",
      /: out of memory/,
    ],
    // A process that it leaves keeps its error stream open for a minute.
    [
      "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: ['ignore', 'ignore', 'inherit'], detached: true }).on('spawn', function () { this.unref(); process.exit(3); })",
      /\(exit code 3\)/,
    ],
  ])('a trainer that ends with %s', async (ending, message) => {
    const program = join(folder.path, `ending${runs++}.cjs`);
    await writeFile(program, `process.send({ kind: 'ready', pid: process.pid }, () => { ${ending} });`);
    const last = await startJob(program, job(network(small))).trainer.done;
    expect(last).toMatchObject({ kind: 'failed', code: 'crash' });
    expect((last as FailedEvent).message).toMatch(message);
  });

  it('two trainers on one run', async () => {
    const given = job(network(small), { overrides: { batch: 10, epochs: 1000 } });
    let second: Promise<FailedEvent> | undefined;
    const first = startJob(bundle, given, {
      onEvent: ({ kind }) => {
        if (kind === 'step')
          second ??= failed({ ...given, kind: 'resume' }).finally(() => first.trainer.stop());
      },
    });
    expect(await first.trainer.done).toMatchObject({ kind: 'stopped' });
    expect((await second!).message).toMatch(/is in use by process \d+: wait until that is done, or stop it/);
  }, 60_000);

  it('a disk that fills up while it trains, and the run goes on once there is room', async ({ skip }) => {
    const disk = join(folder.path, 'disk');
    await mkdir(disk);
    const command = promisify(execFile);
    const canMount = await command('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]).then(
      () => true,
      () => false, // only root may
    );
    if (!canMount) skip('only root may mount a small disk');
    try {
      // 38,000 weights are 150 kB, with Adam's slots 450 kB.
      const text = network(
        'Conv(16, 5, stride: 4) -> ReLU -> Flatten -> Dense(34) -> ReLU -> Dense(classes)',
      );
      const given = job(text, { runFolder: join(disk, 'run'), overrides: { batch: 50, epochs: 2 } });
      const event = await failed(given);
      expect(event).toMatchObject({ code: 'disk-full', runFolder: join(disk, 'run') });
      expect(event.message).toMatch(/is full: make room/);
      expect((await readdir(join(disk, 'run'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      await command('mount', ['-o', 'remount,size=20m', disk]);
      const { engine, data, runFolder } = given;
      expect((await run({ kind: 'resume', engine, data, runFolder })).at(-1)!.kind).toBe('finished');
    } finally {
      await command('umount', [disk]);
    }
  }, 60_000);

  it('dies with its parent', async () => {
    const host = join(folder.path, 'host.cjs');
    const given = JSON.stringify(job(network(small), { overrides: { batch: 10, epochs: 1000 } }));
    await writeFile(
      host,
      `const { fork } = require('node:child_process');
       const child = fork(${JSON.stringify(bundle)}, [], { env: { ...process.env, CNN_ARCHITECT_WASM: ${JSON.stringify(
         join(process.cwd(), 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out'),
       )} } });
       child.on('message', ({ kind }) => {
         if (kind === 'ready') child.send(${given});
         if (kind === 'step') { console.log(child.pid); process.kill(process.pid, 'SIGKILL'); }
       });`,
    );
    const pid = await promisify(execFile)(process.execPath, [host]).then(
      () => expect.fail('the host kills itself'),
      ({ stdout }: { stdout: string }) => Number(stdout.trim()),
    );
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isAlive(pid), { timeout: 8000 }).toBe(false);
  }, 60_000);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
