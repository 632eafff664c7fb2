/** The command line among other programs: full disks, closed pipes, interrupts, and paths of every kind. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { excerptArchive, excerptSha256 } from '../training/data/sets/cifar10Excerpt.ts';
import { cnn, folderWith, program, root } from './cnn.ts';

const sample = join(root, 'samples/lenet5.cnn');
const trained = join(root, 'samples/resnet20.cnn');

/** Runs a line of the shell in which `$cnn` stands for the command line. */
function shell(line: string, folder = root) {
  const run = spawnSync('sh', ['-c', line.replaceAll('$cnn', `"${process.execPath}" "${program}"`)], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

/** One line, for a person: no stack, no code of the system. */
const sentence = /^cnn: (?!.*\bE[A-Z]{3,}\b)[^\n]+[.]\n$/;

describe.runIf(existsSync('/dev/full'))('on a full disk', () => {
  it.each([
    '--help',
    '--version',
    `summary ${sample}`,
    `diagram ${sample}`,
    'engines',
    `summary --json ${sample}`,
  ])('the output of cnn %s is missed', (words) => {
    expect(shell(`$cnn ${words} > /dev/full`)).toEqual({
      status: 1,
      out: '',
      err: 'cnn: the output could not be written: no space is left on the disk.\n',
    });
  });

  it('warnings that are lost show in the status', () => {
    const folder = folderWith({ 'net.cnn': 'let a = 1\n' });
    expect(shell('$cnn summary net.cnn 2> /dev/full', folder)).toMatchObject({ status: 1 });
    expect(shell('$cnn check absent.cnn 2> /dev/full', folder)).toMatchObject({ status: 2 });
  });

  it('an SVG that could not be written is none', () => {
    const folder = folderWith({});
    expect(shell(`$cnn diagram ${sample} -o /dev/full`, folder)).toMatchObject({
      status: 1,
      err: 'cnn: /dev/full could not be written: no space is left on the disk.\n',
    });
  });
});

describe.runIf(process.platform !== 'win32')('a file that can’t be written', () => {
  const untouched = (folder: string): void => {
    expect(readFileSync(join(folder, 'net.cnn'), 'utf8')).toBe('let a=1\n');
    expect(readdirSync(folder)).toEqual(['net.cnn']);
  };

  it.each(['format net.cnn', `diagram ${sample} -o net.cnn`])(
    'as no bytes are left (cnn %s) is told after the try, and stays as it was',
    (words) => {
      const folder = folderWith({ 'net.cnn': 'let a=1\n' });
      expect(shell(`ulimit -f 0; exec $cnn ${words}`, folder)).toEqual({
        status: 1,
        out: '',
        err: 'cnn: net.cnn could not be written, and is as it was: the file would be larger than is allowed.\n',
      });
      untouched(folder);
    },
  );

  // Root may write everywhere.
  it.runIf(process.getuid?.() !== 0).each([
    ['it is read-only', 'net.cnn', 0o444],
    ['its folder is', '.', 0o555],
  ])('as %s is told, and stays as it was', (_why, path, mode) => {
    const folder = folderWith({ 'net.cnn': 'let a=1\n' });
    chmodSync(join(folder, path), mode);
    expect(cnn(['format', 'net.cnn'], folder)).toMatchObject({
      status: 1,
      out: '',
      err: 'cnn: net.cnn could not be written, and is as it was: permission is denied.\n',
    });
    untouched(folder);
    chmodSync(folder, 0o755);
  });

  it('keeps the others from nothing', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `let b${index}=1\n`).join('');
    const folder = folderWith({ 'a.cnn': 'let a=1\n', 'b.cnn': lines });
    // A kB or half of one is as much as may be written here: the second file is larger.
    const { status, out, err } = shell('ulimit -f 1; exec $cnn format a.cnn b.cnn', folder);
    expect({ status, out }).toEqual({ status: 1, out: 'a.cnn formatted.\n' });
    expect(err).toMatch(/^cnn: b\.cnn could not be written, and is as it was: the file would be larger/);
    expect(readFileSync(join(folder, 'b.cnn'), 'utf8')).toBe(lines);
  });

  it('of several names keeps them all', () => {
    const folder = folderWith({ 'net.cnn': 'let a=1\n' });
    linkSync(join(folder, 'net.cnn'), join(folder, 'other.cnn'));
    expect(cnn(['format', 'net.cnn'], folder)).toMatchObject({ status: 0, out: 'net.cnn formatted.\n' });
    expect(readFileSync(join(folder, 'other.cnn'), 'utf8')).toBe('let a = 1\n');
    expect(statSync(join(folder, 'net.cnn')).nlink).toBe(2);
  });
});

