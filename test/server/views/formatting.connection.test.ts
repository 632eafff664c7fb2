/** Formatting and inlay hints over the connection, as an editor asks for them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from 'vscode-languageserver-protocol/node';
import {
  DidChangeConfigurationNotification,
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  InlayHintRequest,
} from 'vscode-languageserver-protocol/node';
import { ServerProcess } from '../serverProcess.ts';
import { network } from '../written.ts';

let server: ServerProcess;
const options = { tabSize: 4, insertSpaces: false };
const textDocument = { uri: 'untitled:Untitled-1' };
const untidy = network('Conv( 8,3 )->ReLU', '   MaxPool( 2 )', 'Dropout( 0.5');

beforeAll(async () => {
  server = await ServerProcess.start();
  await server.open(textDocument.uri, untidy);
});
afterAll(() => server.stop());

const applied = (edits: TextEdit[] | null): string =>
  TextDocument.applyEdits(TextDocument.create('', 'cnn', 1, untidy), edits ?? []);

test('a document, whatever the editor’s own options are', async () => {
  const edits = await server.connection.sendRequest(DocumentFormattingRequest.type, {
    textDocument,
    options,
  });
  // The last line has a mistake, and stays.
  expect(applied(edits)).toBe(network('Conv(8, 3) -> ReLU', 'MaxPool(2)', 'Dropout( 0.5'));
});

test('a selection', async () => {
  const range = { start: { line: 3, character: 2 }, end: { line: 3, character: 9 } };
  const edits = await server.connection.sendRequest(DocumentRangeFormattingRequest.type, {
    textDocument,
    options,
    range,
  });
  expect(applied(edits)).toBe(network('Conv( 8,3 )->ReLU', 'MaxPool(2)', 'Dropout( 0.5'));
});

test('the line that a line end was typed behind', async () => {
  const edits = await server.connection.sendRequest(DocumentOnTypeFormattingRequest.type, {
    textDocument,
    options,
    position: { line: 3, character: 0 },
    ch: '\n',
  });
  expect(applied(edits)).toBe(network('Conv(8, 3) -> ReLU', '   MaxPool( 2 )', 'Dropout( 0.5'));
});

test('inlay hints are there, and go and come with their setting', async () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };
  const hints = () => server.connection.sendRequest(InlayHintRequest.type, { textDocument, range });
  const set = (enabled: boolean) =>
    server.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { cnn: { inlayHints: { enabled } } },
    });
  expect((await hints())?.map(({ label }) => label)).toContain('32×32×8');
  await set(false);
  expect(await hints()).toEqual([]);
  await set(true);
  expect((await hints())?.map(({ label }) => label)).toContain('32×32×8');
});
