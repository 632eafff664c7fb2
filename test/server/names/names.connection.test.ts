import { pathToFileURL } from 'node:url';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyPrepareRequest,
  DefinitionRequest,
  DocumentHighlightKind,
  DocumentHighlightRequest,
  FoldingRangeRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  WillRenameFilesRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol/node';
import { ServerProcess } from '../serverProcess.ts';
import { network } from '../written.ts';

let server: ServerProcess;
let folder: string;
const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
const importing = `import { Half } from "./blocks.cnn"\n${network('Half(8) as first', 'Half(4, s: 1)')}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cnn-names-'));
  await writeFile(join(folder, 'blocks.cnn'), 'block Half(n, s = 2) { Conv(n, 3, stride: s) }\n');
  await writeFile(join(folder, 'closed.cnn'), importing);
  server = await ServerProcess.start();
  await server.open(uri('main.cnn'), importing);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const at = (line: number, character: number) => ({
  textDocument: { uri: uri('main.cnn') },
  position: { line, character },
});

test('references reach files that are not open, with or without the declaration', async () => {
  const found = await server.connection.sendRequest(ReferencesRequest.type, {
    ...at(3, 3),
    context: { includeDeclaration: true },
  });
  const shown = found?.map((each) => `${each.uri.split('/').at(-1)}:${each.range.start.line}`).sort();
  expect(shown).toEqual([
    'blocks.cnn:0',
    ...['closed.cnn:0', 'closed.cnn:3', 'closed.cnn:4'],
    ...['main.cnn:0', 'main.cnn:3', 'main.cnn:4'],
  ]);
  const uses = await server.connection.sendRequest(ReferencesRequest.type, {
    ...at(3, 3),
    context: { includeDeclaration: false },
  });
  expect(uses).toHaveLength(6);
});

test('highlights tell reading from binding', async () => {
  const found = await server.connection.sendRequest(DocumentHighlightRequest.type, at(3, 14));
  expect(found).toEqual([
    {
      range: { start: { line: 3, character: 13 }, end: { line: 3, character: 18 } },
      kind: DocumentHighlightKind.Write,
    },
  ]);
});

test('a rename changes open and closed files; what it refuses comes back as a sentence', async () => {
  const prepared = await server.connection.sendRequest(PrepareRenameRequest.type, at(3, 3));
  expect(prepared).toMatchObject({ placeholder: 'Half', range: { start: { line: 3, character: 2 } } });
  const edit = await server.connection.sendRequest(RenameRequest.type, { ...at(3, 3), newName: 'Down' });
  const counts = Object.entries(edit?.changes ?? {}).map(([name, edits]) => [
    name.split('/').at(-1),
    edits.length,
  ]);
  expect(Object.fromEntries(counts)).toEqual({ 'blocks.cnn': 1, 'main.cnn': 3, 'closed.cnn': 3 });
  const refused = server.connection.sendRequest(RenameRequest.type, { ...at(3, 3), newName: 'for' });
  await expect(refused).rejects.toThrow('`for` is a keyword of the language; choose another name.');
});

test('signature help while a call is typed; folding and selection', async () => {
  const help = await server.connection.sendRequest(SignatureHelpRequest.type, at(4, 10));
  expect(help).toMatchObject({ signatures: [{ label: 'Half(n, s = 2)' }], activeParameter: 1 });
  const { textDocument } = at(0, 0);
  const folds = await server.connection.sendRequest(FoldingRangeRequest.type, { textDocument });
  expect(folds).toMatchObject([{ startLine: 1, endLine: 4 }]);
  const [selected] =
    (await server.connection.sendRequest(SelectionRangeRequest.type, {
      textDocument,
      positions: [{ line: 3, character: 3 }],
    })) ?? [];
  expect(selected).toMatchObject({
    range: { start: { character: 2 }, end: { character: 6 } },
    parent: { range: { start: { character: 2 }, end: { character: 9 } } },
  });
});

test('semantic tokens, whole and in part; symbols of what is open', async () => {
  const { textDocument } = at(0, 0);
  const whole = await server.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
  // Half, from | Tried | input | Half, first | Half, s
  expect(whole?.data).toHaveLength(8 * 5);
  const part = await server.connection.sendRequest(SemanticTokensRangeRequest.type, {
    textDocument,
    range: { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } },
  });
  expect(part?.data).toHaveLength(2 * 5);
  const symbols = await server.connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'tri' });
  expect(symbols).toMatchObject([{ name: 'Tried', location: { uri: uri('main.cnn') } }]);
});

test('a definition, who calls it, and the paths that a move of its file changes', async () => {
  const found = await server.connection.sendRequest(DefinitionRequest.type, at(3, 3));
  expect(found).toMatchObject([{ uri: uri('blocks.cnn'), range: { start: { character: 6 } } }]);
  const [item] = (await server.connection.sendRequest(CallHierarchyPrepareRequest.type, at(3, 3))) ?? [];
  expect(item).toMatchObject({ name: 'Half', uri: uri('blocks.cnn') });
  if (!item) return;
  const calls = await server.connection.sendRequest(CallHierarchyIncomingCallsRequest.type, { item });
  expect(calls?.map(({ from, fromRanges }) => [from.detail, fromRanges.length]).sort()).toEqual([
    ['closed.cnn', 2],
    ['main.cnn', 2],
  ]);
  const edit = await server.connection.sendRequest(WillRenameFilesRequest.type, {
    files: [{ oldUri: uri('blocks.cnn'), newUri: uri('parts/blocks.cnn') }],
  });
  expect(Object.keys(edit?.changes ?? {}).sort()).toEqual([uri('closed.cnn'), uri('main.cnn')].sort());
  expect(edit?.changes?.[uri('main.cnn')]).toMatchObject([{ newText: './parts/blocks.cnn' }]);
});
