/** Files that the command line writes: what was not written is never said to be. */
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemWords } from '../training/failure.ts';

/** A file could not be written: shown as one sentence, exit status 1. */
export class OutputError extends Error {}

/**
 * Writes a text file so that whoever reads it meanwhile finds the old text or the new one, never a part, and the old
 * one where this fails. Its mode, its owner and all of its names stay; what is no file (a terminal, a pipe) is
 * written to.
 * @throws OutputError
 */
export function writeText(path: string, text: string): void {
  let info: Stats | undefined;
  try {
    info = statSync(path, { throwIfNoEntry: false });
    if (!info) place(path, text);
    else if (!info.isFile()) writeFileSync(path, text);
    else replace(realpathSync(path), info, text);
  } catch (error) {
    const why = systemWords(error);
    if (why === undefined) throw error;
    const unharmed = info?.isFile() ? ', and is as it was' : '';
    throw new OutputError(`${path} could not be written${unharmed}: ${why}.`, { cause: error });
  }
}

function replace(target: string, info: Stats, text: string): void {
  // Renaming over it would ask for the folder's permission only.
  accessSync(target, constants.W_OK);
  if (info.nlink > 1) writeInPlace(target, text);
  else place(target, text, info);
}

function place(target: string, text: string, like?: Stats): void {
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}`);
  try {
    writeFileSync(draft, text, { flag: 'wx', flush: true });
    if (like) {
      const made = statSync(draft);
      if (made.uid !== like.uid || made.gid !== like.gid) chownSync(draft, like.uid, like.gid);
      chmodSync(draft, like.mode);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** A file of several names: another file in its place would have one of them. */
function writeInPlace(target: string, text: string): void {
  const before = readFileSync(target);
  const file = openSync(target, 'r+');
  try {
    overwrite(file, Buffer.from(text));
  } catch (error) {
    overwrite(file, before);
    throw error;
  } finally {
    closeSync(file);
  }
}

function overwrite(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, done);
  ftruncateSync(file, bytes.length);
  fsyncSync(file);
}
