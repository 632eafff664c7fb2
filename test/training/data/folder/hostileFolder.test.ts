/** A folder with one picture of every kind that nobody saves: read within seconds and a bound of memory, and told. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chosen, Recipe } from '../../../../src/training/recipe/recipe.ts';
import { defaultRecipe } from '../../../../src/training/recipe/recipe.ts';
import { bundleProgram } from '../../run/trainerProcess.ts';
import { chunk, manyScans, manySegments, oriented, png, resizedHeader, zeros } from './hostilePictures.ts';
import type { Encoder } from './pictureFolder.ts';
import { bundleWorker, decodersFolder, drawn, openEncoder, write } from './pictureFolder.ts';

/** What a child process tells of a folder that it has looked through. */
interface Outcome {
  readonly remarks?: readonly string[];
  readonly failure?: { readonly code: string; readonly message: string };
  readonly pictures?: number;
  /** Seconds of a processor. */
  readonly seconds: number;
  readonly megabytes: number;
}

let encoder: Encoder;
let programs: string;
let reading: string;
beforeAll(async () => {
  encoder = await openEncoder();
  programs = decodersFolder();
  await bundleWorker(programs);
  reading = await bundleProgram('test/training/data/folder/readFolder.ts', join(programs, 'readFolder.cjs'));
}, 60_000);
afterAll(() => rmSync(programs, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cnn-hostile-'));
  for (const name of ['eagle', 'owl']) {
    for (let index = 0; index < 5; index++) {
      write(folder, {
        [`${name}/${index}.png`]: encoder.png(drawn([40, 40, 3], (y, x) => 5 * index + y + x)),
      });
    }
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

function look(prepare: readonly Chosen[] = [{ kind: 'Resize', size: 32 }], seconds = 5): Outcome {
  const recipe: Recipe = { ...defaultRecipe, batch: 2, prepare, augment: [] };
  const job = JSON.stringify({ folder, programs, recipe, seconds });
  const { stdout, stderr, status } = spawnSync(process.execPath, [reading, job], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  if (status !== 0) throw new Error(`ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Outcome;
}

const plain = () => Buffer.from(encoder.jpeg(drawn([48, 48, 3], (y, x) => (7 * y * x) % 251)));
const progressive = () =>
  Buffer.from(
    encoder.jpeg(
      drawn([48, 48, 3], (y, x) => (7 * y * x) % 251),
      90,
      true,
    ),
  );
const bomb = () => chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), zeros(50e6)]));

/** The bytes of a file, its name where that matters, and why it is left out; or nothing, where it is trained on. */
const kinds: Readonly<Record<string, [make: () => Uint8Array, why?: RegExp, name?: string]>> = {
  'a PNG of 2x16000': [
    () => png({ height: 16_000, width: 2 }),
    /it is 16000x2, which is longer than 100 times/,
  ],
  'a PNG of 60000x1': [() => png({ height: 1, width: 60_000 }), /it is 1x60000, which is longer than/],
  'a PNG that claims 65000x65000': [
    () => png({ height: 65_000, width: 65_000, data: [zeros(9)] }),
    /megapixels/,
  ],
  'a PNG that claims 4 GB a side': [
    () => png({ height: 2 ** 31, width: 2 ** 32 - 1, data: [zeros(9)] }),
    /megapixels/,
  ],
  'a PNG that claims 8000x8000, and is cut': [
    () => png({ height: 8000, width: 8000, data: [zeros(900)] }),
    /bytes can’t hold 8000x8000 pixels/,
  ],
  'a PNG without data': [() => png({ height: 40, width: 40, data: [] }), /cut or damaged/],
  'a PNG in 200,000 pieces': [
    () =>
      png({ height: 40, width: 40, data: [...Array<Buffer>(200_000).fill(Buffer.alloc(0)), zeros(2000)] }),
    /it is in more than 100,000 pieces/,
  ],
  'a PNG in 2,000 pieces': [
    () => png({ height: 40, width: 40, data: [...Array<Buffer>(2000).fill(Buffer.alloc(0)), zeros(2000)] }),
  ],
  'a PNG with texts that unpack to gigabytes': [
    () => png({ height: 40, width: 40, chunks: Array<Buffer>(40).fill(bomb()) }),
  ],
  'a PNG with a colour profile that unpacks to much': [
    () =>
      png({
        height: 40,
        width: 40,
        chunks: [chunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), zeros(50e6)]))],
      }),
    /cut or damaged/,
  ],
  'a PNG whose data unpack to much more than its pixels': [
    () => png({ height: 40, width: 40, data: [zeros(200e6)] }),
  ],
  'an animated PNG': [
    () => png({ height: 40, width: 40, chunks: [chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))] }),
  ],
  'a PNG of 16 bits': [() => png({ height: 40, width: 40, depth: 16, type: 6 })],
  'an interlaced PNG': [() => png({ height: 40, width: 40, interlaced: true })],
  'a PNG of a palette': [
    () => png({ height: 40, width: 40, type: 3, chunks: [chunk('PLTE', Buffer.from([1, 2, 3]))] }),
  ],
  'a PNG of a palette that is not there': [() => png({ height: 40, width: 40, type: 3 }), /cut or damaged/],
  'a PNG of 9 bits': [() => png({ height: 40, width: 40, depth: 9 }), /cut or damaged/],
  'a JPEG of 10 scans': [() => manyScans(progressive(), 5)],
  'a JPEG of 100,000 scans': [
    () => manyScans(progressive(), 100_000),
    /it has more than 200 scans, where a progressive JPEG has ten or so/,
  ],
  'a JPEG of 100,000 segments': [() => manySegments(plain(), 100_000)],
  'a JPEG that claims 65535x900': [() => resizedHeader(plain(), 65_535, 900), /can’t hold|cut or damaged/],
  'a JPEG of no height': [() => resizedHeader(plain(), 0, 48), /no PNG or JPEG, or cut in its header/],
  'half a JPEG': [() => plain().subarray(0, plain().length / 2), /cut or damaged/],
  'the first bytes of a JPEG': [() => plain().subarray(0, 4), /cut in its header/],
  'a JPEG with an orientation of 60000': [() => oriented(plain(), 60_000)],
  'a JPEG with an orientation of 6': [() => oriented(plain(), 6)],
  nothing: [() => Buffer.alloc(0), /it is empty/, 'none.png'],
  'a GIF by the name of a JPEG': [
    () => Buffer.from('GIF89a\x01\0\x01\0'),
    /it is a GIF by its content/,
    'a.jpg',
  ],
  'a WebP': [() => Buffer.from('RIFF\x10\0\0\0WEBPVP8 '), /it is a WebP by its content/],
  'a BMP': [() => Buffer.from('BM\x10\0\0\0'), /it is a BMP by its content/],
  'a HEIC': [() => Buffer.from('\0\0\0\x18ftypheic'), /it is a HEIC by its content/],
  'a text': [() => Buffer.from('a picture, honestly'), /no PNG or JPEG/],
  'a picture whose name steers a terminal': [
    () => encoder.png(drawn([40, 40, 3], () => 3)),
    undefined,
    '\x1b[2Jred\x07.png',
  ],
};

describe('a picture of a folder', () => {
  it.each(Object.entries(kinds))(
    '%s',
    (_, [make, why, name = 'odd.png']) => {
      write(folder, { [`owl/${name}`]: make() });
      const { remarks = [], pictures, failure, seconds, megabytes } = look();
      expect(failure).toBeUndefined();
      if (why) {
        expect(remarks).toHaveLength(1);
        expect(remarks[0]).toMatch(new RegExp(`^A broken picture is left out: owl/${name} \\(.*\\)\\.$`));
        expect(remarks[0]).toMatch(why);
      } else expect(remarks).toEqual([]);
      expect(pictures).toBe(why ? 10 : 11);
      expect(seconds).toBeLessThan(10);
      expect(megabytes).toBeLessThan(700);
    },
    120_000,
  );

  it.skipIf(process.platform === 'win32')(
    'that is none: a FIFO, a device, a link that leads out',
    () => {
      execFileSync('mkfifo', [join(folder, 'owl/pipe.png')]);
      symlinkSync('/dev/zero', join(folder, 'owl/zero.png'));
      symlinkSync('/etc/hostname', join(folder, 'owl/host.png'));
      expect(look()).toMatchObject({
        pictures: 10,
        remarks: [
          '2 links are left out, leading out of the folder or in a circle.',
          'A picture is left out, a device or FIFO and no file: owl/pipe.png.',
        ],
      });
    },
    120_000,
  );

  it('of which a step would make too much ends the job before it begins, with its name', () => {
    // Within every bound itself: 99 times as high as wide.
    write(folder, { 'owl/long.png': png({ height: 3960, width: 40 }) });
    expect(look().failure).toBeUndefined();
    const { failure, seconds, megabytes } = look([{ kind: 'Resize', size: 1000 }]);
    expect(failure).toEqual({
      code: 'made-too-large',
      message: `${folder}/owl/long.png does not fit. Resize makes 99000x1000 of 3960x40 pictures, more than the 32 megapixels that a picture may have on its way.`,
    });
    expect(seconds).toBeLessThan(60);
    expect(megabytes).toBeLessThan(1500);
  }, 120_000);

  it('that takes longer than it may is left out; more of them end the job', () => {
    const slow = encoder.jpeg(
      drawn([4000, 4000, 3], (y, x) => (y * x) % 251),
      90,
      true,
    );
    writeFileSync(join(folder, 'owl/slow.jpg'), slow);
    const [remark] = look(undefined, 0.001).remarks ?? [];
    expect(remark).toContain('owl/slow.jpg (it takes more than 0.001 seconds to decode)');
    for (const name of ['a', 'b', 'c', 'd', 'e']) writeFileSync(join(folder, `owl/${name}.jpg`), slow);
    expect(look(undefined, 0.001).failure?.message).toMatch(
      /^4 pictures in .* take too long, the last of them owl\/\w+\.jpg \(it takes more than 0\.001 seconds/,
    );
  }, 120_000);
});
