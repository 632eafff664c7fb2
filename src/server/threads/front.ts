import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type {
  Message,
  NotificationMessage,
  RequestMessage,
  ResponseMessage,
} from 'vscode-languageserver-protocol/node';
import { LSPErrorCodes } from 'vscode-languageserver-protocol/node';
import { Session } from './session.ts';
import type { Report, ThreadData } from './threadMessages.ts';
import type { Transport } from './transport.ts';
import type { LeftOut } from '../../workspace/files.ts';

interface FrontOptions {
  /** The script of the thread that is the server proper. */
  readonly thread: string;
  /** Milliseconds of processor time for which the thread may be busy without taking up anything else. */
  readonly longest?: number;
  /** Bytes that the whole process may take while the thread is busy. */
  readonly mostMemory?: number;
}

type Fault = 'time' | 'memory' | 'crash';

/** Milliseconds between two looks at the thread. */
const look = 250;
/** Of the thread's heap, in megabytes: it is ended by the engine at the latest then. */
const mostHeap = 1024;
/** Faults since the last edit after which only what is seen is understood, and after which nothing is until the next. */
const faultsBeforeCare = 3;
const faultsBeforeRest = 8;
/** Faults of one file after which an edit does not bring it back. */
const mostFaultsOfFile = 3;

/** Requests that somebody has made by hand, and looks at the outcome of: they are told why there is none. */
const askedByHand = /^cnn\/|rename|formatting|references|definition/i;

/**
 * Stands between the editor and the language server, which runs in a thread of its own: when a text keeps that busy for
 * too long, fills its memory or crashes it, the thread is ended and another one told all that the editor has said, except
 * that the text at fault is left out. So that this can be seen from outside of the thread, and the editor's end is noticed
 * whatever it does, nothing is worked out here.
 */
export class Front {
  readonly #session = new Session();
  /** Requests of the editor that have no answer yet. */
  readonly #asked = new Map<RequestMessage['id'], RequestMessage>();
  readonly #leftOut = new Map<string, LeftOut>();
  readonly #faultsOf = new Map<string, number>();
  #worker: Worker | undefined;
  #port: MessagePort | undefined;
  #generation = 0;
  /** Since the last edit. */
  #faults = 0;
  #working: string | undefined;
  /** Threads that were told to end and have not yet. */
  #ending = 0;
  #isEnded = false;
  /** What was true when the thread was asked for a sign of life that has not come. */
  #silence: { readonly since: number; readonly processor: number } | undefined;

  constructor(
    private readonly editor: Transport,
    private readonly options: FrontOptions,
  ) {}

