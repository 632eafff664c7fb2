import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { constants, link, lstat, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { TrainingFailure, systemCode } from '../failure.ts';
import type { ProcessIdentity } from './processIdentity.ts';
import { makeFolder } from './makeFolder.ts';
import { lifeOf, ownIdentity } from './processIdentity.ts';

/**
 * A lock file, which two processes never hold at a time, and which a process that is gone leaves to the next one.
 *
 * Its content says which process holds it. Where that can be seen (the same boot of the same machine, the same
 * container) a lock is left over when that very process is gone, and only then: one that is stopped, or busy for
 * minutes, keeps it. Where it can't (another machine or container, or Windows, which tells no process's start), the
 * heartbeat decides: a thread of the holder writes the file anew every `touchEvery`, and a lock that is older than
 * `staleAfter`, or of a clock that is ahead, is watched for two heartbeats, and left over when none comes. Ages are
 * differences between times that the file's own disk gave, so that clocks of machines need not agree.
 *
 * A holder whose machine slept for longer can lose its lock: what it writes comes after `Lock.confirm`.
 */
interface Heartbeat {
  /** Milliseconds. */
  readonly touchEvery: number;
  readonly staleAfter: number;
}
const heartbeat: Heartbeat = { touchEvery: 5_000, staleAfter: 60_000 };

interface LockOptions {
  /** What is locked, for the message: `the data set’s folder`. */
  readonly what: string;
  /** How long to wait for another holder, in milliseconds; 0 fails at once. */
  readonly patience: number;
  /** Told once when there is a wait. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
  readonly heartbeat?: Heartbeat;
}

export interface Lock {
  /**
   * To be called before anything is written under the lock.
   * @throws TrainingFailure `lock-lost` when another process may have taken it over meanwhile
   */
  readonly confirm: () => Promise<void>;
}

/** @throws TrainingFailure `locked` when another holder keeps it for longer than `patience` */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  body: (lock: Lock) => Promise<T>,
): Promise<T> {
  const holder: Holder = { ...(await ownIdentity()), token: randomUUID() };
  await makeFolder(dirname(path));
  const file = await acquire(path, holder, options);
  const beats = beat(file, holder, options.heartbeat ?? heartbeat);
  const isOurs = async (): Promise<boolean> => (await look(path))?.holder?.token === holder.token;
  try {
    await removeDrafts(path, options.heartbeat ?? heartbeat);
    return await body({
      confirm: async () => {
        if (await isOurs()) return;
        throw new TrainingFailure(
          'lock-lost',
          `${options.what} was taken over by another process, or ${path} was removed, while this one did not answer: go on from there.`,
        );
      },
    });
  } finally {
    await beats.terminate();
    await file.close();
    if (await isOurs()) await rm(path, { force: true });
  }
}

/** Whether a process that lives holds the lock file at `path` now, as far as that can be told without waiting. */
export async function isLocked(path: string): Promise<boolean> {
  const seen = await look(path);
  if (!seen) return false;
  const life = seen.holder ? await lifeOf(seen.holder) : 'unknown';
  return life === 'unknown' ? Math.abs(Date.now() - seen.modified) <= heartbeat.staleAfter : life === 'alive';
}

const text = v.pipe(v.string(), v.maxLength(300));
const holderSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 32)),
  host: text,
  token: text,
  world: v.nullish(text, null),
  started: v.nullish(text, null),
}) satisfies v.GenericSchema<unknown, Holder>;

interface Holder extends ProcessIdentity {
  readonly token: string;
}

/** A lock file as it is found. */
interface Seen {
  /** Undefined where the content tells none: half written on a disk without links, or damaged. */
  readonly holder: Holder | undefined;
  readonly content: string;
  /** Milliseconds since 1970, by the clock of the disk. */
  readonly modified: number;
}

