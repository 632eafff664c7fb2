import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/**
 * Tells a process from every other one, those that get its number later included. Numbers mean something only
 * within one boot of one machine, and there within one container.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** The boot and the container whose process numbers these are; null where the system does not tell. */
  readonly world: string | null;
  /** When it began, in the system's own words; null where the system does not tell. */
  readonly started: string | null;
}

/** `unknown`: the number lives, but whether as this process can't be told, or its numbers can't be seen from here. */
type Life = 'alive' | 'dead' | 'unknown';

let own: Promise<ProcessIdentity> | undefined;

export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= Promise.all([world(), look(process.pid)]).then(([found, self]) => ({
    pid: process.pid,
    host: hostname(),
    world: found,
    started: self === 'gone' ? null : self.started,
  }));
  return own;
}

/** Whether that very process lives. One that has ended and waits for its parent to notice (a zombie) is dead. */
export async function lifeOf({ pid, host, world: theirs, started }: ProcessIdentity): Promise<Life> {
  const here = await ownIdentity();
  const isSeen = theirs === null ? here.world === null && here.host === host : here.world === theirs;
  if (!isSeen) return 'unknown';
  const found = await look(pid);
  if (found === 'gone') return 'dead';
  if (started === null || found.started === null) return 'unknown';
  return found.started === started ? 'alive' : 'dead';
}

async function world(): Promise<string | null> {
  try {
    if (process.platform === 'linux') {
      const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
      return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
    }
    if (process.platform === 'darwin') return await output('sysctl', ['-n', 'kern.bootsessionuuid']);
    return null;
  } catch {
    return null; // a system without it: its host's name and the heartbeat have to do
  }
}

async function look(pid: number): Promise<'gone' | { readonly started: string | null }> {
  if (!isThere(pid)) return 'gone';
  try {
    if (process.platform === 'linux') {
      // The name, in brackets, may hold blanks and brackets of its own; the state is the 3rd field, the start the 22nd.
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return /^[ZXx]/.test(fields[0]!) ? 'gone' : { started: fields[19] ?? null };
    }
    if (process.platform === 'darwin') {
      const [state = '', ...started] = (await output('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])).split(
        /\s+/,
      );
      return state.startsWith('Z') ? 'gone' : { started: started.join(' ') };
    }
  } catch {
    // It ended in between, or the system hides the processes of others.
    if (!isThere(pid)) return 'gone';
  }
  return { started: null };
}

async function output(command: string, given: readonly string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  return (await promisify(execFile)(command, given, { env, timeout: 5_000 })).stdout.trim();
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (caught) {
    return (caught as NodeJS.ErrnoException).code === 'EPERM'; // alive, but another user's
  }
}
