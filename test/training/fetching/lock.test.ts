import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdir, readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lock } from '../../../src/training/fetching/lock.ts';
import { isLocked, withLock } from '../../../src/training/fetching/lock.ts';
import type { ProcessIdentity } from '../../../src/training/fetching/processIdentity.ts';
import { lifeOf, ownIdentity } from '../../../src/training/fetching/processIdentity.ts';
import { temporaryFolder } from '../data/sets/cifar10Excerpt.ts';
import { bundleProgram } from '../run/trainerProcess.ts';
import { trainingFailure } from '../run/trainingFailure.ts';

const days = 24 * 3600;
/** Milliseconds; as in use, a stale lock has missed twelve beats. */
const quick = { touchEvery: 100, staleAfter: 1200 };
const options = { what: 'The run', patience: 0, heartbeat: quick };
/** Where a lock is to be found in use: not too old for it on a machine that is busy. */
const patient = { ...options, heartbeat: { touchEvery: 100, staleAfter: 60_000 } };
const nothing = () => Promise.resolve('done');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let programs: Awaited<ReturnType<typeof temporaryFolder>>;
let holderProgram: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  programs = await temporaryFolder();
  holderProgram = await bundleProgram(
    'test/training/fetching/lockHolder.ts',
    join(programs.path, 'holder.cjs'),
  );
}, 60_000);
afterAll(() => programs.remove());
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'run.lock');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await folder.remove();
});

const start = (command: string, given: readonly string[]): ChildProcess => {
  const child = spawn(command, given, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
};
const said = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    let all = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      all += text;
      if (all.includes('\n')) resolve(all.trim());
    });
  });
const startHolder = (patience = 0) => start(process.execPath, [holderProgram, path, String(patience)]);

async function write(changes: Partial<ProcessIdentity>, secondsAgo = 0): Promise<void> {
  await writeFile(path, JSON.stringify({ ...(await ownIdentity()), token: 'other', ...changes }));
  await age(secondsAgo);
}
async function age(secondsAgo: number): Promise<void> {
  const then = Date.now() / 1000 - secondsAgo;
  await utimes(path, then, then);
}
const elsewhere = { host: 'other-machine', world: 'another boot' };