describe.runIf(process.platform !== 'win32')('a reader that has seen enough', () => {
  it.each([`summary ${sample}`, `diagram ${sample}`, '--help', 'check --json samples'])(
    'ends cnn %s without a word',
    (words) => {
      const { status, out, err } = shell(`$cnn ${words} | head -n 1`);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      expect(out.split('\n')).toHaveLength(2);
    },
  );
});

describe.runIf(process.platform !== 'win32')('a path', () => {
  const folder = folderWith({ 'net.cnn': 'let a = 1\n' });
  symlinkSync('loop.cnn', join(folder, 'loop.cnn'));
  symlinkSync('gone.cnn', join(folder, 'dangling.cnn'));
  mkdirSync(join(folder, 'empty'));
  const paths = [
    'absent.cnn',
    'loop.cnn',
    'dangling.cnn',
    'empty',
    'net.cnn/x.cnn',
    `${'n'.repeat(300)}.cnn`,
  ];
  const commands = ['check', 'format', 'summary', 'diagram', 'train', 'profile'];
  it.each(commands.flatMap((command) => paths.map((path) => [command, path] as const)))(
    'that is of no use: cnn %s %s is one sentence',
    (command, path) => {
      const { status, out, err } = cnn([command, path], folder);
      expect(out).toBe('');
      expect(err).toMatch(sentence);
      expect(err).toContain(path);
      expect([1, 2]).toContain(status);
    },
  );

  it.each(['absent/x.svg', 'empty', 'loop.cnn', 'net.cnn/x.svg', `${'n'.repeat(300)}.svg`])(
    'to which no diagram can be written (%s) is one sentence',
    (path) => {
      const { status, err } = cnn(['diagram', sample, '--output', path], folder);
      expect({ status, err }).toEqual({ status: 1, err: expect.stringMatching(sentence) as string });
      expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    },
  );
});

describe('an option', () => {
  it.each([
    ['check', '--nonsense', 'net.cnn'],
    ['check', '--theme', 'light', 'net.cnn'],
    ['summary', '--json=yes', 'net.cnn'],
    ['summary', 'net.cnn', '--network'],
    ['train', 'net.cnn', '--epochs', '-5'],
    ['train', 'net.cnn', '--epochs', 'many'],
    ['train', 'net.cnn', '--batch', '0'],
    ['train', 'net.cnn', '--seed', '1e99'],
    ['profile', 'net.cnn', '--runs', ''],
    ['diagram', 'net.cnn', '--theme', 'blue'],
    ['engines', 'net.cnn'],
    ['engines', '--engine', 'wasm'],
    ['format', '-x', 'net.cnn'],
    ['nonsense'],
    [],
  ])('that is of no use: cnn %s %s %s %s is one sentence, status 2', (...words) => {
    const { status, out, err } = cnn(words, folderWith({ 'net.cnn': readFileSync(sample) }));
    expect({ status, out, err }).toEqual({
      status: 2,
      out: '',
      err: expect.stringMatching(sentence) as string,
    });
  });
});

describe.runIf(process.platform !== 'win32')('an interrupt', () => {
  const data = ['--data', excerptArchive, '--checksum', `sha256:${excerptSha256}`, '--engine', 'wasm'];
  const commands = {
    check: ['check', 'samples'],
    format: ['format', '--check', 'samples'],
    summary: ['summary', sample],
    diagram: ['diagram', sample],
    train: ['train', trained, ...data, '--run'],
    profile: ['profile', sample, '--engine', 'wasm', '--runs', '1000'],
    engines: ['engines'],
  };
  const moments = [20, 120, 300, 600, 1000];

  it.each(Object.keys(commands) as (keyof typeof commands)[])(
    'in the first second of cnn %s ends it at once, with 130 and without a stack, and nothing runs on',
    async (name) => {
      for (const moment of moments) {
        const folder = mkdtempSync(join(tmpdir(), 'cnn-cli-'));
        const words = [...commands[name], ...(name === 'train' ? [join(folder, 'run')] : [])];
        const child = spawn(process.execPath, [program, ...words], {
          cwd: root,
          env: { ...process.env, CNN_ARCHITECT_CACHE: join(folder, 'cache') },
          stdio: ['ignore', 'pipe', 'pipe'],
          detached: true, // a group of its own, which a terminal's Ctrl-C reaches as a whole
        });
        let err = '';
        child.stdout.resume();
        child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
        const ended = once(child, 'close');
        await sleep(moment);
        const isOver = child.exitCode !== null;
        if (!isOver) process.kill(-child.pid!, 'SIGINT');
        const [status, signal] = (await ended) as [number | null, string | null];
        expect(err).not.toMatch(/^\s+at |went wrong|please report|ended before/m);
        // A shell shows 130 for both.
        if (!isOver && status !== 0) expect(signal ?? status).toBe(signal ? 'SIGINT' : 130);
        expect(() => process.kill(-child.pid!, 0)).toThrow(/ESRCH/);
      }
    },
    60_000,
  );
});
