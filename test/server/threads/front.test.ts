import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { ProtocolConnection, PublishDiagnosticsParams } from 'vscode-languageserver-protocol/node';
import {
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentFormattingRequest,
  HoverRequest,
  InitializeRequest,
  InitializedNotification,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { Front } from '../../../src/server/threads/front.ts';
import { network } from '../written.ts';

const thread = fileURLToPath(new URL('faultyThread.mjs', import.meta.url));

/** An editor whose server runs in a thread that some texts make faulty. */
class Editor {
  readonly told: PublishDiagnosticsParams[] = [];
  readonly connection: ProtocolConnection;
  #waiting: (() => void)[] = [];

  constructor(longest: number) {
    const [up, down] = [new PassThrough(), new PassThrough()];
    const front = new Front(
      { reader: new StreamMessageReader(up), writer: new StreamMessageWriter(down) },
      { thread, longest, mostMemory: process.memoryUsage.rss() + 400e6 },
    );
    this.connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.connection.onNotification(PublishDiagnosticsNotification.type, (message) => {
      this.told.push(message);
      for (const each of this.#waiting.splice(0)) each();
    });
    front.listen();
    this.connection.listen();
  }

  async start(): Promise<void> {
    await this.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
  }

  async open(uri: string, text: string): Promise<void> {
    const textDocument = { uri, languageId: 'cnn', version: 1, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  async change(uri: string, version: number, text: string): Promise<void> {
    const textDocument = { uri, version };
    const contentChanges = [{ text }];
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument,
      contentChanges,
    });
  }

  /** The messages of a version of a file, once they are told. */
  async messages(uri: string, version: number, code?: string): Promise<readonly string[]> {
    for (;;) {
      const found = this.told.findLast(
        (each) =>
          each.uri === uri &&
          each.version === version &&
          (code === undefined || each.diagnostics.some((diagnostic) => diagnostic.code === code)),
      );
      if (found) return found.diagnostics.map(({ message }) => message);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  hover(uri: string) {
    return this.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: { line: 2, character: 3 },
    });
  }
}

let editor: Editor | undefined;
afterEach(async () => {
  await editor?.connection.sendRequest(ShutdownRequest.type);
});

describe('a text that nobody expected', () => {
  test.each([
    ['hang', 'This text took more than 10 s to understand'],
    ['fill', 'This text took more memory than there is for it'],
    ['throw', 'This text ended the language server'],
  ])('to %s is told in one sentence, and the other files go on', { timeout: 120_000 }, async (what, said) => {
    editor = new Editor(what === 'hang' ? 3000 : 60_000);
    await editor.start();
    await editor.open('file:///other.cnn', network('Conv(8, 3)'));
    await editor.messages('file:///other.cnn', 1);
    const faulty = 'file:///faulty.cnn';
    await editor.open(faulty, `${network('Conv(8, 3)')}# ${what}\n`);
    const unanswered = editor.connection.sendRequest(DocumentFormattingRequest.type, {
      textDocument: { uri: 'file:///other.cnn' },
      options: { tabSize: 2, insertSpaces: true },
    });
    await expect(unanswered).rejects.toThrow(said);
    const [message, ...more] = await editor.messages(faulty, 1, 'left-out');
    expect(more).toEqual([]);
    expect(message).toContain(`${said} and is left out until it changes`);
    expect(await editor.hover(faulty)).toBeNull();
    expect(await editor.hover('file:///other.cnn')).not.toBeNull();
    await editor.change('file:///other.cnn', 2, network('Cnv(8, 3)'));
    expect(await editor.messages('file:///other.cnn', 2)).toHaveLength(1);
    await editor.change(faulty, 2, network('Conv(8, 3)'));
    expect(await editor.messages(faulty, 2)).toEqual([]);
    expect(await editor.hover(faulty)).not.toBeNull();
  });

  test('again and again is left out until it is closed', { timeout: 120_000 }, async () => {
    editor = new Editor(60_000);
    await editor.start();
    const faulty = 'file:///faulty.cnn';
    const text = `${network('Conv(8, 3)')}# throw\n`;
    await editor.open('file:///other.cnn', network('Conv(8, 3)'));
    await editor.open(faulty, text);
    await editor.messages(faulty, 1, 'left-out');
    for (const version of [2, 3]) {
      await editor.hover('file:///other.cnn');
      await editor.change(faulty, version, `${text}# ${version}\n`);
      await editor.messages(faulty, version, 'left-out');
    }
    const [message] = await editor.messages(faulty, 3, 'left-out');
    expect(message).toContain('until it is closed and opened again');
    expect(await editor.hover(faulty)).toBeNull();
  });
});
