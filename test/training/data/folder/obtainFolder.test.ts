import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../../../src/training/data/batches.ts';
import { makeBatches } from '../../../../src/training/data/batches.ts';
import type { BytePicture } from '../../../../src/training/data/dataset.ts';
import { atOnce } from '../../../../src/training/data/folder/folderAccess.ts';
import { describeFolder } from '../../../../src/training/data/folder/folderDescription.ts';
import { scanFolder } from '../../../../src/training/data/folder/folderScan.ts';
import type { FolderUse, ObtainedFolder } from '../../../../src/training/data/folder/obtainFolder.ts';
import { obtainFolder } from '../../../../src/training/data/folder/obtainFolder.ts';
import type { Chosen, Recipe } from '../../../../src/training/recipe/recipe.ts';
import { defaultRecipe } from '../../../../src/training/recipe/recipe.ts';
import type { Encoder } from './pictureFolder.ts';
import { bundleWorker, decodersFolder, drawn, openEncoder, write } from './pictureFolder.ts';

let encoder: Encoder;
let wasmFolder: string;
let worker: string;
beforeAll(async () => {
  encoder = await openEncoder();
  wasmFolder = decodersFolder();
  worker = await bundleWorker(wasmFolder);
});
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cnn-folder-'));
});
const opened: ObtainedFolder[] = [];
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close();
  rmSync(folder, { recursive: true });
});

const plain: Recipe = { ...defaultRecipe, batch: 2, prepare: [], augment: [] };

async function obtain(
  use: Partial<Omit<FolderUse, 'input'>> & { input?: [number, number, number] } = {},
  signal?: AbortSignal,
): Promise<ObtainedFolder> {
  const scan = atOnce(scanFolder(folder));
  if (scan.kind !== 'found') throw new Error('not found');
  const [height, width, channels] = use.input ?? [4, 4, 3];
  const whole = { network: 'Net', recipe: plain, wasmFolder, worker, room: 1e9, ...use };
  const obtained = await obtainFolder(
    scan,
    describeFolder(scan, './birds'),
    { ...whole, input: { height, width, channels } },
    { ...(signal && { signal }) },
  );
  opened.push(obtained);
  return obtained;
}

