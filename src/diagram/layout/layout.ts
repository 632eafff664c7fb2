/**
 * Has diagrams laid out in a worker thread, whose script answers with `answerLayoutJobs` (layoutJobs.ts) and says what
 * they are drawn of: the command line gives models, the language server texts. The thread starts with the first
 * diagram, is ended when what it does is not wanted any more, and starts anew after a crash.
 */
import { Worker } from 'node:worker_threads';
import type { PositionedDiagram } from '../../protocol/diagram.ts';
import type { Drawable, LayoutJob, LayoutResult } from './layoutJobs.ts';

/** Why a diagram got no positions. */
export class LayoutError extends Error {
  /** `superseded`: a newer diagram for the same topic took its place; `closed`: the layout was disposed of. */
  readonly reason: 'superseded' | 'timeout' | 'crash' | 'failed' | 'closed';

  constructor(reason: LayoutError['reason'], message: string) {
    super(message);
    this.name = 'LayoutError';
    this.reason = reason;
  }
}

interface Pending<Of extends Drawable> {
  readonly job: number;
  readonly topic: string;
  readonly drawable: Of;
  readonly key: string;
  readonly resolve: (diagram: PositionedDiagram) => void;
  readonly reject: (error: LayoutError) => void;
}

interface DiagramLayoutOptions {
  /** Milliseconds after which a layout is given up; 60,000 unless told. */
  readonly timeout?: number;
}

/**
 * Milliseconds that a layout may go on for that nobody waits for any more; a thread's first one, which waits for its
 * script, too.
 */
const GRACE = 300;
const FIRST_GRACE = 1000;
/** How many positioned diagrams are kept. */
const KEPT = 4;
/** What the thread may hold, in megabytes: all that is drawn at most fits in, and what it is made from. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 };

export class DiagramLayout<Of extends Drawable> {
  readonly #workerPath: string;
  readonly #timeout: number;
  readonly #kept = new Map<string, PositionedDiagram>();
  #worker: Worker | undefined;
  #hasAnswered = false;
  #running: Pending<Of> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** By topic, in the order of asking: at most one each. */
  readonly #waiting = new Map<string, Pending<Of>>();
  #jobs = 0;
  #closed = false;

  constructor(workerPath: string, { timeout = 60_000 }: DiagramLayoutOptions = {}) {
    this.#workerPath = workerPath;
    this.#timeout = timeout;
  }

  /**
   * Rejects with a `LayoutError`. A newer call with the same `topic` (by default the file and the
   * network) supersedes an older one that is not done.
   */
  layoutDiagram(drawable: Of, topic = `${drawable.uri}#${drawable.network}`): Promise<PositionedDiagram> {
    if (this.#closed) return Promise.reject(closedError());
    const key = JSON.stringify(drawable);
    const known = this.#kept.get(key);
    this.#supersede(topic);
    if (known) {
      this.#keep(key, known);
      return Promise.resolve(known);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.set(topic, { job: ++this.#jobs, topic, drawable, key, resolve, reject });
      this.#next();
    });
  }

  /** What was asked for under a topic is not wanted any more, and ends as if it were superseded. */
  cancel(topic: string): void {
    this.#supersede(topic);
  }

  /** Ends the thread; whoever waits gets a `closed` error. */
  async dispose(): Promise<void> {
    this.#closed = true;
    const unanswered = [...(this.#running ? [this.#running] : []), ...this.#waiting.values()];
    this.#waiting.clear();
    const worker = this.#release();
    unanswered.forEach((pending) => pending.reject(closedError()));
    await worker?.terminate();
  }

  #supersede(topic: string): void {
    const error = (): LayoutError => new LayoutError('superseded', 'A newer diagram took its place.');
    this.#waiting.get(topic)?.reject(error());
    this.#waiting.delete(topic);
    const running = this.#running;
    if (running?.topic !== topic) return;
    running.reject(error());
    // Layouts can't be interrupted from within. One that goes on for long is given up with its thread;
    // ending a thread that is nearly done would cost more than it saves.
    clearTimeout(this.#timer);
    const grace = this.#hasAnswered ? GRACE : FIRST_GRACE;
    this.#timer = setTimeout(() => this.#fail('timeout', 'A newer diagram took its place.'), grace);
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const [first] = this.#waiting;
    if (!first) return;
    const [topic, pending] = first;
    this.#waiting.delete(topic);
    this.#running = pending;
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#timer = setTimeout(() => {
      this.#fail(
        'timeout',
        `The diagram of ${pending.drawable.network} was given up after ${this.#timeout / 1000} s; close some boxes and try again.`,
      );
    }, this.#timeout);
    const job: LayoutJob<Of> = { job: pending.job, drawable: pending.drawable };
    this.#worker.postMessage(job);
  }

  #start(): Worker {
    const worker = new Worker(this.#workerPath, { resourceLimits });
    this.#hasAnswered = false;
    worker.on('message', (result: LayoutResult) => {
      if (worker === this.#worker) this.#answer(result);
    });
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#fail('crash', crashText(error, this.#running?.drawable));
    });
    worker.on('exit', (code) => {
      if (worker === this.#worker)
        this.#fail('crash', `The diagram's layout ended unexpectedly (exit code ${code}).`);
    });
    return worker;
  }

  #answer(result: LayoutResult): void {
    const running = this.#running;
    if (!running || running.job !== result.job) return;
    this.#hasAnswered = true;
    clearTimeout(this.#timer);
    this.#running = undefined;
    // A waiting thread keeps no process alive.
    this.#worker?.unref();
    if (result.ok) {
      this.#keep(running.key, result.diagram);
      running.resolve(result.diagram);
    } else {
      running.reject(new LayoutError('failed', result.message));
    }
    this.#next();
  }

  /** What runs fails, the thread goes; the next diagram starts another. */
  #fail(reason: 'timeout' | 'crash', message: string): void {
    const running = this.#running;
    const worker = this.#release();
    running?.reject(new LayoutError(reason, message));
    void worker?.terminate();
    this.#next();
  }

  #release(): Worker | undefined {
    const worker = this.#worker;
    clearTimeout(this.#timer);
    this.#worker = undefined;
    this.#running = undefined;
    return worker;
  }

  #keep(key: string, diagram: PositionedDiagram): void {
    this.#kept.delete(key);
    this.#kept.set(key, diagram);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
  }
}

function crashText(error: Error, drawable: Drawable | undefined): string {
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? `The diagram of ${drawable?.network ?? 'the network'} takes more memory than it may: close some boxes and try again.`
    : `The diagram's layout failed: ${error.message}`;
}

function closedError(): LayoutError {
  return new LayoutError('closed', 'The diagram was closed.');
}
