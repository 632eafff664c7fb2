import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EpochEvent } from '../../../src/protocol/training.ts';
import type { LoopState } from '../../../src/training/run/loop.ts';
import { initialState } from '../../../src/training/run/loop.ts';
import { defaultRecipe } from '../../../src/training/recipe/recipe.ts';
import { RunFolder, readMetrics } from '../../../src/training/run/runFolder.ts';
import { readRecord, readSources } from '../../../src/training/run/runRecord.ts';
import { writeWeights } from '../../../src/training/run/weightsFile.ts';
import { temporaryFolder } from '../data/sets/cifar10Excerpt.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const uris = { 'file:///a/net.cnn': 'network A {}', 'file:///a/b/net.cnn': 'block B {}' };
const lock = { confirm: () => Promise.resolve() };
const create = () =>
  RunFolder.create(
    folder.path,
    {
      network: { name: 'A', arguments: {}, text: 'A' },
      main: 'file:///a/net.cnn',
      recipeName: undefined,
      recipe: defaultRecipe,
      dataset: { name: 'CIFAR10', title: 'CIFAR-10', training: 1, test: 1, fingerprint: '' },
      engine: { id: 'wasm', version: '', device: '' },
      startedAt: 0,
    },
    uris,
    lock,
  );
const shapes = new Map([['w', [1]]]);
const resume = async () => {
  const record = await readRecord(folder.path);
  const sources = await readSources(folder.path, record);
  return RunFolder.resume(folder.path, { record, sources, shapes: { weights: shapes, slots: shapes } }, lock);
};
const values = (number: number) => new Map([['w', { shape: [1], values: Float32Array.of(number) }]]);
const event = (epoch: number): EpochEvent => ({
  kind: 'epoch',
  epoch,
  training: { loss: 1, accuracy: 0.5 },
  validation: { loss: 1, accuracy: 0.5 },
  learningRate: 0.1,
  seconds: 1,
  imagesPerSecond: 1,
  best: { epoch, accuracy: 0.5 },
  confusion: [],
});
const state = (epochs: number, best: number): LoopState => ({
  ...initialState,
  epochs,
  best: { epoch: best, accuracy: 0.5, loss: 1 },
});
const keep = (run: RunFolder, epoch: number, isBest: boolean, best: number) =>
  run.keep(
    { state: state(epoch, best), weights: values(epoch), slots: values(-epoch) },
    { event: event(epoch), isBest },
  );

describe('a run’s folder', () => {
  it('gives back its texts and its last checkpoint', async () => {
    const run = await create();
    expect(await readSources(folder.path, run.record)).toEqual(uris);
    await keep(run, 1, true, 1);
    await keep(run, 2, false, 1);
    const { checkpoint } = await resume();
    expect(checkpoint).toEqual({ state: state(2, 1), weights: values(2), slots: values(-2) });
    expect(await run.bestWeights(shapes)).toEqual(values(1));
    expect(await readMetrics(folder.path)).toEqual([event(1), event(2)]);
  });

  it('takes back what was written after the checkpoint: metrics, a best epoch, a half file', async () => {
    const run = await create();
    await keep(run, 1, true, 1);
    // A trainer killed in the checkpoint of epoch 2, just before it replaces last.safetensors.
    await appendFile(join(folder.path, 'metrics.jsonl'), `${JSON.stringify(event(2))}\n{"kind":"ep`);
    await writeWeights(join(folder.path, 'best.safetensors.next'), {
      values: values(2),
      metadata: { epoch: '2' },
    });
    await writeFile(join(folder.path, 'last.safetensors.1.tmp'), 'half');
    const resumed = await resume();
    expect(await readMetrics(folder.path)).toEqual([event(1)]);
    expect(await resumed.folder.bestWeights(shapes)).toEqual(values(1));
    expect((await readdir(folder.path)).filter((name) => /tmp|next/.test(name))).toEqual([]);
    await keep(resumed.folder, 2, true, 2);
    expect(await readMetrics(folder.path)).toEqual([event(1), event(2)]);
  });

  it('keeps a best epoch whose checkpoint was written, but which was not yet renamed', async () => {
    const run = await create();
    await keep(run, 1, true, 1);
    await keep(run, 2, false, 2);
    await writeWeights(join(folder.path, 'best.safetensors.next'), {
      values: values(2),
      metadata: { epoch: '2' },
    });
    const resumed = await resume();
    expect(await resumed.folder.bestWeights(shapes)).toEqual(values(2));
  });

  it('begins at the beginning when it was killed before the first checkpoint', async () => {
    await create();
    await appendFile(join(folder.path, 'metrics.jsonl'), `${JSON.stringify(event(1))}\n`);
    expect((await resume()).checkpoint).toBeUndefined();
    expect(await readMetrics(folder.path)).toEqual([]);
  });

  it('says what is wrong with a folder that is none, of another format, or damaged', async () => {
    await expect(resume()).rejects.toMatchObject({ code: 'no-run' });
    await create();
    await expect(create()).rejects.toMatchObject({ code: 'run-exists' });
    await writeFile(join(folder.path, 'metrics.jsonl'), 'nonsense\n');
    await expect(readMetrics(folder.path)).rejects.toThrow(/metrics\.jsonl is damaged: line 1 is no JSON/);
    await writeFile(join(folder.path, 'recipe.json'), '{"format": 99}');
    await expect(resume()).rejects.toMatchObject({ code: 'run-format' });
    await writeFile(join(folder.path, 'recipe.json'), '{"format"');
    await expect(resume()).rejects.toMatchObject({ code: 'run-damaged' });
  });
});
