import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { fileBounds } from '../pictureBounds.ts';
import type { ReadResult, Reading } from './pictureReader.ts';

/** What a thread is asked: a file, and where it was read before the digest that it had. */
export interface Asked {
  readonly file: string;
  readonly known?: string;
}

export interface Answered {
  readonly result: ReadResult;
  /** Bytes that the thread's decoders hold. */
  readonly memory: number;
}

const mostWorkers = 4;
/** Bytes that a thread may take while it decodes the largest of pictures. */
const bytesOfWorker = 1e9;
/** Fewer files than these each are read faster than a further thread starts. */
const filesOfWorker = 50;
/** So many files are with a thread at a time: while one is read, the next is there already. */
const ahead = 2;
/** A thread whose decoders hold more bytes after a picture makes way for a fresh one: they never give any back. */
const heldAtMost = 256e6;
/** Milliseconds between two looks at the clocks. */
const tick = 250;
/** Seconds by the clock for which a file is waited: a disk that stands still takes no time of a processor. */
const standstill = 15 * fileBounds.seconds;

export interface CrewOptions {
  /** The bundle of pictureWorker.ts. */
  readonly bundle: string;
  /** How many files there are. */
  readonly files: number;
  /** Bytes that may be taken. */
  readonly room: number;
  /** Ends the crew, and what it is at, at once. */
  readonly signal?: AbortSignal;
  /** Seconds of a processor that a picture may take; absent: as the bounds have it. */
  readonly seconds?: number;
}

interface Task extends Asked {
  readonly resolve: (result: ReadResult) => void;
  readonly reject: (reason: unknown) => void;
}

interface Member {
  readonly worker: Worker;
  /** What it has been sent and has not answered; it is at the first. */
  readonly tasks: Task[];
  /** What the first has taken by now, in seconds: of a processor, and by the clock. */
  worked: number;
  waited: number;
}

/**
 * Threads that read pictures. A picture that takes too long ends its thread and not the job; so does a stop, however
 * long the pictures under way would take.
 */
export class PictureCrew {
  readonly #reading: Reading;
  readonly #options: CrewOptions;
  readonly #members: Member[];
  readonly #waiting: Task[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#end(this.#options.signal!.reason);
  #used = process.cpuUsage();
  #looked = performance.now();
  /** Why no file is read any more. */
  #ended: { readonly reason: unknown } | undefined;

  constructor(reading: Reading, options: CrewOptions) {
    this.#reading = reading;
    this.#options = options;
    const count = Math.min(
      availableParallelism(),
      mostWorkers,
      Math.ceil(options.files / filesOfWorker),
      Math.floor(options.room / bytesOfWorker),
    );
    this.#members = Array.from({ length: Math.max(1, count) }, () => this.#hire());
    this.#timer = setInterval(() => this.#look(), tick);
    if (options.signal?.aborted) this.#onAbort();
    else options.signal?.addEventListener('abort', this.#onAbort);
  }

  /**
   * Reads a file, after those that were asked for before.
   * @throws AbortError after a stop; what a thread failed of
   */
  read(file: string, known?: string): Promise<ReadResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ file, ...(known !== undefined && { known }), resolve, reject });
      this.#assign();
    });
  }

  /** Reads files and gives what they are in their order. */
  async *readAll(files: readonly string[]): AsyncGenerator<ReadResult, void, void> {
    const asked: Promise<ReadResult>[] = [];
    const most = this.#members.length * 2 * ahead;
    for (let at = 0, next = 0; at < files.length; at++) {
      for (; next < Math.min(files.length, at + most); next++) {
        const result = this.read(files[next]!);
        result.catch(() => undefined); // it throws when its turn comes
        asked.push(result);
      }
      yield await asked.shift()!;
    }
  }

  async dismiss(): Promise<void> {
    this.#end(new Error('the crew was dismissed'));
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  #hire(): Member {
    const worker = new Worker(this.#options.bundle, { workerData: this.#reading });
    const member: Member = { worker, tasks: [], worked: 0, waited: 0 };
    worker.on('message', (answered: Answered) => this.#take(member, answered));
    worker.on('error', (error) => this.#end(error));
    return member;
  }

  #take(member: Member, { result, memory }: Answered): void {
    if (!this.#members.includes(member)) return; // its place was taken already
    member.worked = member.waited = 0;
    member.tasks.shift()?.resolve(result);
    if (memory > heldAtMost) this.#replace(member);
    this.#assign();
  }

  #assign(): void {
    if (this.#ended) {
      for (const { reject } of this.#waiting.splice(0)) reject(this.#ended.reason);
      return;
    }
    for (const { tasks, worker } of [...this.#members].sort((a, b) => a.tasks.length - b.tasks.length)) {
      while (tasks.length < ahead && this.#waiting.length > 0) {
        const task = this.#waiting.shift()!;
        tasks.push(task);
        worker.postMessage({ file: task.file, known: task.known } satisfies Asked);
      }
    }
  }

  /** What it is not yet at is for others. */
  #replace(member: Member): void {
    this.#waiting.unshift(...member.tasks.splice(0));
    this.#members[this.#members.indexOf(member)] = this.#hire();
    void member.worker.terminate();
  }

  /**
   * The processor's time since the last look is divided among those at work. A thread's own is not to be had; so a
   * picture is not blamed for a machine that has much else to do.
   */
  #look(): void {
    const { user, system } = process.cpuUsage(this.#used);
    const now = performance.now();
    const passed = (now - this.#looked) / 1000;
    this.#used = process.cpuUsage();
    this.#looked = now;
    const busy = this.#members.filter(({ tasks }) => tasks.length > 0);
    for (const member of busy) {
      const [{ known }] = member.tasks as [Task];
      // What was read before, within its time, takes no longer now; the other threads' time is not its own.
      if (known === undefined) member.worked += Math.min(passed, (user + system) / 1e6 / busy.length);
      member.waited += passed;
      const seconds = this.#options.seconds ?? fileBounds.seconds;
      const why =
        member.worked > seconds
          ? `it takes more than ${seconds} seconds to decode`
          : member.waited > standstill
            ? `it could not be read in ${standstill} seconds`
            : undefined;
      if (why === undefined) continue;
      member.tasks.shift()!.resolve({ broken: why, hangs: true });
      this.#replace(member);
    }
    this.#assign();
  }

  #end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = { reason };
    clearInterval(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    for (const { tasks, worker } of this.#members) {
      for (const { reject } of tasks.splice(0)) reject(reason);
      void worker.terminate();
    }
    this.#assign();
  }
}
