/**
 * What a scan asks of the disk, and the two ways to answer: at once, for the command line and the trainer, and later,
 * for the editor, whose keystrokes never wait for a disk.
 */
import { closeSync, openSync, readSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { systemCode } from '../../failure.ts';

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface Target {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'other';
}

export type Request =
  | { readonly ask: 'list'; readonly path: string }
  | { readonly ask: 'resolve'; readonly path: string }
  | { readonly ask: 'head'; readonly path: string; readonly bytes: number };

/** The system's code in place of what could not be had. */
type Answer = readonly Entry[] | Target | Uint8Array | string;

export type Steps<T> = Generator<Request, T, Answer>;

/** A folder's entries, or the system's code where it can't be read. */
export function* list(path: string): Steps<readonly Entry[] | string> {
  return (yield { ask: 'list', path }) as readonly Entry[] | string;
}

/** Undefined for a link that leads nowhere, or in a circle. */
export function* resolveLink(path: string): Steps<Target | undefined> {
  const target = (yield { ask: 'resolve', path }) as Target | string;
  return typeof target === 'string' ? undefined : target;
}

/** The first bytes of a file; none where it can't be read. */
export function* head(path: string, bytes: number): Steps<Uint8Array> {
  const found = (yield { ask: 'head', path, bytes }) as Uint8Array | string;
  return typeof found === 'string' ? new Uint8Array() : found;
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

function answered(request: Request): Answer {
  const { path } = request;
  try {
    switch (request.ask) {
      case 'list':
        return readdirSync(path, { withFileTypes: true }).map(entryOf);
      case 'resolve':
        return targetOf(realpathSync(path), statSync(path));
      case 'head': {
        const file = openSync(path, 'r');
        try {
          const bytes = new Uint8Array(request.bytes);
          return bytes.subarray(0, readSync(file, bytes));
        } finally {
          closeSync(file);
        }
      }
    }
  } catch (caught) {
    return codeOf(caught);
  }
}

async function answeredLater(request: Request): Promise<Answer> {
  const { path } = request;
  try {
    switch (request.ask) {
      case 'list':
        return (await readdir(path, { withFileTypes: true })).map(entryOf);
      case 'resolve':
        return targetOf(await realpath(path), await stat(path));
      case 'head': {
        const file = await open(path, 'r');
        try {
          const { buffer, bytesRead } = await file.read(new Uint8Array(request.bytes), 0, request.bytes, 0);
          return buffer.subarray(0, bytesRead);
        } finally {
          await file.close();
        }
      }
    }
  } catch (caught) {
    return codeOf(caught);
  }
}

function codeOf(caught: unknown): string {
  const code = systemCode(caught);
  if (code === undefined) throw caught;
  return code;
}

const entryOf = (entry: Dirent): Entry => ({
  name: entry.name,
  kind: entry.isSymbolicLink() ? 'link' : kindOf(entry),
});

const targetOf = (path: string, info: Stats): Target => ({ path, kind: kindOf(info) });

const kindOf = (info: Dirent | Stats): Target['kind'] =>
  info.isFile() ? 'file' : info.isDirectory() ? 'folder' : 'other';
