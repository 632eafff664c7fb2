import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  readonly url: string;
  /** The Range header of each request, oldest first; undefined where there was none. */
  readonly ranges: (string | undefined)[];
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

/** A server on 127.0.0.1 that answers as the test says; `attempt` counts from 0. */
export async function serve(answer: Answer): Promise<LoopbackServer> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response, ranges.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/cifar-10-binary.tar.gz`,
    ranges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Serves `body` as a good server does, with ranges; cut off after `cutAfter` bytes of this answer if given. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  { etag = '"1"', cutAfter }: { etag?: string; cutAfter?: number } = {},
): void {
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const from = asked !== undefined && isSame ? Number(asked) : 0;
  if (from >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  response.writeHead(from > 0 ? 206 : 200, {
    etag,
    'content-length': body.length - from,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
  });
  const part = body.subarray(from);
  if (cutAfter === undefined || cutAfter >= part.length) response.end(part);
  // Late enough for what was sent to be taken: what is under way when a connection breaks is lost with it.
  else response.write(part.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 250));
}
