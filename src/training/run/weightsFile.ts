import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import type { OpenFile, Reach } from '../../disk/safeFile.ts';
import { openFile } from '../../disk/safeFile.ts';
import { systemErrorInWords } from '../../disk/systemErrors.ts';
import { TrainingFailure, systemCode } from '../failure.ts';
import type { Values } from './model.ts';
import { checked, checkedJson, wholeNumber } from './boundedJson.ts';
import { shortened } from '../../wording/visible.ts';

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

interface WeightsFile {
  readonly values: Values;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Of a tensor's name within a sentence. */
const longestName = 80;
/** Bytes: 150,000 tensors, more than a network of this language can be trained with. */
const longestHeader = 16 * 2 ** 20;
/** Bytes at a time: one call of the system writes or reads no more than 2 GB. */
const piece = 64 * 2 ** 20;

/** Writes a file that appears whole or not at all, also when the process is killed or the power goes. */
export async function writeAtomically(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(draft, 'wx');
    try {
      for await (const chunk of chunks) await writeAll(file, chunk);
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
  for (let done = 0; done < chunk.length;) {
    done += (await file.write(chunk, done, Math.min(piece, chunk.length - done))).bytesWritten;
  }
}

/** The rename itself reaches the disk with its folder; Windows can't open one, and does without. */
async function syncFolder(path: string): Promise<void> {
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

/** @throws TrainingFailure `too-large` when there are too many tensors for the file to be read back */
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
  if (padded.length > longestHeader) {
    throw new TrainingFailure(
      'too-large',
      `${path} can’t be written: ${values.size} tensors are more than can be read back; choose a network of fewer layers.`,
    );
  }
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const numbers = [...values.values()].map(
    ({ values: { buffer, byteOffset, byteLength } }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  await writeAtomically(path, [length, padded, ...numbers]);
}

/** What a file has to hold: all of these tensors, in these shapes, and no other. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** What is wrong with a file, to go on after its name. */
class Wrong extends Error {}

/** A file whose header is read and checked; the numbers of a tensor are read when they are asked for. */
export class WeightsReader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly shapes: Shapes;
  readonly #path: string;
  readonly #file: OpenFile;
  readonly #places: ReadonlyMap<string, number>;

  private constructor(path: string, file: OpenFile, { metadata, shapes, places }: Header) {
    this.#path = path;
    this.#file = file;
    this.metadata = metadata;
    this.shapes = shapes;
    this.#places = places;
  }

  /**
   * Opens a file, hands its reader to `use`, and closes it.
   * @throws TrainingFailure `run-damaged` when the file is missing, cut or not what it should be
   */
  static async use<T>(path: string, reach: Reach, use: (reader: WeightsReader) => Promise<T>): Promise<T> {
    const opened = await openFile(path, reach);
    if (!opened.ok) throw damaged(path, opened.why === 'missing' ? 'is missing' : opened.reason);
    const { file } = opened;
    try {
      return await use(new WeightsReader(path, file, await readHeader(file)));
    } catch (caught) {
      if (caught instanceof Wrong) throw damaged(path, caught.message);
      const code = systemCode(caught);
      if (code === undefined || caught instanceof TrainingFailure) throw caught;
      throw damaged(path, `can’t be read, as ${systemErrorInWords(code)}`, caught);
    } finally {
      await file.close();
    }
  }

  /**
   * Holds the names and shapes against those of a network. To be called before anything is read of a file that may
   * hold anything.
   * @throws TrainingFailure `run-damaged`
   */
  expect(shapes: Shapes): void {
    for (const [name, shape] of shapes) {
      const found = this.shapes.get(name);
      if (!found) throw this.misfit(`${name} is missing`);
      if (found.join('x') !== shape.join('x'))
        throw this.misfit(`${name} is ${found.join('x')} instead of ${shape.join('x')}`);
    }
    for (const name of this.shapes.keys())
      if (!shapes.has(name)) throw this.misfit(`it has no ${shortened(name, longestName)}`);
  }

  misfit(why: string): TrainingFailure {
    return damaged(this.#path, `does not fit the network of its run (${why})`);
  }

  /** @throws TrainingFailure `run-damaged` */
  async read(name: string): Promise<{ readonly shape: readonly number[]; readonly values: Float32Array }> {
    const shape = this.shapes.get(name);
    const place = this.#places.get(name);
    if (!shape || place === undefined) throw this.misfit(`${name} is missing`);
    const values = new Float32Array(product(shape));
    const bytes = new Uint8Array(values.buffer);
    for (let done = 0; done < bytes.length;) {
      const read = await this.#file.read(bytes.subarray(done, done + piece), place + done);
      if (read === 0) throw damaged(this.#path, 'is cut');
      done += read;
    }
    return { shape, values };
  }

  /** All of them; only after `expect`, so that they are as many as the network's. */
  async readAll(): Promise<Values> {
    const values = new Map<string, { shape: readonly number[]; values: Float32Array }>();
    for (const name of this.shapes.keys()) values.set(name, await this.read(name));
    return values;
  }
}

export function damaged(path: string, problem: string, cause?: unknown): TrainingFailure {
  return new TrainingFailure(
    'run-damaged',
    `${path} ${problem}: put it back as it was, or start a new run.`,
    cause,
  );
}

/** @throws TrainingFailure `run-damaged` when the file is missing, cut or not what it should be */
export async function readWeights(path: string, reach: Reach = {}): Promise<WeightsFile> {
  return await WeightsReader.use(path, reach, async (reader) => ({
    values: await reader.readAll(),
    metadata: reader.metadata,
  }));
}

interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  readonly shapes: Shapes;
  /** Of each tensor's first byte in the file. */
  readonly places: ReadonlyMap<string, number>;
}

const offset = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const entrySchema = v.object(
  {
    dtype: v.literal('F32', '"F32"'),
    shape: v.pipe(v.array(wholeNumber(0, 2 ** 40), 'a list of sizes'), v.maxLength(16, 'up to 16 sizes')),
    data_offsets: v.strictTuple([offset, offset], 'two offsets'),
  },
  'a tensor’s type, shape and offsets',
);
const metadataSchema = v.record(v.string(), v.string('a text'), 'texts by name');
const headerSchema = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'tensors by name',
);

async function readHeader(file: OpenFile): Promise<Header> {
  const start = await readExactly(file, 0, 8);
  const length = Number(start.readBigUInt64LE(0));
  if (length > longestHeader) throw new Wrong(`has a header of ${length} bytes, which is none`);
  const found = checkedJson((await readExactly(file, 8, length)).toString('utf8'), headerSchema);
  if (!found.ok) throw new Wrong(`has a header that ${found.problem}`);
  return headerOf(found.value, { start: 8 + length, end: file.size });
}

async function readExactly(file: OpenFile, from: number, length: number): Promise<Buffer> {
  if (from + length > file.size) throw new Wrong('is cut');
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const read = await file.read(bytes.subarray(done), from + done);
    if (read === 0) throw new Wrong('is cut');
    done += read;
  }
  return bytes;
}

/** The tensors lie one after the other, and fill the file. */
function headerOf(
  { __metadata__: given = {}, ...entries }: Readonly<Record<string, unknown>>,
  { start, end }: { readonly start: number; readonly end: number },
): Header {
  const metadata = believed('__metadata__', given, metadataSchema);
  const tensors = Object.entries(entries).map(([name, entry]): [string, HeaderEntry] => [
    name,
    believed(name, entry, entrySchema),
  ]);
  const shapes = new Map(tensors.map(([name, { shape }]) => [name, shape] as const));
  const places = new Map<string, number>();
  let at = 0;
  const byPlace = [...tensors].sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  for (const [
    name,
    {
      shape,
      data_offsets: [from, to],
    },
  ] of byPlace) {
    if (to - from !== 4 * product(shape))
      throw new Wrong(
        `is not as its header says: ${shortened(name, longestName)} has ${to - from} bytes for ${shape.join('x') || 'one number'}`,
      );
    if (from !== at)
      throw new Wrong(
        `is not as its header says: ${shortened(name, longestName)} does not begin where the tensor before it ends`,
      );
    places.set(name, start + from);
    at = to;
  }
  if (start + at > end) throw new Wrong('is cut');
  if (start + at < end)
    throw new Wrong(`is not as its header says: ${end - start - at} bytes are of no tensor`);
  return { metadata, shapes, places };
}

function believed<T>(name: string, value: unknown, schema: v.GenericSchema<unknown, T>): T {
  const found = checked(value, schema);
  if (found.ok) return found.value;
  throw new Wrong(`has a header that of ${shortened(name, longestName)} ${found.problem}`);
}

const product = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);