async function acquire(path: string, holder: Holder, options: LockOptions): Promise<FileHandle> {
  const until = performance.now() + options.patience;
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const made = await create(path, holder);
    if ('file' in made) return made.file;
    const seen = await look(path);
    if (!seen) continue; // it was just given up
    if (await isLeftOver(path, seen, made.now, options)) {
      await remove(path, seen, holder, options);
      continue;
    }
    if (performance.now() >= until) {
      const { holder: other } = seen;
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

/**
 * Makes the lock file: it appears whole or not at all, written beside and linked.
 * @returns its file, or what time its disk has where there is a lock already
 */
async function create(path: string, holder: Holder): Promise<{ file: FileHandle } | { now: number }> {
  const draft = `${path}.${randomUUID()}.new`;
  const file = await open(draft, 'wx+');
  let isMade = false;
  try {
    await file.writeFile(JSON.stringify(holder));
    isMade = await link(draft, path).then(
      () => true,
      async (caught: unknown) => {
        const code = systemCode(caught);
        if (code === 'EEXIST') return false;
        // Disks without links (FAT, some network drives).
        if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS')
          return await createInPlace(path, holder);
        throw caught;
      },
    );
    if (!isMade) return { now: (await file.stat()).mtimeMs };
    // Where there are no links, the draft is not the lock.
    if ((await file.stat()).ino === (await lstat(path)).ino) return { file };
    await file.close();
    return { file: await open(path, 'r+') };
  } finally {
    if (!isMade) await file.close();
    await rm(draft, { force: true });
  }
}

async function createInPlace(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    return true;
  } catch (caught) {
    if (systemCode(caught) === 'EEXIST') return false;
    throw caught;
  }
}

/** @param now by the clock of the lock's disk */
async function isLeftOver(path: string, seen: Seen, now: number, options: LockOptions): Promise<boolean> {
  const life = seen.holder ? await lifeOf(seen.holder) : 'unknown';
  if (life !== 'unknown') return life === 'dead';
  const { staleAfter, touchEvery } = options.heartbeat ?? heartbeat;
  const age = now - seen.modified;
  // A little ahead is how coarsely disks tell the time.
  if (age > -touchEvery && age <= staleAfter) return false;
  await sleep(2 * touchEvery + 500, undefined, { signal: options.signal });
  const later = await look(path);
  return later?.content === seen.content && later.modified === seen.modified;
}

/**
 * Removes a lock that is left over. Of many that have seen it, the one that holds the right to that very lock does: so
 * none removes what the one before it has made since.
 */
async function remove(path: string, seen: Seen, holder: Holder, options: LockOptions): Promise<void> {
  const right = `${path}.${seen.holder?.token.replace(/[^\w-]/g, '') ?? 'damaged'}.over`;
  const made = await create(right, holder);
  if (!('file' in made)) {
    const other = await look(right);
    // It is held for a moment only, unless its holder was killed in it.
    if (other && (await isLeftOver(right, other, made.now, options))) await rm(right, { force: true });
    else await sleep(50, undefined, { signal: options.signal });
    return;
  }
  try {
    const current = await look(path);
    if (current?.content === seen.content && current.modified === seen.modified)
      await rm(path, { force: true });
  } finally {
    await made.file.close();
    await rm(right, { force: true });
  }
}

/** Drafts and rights of processes that were killed; all others are gone within a moment. */
async function removeDrafts(path: string, { staleAfter }: Heartbeat): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(path)}.`) || !/\.(new|over)$/.test(name)) continue;
    const info = await lstat(join(folder, name)).catch(ignoreAbsent);
    if (info?.isFile() && Date.now() - info.mtimeMs > staleAfter)
      await rm(join(folder, name), { force: true });
  }
}

/**
 * A thread, as a step of a large network keeps the process itself busy for minutes. It writes through the file that
 * was opened, and so never to a lock that another process has made since.
 */
function beat(file: FileHandle, holder: Holder, { touchEvery }: Heartbeat): Worker {
  const beating = `
    const { workerData: { file, content, every } } = require('node:worker_threads');
    const { writeSync, fsyncSync } = require('node:fs');
    setInterval(() => {
      // A disk that is full or gone shows when the lock's owner writes.
      try { writeSync(file, content, 0); fsyncSync(file); } catch {}
    }, every);`;
  const workerData = { file: file.fd, content: JSON.stringify(holder), every: touchEvery };
  const thread = new Worker(beating, { eval: true, workerData });
  thread.unref();
  return thread;
}

/**
 * @returns undefined where there is no lock
 * @throws TrainingFailure `locked` where something else has its name
 */
async function look(path: string): Promise<Seen | undefined> {
  const longest = 2_000;
  const info = await lstat(path).catch(ignoreAbsent);
  if (!info) return undefined;
  if (!info.isFile()) throw noLock(path);
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Windows has neither.
  const flags =
    O_RDONLY | ((O_NOFOLLOW as number | undefined) ?? 0) | ((O_NONBLOCK as number | undefined) ?? 0);
  const file = await open(path, flags).catch((caught: unknown) => {
    if (systemCode(caught) === 'ELOOP') throw noLock(path);
    return ignoreAbsent(caught);
  });
  if (!file) return undefined;
  try {
    const opened = await file.stat();
    if (!opened.isFile()) throw noLock(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longest), 0, longest, 0);
    const content = buffer.toString('utf8', 0, bytesRead);
    return { holder: holderIn(content), content, modified: opened.mtimeMs };
  } finally {
    await file.close();
  }
}

function noLock(path: string): TrainingFailure {
  return new TrainingFailure('locked', `${path} is no file, so that nothing can be locked by it: remove it.`);
}

function holderIn(content: string): Holder | undefined {
  try {
    const read = v.safeParse(holderSchema, JSON.parse(content));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

function ignoreAbsent(caught: unknown): undefined {
  if (systemCode(caught) !== 'ENOENT') throw caught;
  return undefined;
}
