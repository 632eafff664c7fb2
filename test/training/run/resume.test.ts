import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job, TrainJob } from '../../../src/protocol/training.ts';
import { tfjsNodeFolder } from '../../../src/training/engines/environment.ts';
import { isTfjsNodeInstalled } from '../../../src/training/engines/tfjs-node/tfjsNode.ts';
import { Random } from '../../../src/training/random.ts';
import { readMetrics } from '../../../src/training/run/runFolder.ts';
import { readWeights } from '../../../src/training/run/weightsFile.ts';
import { excerptSource, temporaryFolder } from '../data/sets/cifar10Excerpt.ts';
import { bundleTrainer, startJob } from './trainerProcess.ts';

/** Everything that has a state: batch norm, dropout, Adam's slots, a schedule that waits, augmentation. */
const text = `
network Small {
  input 32x32x3
  Conv(6, 5, stride: 4) -> BatchNorm -> ReLU -> Dropout(0.2)
  Conv(8, 3, stride: 2) -> BatchNorm -> ReLU
  GlobalAvgPool -> Dense(10) -> Softmax
}
train Small on CIFAR10 {
  batch 50
  epochs 12
  seed 7
  optimizer Adam(lr: 0.01, weight_decay: 1e-4)
  schedule Plateau(factor: 0.5, patience: 0, warmup: 0.5)
  augment Pad(4) -> RandomCrop(32x32) -> RandomFlip
}
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let bundle: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  bundle = await bundleTrainer(folder.path);
}, 60_000);
afterAll(() => folder.remove());

const trainJob = (run: string): TrainJob => ({
  kind: 'train',
  sources: { 'file:///small.cnn': text },
  main: 'file:///small.cnn',
  arguments: {},
  overrides: {},
  engine: 'wasm',
  data: excerptSource(join(folder.path, 'cache')),
  runFolder: join(folder.path, run),
});
const resumeJob = (run: string): Job => ({
  kind: 'resume',
  engine: 'wasm',
  data: excerptSource(join(folder.path, 'cache')),
  runFolder: join(folder.path, run),
});

/** What a run leaves behind, without the times. */
async function outcome(run: string) {
  const path = join(folder.path, run);
  const metrics = (await readMetrics(path)).map((event) => ({
    ...event,
    seconds: 0,
    imagesPerSecond: 0,
    runFolder: '',
  }));
  const values = async (file: string) =>
    [...(await readWeights(join(path, file))).values].map(([name, { values: numbers }]) => [
      name,
      [...numbers],
    ]);
  return { metrics, last: await values('last.safetensors'), best: await values('best.safetensors') };
}

async function unbroken() {
  const { trainer } = startJob(bundle, trainJob('unbroken'));
  expect(await trainer.done).toMatchObject({ kind: 'finished' });
  return outcome('unbroken');
}

const alwaysKept = { environment: { CNN_ARCHITECT_CHECKPOINT_SECONDS: '0' } };

describe('a run that is interrupted and resumed', () => {
  let expected: Awaited<ReturnType<typeof unbroken>>;
  beforeAll(async () => {
    expected = await unbroken();
  }, 120_000);

  it('has trained and kept twelve epochs', () => {
    const epochs = Array<string>(12).fill('epoch');
    expect(expected.metrics.map(({ kind }) => kind)).toEqual([...epochs, 'finished']);
    expect(expected.last.map(([name]) => name)).toContain('optimizer.mean.Dense1.kernel');
    expect(expected.last.map(([name]) => name)).toContain('BatchNorm1.movingVariance');
  });

  // `npm run test:kills` has the hundred.
  const kills = process.env.MODE === 'kills' ? 100 : 8;
  it(`equals the unbroken one bit for bit after kill -9 at ${kills} moments`, async () => {
    const random = new Random(9);
    for (let killed = 0, round = 0; killed < kills; round++) {
      const name = `killed${round}`;
      let job: Job = trainJob(name);
      let reached = 0;
      for (;;) {
        const isToBeKilled = killed < kills;
        const { trainer, events } = startJob(bundle, job, {
          ...alwaysKept,
          onEvent: ({ kind }) => {
            // Wherever it is by then: in a step, a checkpoint, a validation.
            if (kind === 'started' && isToBeKilled) setTimeout(() => trainer.kill(), 400 * random.uniform());
          },
        });
        const last = await trainer.done;
        const steps = events.flatMap((event) => (event.kind === 'step' ? [event.steps] : []));
        expect(steps.every((each) => each >= reached)).toBe(true);
        reached = Math.max(reached, ...steps);
        if (last.kind === 'finished') break;
        expect(last).toMatchObject({ kind: 'failed', code: 'crash', runFolder: join(folder.path, name) });
        killed++;
        job = resumeJob(name);
      }
      expect(await outcome(name)).toEqual(expected);
    }
  }, 1_200_000);

  it('equals it after kill -9 while a checkpoint is being written', async () => {
    const path = join(folder.path, 'torn');
    let job: Job = trainJob('torn');
    for (let round = 0; round < 3; round++) {
      let running = true;
      let steps = 0;
      const { trainer } = startJob(bundle, job, {
        ...alwaysKept,
        onEvent: ({ kind }) => {
          if (kind === 'step') steps++;
        },
      });
      const done = trainer.done.finally(() => {
        running = false;
      });
      let torn = 0;
      while (running) {
        await new Promise((resolve) => setImmediate(resolve));
        if (steps < 2 || torn > 0) continue;
        torn = readdirSync(path).filter((name) => name.endsWith('.tmp')).length;
        if (torn > 0) trainer.kill();
      }
      expect(await done).toMatchObject({ kind: 'failed', code: 'crash' });
      expect(torn).toBe(1);
      job = resumeJob('torn');
    }
    const { trainer } = startJob(bundle, resumeJob('torn'));
    expect(await trainer.done).toMatchObject({ kind: 'finished' });
    expect(await outcome('torn')).toEqual(expected);
  }, 240_000);

  it('equals it after a stop, which ends within a moment and keeps the step', async () => {
    const first = startJob(bundle, trainJob('stopped'), {
      onEvent: ({ kind }) => {
        if (kind === 'step') first.trainer.stop();
      },
    });
    const stopped = await first.trainer.done;
    expect(stopped).toMatchObject({ kind: 'stopped', runFolder: join(folder.path, 'stopped') });
    const second = startJob(bundle, resumeJob('stopped'));
    expect(await second.trainer.done).toMatchObject({ kind: 'finished' });
    const started = second.events.find(({ kind }) => kind === 'started');
    expect(started).toMatchObject({ resumedAt: (stopped as { steps: number }).steps / 9 });
    expect(await outcome('stopped')).toEqual(expected);
  }, 120_000);

  it('is not resumed once it is finished, nor without its folder', async () => {
    const again = startJob(bundle, resumeJob('unbroken'));
    expect(await again.trainer.done).toMatchObject({ kind: 'failed', code: 'run-finished' });
    const none = startJob(bundle, resumeJob('none'));
    expect(await none.trainer.done).toMatchObject({ kind: 'failed', code: 'no-run' });
    const over = startJob(bundle, trainJob('unbroken'));
    expect(await over.trainer.done).toMatchObject({ kind: 'failed', code: 'run-exists' });
    expect(await outcome('unbroken')).toEqual(expected);
  }, 60_000);

  it.runIf(isTfjsNodeInstalled(tfjsNodeFolder()))(
    'equals it on tfjs-node too',
    async () => {
      const engine = 'tfjs-node';
      const whole = startJob(bundle, { ...trainJob('native'), engine });
      expect(await whole.trainer.done).toMatchObject({ kind: 'finished' });
      const broken = startJob(
        bundle,
        { ...trainJob('nativeKilled'), engine },
        { ...alwaysKept, onEvent: ({ kind }) => void (kind === 'epoch' && broken.trainer.kill()) },
      );
      expect(await broken.trainer.done).toMatchObject({ kind: 'failed', code: 'crash' });
      const resumed = startJob(bundle, { ...resumeJob('nativeKilled'), engine });
      expect(await resumed.trainer.done).toMatchObject({ kind: 'finished' });
      const [expectedOutcome, found] = [await outcome('native'), await outcome('nativeKilled')];
      // Its threads may add in another order: equal to rounding, not to the bit.
      expect(found.metrics.length).toBe(expectedOutcome.metrics.length);
      const loss = (metrics: typeof found.metrics) =>
        metrics.map((event) => ('training' in event ? event.training.loss : event.test.loss));
      loss(found.metrics).forEach((value, index) =>
        expect(value).toBeCloseTo(loss(expectedOutcome.metrics)[index]!, 2),
      );
    },
    120_000,
  );

  it('keeps the texts and the recipe in its folder', async () => {
    const record = JSON.parse(await readFile(join(folder.path, 'unbroken', 'recipe.json'), 'utf8')) as {
      format: number;
      recipe: { seed: number };
      sources: { file: string }[];
    };
    expect(record).toMatchObject({ format: 1, recipe: { seed: 7, batch: 50 } });
    expect(await readFile(join(folder.path, 'unbroken', record.sources[0]!.file), 'utf8')).toBe(text);
  });
});
