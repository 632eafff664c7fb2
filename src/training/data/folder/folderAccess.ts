/**
 * What a scan asks of the disk, and the two ways to answer: at once, for the command line and the trainer, and later,
 * for the editor, whose keystrokes never wait for a disk.
 */
import type { FolderEntry, Found, Listing, Refusal, Result } from '../../../disk/safeFile.ts';
import {
  listFolder,
  listFolderSync,
  lookAt,
  lookAtSync,
  readHead,
  readHeadSync,
} from '../../../disk/safeFile.ts';

export type Entry = FolderEntry;

export type Request =
  | { readonly ask: 'list'; readonly path: string; readonly most: number }
  | { readonly ask: 'resolve'; readonly path: string }
  | { readonly ask: 'head'; readonly path: string; readonly bytes: number; readonly within: string };

export type Answer = Result<Listing> | Result<Found> | Result<{ readonly bytes: Uint8Array }>;

export type Steps<T> = Generator<Request, T, Answer>;

/** A folder's entries, `most` of them, or why it can't be read. */
export function* list(path: string, most: number): Steps<Result<Listing>> {
  return (yield { ask: 'list', path, most }) as Result<Listing>;
}

/** What a link leads to; what is no file or folder, or can't be looked at, is refused. */
export function* resolveLink(path: string): Steps<Result<Found>> {
  return (yield { ask: 'resolve', path }) as Result<Found>;
}

/** The first bytes of a file in the folder `within`; none where it can't be read. */
export function* head(path: string, bytes: number, within: string): Steps<Uint8Array> {
  const found = (yield { ask: 'head', path, bytes, within }) as Result<{ readonly bytes: Uint8Array }>;
  return found.ok ? found.bytes : new Uint8Array();
}

export function atOnce<T>(steps: Steps<T>): T {
  let next = steps.next();
  while (!next.done) next = steps.next(answered(next.value));
  return next.value;
}

export async function later<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (!next.done) next = steps.next(await answeredLater(next.value));
  return next.value;
}

/** The system's code, or for what it is that the system did not refuse. */
export const codeOf = ({ why, code }: Refusal): string =>
  code ?? (why === 'other-kind' ? 'ENOTDIR' : why.toUpperCase());

export function answered(request: Request): Answer {
  switch (request.ask) {
    case 'list':
      return listFolderSync(request.path, { most: request.most });
    case 'resolve':
      return lookAtSync(request.path);
    case 'head':
      return readHeadSync(request.path, { most: request.bytes, within: [request.within] });
  }
}

async function answeredLater(request: Request): Promise<Answer> {
  switch (request.ask) {
    case 'list':
      return await listFolder(request.path, { most: request.most });
    case 'resolve':
      return await lookAt(request.path);
    case 'head':
      return await readHead(request.path, { most: request.bytes, within: [request.within] });
  }
}
