/**
 * Running a program to its end, with its output at hand for an error's sentence. Whatever ends the run (the program
 * itself, an abort, a time limit, the death of this process by SIGKILL), none of the program's own children lives on.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { systemCode } from '../../failure.ts';
import { systemErrorInWords } from '../../../disk/systemErrors.ts';
import { registryEnvironment } from '../registryEnvironment.mjs';

export interface ProgramOptions {
  readonly cwd: string;
  /** Absent: this process's, without what an npm that started it says about itself. */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** A program that could not be started, or ended badly. */
export class ProgramFailed extends Error {
  /** ENOENT where there is no such program. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.name = 'ProgramFailed';
    this.code = code;
  }
}

/** How the supervisor says that the program ended. */
interface Ending {
  readonly code?: number | null;
  readonly signal?: string | null;
  /** It could not be started: the system's code. */
  readonly problem?: string;
}

/**
 * A small Node process between this one and the program: the leader of a group of processes (POSIX) in which the
 * program and all of its children live. Its channel closes when this process ends, however that happens, and
 * then it ends the group.
 */
const supervisor = `
const { spawn, spawnSync } = require('node:child_process');
let child;
const endAll = () => {
  if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
  if (child) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  process.exit(1);
};
process.on('disconnect', endAll);
process.once('message', ({ command, args, env }) => {
  const tell = (ending) => process.send(ending, () => undefined);
  child = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
  child.on('error', (error) => tell({ problem: error.code || error.message }));
  child.on('exit', (code, signal) => tell({ code, signal }));
});
`;

/**
 * Resolves with what it printed; rejects with ProgramFailed, whose message is its last words, or AbortError; either
 * way when the program and its children are gone.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<string> {
  const { signal, timeout } = options;
  signal?.throwIfAborted();
  const env = options.env ?? registryEnvironment();
  const child = spawn(process.execPath, ['-e', supervisor], {
    cwd: options.cwd,
    env: { ...env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let output = '';
  let words = '';
  child.stdout!.setEncoding('utf8').on('data', (data: string) => (output += data));
  child.stderr!.setEncoding('utf8').on('data', (data: string) => (words = (words + data).slice(-20_000)));
  let late = false;
  const abort = (): void => endGroup(child);
  const timer = setTimeout(
    () => {
      late = true;
      abort();
    },
    timeout ?? 2 ** 31 - 1,
  );
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const ending = await supervised(child, { command, args, env });
    signal?.throwIfAborted();
    if (ending.code === 0) return output;
    const how = late
      ? `took longer than ${Math.round(timeout! / 1000)} s`
      : ending.problem === undefined
        ? `ended with ${ending.signal ?? `exit code ${ending.code}`}`
        : `could not be started, as ${systemErrorInWords(ending.problem)}`;
    throw new ProgramFailed(`${command} ${how}${lastWords(words)}`, ending.problem);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Hands the supervisor its program; resolves when its streams are closed, so that all of the group is gone. */
function supervised(
  child: ChildProcess,
  program: { readonly command: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv },
): Promise<Ending> {
  return new Promise((resolve) => {
    let ending: Ending | undefined;
    child.on('message', (told) => {
      ending = told as Ending;
      endGroup(child); // what the program left in the background ends with it
    });
    child.on('error', (error) => resolve({ problem: systemCode(error) ?? error.message }));
    child.on('exit', () => {
      if (!ending) endGroup(child); // the supervisor itself was killed
      // Whoever left the group keeps the streams open: not for us.
      setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), 2_000).unref();
    });
    child.on('close', (code, signal) => resolve(ending ?? { code: code || 1, signal }));
    // A supervisor that is gone already says so by `close`.
    child.send(program, () => undefined);
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/** The line that says most: the last one that speaks of an error, else the last one. */
function lastWords(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const line = lines.findLast((candidate) => /\berror\b|no space|not found/i.test(candidate)) ?? lines.at(-1);
  return line ? `: ${line.trim().slice(0, 300)}` : '';
}
