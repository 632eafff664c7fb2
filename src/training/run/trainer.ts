/**
 * The trainer's process: it speaks the protocol over Node's IPC channel, takes one job, and ends with it. It dies
 * with its parent: a closed channel stops the job, with a checkpoint if that takes no longer than a moment.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { arrive } from '../../protocol/check.ts';
import type { FromTrainer, Job } from '../../protocol/training.ts';
import { toTrainer } from '../../protocol/trainingChecks.ts';
import { failedEvent, runJob } from './runJob.ts';

/** After the parent is gone or asked for a stop: milliseconds before the process ends in any case. */
const orphanedFor = 5_000;

const stop = new AbortController();
let busy = false;

/** Resolves when the message is with the parent, or can't be any more. */
function send(message: FromTrainer): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

async function take(job: Job): Promise<void> {
  const beside = dirname(fileURLToPath(import.meta.url));
  const wasmFolder = process.env.CNN_ARCHITECT_WASM ?? join(beside, 'wasm');
  let sent = Promise.resolve();
  await runJob(job, {
    emit: (event) => {
      sent = send(event);
    },
    stop: stop.signal,
    wasmFolder,
    pictureWorker: join(beside, 'pictureWorker.cjs'),
    checkpointSeconds: Number(process.env.CNN_ARCHITECT_CHECKPOINT_SECONDS ?? 60),
  });
  await sent;
}

/** Engines keep threads and handles, so that the process would not end by itself. */
const end = (code: number): never => process.exit(code);

process.on('message', (message: unknown) => {
  const arrived = arrive(toTrainer, message);
  if (!arrived.ok) {
    const event = failedEvent(new Error(`a message was not understood: ${arrived.wrong}`), '');
    void send(event).then(() => end(1));
    return;
  }
  const { value } = arrived;
  if (value.kind === 'stop') {
    stop.abort();
    if (!busy) end(0);
    return;
  }
  if (busy) return; // one job a process: the client never sends a second
  busy = true;
  void take(value).then(
    () => end(0),
    (caught: unknown) => send(failedEvent(caught, '')).then(() => end(1)),
  );
});

process.on('disconnect', () => {
  stop.abort();
  setTimeout(() => end(0), orphanedFor).unref();
  if (!busy) end(0);
});

// A terminal sends its interrupt to the whole group of processes: the parent decides, and says `stop`.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  stop.abort();
  setTimeout(() => end(0), orphanedFor).unref();
});

if (process.send) void send({ kind: 'ready', pid: process.pid });
else {
  console.error('The trainer is started by the editor or the command line: use `cnn train`.');
  end(2);
}
