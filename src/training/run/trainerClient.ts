/**
 * The room gives trainings: recipes, data, engines, runs, and this client of the process that trains.
 * It never imports diagram/, nor what starts trainings: the editor and the command line.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { arrive } from '../../protocol/check.ts';
import type { FailedEvent, Job, StoppedEvent, ToTrainer, TrainingEvent } from '../../protocol/training.ts';
import { fromTrainer } from '../../protocol/trainingChecks.ts';
import { engineEnvironment } from '../engines/environment.ts';

interface TrainerOptions {
  /** The bundle: dist/trainer.cjs. */
  readonly trainer: string;
  /** The Node executable; absent: this process's. In VS Code that is Electron, with ELECTRON_RUN_AS_NODE set below. */
  readonly node?: string;
  /** Added to this process's environment. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Every event, in order; the last one is `finished`, `stopped`, `failed` or `profile`, exactly one of them. */
  readonly onEvent: (event: TrainingEvent) => void;
  /** What the process writes to its error stream, for a log. */
  readonly onLog?: (text: string) => void;
  /** Milliseconds that a stop may take before the process is killed. */
  readonly patience?: number;
}

/** Milliseconds that a stop may take before the run has begun: there is nothing to be kept yet. */
const unbegunPatience = 800;

/** Milliseconds for the process to come up. */
const startPatience = 30_000;
/** Milliseconds for what it wrote to arrive after its end. */
const lastWords = 1_000;

/** A running job, as its host sees it. */
export class Trainer {
  /** Resolves with the last event when the process is gone. Never rejects. */
  readonly done: Promise<TrainingEvent>;
  readonly #child: ChildProcess;
  readonly #options: TrainerOptions;
  #last: TrainingEvent | undefined;
  #runFolder: string | undefined;
  #ready = false;
  #stopping = false;
  #started = false;
  #tail = '';

  constructor(job: Job, options: TrainerOptions) {
    this.#options = options;
    this.#runFolder = job.kind === 'resume' ? job.runFolder : undefined;
    this.#child = fork(options.trainer, [], {
      execPath: options.node ?? process.execPath,
      execArgv: ['--enable-source-maps'],
      env: engineEnvironment({
        ...process.env,
        ...(process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
        ...options.environment,
      }),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const child = this.#child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#tail = (this.#tail + text).slice(-2000);
      options.onLog?.(text);
    });
    this.done = new Promise((resolve) => {
      const start = setTimeout(() => child.kill('SIGKILL'), startPatience);
      let closing: NodeJS.Timeout | undefined;
      const end = (why: string): void => {
        clearTimeout(start);
        clearTimeout(closing);
        if (!this.#last) this.#hand(this.#ending(why));
        resolve(this.#last!);
      };
      child.on('message', (message: unknown) => {
        const arrived = arrive(fromTrainer, message);
        if (!arrived.ok) {
          this.#hand({
            kind: 'failed',
            code: 'crash',
            message: `The trainer sent something that was not understood (${arrived.wrong}): please report it.`,
          });
          child.kill('SIGKILL');
        } else if (arrived.value.kind === 'ready') {
          clearTimeout(start);
          this.#ready = true;
          this.#send(job);
        } else {
          this.#hand(arrived.value);
        }
      });
      child.on('error', (error) => end(`it could not be started: ${error.message}`));
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        // A terminal's interrupt reaches both processes: this one may not have heard of it yet.
        const interrupted = signal === 'SIGINT' || signal === 'SIGTERM';
        if (!this.#ready && interrupted) this.#hand(this.#stoppedBefore());
        end(signal ? `ended by ${signal}` : `exit code ${code}`);
      };
      // Its last words come before `close`, which does not come while a process that it left holds its error stream.
      child.on('exit', (code, signal) => {
        closing = setTimeout(() => ended(code, signal), lastWords);
      });
      child.on('close', ended);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks for a stop with a checkpoint; a trainer that does not manage is killed, and can be resumed from its last one. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    if (!this.#ready) {
      // It has not heard of the job yet.
      this.#hand(this.#stoppedBefore());
      this.kill();
      return;
    }
    this.#send({ kind: 'stop' });
    const unbegun = setTimeout(() => {
      if (!this.#started) this.#child.kill('SIGKILL');
    }, unbegunPatience);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), this.#options.patience ?? 20_000);
    void this.done.then(() => {
      clearTimeout(unbegun);
      clearTimeout(timer);
    });
  }

  /** Ends the process at once, as when the host itself ends. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: ToTrainer): void {
    // The process may be gone by now: `close` then says how it ended.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #hand(event: TrainingEvent): void {
    if (this.#last) return;
    if (event.kind === 'started') {
      this.#runFolder = event.runFolder;
      this.#started = true;
    }
    if (isLast(event)) this.#last = event;
    this.#options.onEvent(event);
  }

  #stoppedBefore(): StoppedEvent {
    return { kind: 'stopped', steps: 0, epochs: 0, runFolder: this.#runFolder ?? '' };
  }

  /** The last event, where the process sent none. */
  #ending(why: string): TrainingEvent {
    return this.#stopping && !this.#started ? this.#stoppedBefore() : this.#crashed(why);
  }

  #crashed(why: string): FailedEvent {
    const late = /SIGKILL|exit code 0$/.test(why) && this.#stopping;
    const kept = this.#runFolder === undefined ? undefined : { runFolder: this.#runFolder };
    const resume = kept ? 'resume the run to go on from its last checkpoint' : 'try again';
    const isOutOfMemory = /heap out of memory|bad_alloc|cannot allocate memory/i.test(this.#tail);
    const memory = /SIGKILL/.test(why) ? ', as the system does when memory runs out' : '';
    const said = /(?:^|\n)\w*Error: (.{1,300})/.exec(this.#tail)?.[1];
    const detail = isOutOfMemory ? `${why}: out of memory` : said === undefined ? why : `${why}: ${said}`;
    return {
      kind: 'failed',
      code: 'crash',
      message: late
        ? `The trainer did not stop in time and was ended: ${resume}.`
        : `The trainer ended before it was done (${detail}${memory}): ${resume}.`,
      ...kept,
    };
  }
}

function isLast({ kind }: TrainingEvent): boolean {
  return kind === 'finished' || kind === 'stopped' || kind === 'failed' || kind === 'profile';
}
