import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochEvent, FinishedEvent, TrainJob } from '../../src/protocol/training.ts';
import { tfjsNodeFolder } from '../../src/training/engines/environment.ts';
import { isTfjsNodeInstalled } from '../../src/training/engines/tfjsNode.ts';
import { temporaryFolder } from './cifar10Excerpt.ts';
import { bundleTrainer, startJob } from './trainerProcess.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const unpack = join(root, '../shared/data/cifar10/unpack.mjs');
const canRun = existsSync(unpack) && isTfjsNodeInstalled(tfjsNodeFolder());

describe.runIf(canRun)(
  'the small sample, on 5,000 and 1,000 real pictures (../shared/data and tfjs-node)',
  () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let bundle: string;
    beforeAll(async () => {
      folder = await temporaryFolder();
      bundle = await bundleTrainer(folder.path);
      await promisify(execFile)(process.execPath, [
        unpack,
        '--out',
        join(folder.path, 'data'),
        '--train',
        '5000',
        '--test',
        '1000',
      ]);
    }, 180_000);
    afterAll(() => folder?.remove());

    function job(engine: string, epochs?: number): TrainJob {
      const texts = ['samples/quickCifar10.cnn', 'samples/blocks/convNorm.cnn'].map((path) =>
        join(root, path),
      );
      const sources = texts.map((path) => [pathToFileURL(path).href, readFileSync(path, 'utf8')] as const);
      return {
        kind: 'train',
        sources: Object.fromEntries(sources),
        main: sources[0]![0],
        arguments: {},
        overrides: { epochs },
        engine,
        data: { location: join(folder.path, 'data'), mayDownload: false },
        runFolder: join(folder.path, `run-${engine}`),
      };
    }
    let firstLoss: number | undefined;

    it('reaches 60 % within 15 epochs on tfjs-node', async () => {
      const { trainer, events } = startJob(bundle, job('tfjs-node'));
      const last = (await trainer.done) as FinishedEvent;
      const epochs = events.filter((event): event is EpochEvent => event.kind === 'epoch');
      firstLoss = epochs[0]?.training.loss;
      expect(last).toMatchObject({ kind: 'finished' });
      expect(epochs.length).toBeLessThanOrEqual(15);
      console.log(
        `test accuracy ${last.test.accuracy} after ${epochs.length} epochs, ${last.seconds.toFixed(0)} s`,
      );
      expect(last.test.accuracy).toBeGreaterThanOrEqual(0.6);
    }, 900_000);

    it('has the same first-epoch loss within 2 % on wasm', async () => {
      // The schedule counts the epochs of the recipe, so that the same ones are planned and the run is stopped.
      const { trainer, events } = startJob(bundle, job('wasm'), {
        onEvent: ({ kind }) => {
          if (kind === 'epoch') trainer.stop();
        },
      });
      expect((await trainer.done).kind).toBe('stopped');
      const epoch = events.find((event): event is EpochEvent => event.kind === 'epoch')!;
      console.log(`first-epoch loss ${epoch.training.loss} on wasm, ${firstLoss} on tfjs-node`);
      expect(Math.abs(epoch.training.loss / firstLoss! - 1)).toBeLessThan(0.02);
    }, 900_000);
  },
);
