import { describe, expect, test } from 'vitest';
import type { Message, MessageReader, MessageWriter } from 'vscode-languageserver-protocol/node';
import { LSPErrorCodes } from 'vscode-languageserver-protocol/node';
import { Files } from '../../src/workspace/files.ts';
import { Intake } from '../../src/server/intake.ts';
import { Working } from '../../src/workspace/working.ts';

const uri = 'file:///a.cnn';
const change = (version: number) => ({
  jsonrpc: '2.0',
  method: 'textDocument/didChange',
  params: { textDocument: { uri, version }, contentChanges: [] },
});
const request = (id: number, method: string) => ({
  jsonrpc: '2.0',
  id,
  method,
  params: { textDocument: { uri } },
});

/** An intake, with what has arrived; `take` lets it take up the first of these. */
function intakeOf(arrived: readonly Message[], files = new Files()) {
  const written: Message[] = [];
  const begun: Message[] = [];
  let emit = (_: Message): void => undefined;
  const reader = { listen: (callback: typeof emit) => (emit = callback) } as unknown as MessageReader;
  const writer = { write: (message: Message) => Promise.resolve(void written.push(message)) };
  const intake = new Intake(reader, writer as unknown as MessageWriter, files, new Working());
  const queue: Message[] = [];
  intake.reader.listen((message) => void queue.push(message));
  for (const message of arrived) emit(message);
  const take = (): void =>
    intake.options.messageStrategy!.handleMessage(queue.shift()!, (message) => void begun.push(message));
  return { intake, written, begun, take };
}

describe('what has arrived', () => {
  test('is counted until it is taken up', () => {
    const { intake, take } = intakeOf([change(2), request(1, 'textDocument/hover')]);
    expect(intake.isQuiet).toBe(false);
    take();
    expect(intake.isQuiet).toBe(false);
    take();
    expect(intake.isQuiet).toBe(true);
  });

  test('and paints a text that has changed since is refused as the protocol has it', () => {
    const { begun, written, take } = intakeOf([
      change(2),
      request(1, 'textDocument/inlayHint'),
      request(2, 'textDocument/rename'),
      change(3),
      request(3, 'textDocument/inlayHint'),
    ]);
    for (let taken = 0; taken < 5; taken++) take();
    expect(written).toMatchObject([{ id: 1, error: { code: LSPErrorCodes.ContentModified } }]);
    expect(begun.flatMap((message) => ('id' in message ? [message.id] : []))).toEqual([2, 3]);
  });

  test('and is asked of a text that was closed and opened again is answered', () => {
    const about = (method: string) => ({ ...change(1), method });
    const { begun, take } = intakeOf([
      about('textDocument/didOpen'),
      about('textDocument/didClose'),
      about('textDocument/didOpen'),
      request(1, 'textDocument/inlayHint'),
    ]);
    for (let taken = 0; taken < 4; taken++) take();
    expect(begun).toHaveLength(4);
  });

  test('about a file that is left out is answered without looking at it', () => {
    const files = new Files();
    files.leaveOut({ uri, message: 'Left out.', untilClosed: false });
    const { begun, written, take } = intakeOf([request(1, 'textDocument/formatting')], files);
    take();
    expect(begun).toEqual([]);
    expect(written).toMatchObject([{ id: 1, result: null }]);
  });
});
