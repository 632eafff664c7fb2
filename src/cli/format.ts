import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyEdits, formatEdits } from '../language/format.ts';
import { largestText, parseSource } from '../language/parse.ts';
import { printError, print } from './print.ts';
import { filesOf } from './program.ts';
import { UsageError } from './usage.ts';
import type { Options } from './usage.ts';

/**
 * Brings files into the house style, or with `--check` says which are not: 1 when one is not. Nothing is written
 * unless all of them could be read.
 */
export function format(files: readonly string[], { check = false }: Options): number {
  const read = filesOf(files).map((path) => ({ path, text: readText(path) }));
  let differing = 0;
  for (const { path, text } of read) {
    const parsed = parseSource(pathToFileURL(resolve(path)).href, text);
    const formatted = applyEdits(text, formatEdits(parsed));
    if (parsed.mistakes.length > 0) {
      printError(`${path}: statements with mistakes are left as they are; cnn check ${path} tells them.`);
    }
    if (formatted === text) continue;
    differing++;
    print(check ? `${path} is not formatted.` : `${path} formatted.`);
    if (!check) replaceFile(path, formatted);
  }
  return check && differing > 0 ? 1 : 0;
}

/** @throws UsageError where not all of the file can be read as text. */
function readText(path: string): string {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) throw new UsageError(`${path}: there is no such file.`);
  if (!info.isFile()) throw new UsageError(`${path} is not a file.`);
  if (info.size > 4 * largestText) throw tooLarge(path);
  const bytes = readFileSync(path);
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${path} is not UTF-8 text: it is left as it is; save it as UTF-8 first.`);
  }
  if (text.length > largestText) throw tooLarge(path);
  return text;
}

const tooLarge = (path: string): UsageError =>
  new UsageError(`${path} is larger than the ${largestText / 1024} kB that are read: it is left as it is.`);

/** Whoever reads the file meanwhile finds the old text or the new one, never a part. */
function replaceFile(path: string, text: string): void {
  const target = realpathSync(path);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}`);
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    chmodSync(draft, statSync(target).mode);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
