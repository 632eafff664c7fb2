import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyEdits, formatEdits } from '../../language/format/format.ts';
import { largestText, parseSource } from '../../language/parse.ts';
import { decodeText, readBytesSync } from '../../disk/safeFile.ts';
import { OutputError, writeText } from '../output.ts';
import { handOn, printError, print } from '../print.ts';
import { filesOf, inTurn, notRead, statusOf } from '../program.ts';
import { readStandardInput, standardInput } from '../standardInput.ts';
import { UsageError } from '../usage.ts';
import { defineCommand } from './command.ts';

/**
 * Brings files into the house style, or with `--check` says which are not: 1 when one is not, or could not be written.
 * Standard input goes to standard output.
 */
export const format = defineCommand({
  name: 'format',
  usage: [
    {
      words: 'FILE…',
      does: [
        'rewrites the files in place, in the house style; --check writes nothing and tells',
        'which differ, exit status 1; a FILE that is - is standard input, in all commands',
      ],
    },
  ],
  optionUsage: ['--check        write nothing'],
  options: { check: { type: 'boolean' } },
  takes: () => 'files',
  run(paths, { check = false }) {
    const { files, refused, isAll } = filesOf(paths);
    const { made, refused: unread } = inTurn(files, 'Read', (path) => fails(path, readText(path), check));
    return statusOf(refused + unread, isAll && !made.includes(true));
  },
});

/** Whether it is not in the house style, if that is asked, or could not be written. */
function fails(path: string, text: string, check: boolean): boolean {
  const parsed = parseSource(pathToFileURL(resolve(path)).href, text);
  const formatted = applyEdits(text, formatEdits(parsed));
  if (parsed.mistakes.length > 0) {
    printError(`${path}: statements with mistakes are left as they are; cnn check ${path} tells them.`);
  }
  if (path === standardInput && !check) {
    handOn(formatted);
    return false;
  }
  if (formatted === text) return false;
  try {
    if (!check) writeText(path, formatted);
    print(check ? `${path} is not formatted.` : `${path} formatted.`);
    return check;
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    printError(`cnn: ${error.message}`);
    return true;
  }
}

/** @throws UsageError where not all of the file can be read as text. */
function readText(path: string): string {
  if (path === standardInput) return readStandardInput();
  const read = readBytesSync(path, { most: 4 * largestText });
  if (!read.ok) throw read.why === 'too-large' ? tooLarge(path) : notRead(path, read);
  const { bytes } = read;
  const decoded = decodeText(bytes);
  if (!decoded.ok) throw notRead(path, decoded);
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
