import { open, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WeightsReader, readWeights, writeWeights } from '../../../src/training/run/weightsFile.ts';
import { temporaryFolder } from '../data/sets/cifar10Excerpt.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const values = new Map([
  ['Conv1.kernel', { shape: [1, 1, 2, 2], values: Float32Array.of(1, -2.5, 3e-30, 4) }],
  ['Conv1.bias', { shape: [2], values: Float32Array.of(0.1, -0) }],
]);

it('writes safetensors as the format says, and reads them back', async () => {
  const path = join(folder.path, 'w.safetensors');
  await writeWeights(path, { values, metadata: { epoch: '3' } });
  const bytes = await readFile(path);
  const length = Number(bytes.readBigUInt64LE());
  expect(length % 8).toBe(0);
  expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
    __metadata__: { epoch: '3' },
    'Conv1.kernel': { dtype: 'F32', shape: [1, 1, 2, 2], data_offsets: [0, 16] },
    'Conv1.bias': { dtype: 'F32', shape: [2], data_offsets: [16, 24] },
  });
  expect(bytes.readFloatLE(8 + length + 4)).toBe(-2.5);
  expect(bytes.length).toBe(8 + length + 24);
  const read = await readWeights(path);
  expect(read.metadata).toEqual({ epoch: '3' });
  expect(read.values).toEqual(values);
  expect(await readdir(folder.path)).toEqual(['w.safetensors']);
});

it('says of a missing, cut or foreign file that it can’t be read', async () => {
  const path = join(folder.path, 'w.safetensors');
  await expect(readWeights(path)).rejects.toThrow(/is missing: put it back as it was, or start a new run\.$/);
  await writeWeights(path, { values, metadata: {} });
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.length - 1));
  await expect(readWeights(path)).rejects.toThrow(/is cut/);
  await writeFile(path, bytes.subarray(0, 5));
  await expect(readWeights(path)).rejects.toThrow(/is cut/);
  await writeFile(path, 'something else entirely, and long enough');
  await expect(readWeights(path)).rejects.toThrow(/has a header of \d+ bytes, which is none/);
});

it('reads a tensor of a file of more than 2 GB, and no more of it', async () => {
  const path = join(folder.path, 'w.safetensors');
  const big = 700 * 2 ** 20;
  const header = JSON.stringify({
    big: { dtype: 'F32', shape: [big], data_offsets: [0, 4 * big] },
    small: { dtype: 'F32', shape: [2], data_offsets: [4 * big, 4 * big + 8] },
  });
  const file = await open(path, 'wx');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  await file.write(Buffer.concat([length, Buffer.from(header)]));
  // The rest of the big one is a hole: it takes no room on the disk.
  const numbers = new Uint8Array(Float32Array.of(1.5, -2).buffer);
  await file.write(numbers, 0, 8, 8 + header.length + 4 * big);
  await file.close();
  const small = await WeightsReader.use(path, {}, (reader) => reader.read('small'));
  expect(small).toEqual({ shape: [2], values: Float32Array.of(1.5, -2) });
});
