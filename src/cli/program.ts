import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { review } from '../analysis/review/review.ts';
import { placeMistakes as placeInFile, sourcesOf, understandNetwork } from '../analysis/understand.ts';
import type { AnalysedNetwork } from '../analysis/analysis.ts';
import { LineIndex } from '../syntax/lineIndex.ts';
import { Files } from '../workspace/files.ts';
import { Understandings } from '../workspace/understanding.ts';
import { cnnFilesIn } from '../workspace/workspaceFiles.ts';
import type { Understanding } from '../workspace/understanding.ts';
import { lookAtSync } from '../disk/safeFile.ts';
import type { Refusal } from '../disk/safeFile.ts';
import type { JobValue } from '../protocol/training.ts';
import { atOnce } from '../training/data/folder/folderAccess.ts';
import type { FolderScan } from '../training/data/folder/folderScan.ts';
import { scanFolder } from '../training/data/folder/folderScan.ts';
import { languageValue } from '../training/recipe/values.ts';
import { readSettings } from './settings.ts';
import { readStandardInput, standardInput } from './standardInput.ts';
import { StatusLine, printError } from './print.ts';
import { UsageError } from './usage.ts';
import type { NetworkOptions } from './usage.ts';
import type { Mistake } from '../syntax/mistakes.ts';
import type { Location } from '../syntax/tree.ts';
import { filePath } from '../syntax/uri.ts';
import { exact } from '../wording/figures.ts';

/** Each folder of pictures is looked through once. */
const folders = new Map<string, FolderScan>();
function look(path: string): FolderScan {
  const known = folders.get(path) ?? atOnce(scanFolder(path));
  folders.set(path, known);
  return known;
}

/** Imports read what lies in the working folder, in folders that are named, and around each file that is. */
const opened = { folders: [process.cwd()], isTrusted: true };
const texts = new Files(() => opened);
const understandings = new Understandings(texts, look);

/** @throws UsageError where there is no such file, or none that is read. */
export function openFile(path: string): Understanding {
  const { href } = pathToFileURL(resolve(path));
  if (path !== standardInput) requireFile(path);
  else if (!texts.opened(href)) texts.set({ uri: href, version: 1, text: readStandardInput() });
  const understanding = understandings.of(href);
  if (!understanding) throw new UsageError(`${path} ${texts.unreadReason(href) ?? 'could not be read'}.`);
  return understanding;
}

const forget = ({ uri }: Understanding): void => understandings.forget(uri);

/** @throws UsageError where there is no such file. */
function requireFile(path: string): void {
  const found = lookAtSync(resolve(path));
  if (!found.ok) throw notRead(path, found);
  if (found.kind === 'folder') throw new UsageError(`${path} is not a file but a folder.`);
}

export const notRead = (path: string, { why, reason }: Refusal): UsageError =>
  new UsageError(why === 'missing' ? `${path}: there is no such file.` : `${path} ${reason}.`);

/** More than these are refused, so that nothing is left out in silence. */
const folderBounds = { folders: 100_000, files: 100_000, entries: 2_000_000 };

/**
 * The files that are meant: of a folder those in it and in the folders inside, in the order of their names. Folders
 * that can't be looked into are told on standard error, and so are those with no such file, or too many.
 */
export function filesOf(paths: readonly string[]): {
  readonly files: readonly string[];
  /** How many paths. */
  readonly refused: number;
  readonly isAll: boolean;
} {
  let isAll = true;
  const { made, refused } = eachAlone(paths, (path) => {
    if (path === standardInput || !lookAtFolder(path)) return [path];
    opened.folders.push(resolve(path));
    const found = cnnFilesIn([path], folderBounds);
    if (found.cut !== undefined) throw new UsageError(`${path} ${found.cut}: name folders inside it.`);
    for (const unread of found.unread) {
      isAll = false;
      printError(`${unread.path} ${unread.reason}: what is in it is left out.`);
    }
    if (found.files.length === 0) throw new UsageError(`${path} holds no .cnn file.`);
    return [...found.files].sort();
  });
  return { files: made.flat(), refused, isAll };
}

function lookAtFolder(path: string): boolean {
  const found = lookAtSync(resolve(path));
  return found.ok && found.kind === 'folder';
}

/** What could be made of each, and how many were refused: that is told, and silences no other. */
interface Made<T> {
  readonly made: T[];
  readonly refused: number;
}

function eachAlone<File, T>(files: readonly File[], wanted: (file: File, index: number) => T): Made<T> {
  const made: T[] = [];
  let refused = 0;
  for (const [index, file] of files.entries()) {
    try {
      made.push(wanted(file, index));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      refused++;
      printError(`cnn: ${error.message}`);
    }
  }
  return { made, refused };
}

/** What is wanted of each file. In a terminal a line tells how far it is. */
export function inTurn<File, T>(files: readonly File[], done: string, wanted: (file: File) => T): Made<T> {
  const status = new StatusLine();
  try {
    return eachAlone(files, (file, index) => {
      if (index > 0 && index % 50 === 0)
        status.show(`${done} ${exact(index)} of ${exact(files.length)} files`);
      return wanted(file);
    });
  } finally {
    status.clear();
  }
}

