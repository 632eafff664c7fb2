import type { MessageReader, MessageWriter } from 'vscode-languageserver-protocol/node';
import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  createServerPipeTransport,
  createServerSocketTransport,
} from 'vscode-languageserver-protocol/node';

export interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}

/**
 * The way to the editor that the arguments name, as language clients give them: `--node-ipc`, `--stdio`, `--pipe` or
 * `--socket`.
 * @param onEnd the editor is gone
 */
export function transport(given: readonly string[], onEnd: () => void): Transport {
  const argument = (name: string): string | undefined => {
    const at = given.findIndex((each) => each === name || each.startsWith(`${name}=`));
    return at < 0 ? undefined : given[at]!.includes('=') ? given[at]!.slice(name.length + 1) : given[at + 1];
  };
  if (given.includes('--node-ipc')) {
    process.once('disconnect', onEnd);
    return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  }
  if (given.includes('--stdio')) {
    process.stdin.once('end', onEnd).once('close', onEnd);
    return {
      reader: new StreamMessageReader(process.stdin),
      writer: new StreamMessageWriter(process.stdout),
    };
  }
  const pipe = argument('--pipe');
  const socket = argument('--socket');
  if (pipe === undefined && socket === undefined)
    throw new Error('Start the language server with --node-ipc, --stdio, --pipe or --socket.');
  const [reader, writer] =
    pipe === undefined ? createServerSocketTransport(Number(socket)) : createServerPipeTransport(pipe);
  reader.onClose(onEnd);
  return { reader, writer };
}
