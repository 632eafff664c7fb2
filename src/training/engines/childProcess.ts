/** Running a program to its end, with its output at hand for an error's sentence. */
import { spawn } from 'node:child_process';

export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
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

/** Resolves with what it printed; rejects with ProgramFailed, whose message is its last words, or AbortError. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      signal: options.signal,
      timeout: options.timeout,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    let words = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (words = (words + data.toString()).slice(-20_000)));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.name === 'AbortError') reject(error);
      else
        reject(
          new ProgramFailed(`${command} could not be started (${error.code ?? error.message})`, error.code),
        );
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new ProgramFailed(`${command} ended with ${signal ?? `exit code ${code}`}${lastWords(words)}`),
        );
    });
  });
}

/** The line that says most: the last one that speaks of an error, else the last one. */
function lastWords(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const line = lines.findLast((candidate) => /\berror\b|no space|not found/i.test(candidate)) ?? lines.at(-1);
  return line ? `: ${line.trim().slice(0, 300)}` : '';
}