/** `count` pictures of each class; of picture n all pixels have the value 10 n, in `owl` one more. */
function fill(count: number, picture: (value: number) => BytePicture): void {
  for (const [label, name] of ['eagle', 'owl'].entries()) {
    for (let index = 0; index < count; index++) {
      write(folder, { [`${name}/${index}.png`]: encoder.png(picture(10 * index + label)) });
    }
  }
}
async function gathered(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const found: Batch[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}
const flat =
  (height: number, width = height) =>
  (value: number) =>
    drawn([height, width, 3], () => value);

describe('a folder', () => {
  it('gives each part its pictures with their classes', async () => {
    fill(20, flat(4));
    const { dataset, remarks } = await obtain();
    expect(remarks).toEqual([]);
    expect(dataset.description).toMatchObject({
      title: expect.any(String) as string,
      classes: ['eagle', 'owl'],
    });
    const parts = [dataset.training, dataset.validation!, dataset.test];
    expect(parts.map(({ count }) => count)).toEqual([32, 4, 4]);
    const seen = new Set<number>();
    for (const images of parts) {
      for (let index = 0; index < images.count; index++) {
        const [value] = (await images.picture(index)).data;
        expect(value! % 10).toBe(images.labels[index]);
        seen.add(value!);
      }
    }
    expect(seen.size).toBe(40);
  });

  it('is cropped at the centre in evaluation, once prepared, and augmented in training only', async () => {
    // Columns of value 20 x; 6 high, 10 wide; the shorter side becomes 6: as it is.
    const ramp = () => drawn([6, 10, 3], (_, x) => 20 * x);
    fill(4, ramp);
    const recipe: Recipe = {
      ...plain,
      prepare: [{ kind: 'Resize', size: 6 }],
      augment: [{ kind: 'RandomFlip', probability: 1 }],
    };
    const { dataset } = await obtain({ recipe });
    const batches = makeBatches(dataset, recipe, [4, 4]);
    for (const part of ['validation', 'test'] as const) {
      const [batch] = await gathered(batches.evaluation(part));
      const row = [0, 1, 2, 3].map((x) => Math.round(batch!.pixels[3 * x]! * 255));
      expect(row).toEqual([60, 80, 100, 120]); // of ten columns the fourth to the seventh
    }
    const { pixels } = await batches.training(0, 0);
    expect([0, 1, 2, 3].map((x) => Math.round(pixels[3 * x]! * 255))).toEqual([120, 100, 80, 60]);
  });

  it('shrinks so that every pixel counts', async () => {
    // A chessboard of single pixels: one in four of them would be black or white, all of them are grey.
    fill(3, () => drawn([16, 16, 3], (y, x) => 255 * ((y + x) % 2)));
    const prepare: Chosen[] = [{ kind: 'Resize', size: [4, 4] }];
    const { dataset } = await obtain({ recipe: { ...plain, prepare } });
    const { height, width, data } = await dataset.training.picture(0);
    expect([height, width]).toEqual([4, 4]);
    for (const value of data) expect(Math.abs(value - 127.5)).toBeLessThan(3);
  });

  it('is taken in grey for a network of one channel, and normalized by its training part', async () => {
    fill(20, (value) => drawn([4, 4, 3], (y, x, channel) => (channel === 0 ? value : y * 20 + x)));
    for (const channels of [1, 3] as const) {
      const recipe: Recipe = { ...plain, batch: 32, prepare: [{ kind: 'Normalize' }] };
      const { dataset } = await obtain({ recipe, input: [4, 4, channels] });
      const batches = makeBatches(dataset, recipe, [4, 4]);
      expect(batches.shape).toEqual([4, 4, channels]);
      const { pixels } = await batches.training(0, 0);
      for (let channel = 0; channel < channels; channel++) {
        const values = pixels.filter((_, index) => index % channels === channel);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        expect(mean).toBeCloseTo(0, 4);
        expect(variance).toBeCloseTo(1, 4);
      }
    }
  });

  it('gives the same batches however little room there is, and says what that costs', async () => {
    fill(6, (value) => drawn([9, 7, 3], (y, x, channel) => value + 3 * y + 5 * x + channel));
    const recipe: Recipe = {
      ...plain,
      prepare: [{ kind: 'Resize', size: [5, 5] }, { kind: 'Normalize' }, { kind: 'Pad', size: 1 }],
      augment: [
        { kind: 'RandomCrop', size: [4, 4] },
        { kind: 'ColorPCA', deviation: 0.1 },
      ],
    };
    const kept = await obtain({ recipe });
    const some = await obtain({ recipe, room: 4 * 75 + 10 });
    const none = await obtain({ recipe, room: 0 });
    expect(kept.remarks).toEqual([]);
    expect(some.remarks[0]).toMatch(/^8 of 12 pictures are decoded again in each epoch/);
    expect(none.remarks[0]).toMatch(/^12 of 12 pictures/);
    const [a, b, c] = [kept, some, none].map(({ dataset }) => makeBatches(dataset, recipe, [4, 4]));
    for (const [epoch, step] of [
      [0, 0],
      [0, 1],
      [2, 3],
    ] as const) {
      const batch = await a!.training(epoch, step);
      expect(await b!.training(epoch, step)).toEqual(batch);
      expect(await c!.training(epoch, step)).toEqual(batch);
    }
    expect(await gathered(c!.evaluation('test'))).toEqual(await gathered(a!.evaluation('test')));
    expect(new Set([kept, some, none].map(({ dataset }) => dataset.fingerprint)).size).toBe(1);
  });

  it('is known again by names and contents', async () => {
    fill(4, flat(4));
    const { fingerprint } = (await obtain()).dataset;
    expect((await obtain()).dataset.fingerprint).toBe(fingerprint);
    const picture = encoder.png(flat(4)(77));
    write(folder, { 'owl/3.png': picture });
    expect((await obtain()).dataset.fingerprint).not.toBe(fingerprint);
    fill(4, flat(4));
    expect((await obtain()).dataset.fingerprint).toBe(fingerprint);
    write(folder, { 'owl/4.png': picture });
    expect((await obtain()).dataset.fingerprint).not.toBe(fingerprint);
  });
});

describe('a picture that can’t be used', () => {
  const failing = (use: Parameters<typeof obtain>[0] = {}) => expect(obtain(use)).rejects;

  it('is left out and told where there are few', async () => {
    fill(20, flat(4));
    write(folder, { 'owl/a.jpg': 'no picture', 'eagle/b.png': '' });
    truncateSync(join(folder, 'owl/7.png'), 60);
    const { dataset, remarks } = await obtain();
    expect(dataset.training.count + dataset.validation!.count + dataset.test.count).toBe(39);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(/^3 broken pictures are left out: /);
    expect(remarks[0]).toContain('owl/a.jpg (it is no PNG or JPEG, or cut in its header)');
    expect(remarks[0]).toContain('eagle/b.png (it is empty)');
    expect(remarks[0]).toContain('owl/7.png (it is cut or damaged)');
  });

  it('ends the job where there are many', async () => {
    fill(20, flat(4));
    for (let index = 0; index < 4; index++) truncateSync(join(folder, `owl/${index}.png`), 60);
    await failing().toMatchObject({
      code: 'broken-pictures',
      message: expect.stringMatching(
        /^More than 3 of the 40 pictures in .* can’t be read, such as owl\/\d/,
      ) as string,
    });
  });

  it('ends the job where it is all that a class has', async () => {
    fill(3, flat(4));
    for (let index = 0; index < 3; index++) truncateSync(join(folder, `owl/${index}.png`), 60);
    await failing().toMatchObject({
      message: expect.stringMatching(/class owl in .* can be read/) as string,
    });
  });

  it('ends the job with its name where it is too small', async () => {
    fill(20, flat(4));
    write(folder, { 'owl/small.png': encoder.png(flat(3)(9)) });
    await failing().toMatchObject({
      code: 'picture-size',
      message: expect.stringMatching(
        /owl\/small\.png does not fit\. Its pixels are 3x3, but Net takes 4x4/,
      ) as string,
    });
  });

  it('is not read where it is larger than 64 MB', async () => {
    fill(20, flat(4));
    writeFileSync(join(folder, 'owl/large.png'), '');
    truncateSync(join(folder, 'owl/large.png'), 65e6);
    expect((await obtain()).remarks[0]).toContain(
      'owl/large.png (it is larger than the 64 MB that are read)',
    );
  });

  it('ends the run where it changes under way', async () => {
    fill(4, flat(4));
    const { dataset } = await obtain({ room: 0 });
    const batches = makeBatches(dataset, plain, [4, 4]);
    await batches.training(0, 0);
    fill(4, (value) => flat(4)(value + 1));
    const changed = /has changed or gone since the training began: put it back and resume the run/;
    await expect(batches.training(0, 0)).rejects.toThrow(changed);
    rmSync(join(folder, 'owl'), { recursive: true });
    rmSync(join(folder, 'eagle'), { recursive: true });
    await expect(batches.training(0, 1)).rejects.toThrow(changed);
  });
});

describe('the threads that read', () => {
  it('give what one gives, in the same order', async () => {
    fill(110, (value) => drawn([6, 6, 3], (y, x, channel) => value + y + 3 * x + channel));
    write(folder, { 'owl/broken.png': 'no picture' });
    const recipe: Recipe = { ...plain, prepare: [{ kind: 'Resize', size: [5, 4] }] };
    const [alone, together] = [await obtain({ recipe, room: 1e9 }), await obtain({ recipe, room: 4e9 })];
    expect(together.remarks).toEqual(alone.remarks);
    expect(together.dataset.fingerprint).toBe(alone.dataset.fingerprint);
    const pictures = ({ dataset: { training } }: ObtainedFolder) =>
      Promise.all(Array.from({ length: training.count }, async (_, index) => training.picture(index)));
    expect(await pictures(together)).toEqual(await pictures(alone));
  });

  it('that can’t work end the job', async () => {
    fill(110, flat(4));
    await expect(obtain({ worker: join(folder, 'none.cjs') })).rejects.toThrow(/none\.cjs/);
  });
});

it('a stop is heard while pictures are read', async () => {
  fill(60, flat(400));
  const stop = new AbortController();
  const reading = obtain({ recipe: { ...plain, prepare: [{ kind: 'Resize', size: [4, 4] }] } }, stop.signal);
  setTimeout(() => stop.abort(), 20);
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});
