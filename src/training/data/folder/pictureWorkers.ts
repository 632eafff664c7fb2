import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { BrokenPicture } from './decoder.ts';
import type { PictureReader, ReadPicture, Reading } from './pictureReader.ts';

/** `broken` says why there is no picture. */
export type ReadResult = ReadPicture | { readonly broken: string };

/** A file's number, and what it gave. */
export interface Answered {
  readonly index: number;
  readonly result: ReadResult;
}

/** Each has memory of its own for a decoded picture, which may be large. */
const mostWorkers = 4;
/** So many files are with the workers at a time, each: while one is answered, the next is there already. */
const ahead = 4;

/** Fewer files than these are read faster than workers start. */
const fewFiles = 200;

/**
 * Reads files, several at a time, and gives what they are in their order.
 * @param worker the bundle of pictureWorker.ts; absent: this thread reads alone
 */
export async function* readInOrder(
  files: readonly string[],
  reader: PictureReader,
  worker: string | undefined,
): AsyncGenerator<ReadResult, void, void> {
  const count = Math.min(availableParallelism(), mostWorkers);
  if (worker === undefined || count < 2 || files.length < fewFiles) {
    for (const file of files) yield readOne(reader, file);
    return;
  }
  const crew = new Crew(worker, reader.reading, count);
  try {
    for (let index = 0, asked = 0; index < files.length; index++) {
      for (; asked < files.length && asked < index + count * ahead; asked++) crew.ask(asked, files[asked]!);
      yield await crew.answer(index);
    }
  } finally {
    await crew.dismiss();
  }
}

export function readOne(reader: PictureReader, file: string): ReadResult {
  try {
    return reader.read(file);
  } catch (caught) {
    if (caught instanceof BrokenPicture) return { broken: caught.message };
    throw caught;
  }
}

/** Threads that read; question n goes to one, answers come when they come. */
class Crew {
  readonly #workers: readonly Worker[];
  readonly #answers = new Map<number, ReadResult>();
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(bundle: string, reading: Reading, count: number) {
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(bundle, { workerData: reading });
      worker.on('message', ({ index, result }: Answered) => {
        this.#answers.set(index, result);
        this.#wake();
      });
      worker.on('error', (error) => {
        this.#failure = error;
        this.#wake();
      });
      return worker;
    });
  }

  ask(index: number, file: string): void {
    this.#workers[index % this.#workers.length]!.postMessage({ index, file });
  }

  async answer(index: number): Promise<ReadResult> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const result = this.#answers.get(index);
      if (result) {
        this.#answers.delete(index);
        return result;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
