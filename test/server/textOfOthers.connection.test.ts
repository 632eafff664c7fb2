/** As `textOfOthers.test.ts`, over the connection of the built server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hover } from 'vscode-languageserver-protocol/node';
import {
  CodeActionRequest,
  CompletionRequest,
  DocumentSymbolRequest,
  HoverRequest,
  SignatureHelpRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol/node';
import { hostile, isHarmless, markdownIn, program } from './hostileText.ts';
import { ServerProcess } from './serverProcess.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(() => server.stop());

test.each(Object.entries(hostile))('%s', { timeout: 120_000 }, async (name, text) => {
  const { connection } = server;
  const uri = `untitled:${encodeURIComponent(name)}`;
  const source = program(text);
  const textDocument = { uri };
  const { diagnostics } = await server.open(uri, source);
  expect(diagnostics.length).toBeGreaterThan(3);
  isHarmless(diagnostics, 'diagnostics');

  const lines = source.split('\n');
  const hovers: Hover[] = [];
  for (const [line, written] of lines.entries()) {
    for (const { index } of written.matchAll(/\b(url|chosen|all|Scale|mode|by|title|own|Net|quick|on)\b/g)) {
      const at = { textDocument, position: { line, character: index } };
      const found = await connection.sendRequest(HoverRequest.type, at);
      if (found) hovers.push(found);
    }
  }
  expect(hovers.length).toBeGreaterThan(15);
  isHarmless(hovers, 'hovers');
  expect(markdownIn(hovers).join()).toContain('(https://arxiv.org/abs/1512.03385)');

  const line = lines.findIndex((written) => written.includes('Scale(mode: title'));
  for (let character = 2; character < lines[line]!.length; character += 5) {
    const at = { textDocument, position: { line, character } };
    isHarmless(await connection.sendRequest(SignatureHelpRequest.type, at), 'signatures');
    isHarmless(await connection.sendRequest(CompletionRequest.type, at), 'completions');
  }
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: 0 } };
  const actions = await connection.sendRequest(CodeActionRequest.type, {
    textDocument,
    range,
    context: { diagnostics },
  });
  isHarmless(
    (actions ?? []).map(({ title }) => title),
    'code actions',
  );
  isHarmless(await connection.sendRequest(DocumentSymbolRequest.type, { textDocument }), 'outline');
  isHarmless(await connection.sendRequest(WorkspaceSymbolRequest.type, { query: '' }), 'symbols');
});