  listen(): void {
    this.#start();
    setInterval(() => this.#watch(), look).unref();
    this.editor.reader.listen((message) => this.#fromEditor(message));
  }

  #start(): void {
    this.#generation++;
    const { port1, port2 } = new MessageChannel();
    const workerData: ThreadData = {
      port: port2,
      leftOut: [...this.#leftOut.values()],
      onlySeen: this.#faults >= faultsBeforeCare,
    };
    const worker = new Worker(this.options.thread, {
      workerData,
      transferList: [port2],
      stdout: true,
      // Young: three semi-spaces as small as serverProcess.ts has them.
      resourceLimits: { maxOldGenerationSizeMb: mostHeap, maxYoungGenerationSizeMb: 12 },
    });
    // Standard output may be the way to the editor.
    worker.stdout.pipe(process.stderr, { end: false });
    worker.on('message', (report: Report) => {
      if (worker !== this.#worker) return;
      if (report.kind === 'alive') this.#silence = undefined;
      else this.#working = report.uri;
    });
    const dies = (fault: Fault) => (): void => {
      if (worker === this.#worker) this.#fault(fault);
    };
    worker.on('error', (error: Error & { code?: string }) => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') console.error(error);
      dies(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash')();
    });
    worker.on('exit', dies('crash'));
    const generation = this.#generation;
    port1.on('message', (message: Message) => {
      if (worker === this.#worker) this.#fromThread(message, generation);
    });
    this.#worker = worker;
    this.#port = port1;
    this.#silence = undefined;
    this.#working = undefined;
    for (const message of this.#session.replay(replayed(generation))) port1.postMessage(message);
  }

  #fromEditor(message: Message): void {
    const { method, id } = message as RequestMessage;
    if (method === 'exit') return this.leave(this.#isEnded ? 0 : 1);
    if (method === undefined) return this.#answerFromEditor(message as ResponseMessage);
    if (id === undefined || id === null) return this.#notificationFromEditor(message as NotificationMessage);
    const request = message as RequestMessage;
    if (method === 'shutdown') {
      const ended = this.#end();
      void ended.then(() => this.#write({ jsonrpc: '2.0', id, result: null } as ResponseMessage));
      return;
    }
    if (!this.#port) return this.#refuse(request, atRest);
    this.#asked.set(id, request);
    if (method !== 'initialize') return this.#port.postMessage(request);
    this.#leaveWith((request.params as { readonly processId?: unknown }).processId);
    // The thread looks after nobody.
    const alone = { ...request, params: { ...(request.params as object), processId: null } };
    this.#session.initialize(alone);
    this.#port.postMessage(alone);
  }

  #notificationFromEditor(notification: NotificationMessage): void {
    // First on its way, then put down: nobody waits for the latter.
    this.#port?.postMessage(notification);
    this.#session.take(notification);
    const { method, params } = notification;
    const isClosed = method === 'textDocument/didClose';
    if (!isClosed && method !== 'textDocument/didChange' && method !== 'textDocument/didOpen') return;
    const { uri } = (params as { readonly textDocument: { readonly uri: string } }).textDocument;
    this.#faults = 0;
    if (isClosed) this.#faultsOf.delete(uri);
    if (isClosed || this.#leftOut.get(uri)?.untilClosed === false) this.#leftOut.delete(uri);
    if (!this.#port && !this.#isEnded) this.#start();
  }

  /** To a request of a thread, which may be gone by now. */
  #answerFromEditor(response: ResponseMessage): void {
    const [generation, id] = idInThread(response.id);
    if (generation === this.#generation) this.#port?.postMessage({ ...response, id });
  }

  #fromThread(message: Message, generation: number): void {
    const { method, id } = message as RequestMessage;
    if (method === undefined) {
      const response = message as ResponseMessage;
      if (response.id === replayed(generation)) return;
      this.#asked.delete(response.id);
      return this.#write(response);
    }
    if (id === undefined || id === null) return this.#write(message);
    if (method === 'client/registerCapability' && generation > 1) {
      // Registered by the first thread.
      const answer: ResponseMessage = { jsonrpc: '2.0', id, result: null };
      return this.#port?.postMessage(answer);
    }
    this.#write({ ...message, id: `${generation} ${JSON.stringify(id)}` } as RequestMessage);
  }

  #watch(): void {
    if (!this.#worker) return;
    const now = performance.now();
    const processor = processorTime();
    if (!this.#silence) {
      this.#silence = { since: now, processor };
      this.#worker.postMessage('alive?');
      return;
    }
    // Both: time passes while a machine sleeps, and other threads need processors, too.
    const busy = Math.min(now - this.#silence.since, processor - this.#silence.processor);
    if (busy > (this.options.longest ?? 10_000)) this.#fault('time');
    else if (process.memoryUsage.rss() > (this.options.mostMemory ?? 1.5e9)) this.#fault('memory');
  }

  #fault(fault: Fault): void {
    const worker = this.#worker;
    const uri = this.#working;
    this.#worker = undefined;
    this.#port?.close();
    this.#port = undefined;
    if (worker) void this.#terminate(worker);
    this.#faults++;
    const message = sentence[fault];
    if (uri !== undefined) {
      const count = (this.#faultsOf.get(uri) ?? 0) + 1;
      this.#faultsOf.set(uri, count);
      const untilClosed = count >= mostFaultsOfFile;
      const until = untilClosed ? 'until it is closed and opened again' : 'until it changes';
      const told = `${message} and is left out ${until}; undo the last edit, or make it smaller, and please report it.`;
      this.#leftOut.set(uri, { uri, message: told, untilClosed });
    }
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const request of asked)
      this.#refuse(request, `${message}, and the language server has begun again: ask once more.`);
    if (this.#faults < faultsBeforeRest) this.#start();
  }

  #refuse({ id, method }: RequestMessage, message: string): void {
    const code = askedByHand.test(method) ? LSPErrorCodes.RequestFailed : LSPErrorCodes.RequestCancelled;
    this.#write({ jsonrpc: '2.0', id, error: { code, message } } as ResponseMessage);
  }

  #write(message: Message): void {
    this.editor.writer.write(message).catch((error: unknown) => console.error(error));
  }

  async #end(): Promise<void> {
    this.#isEnded = true;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#port?.close();
    this.#port = undefined;
    for (const request of this.#asked.values()) this.#refuse(request, 'The language server is shut down.');
    this.#asked.clear();
    const late = new Promise((resolve) => setTimeout(resolve, 1000).unref());
    if (worker) await Promise.race([this.#terminate(worker), late]);
  }

  async #terminate(worker: Worker): Promise<void> {
    this.#ending++;
    await worker.terminate();
    this.#ending--;
  }

  /** Ends the process; at once where a thread is held by the system, in a read of a device, which would be waited for. */
  leave(code: number): void {
    if (this.#ending > 0) process.kill(process.pid, 'SIGKILL');
    process.exit(code);
  }

  /** Ends the process when that one is gone. */
  #leaveWith(processId: unknown): void {
    if (typeof processId !== 'number') return;
    const check = (): void => {
      try {
        process.kill(processId, 0);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ESRCH') this.leave(1);
      }
    };
    setInterval(check, 3000).unref();
  }
}

const sentence: Readonly<Record<Fault, string>> = {
  time: 'This text took more than 10 s to understand',
  memory: 'This text took more memory than there is for it',
  crash: 'This text ended the language server',
};

const atRest = 'CNN Architect has failed on too many texts in a row: change one of them to go on.';

const replayed = (generation: number): string => `replayed ${generation}`;

/** Numbers of threads that are gone must not be taken for those of the one that runs. */
function idInThread(id: ResponseMessage['id']): readonly [number, RequestMessage['id']] {
  const [generation = '', ...rest] = String(id).split(' ');
  return [Number(generation), JSON.parse(rest.join(' ') || 'null') as RequestMessage['id']];
}

/** Milliseconds, of all threads. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
