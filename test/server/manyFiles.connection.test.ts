/** A workspace of very many files, as a client sees it: all of them are looked at, and nobody waits meanwhile. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CodeActionRequest,
  CompletionRequest,
  HoverRequest,
  ReferencesRequest,
  RenameRequest,
  ShowMessageNotification,
  WorkDoneProgress,
  WorkDoneProgressCreateRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol/node';
import type { CompletionList } from 'vscode-languageserver-protocol/node';
import { ServerProcess } from './serverProcess.ts';
import { network } from './written.ts';

const count = 5_000;
const block = 'block Half(n, s = 2) { Conv(n, 3, stride: s) }\n';
const using = `import { Half } from "../blocks.cnn"\n${network('Half(8)')}`;

let folder: string;
let server: ServerProcess;
const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
const shares: number[] = [];
const warnings: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cnn-many-'));
  writeFileSync(join(folder, 'blocks.cnn'), block);
  for (let index = 0; index < count; index++) {
    const part = join(folder, String(Math.floor(index / 500)));
    if (index % 500 === 0) mkdirSync(part);
    writeFileSync(join(part, `${index}.cnn`), using.replace('Tried', `Tried${index}`));
  }
  server = await ServerProcess.start({
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'many' }],
    capabilities: { window: { workDoneProgress: true } },
  });
  server.connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
    server.connection.onProgress(WorkDoneProgress.type, token, (report) => {
      if (report.kind === 'report') shares.push(report.percentage ?? 0);
    });
  });
  server.connection.onNotification(ShowMessageNotification.type, ({ message }) => warnings.push(message));
  await server.open(uri('blocks.cnn'), block);
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
}, 60_000);

const atHalf = { position: { line: 0, character: 7 } };
const rename = (newName: string) =>
  server.connection.sendRequest(RenameRequest.type, {
    textDocument: { uri: uri('blocks.cnn') },
    ...atHalf,
    newName,
  });

test('a fix that looks for a name in all of them, and a list of their blocks, let a hover pass', async () => {
  const name = uri('asking.cnn');
  await server.open(name, network('Half(8)', 'Ha'));
  const textDocument = { uri: name };
  let isDone = false;
  const start = { line: 2, character: 2 };
  const acting = server.connection
    .sendRequest(CodeActionRequest.type, {
      textDocument,
      range: { start, end: { line: 2, character: 6 } },
      context: { diagnostics: [] },
    })
    .finally(() => (isDone = true));
  const asHover = { textDocument: { uri: uri('blocks.cnn') }, position: { line: 0, character: 24 } };
  await server.connection.sendRequest(HoverRequest.type, asHover);
  expect(isDone).toBe(false);
  expect((await acting)?.map(({ title }) => title)).toContain('Import Half from "./blocks.cnn"');
  let isListed = false;
  const listing = server.connection
    .sendRequest(CompletionRequest.type, { textDocument, position: { line: 3, character: 4 } })
    .finally(() => (isListed = true));
  await server.connection.sendRequest(HoverRequest.type, asHover);
  expect(isListed).toBe(false);
  expect(((await listing) as CompletionList).items.map(({ label }) => label)).toContain('Half');
}, 120_000);

test('a rename edits all of them, tells how far it is, and lets a hover pass', async () => {
  let isDone = false;
  const renaming = rename('Down').finally(() => (isDone = true));
  const hovers: boolean[] = [];
  while (!isDone) {
    const hover = await server.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: uri('blocks.cnn') },
      position: { line: 0, character: 24 },
    });
    expect(hover).not.toBeNull();
    hovers.push(isDone);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { changes = {} } = (await renaming) ?? {};
  expect(Object.keys(changes)).toHaveLength(count + 1);
  expect(Object.values(changes).filter((edits) => edits.length !== 2)).toHaveLength(1);
  expect(changes[uri('7/3777.cnn')]?.map(({ newText, range }) => [newText, range.start])).toEqual([
    ['Down', { line: 0, character: 9 }],
    ['Down', { line: 3, character: 2 }],
  ]);
  // Most of the hovers came while it was under way, and so is what it told.
  expect(hovers.filter((late) => !late).length).toBeGreaterThan(2);
  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBeGreaterThan(50);
}, 300_000);

test('all references; of the symbols so many, and a sentence that says so', async () => {
  const references = await server.connection.sendRequest(ReferencesRequest.type, {
    textDocument: { uri: uri('blocks.cnn') },
    ...atHalf,
    context: { includeDeclaration: true },
  });
  expect(references).toHaveLength(2 * count + 1);
  const symbols = await server.connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'tried' });
  expect(symbols).toHaveLength(1_000);
  expect(warnings).toEqual([
    'Not all symbols are listed: more than 1,000 have the letters that were typed, so type more of them.',
  ]);
  const few = await server.connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'tried4321' });
  expect(few).toMatchObject([{ name: 'Tried4321' }]);
  expect(warnings).toHaveLength(1);
}, 300_000);

test('a list of completions that was cut says so, and goes on with what is typed', async () => {
  const blocks = Array.from({ length: 400 }, (_, index) => `block Part${index} { ReLU }\n`);
  writeFileSync(join(folder, 'parts.cnn'), blocks.join(''));
  const list = async (typed: string): Promise<CompletionList> => {
    const name = uri(`typed${typed}.cnn`);
    await server.open(name, network(typed));
    const found = await server.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: name },
      position: { line: 2, character: 2 + typed.length },
    });
    return found as CompletionList;
  };
  const many = await list('Pa');
  expect(many.isIncomplete).toBe(true);
  expect(many.items.some(({ label }) => label === 'Part399')).toBe(false);
  const few = await list('Part39');
  expect(few.isIncomplete).toBe(false);
  expect(few.items.some(({ label }) => label === 'Part399')).toBe(true);
}, 120_000);

test('a file that is too large to be read stands in the way of a rename if it may have the name, and is told', async () => {
  const large = (text: string): void =>
    writeFileSync(join(folder, 'large.cnn'), text + '// filled up\n'.repeat(6_000));
  large(using.replace('../', './'));
  await expect(rename('Down')).rejects.toThrow(
    "Half can't be renamed in all files: large.cnn may name it, but is larger than the 64 kB that are read.",
  );
  warnings.length = 0;
  await server.connection.sendRequest(ReferencesRequest.type, {
    textDocument: { uri: uri('blocks.cnn') },
    ...atHalf,
    context: { includeDeclaration: true },
  });
  const path = join(folder, 'large.cnn');
  expect(warnings).toEqual([
    `Not all references may be listed: ${path} is larger than the 64 kB that are read.`,
  ]);
  large(network('ReLU'));
  const edit = await rename('Down');
  expect(Object.keys(edit?.changes ?? {})).toHaveLength(count + 1);
}, 300_000);
