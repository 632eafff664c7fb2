import { pathToFileURL } from 'node:url';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Files } from '../../../src/workspace/files.ts';
import { placeWith } from '../../../src/server/positions.ts';
import { atOnce } from '../../../src/workspace/turns.ts';
import { WorkspaceFiles } from '../../../src/workspace/workspaceFiles.ts';
import { workspaceSymbols } from '../../../src/server/names/workspaceSymbols.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cnn-symbols-'));
  await mkdir(join(folder, 'blocks'));
  await mkdir(join(folder, 'node_modules'));
  await writeFile(join(folder, 'blocks', 'half.cnn'), 'let wide = 8\nblock HalfSize(n) { ReLU }\n');
  await writeFile(join(folder, 'node_modules', 'half.cnn'), 'block HalfSize { ReLU }\n');
  await writeFile(join(folder, 'main.cnn'), 'block Old { ReLU }\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function found(query: string): string[] {
  const files = new Files();
  const uri = pathToFileURL(join(folder, 'main.cnn')).href;
  const text =
    'network Half {\n  input 8x8x3\n}\ntrain Half on CIFAR10 as quick { epochs 1 }\nlet f(x) = x\nblock {';
  files.set({ uri, version: 1, text });
  const workspace = new WorkspaceFiles(files, () => [folder]);
  return atOnce(
    workspaceSymbols(workspace, query, placeWith(files.load), atOnce(workspace.all())),
  ).symbols.map(
    ({ name, location }) => `${name} ${location.uri.split('/').at(-1)}:${location.range.start.line}`,
  );
}

test('what files declare, on disk and in the editor, which comes first; folders of packages left out', () => {
  expect(found('')).toEqual([
    'Half main.cnn:0',
    'HalfSize half.cnn:1',
    'f main.cnn:4',
    'train Half on CIFAR10 as quick main.cnn:3',
    'wide half.cnn:0',
  ]);
});
test('by letters in their order, beginnings first', () => {
  expect(found('half')).toEqual([
    'Half main.cnn:0',
    'HalfSize half.cnn:1',
    'train Half on CIFAR10 as quick main.cnn:3',
  ]);
  expect(found('hsz')).toEqual(['HalfSize half.cnn:1']);
  expect(found('nothing')).toEqual([]);
});
test('a file whose name has a lone percent sign can be asked for', () => {
  const files = new Files();
  expect(files.load('file:///written/50%.cnn')).toBeUndefined();
});
