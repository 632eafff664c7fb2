import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TrainingFailure, reason, systemCode } from '../failure.ts';
import type { Values } from '../model.ts';

/**
 * The safetensors format (https://github.com/huggingface/safetensors): 8 bytes with the header's length, a JSON
 * header that says of each tensor its type, shape and place, then the numbers; all little-endian. Any framework
 * reads it.
 */
interface HeaderEntry {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

export interface WeightsFile {
  readonly values: Values;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes a file that appears whole or not at all, also when the process is killed or the power goes. */
export async function writeAtomically(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(draft, 'wx');
    try {
      for (const chunk of chunks) await writeAll(file, chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (caught) {
    await rm(draft, { force: true });
    throw caught;
  }
  await syncFolder(dirname(path));
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += (await file.write(chunk, done)).bytesWritten;
}

/** The rename itself reaches the disk with its folder; Windows can't open one, and does without. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (caught) {
    if (systemCode(caught) !== 'EINVAL') throw caught; // some network drives can't
  } finally {
    await folder.close();
  }
}

export async function writeWeights(path: string, { values, metadata }: WeightsFile): Promise<void> {
  const header: Record<string, HeaderEntry | Readonly<Record<string, string>>> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, values: numbers }] of values) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + numbers.byteLength] };
    offset += numbers.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  // The numbers begin at a multiple of 8, as the format asks.
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, ' ');
  text.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const numbers = [...values.values()].map(
    ({ values: { buffer, byteOffset, byteLength } }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  await writeAtomically(path, [length, padded, ...numbers]);
}

/**
 * @throws TrainingFailure `run-damaged` when the file is missing, cut or not what it should be
 */
export async function readWeights(path: string): Promise<WeightsFile> {
  try {
    return parse(await readFile(path));
  } catch (caught) {
    const why = systemCode(caught) === 'ENOENT' ? 'it is missing' : reason(caught);
    throw new TrainingFailure('run-damaged', `${path} can’t be read: ${why}; start a new run.`, caught);
  }
}

function parse(bytes: Buffer): WeightsFile {
  const length = bytes.length < 8 ? Infinity : Number(bytes.readBigUInt64LE(0));
  if (8 + length > bytes.length) throw new Error('it is cut');
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, HeaderEntry>;
  const { __metadata__, ...entries } = header;
  const values = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(entries)) {
    const [from, to] = data_offsets;
    const count = shape.reduce((product, size) => product * size, 1);
    if (dtype !== 'F32' || to - from !== 4 * count) throw new Error(`${name} is not as its header says`);
    if (8 + length + to > bytes.length) throw new Error('it is cut');
    const numbers = new Float32Array(count);
    new Uint8Array(numbers.buffer).set(bytes.subarray(8 + length + from, 8 + length + to));
    values.set(name, { shape, values: numbers });
  }
  return { values, metadata: __metadata__ as unknown as Record<string, string> };
}