describe('a lock', () => {
  it('is held by one at a time, and free afterwards, also after a failure', async () => {
    await withLock(path, options, async ({ confirm }) => {
      expect(await isLocked(path)).toBe(true);
      expect(await trainingFailure(withLock(path, options, nothing))).toMatchObject({
        code: 'locked',
        message: `The run is in use by process ${process.pid}: wait until that is done, or stop it.`,
      });
      await confirm();
    });
    await expect(withLock(path, options, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await isLocked(path)).toBe(false);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('is waited for, by many, one after the other', async () => {
    let inside = 0;
    const each = () =>
      withLock(path, { ...options, patience: 20_000 }, async () => {
        expect(++inside).toBe(1);
        await sleep(5);
        inside--;
      });
    await Promise.all(Array.from({ length: 5 }, each));
  });

  const leftOver: [string, Partial<ProcessIdentity>, number][] = [
    ['of three days ago, whose process’s number lives again', { started: '1' }, 3 * days],
    ['of a moment ago, whose process’s number lives again', { started: '1' }, 0],
    ['of a process that is gone', { pid: 2 ** 22 + 1 }, 0],
    ['of another machine, without a heartbeat', elsewhere, 3 * days],
    ['of another container of this machine, without a heartbeat', { world: 'other' }, 3 * days],
    ['written before processes were told apart', { world: null, started: null }, 3 * days],
    ['of a clock that is ahead, whose process is gone', { started: '1' }, -3 * days],
    ['of another machine whose clock is ahead, without a heartbeat', elsewhere, -3 * days],
  ];
  it.runIf(process.platform === 'linux').each(leftOver)('is taken over: %s', async (_, changes, seconds) => {
    await write(changes, seconds);
    expect(await isLocked(path)).toBe(false);
    expect(await withLock(path, options, nothing)).toBe('done');
    expect(await readdir(folder.path)).toEqual([]);
  });

  const held: [string, Partial<ProcessIdentity>, number][] = [
    ['of this process, however long it did not answer', {}, 3 * days],
    ['of this process, its clock set back meanwhile', {}, -3 * days],
    ['of another machine, with a heartbeat', elsewhere, 0],
    ['of another container, with a heartbeat', { world: 'other' }, 0],
  ];
  it.runIf(process.platform === 'linux').each(held)('is kept: %s', async (_, changes, seconds) => {
    await write(changes, seconds);
    expect(await isLocked(path)).toBe(true);
    const { message } = await trainingFailure(withLock(path, patient, nothing));
    expect(message).toContain(changes.host ? `process ${process.pid} on other-machine` : 'process');
  });

  it.each([0, -3 * days, 3 * days])(
    'of another machine is kept while its heart beats, and taken over after, its clock off by %s s',
    async (seconds) => {
      await write(elsewhere, seconds);
      let beats = 0;
      const beating = setInterval(() => void age(seconds - ++beats / 1000), quick.touchEvery / 2);
      try {
        const failure = await trainingFailure(withLock(path, options, nothing));
        expect(failure).toMatchObject({ code: 'locked' });
      } finally {
        clearInterval(beating);
      }
      expect(await withLock(path, { ...options, patience: 20_000 }, nothing)).toBe('done');
    },
  );

  it.runIf(process.platform === 'linux')('of a zombie is taken over', async () => {
    // The shell becomes a `sleep`, which never asks for the child that the shell had.
    const zombie = Number(await said(start('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'])));
    const { host, world } = await ownIdentity();
    const stat = await readFile(`/proc/${zombie}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
    expect(await lifeOf({ pid: zombie, host, world, started })).toBe('alive');
    await expect.poll(() => readFile(`/proc/${zombie}/stat`, 'utf8')).toContain(') Z ');
    await write({ pid: zombie, started });
    expect(await isLocked(path)).toBe(false);
    expect(await withLock(path, options, nothing)).toBe('done');
  });

  it('of a process that was killed is taken over at once, of one that is stopped it is not', async () => {
    const first = startHolder();
    expect(await said(first)).toBe('held');
    first.kill('SIGSTOP');
    await age(3 * days);
    if (process.platform === 'linux') expect(await isLocked(path)).toBe(true);
    first.kill('SIGKILL');
    await new Promise((resolve) => first.once('exit', resolve));
    expect(await isLocked(path)).toBe(false);
    expect(await said(startHolder())).toBe('held');
  });

  it('that is left over is taken by one of many that start at once', async () => {
    for (let round = 0; round < 3; round++) {
      await write({ pid: 2 ** 22 + 1 });
      let inside = 0;
      let most = 0;
      const each = async () => {
        await withLock(path, { ...options, patience: 60_000 }, async ({ confirm }) => {
          most = Math.max(most, ++inside);
          await sleep(2);
          await confirm();
          inside--;
        });
      };
      await Promise.all(Array.from({ length: 12 }, each));
      expect(most).toBe(1);
    }
    await write({ pid: 2 ** 22 + 1 });
    const answers = await Promise.all(Array.from({ length: 4 }, () => said(startHolder())));
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith('It is in use by process'))).toHaveLength(3);
  }, 60_000);

  it('that was taken over while its holder slept is told before it writes, and is left to the other', async () => {
    const theirs = JSON.stringify({ ...(await ownIdentity()), token: 'theirs' });
    const body = async ({ confirm }: Lock) => {
      await writeFile(path, theirs);
      await confirm();
    };
    expect(await trainingFailure(withLock(path, options, body))).toMatchObject({ code: 'lock-lost' });
    expect(await readFile(path, 'utf8')).toBe(theirs);
  });

  it('has a heart that beats while its process is busy', async () => {
    await withLock(path, options, async () => {
      await age(3 * days);
      // The thread comes up meanwhile: nothing of this one's is needed for a beat.
      const until = performance.now() + 20_000;
      const pause = new Int32Array(new SharedArrayBuffer(4));
      let modified = 0;
      const { statSync } = await import('node:fs');
      while (performance.now() < until && Date.now() - modified > days) {
        Atomics.wait(pause, 0, 0, 50);
        modified = statSync(path).mtimeMs;
      }
      expect(Date.now() - modified).toBeLessThan(days);
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
    });
  });

  it('is told as no lock where it is something else; one that is damaged is waited for', async () => {
    await mkdir(path);
    expect((await trainingFailure(withLock(path, options, nothing))).message).toContain(`${path} is no file`);
    const link = join(folder.path, 'link.lock');
    await symlink('/dev/zero', link);
    expect((await trainingFailure(withLock(link, options, nothing))).message).toContain(`${link} is no file`);
    const damaged = join(folder.path, 'damaged.lock');
    for (const content of ['', 'null', '{"pid":-1,"host":"","token":"x"}', '[['.repeat(10_000)]) {
      await writeFile(damaged, content);
      expect(await trainingFailure(withLock(damaged, patient, nothing))).toMatchObject({ code: 'locked' });
      await utimes(damaged, 1, 1);
      expect(await withLock(damaged, options, nothing)).toBe('done');
    }
  });

  it('removes what starters left that were killed', async () => {
    const drafts = ['run.lock.1.new', 'run.lock.1.over', 'other.new'];
    for (const name of drafts) {
      await writeFile(join(folder.path, name), '');
      await utimes(join(folder.path, name), 1, 1);
    }
    await withLock(path, options, nothing);
    expect(await readdir(folder.path)).toEqual(['other.new']);
    expect((await stat(join(folder.path, 'other.new'))).size).toBe(0);
  });
});
