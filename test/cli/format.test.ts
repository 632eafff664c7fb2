/** `cnn format`, as a person runs it. */
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { largestText } from '../../src/language/parse.ts';
import { cnn, folderWith } from './cnn.ts';

const read = (folder: string, name = 'net.cnn'): string => readFileSync(join(folder, name), 'utf8');

test('the samples are formatted', () => {
  expect(cnn(['format', '--check', 'samples'])).toMatchObject({ status: 0, out: '', err: '' });
});

test('files are written as they are to be, with their mode, line ends and links kept', () => {
  const folder = folderWith({ 'net.cnn': '\uFEFFlet a=1\r\nlet b = 2', 'fine.cnn': 'let a = 1\n' });
  chmodSync(join(folder, 'net.cnn'), 0o640);
  symlinkSync('net.cnn', join(folder, 'link.cnn'));
  expect(cnn(['format', 'link.cnn', 'fine.cnn'], folder)).toMatchObject({
    status: 0,
    out: 'link.cnn formatted.\n',
    err: '',
  });
  expect(read(folder)).toBe('\uFEFFlet a = 1\r\nlet b = 2\r\n');
  expect(statSync(join(folder, 'net.cnn')).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).sort()).toEqual(['fine.cnn', 'link.cnn', 'net.cnn']);
  expect(cnn(['format', 'link.cnn'], folder)).toMatchObject({ status: 0, out: '', err: '' });
});

test('--check tells which files differ, with status 1, and writes none', () => {
  const folder = folderWith({ 'net.cnn': 'let a=1\n', 'fine.cnn': 'let a = 1\n' });
  expect(cnn(['format', '--check', 'net.cnn', 'fine.cnn'], folder)).toMatchObject({
    status: 1,
    out: 'net.cnn is not formatted.\n',
  });
  expect(read(folder)).toBe('let a=1\n');
});

test('of a folder all files are formatted, those in the folders inside too', () => {
  const folder = folderWith({ 'net.cnn': 'let a=1\n', 'notes.md': 'a=1\n' });
  mkdirSync(join(folder, 'blocks'));
  writeFileSync(join(folder, 'blocks/inner.cnn'), 'let b=1\n');
  expect(cnn(['format', '.'], folder)).toMatchObject({
    status: 0,
    out: 'blocks/inner.cnn formatted.\nnet.cnn formatted.\n',
  });
  expect(read(folder, 'blocks/inner.cnn')).toBe('let b = 1\n');
  expect(read(folder, 'notes.md')).toBe('a=1\n');
});

test('a statement with a mistake stays as it is, and that is said', () => {
  const folder = folderWith({ 'net.cnn': 'let a=1\nlet  = = 2\n' });
  const { status, err } = cnn(['format', 'net.cnn'], folder);
  expect(status).toBe(0);
  expect(err).toContain('net.cnn: statements with mistakes are left as they are');
  expect(read(folder)).toBe('let a = 1\nlet  = = 2\n');
});

test('a file that cannot be read is told, and silences no other', () => {
  const folder = folderWith({
    'net.cnn': 'let a=1\n',
    'latin.cnn': new Uint8Array([35, 32, 0xe9, 10]),
    'large.cnn': 'let a=1\n'.repeat(40_000),
  });
  for (const [name, reason] of [
    ['latin.cnn', 'latin.cnn is not UTF-8 text'],
    ['large.cnn', `large.cnn is larger than the ${largestText / 1024} kB`],
    ['absent.cnn', 'absent.cnn: there is no such file'],
  ] as const) {
    const { status, err } = cnn(['format', 'net.cnn', name], folder);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(reason) as string });
    expect(read(folder)).toBe('let a = 1\n');
    writeFileSync(join(folder, 'net.cnn'), 'let a=1\n');
  }
});