/** 2 where something could not be done as asked, 1 where something is wrong, else 0. */
export const statusOf = (refused: number, isFine: boolean): number => (refused > 0 ? 2 : isFine ? 0 : 1);

/** What was asked for: all networks of the file or the one named, with the arguments given by `--set`. */
interface Chosen {
  readonly understanding: Understanding;
  readonly networks: readonly AnalysedNetwork[];
  /** Of the file and, where arguments were given, of the networks with these. */
  readonly mistakes: readonly Mistake[];
}

/** @throws UsageError where there is no such network or parameter. */
export function chooseNetworks(path: string, { network, set }: NetworkOptions): Chosen {
  const understanding = openFile(path);
  const named = understanding.networks.filter(
    (each) => network === undefined || each.network.name === network,
  );
  if (network !== undefined && named.length === 0) {
    const names = understanding.networks.map((each) => each.network.name);
    throw new UsageError(
      `${path} has no network ${network}${names.length > 0 ? `; it has ${names.join(', ')}` : ''}.`,
    );
  }
  const given = Object.entries(readSettings(set));
  if (given.length === 0) return { understanding, networks: named, mistakes: understanding.mistakes };
  if (named.length === 0) throw new UsageError(`${path} holds no network that --set could apply to.`);
  const networks = named.map((each) => withArguments(understanding, each, given));
  return {
    understanding,
    networks,
    // Expectations hold for the declared defaults: those of other arguments are no mistakes.
    mistakes: [
      ...understanding.program.mistakes,
      ...placeInFile(
        understanding.program,
        networks.flatMap((each) => [
          ...each.network.mistakes,
          ...review(each, sourcesOf(understanding.program)),
        ]),
      ),
    ],
  };
}

function withArguments(
  { program }: Understanding,
  { network }: AnalysedNetwork,
  given: readonly [string, JobValue][],
): AnalysedNetwork {
  const names = network.declaration.parameters.map(({ name }) => name.name);
  for (const [name] of given) {
    if (!names.includes(name)) {
      throw new UsageError(
        `${network.name} has no parameter ${name}${names.length > 0 ? `; it has ${names.join(', ')}` : ''}.`,
      );
    }
  }
  const values = new Map(given.map(([name, value]) => [name, languageValue(value)]));
  const analysed = understandNetwork(program, network.declaration, values);
  if (!analysed) throw new Error(`${network.name} was there a moment ago.`);
  return analysed;
}

interface PlacedMistake extends Mistake {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Behind its last character. */
  readonly endLine: number;
  readonly endColumn: number;
}

/** Each mistake once, where it stands, in the order of the text. Paths are relative to the working folder. */
export function placeMistakes({ understanding, mistakes }: Chosen): PlacedMistake[] {
  const sources = understanding.sources();
  const lines = new Map<string, LineIndex>();
  const placed = new Map<string, PlacedMistake>();
  for (const mistake of mistakes) {
    const { uri, start, end } = mistake.location;
    const index = lines.get(uri) ?? new LineIndex(sources[uri] ?? '');
    lines.set(uri, index);
    const { line, column } = index.position(start);
    const { line: endLine, column: endColumn } = index.position(end);
    const file = displayPath(uri);
    const key = `${file}:${line}:${column}:${mistake.code}:${mistake.message}`;
    if (!placed.has(key)) placed.set(key, { ...mistake, file, line, column, endLine, endColumn });
  }
  return [...placed.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}

/** `file:line:column: severity: message [code]`, and a line for each call that led there and each place that explains it. */
export function mistakeLines(mistake: PlacedMistake, { understanding }: Chosen): string[] {
  const { file, line, column, severity, code, message, chain, related = [] } = mistake;
  const places = explained([...chain, ...related], understanding).map(({ text, ...at }) => {
    const what = text === message ? 'where it lies' : text;
    return `    ${what} (${at.file}:${at.line}:${at.column})`;
  });
  return [`${file}:${line}:${column}: ${severity}: ${message} [${code}]`, ...places];
}

interface ExplainedPlace {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The places that explain a mistake, as a person names them. */
export function explained(
  places: readonly { readonly text: string; readonly location: Location }[],
  understanding: Understanding,
): ExplainedPlace[] {
  const sources = understanding.sources();
  return places.map(({ text, location }) => {
    const at = new LineIndex(sources[location.uri] ?? '').position(location.start);
    return { text, file: displayPath(location.uri), line: at.line, column: at.column };
  });
}

export function displayPath(uri: string): string {
  const path = filePath(uri);
  if (path === undefined) return uri;
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

export const hasErrors = ({ mistakes }: Chosen): boolean =>
  mistakes.some(({ severity }) => severity === 'error');

/** What was understood of a file is forgotten, so that there may be many. */
export function chooseAlone(file: string, options: NetworkOptions): Chosen {
  const chosen = chooseNetworks(file, options);
  forget(chosen.understanding);
  return chosen;
}
