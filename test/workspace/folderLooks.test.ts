import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DidSaveTextDocumentNotification, HoverRequest } from 'vscode-languageserver-protocol/node';
import type { Hover } from 'vscode-languageserver-protocol/node';
import { FolderLooks } from '../../src/workspace/folderLooks.ts';
import { foldersIn } from '../../src/workspace/importChoices.ts';
import { write } from '../training/data/folder/pictureFolder.ts';
import { ServerProcess } from '../server/serverProcess.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cnn-looks-'));
  return () => rmSync(folder, { recursive: true });
});
const birds = Object.fromEntries(
  ['eagle', 'owl'].flatMap((name) => [1, 2, 3].map((number) => [`birds/${name}/${number}.png`, ''])),
);

describe('a look at a folder', () => {
  it('gives what is known at once, and tells when something else is known', async () => {
    write(folder, birds);
    const told = vi.fn();
    const looks = new FolderLooks(told);
    const path = join(folder, 'birds');
    expect(looks.look(path)).toBeUndefined();
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
    const first = looks.look(path);
    expect(first).toMatchObject({ kind: 'found' });
    expect(looks.look(path)).toBe(first);
    // Looked at again, and the same: whoever has it keeps it, and nobody is told.
    looks.expire();
    looks.look(path);
    await sleep(100);
    expect(looks.look(path)).toBe(first);
    expect(told).toHaveBeenCalledTimes(1);
    write(folder, { 'birds/wren/1.png': '' });
    looks.expire();
    looks.look(path);
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2));
    expect(looks.look(path)).not.toBe(first);
  });

  it('holds for a while, or until something was saved', async () => {
    const told = vi.fn();
    const looks = new FolderLooks(told, 60_000);
    const path = join(folder, 'birds');
    looks.look(path);
    await vi.waitFor(() => expect(looks.look(path)).toMatchObject({ kind: 'unreadable' }));
    write(folder, birds);
    await sleep(50);
    expect(looks.look(path)).toMatchObject({ kind: 'unreadable' });
    looks.expire();
    await vi.waitFor(() => expect(looks.look(path)).toMatchObject({ kind: 'found' }));
  });

  it('asks no other machine', async () => {
    const told = vi.fn();
    expect(new FolderLooks(told).look('\\\\host\\share')).toBeUndefined();
    await sleep(30);
    expect(told).not.toHaveBeenCalled();
  });
});

it('folders in a path are offered, hidden ones left out', () => {
  write(folder, { ...birds, '.git/x': '', 'data/cats/1.png': '', 'net.cnn': '' });
  const uri = pathToFileURL(join(folder, 'net.cnn')).href;
  expect([...foldersIn(uri, './').offered].sort()).toEqual(['birds', 'data']);
  expect(foldersIn(uri, './data/').offered).toEqual(['cats']);
  expect(foldersIn(uri, './none/').offered).toEqual([]);
  expect(foldersIn('untitled:net', './').offered).toEqual([]);
});

describe('in the editor', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start();
  });
  afterAll(() => server.stop());

  it('a recipe on a folder is held against it once it is known, and again after a save', async () => {
    const text = [
      'network Net {',
      '  input 8x8x3',
      '  GlobalAvgPool -> Dense(3)',
      '}',
      'train Net on "./birds" {',
      '}',
      '',
    ].join('\n');
    const uri = pathToFileURL(join(folder, 'net.cnn')).href;
    expect((await server.open(uri, text)).diagnostics).toEqual([]);
    const missing = await server.diagnostics(uri, 1);
    expect(missing.diagnostics.map(({ code }) => code)).toEqual(['folder-missing']);
    write(folder, birds);
    const saved = server.diagnostics(uri, 1);
    await server.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
    const [found, ...others] = (await saved).diagnostics;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'class-count', range: { start: { line: 4, character: 6 } } });
    const hover = (await server.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: { line: 4, character: 18 },
    })) as Hover;
    expect(hover.contents).toMatchObject({ value: '6 pictures in 2 classes: eagle, owl.' });
  });
});
