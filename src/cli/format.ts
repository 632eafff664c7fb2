import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyEdits, formatEdits } from '../language/format.ts';
import { largestText, parseSource } from '../language/parse.ts';
import { OutputError, writeText } from './output.ts';
import { printError, print } from './print.ts';
import { filesOf } from './program.ts';
import { UsageError } from './usage.ts';
import type { Options } from './usage.ts';

/**
 * Brings files into the house style, or with `--check` says which are not: 1 when one is not, or
 * could not be written. Nothing is written unless all of them could be read.
 */
export function format(files: readonly string[], { check = false }: Options): number {
  const read = filesOf(files).map((path) => ({ path, text: readText(path) }));
  let failed = false;
  for (const { path, text } of read) {
    const parsed = parseSource(pathToFileURL(resolve(path)).href, text);
    const formatted = applyEdits(text, formatEdits(parsed));
    if (parsed.mistakes.length > 0) {
      printError(`${path}: statements with mistakes are left as they are; cnn check ${path} tells them.`);
    }
    if (formatted === text) continue;
    try {
      if (!check) writeText(path, formatted);
      print(check ? `${path} is not formatted.` : `${path} formatted.`);
      failed ||= check;
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      printError(`cnn: ${error.message}`);
      failed = true;
    }
  }
  return failed ? 1 : 0;
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
