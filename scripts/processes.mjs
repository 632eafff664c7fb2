/** Running other programs: plain Node, so that it works before anything is installed. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that did not end well; `output` holds what it printed when that was captured. */
export class CommandFailed extends Error {
  constructor(command, code, output) {
    super(`\`${command}\` ended with ${code}.${output ? `\n${output.trimEnd()}` : ''}`);
    this.name = 'CommandFailed';
    this.output = output;
  }
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean}} [options] quiet: keep the output, show it only
 *   in the error
 * @returns {Promise<string>} what it printed, when quiet; rejects with {@link CommandFailed}
 */
export function run(command, args, { cwd, env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // npm and code are .cmd files on Windows, which only its shell can start.
      shell: process.platform === 'win32' && !/\.exe$/i.test(command),
    });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const text = Buffer.concat(output).toString();
      if (code === 0) resolve(text);
      else reject(new CommandFailed([command, ...args].join(' '), signal ?? `exit code ${code}`, text));
    });
  });
}

/** The path of a program on PATH, or undefined. */
export function findProgram(name) {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const candidate = join(folder, name + ending);
      try {
        accessSync(candidate, constants.X_OK);
        return candidate;
      } catch {
        continue; // not here: the next folder of PATH
      }
    }
  }
  return undefined;
}
