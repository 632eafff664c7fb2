import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrainingFailure, systemCode } from '../failure.ts';

/** A lock that its holder has not touched for so long is left over (its machine died, or a network drive went). */
const staleAfter = 60_000;
const touchEvery = 10_000;

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

export interface LockOptions {
  /** What is locked, for the message: `the data set’s folder`. */
  readonly what: string;
  /** How long to wait for another holder, in milliseconds; 0 fails at once. */
  readonly patience: number;
  /** Told once when there is a wait. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs `body` while holding the lock file at `path`, which two processes never hold at a time. The lock of a
 * process that is gone is taken over.
 * @throws TrainingFailure `locked` when another holder keeps it for longer than `patience`
 */
export async function withLock<T>(path: string, options: LockOptions, body: () => Promise<T>): Promise<T> {
  const holder: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  await mkdir(dirname(path), { recursive: true });
  await acquire(path, holder, options);
  const touching = setInterval(() => {
    const now = new Date();
    // A failed touch (the folder went) shows when the body uses the folder.
    utimes(path, now, now).catch(() => undefined);
  }, touchEvery);
  touching.unref();
  try {
    return await body();
  } finally {
    clearInterval(touching);
    if ((await holderOf(path))?.token === holder.token) await rm(path, { force: true });
  }
}

/** Whether a process that lives holds the lock file at `path` now. */
export async function isLocked(path: string): Promise<boolean> {
  return (await holderOf(path)) !== undefined && !(await isLeftOver(path));
}

async function acquire(path: string, holder: Holder, options: LockOptions): Promise<void> {
  const until = Date.now() + options.patience;
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    if (await create(path, holder)) return;
    if (await isLeftOver(path)) {
      // Moved aside before it is removed: of two that see a left-over lock only one moves it.
      const aside = `${path}.${holder.token}`;
      await rename(path, aside).catch(ignoreAbsent);
      await rm(aside, { force: true });
      continue;
    }
    if (Date.now() >= until) {
      const other = await holderOf(path);
      const who = other
        ? ` by process ${other.pid}${other.host === holder.host ? '' : ` on ${other.host}`}`
        : '';
      throw new TrainingFailure(
        'locked',
        `${options.what} is in use${who}: wait until that is done, or stop it.`,
      );
    }
    if (!told) options.onWait?.();
    told = true;
    await sleep(250, undefined, { signal: options.signal });
  }
}

/** The lock appears whole or not at all: written beside and linked. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}.${holder.token}.new`;
  await writeFile(draft, JSON.stringify(holder));
  try {
    await link(draft, path);
    return true;
  } catch (caught) {
    const code = systemCode(caught);
    if (code === 'EEXIST') return false;
    // File systems without links (FAT, some network drives).
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') {
      return await writeFile(path, JSON.stringify(holder), { flag: 'wx' }).then(
        () => true,
        (failed: unknown) => {
          if (systemCode(failed) === 'EEXIST') return false;
          throw failed;
        },
      );
    }
    throw caught;
  } finally {
    await rm(draft, { force: true });
  }
}

async function isLeftOver(path: string): Promise<boolean> {
  const holder = await holderOf(path);
  if (holder?.host === hostname()) return !isAlive(holder.pid);
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    (caught: unknown) => {
      ignoreAbsent(caught);
      return 0;
    },
  );
  return age > staleAfter;
}

async function holderOf(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch(ignoreAbsent);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined; // half written on a file system without links: judged by its age
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (caught) {
    return systemCode(caught) === 'EPERM'; // alive, but another user's
  }
}

function ignoreAbsent(caught: unknown): undefined {
  if (systemCode(caught) !== 'ENOENT') throw caught;
  return undefined;
}
