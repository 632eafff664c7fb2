import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-protocol/node';
import {
  CancellationTokenSource,
  DidChangeTextDocumentNotification,
  HoverRequest,
  LSPErrorCodes,
  PublishDiagnosticsNotification,
} from 'vscode-languageserver-protocol/node';
import { visibleNotification } from '../../src/protocol/languageServer.ts';
import { ServerProcess } from './serverProcess.ts';
import { network } from './written.ts';

const count = 500;
const block = 'file:///open/block.cnn';
const user = (index: number): string => `file:///open/user${index}.cnn`;
const using = `import { Half } from "./block.cnn"\n${network('Half(n: 8)')}`;
/** The name of the parameter, which all others give. */
const name = { line: 0, from: 11, to: 12 };

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(async () => {
  await server.stop();
});

describe('requests that nobody waits for', () => {
  test('are not worked out', async () => {
    const uri = 'file:///open/cancelled.cnn';
    await server.open(uri, network('Conv(8, 3)'));
    const at = { textDocument: { uri }, position: { line: 2, character: 3 } };
    const cancelled = Array.from({ length: 20 }, () => {
      const source = new CancellationTokenSource();
      const answer = server.connection.sendRequest(HoverRequest.type, at, source.token);
      source.cancel();
      return answer.then(
        () => 'answered',
        (error: { code?: number }) => error.code,
      );
    });
    const last = server.connection.sendRequest(HoverRequest.type, at);
    expect(await last).not.toBeNull();
    const codes = await Promise.all(cancelled);
    expect(codes.filter((code) => code === LSPErrorCodes.RequestCancelled).length).toBeGreaterThan(10);
  });
});

test('the process ends with its editor', async () => {
  const bundle = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));
  const child = fork(bundle, ['--node-ipc'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, capabilities: {} } });
  await new Promise((resolve) => child.once('message', resolve));
  child.disconnect();
  await ended;
});

describe(`with ${count} open files that use one block`, () => {
  test(
    'what is typed and seen is told first, what is asked next, and the rest in the end',
    { timeout: 240_000 },
    async () => {
      await server.open(block, 'block Half(n) { Conv(n, 3, stride: 2) }\n');
      const opened = Array.from({ length: count }, (_, index) => server.open(user(index), using));
      await Promise.all(opened);
      const seen = user(250);
      await server.connection.sendNotification(visibleNotification, { uris: [block, seen] });
      const order: string[] = [];
      const everyone = new Promise<void>((resolve) => {
        server.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
          order.push(uri);
          if (uri !== block && diagnostics.length === 0) order.push('nothing wrong');
          if (order.length === count + 1) resolve();
        });
      });
      await server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: block, version: 2 },
        contentChanges: [
          {
            range: { start: { line: 0, character: name.from }, end: { line: 0, character: name.to } },
            text: 'm',
          },
        ],
      });
      const hover = await server.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri: block },
        position: { line: 0, character: 7 },
      });
      expect((hover?.contents as MarkupContent).value).toContain('Half');
      // Those that were understood for the answer are not told of by it.
      expect(order.length).toBeLessThan(10);
      await everyone;
      expect(order.slice(0, 2)).toEqual([block, seen]);
      expect(new Set(order).size).toBe(count + 1);
      expect(order).not.toContain('nothing wrong');
    },
  );
});
