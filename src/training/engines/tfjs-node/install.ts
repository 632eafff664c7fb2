/**
 * Installs the tfjs-node engine into a folder of its own: npm's packages by the integrity in their lock file, and the
 * addon built on the TensorFlow C library of a Python package that is known by its hash. Install scripts of packages
 * are not run: tfjs-node's would fetch binaries that nothing vouches for.
 *
 * All of it happens in a folder beside, which takes the engine's name once a trial training step has run in it. One
 * install at a time: whoever holds the lock removes what killed ones left.
 */
import { readFile, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withLock } from '../../fetching/lock.ts';
import { makeFolder } from '../../fetching/makeFolder.ts';
import { reason, systemCode, TrainingFailure } from '../../failure.ts';
import { type Wheel, buildOnWheel, wheelFor } from './buildOnWheel.ts';
import { ProgramFailed, runProgram } from './childProcess.ts';
import { type ProbedEngine, probeTfjsNode } from './probe.ts';
import manifest from './package.json' with { type: 'json' };
import lock from './package-lock.json' with { type: 'json' };

export interface InstallOptions {
  readonly folder: string;
  /** What is being done, for a progress notification: `Downloading TensorFlow (274 MB)`. */
  readonly onProgress?: (activity: string) => void;
  readonly signal?: AbortSignal;
  /** The TensorFlow to build on; absent: the one for this system. */
  readonly wheel?: Wheel;
}

export interface InstalledEngine extends ProbedEngine {
  /** Nothing had to be done. */
  readonly alreadyThere: boolean;
}

/** What the folder says about the engine in it; another format number, or other packages, and it is made anew. */
interface InstallRecord extends ProbedEngine {
  readonly format: 1;
  readonly packages: Readonly<Record<string, string>>;
  /** Bytes of the binaries by path in the folder; absent in folders that were made before these were noted. */
  readonly files?: Readonly<Record<string, number>>;
}

const recordName = 'engine.json';
const binaryFolders = ['lib/napi-v8', 'deps/lib'].map((path) => `node_modules/@tensorflow/tfjs-node/${path}`);

/** Bytes on the disk while it is installed: packages, the wheel, and what is unpacked of it. */
const neededBytes = 2e9;
/** Milliseconds that one install waits for another. */
const patience = 60 * 60_000;

/** What an install left in `folder`, or undefined: then there is no whole engine of this version there. */
export async function readInstalled(folder: string): Promise<ProbedEngine | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, recordName), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
  const record = parseRecord(text);
  if (!record) return undefined;
  for (const [path, bytes] of Object.entries(record.files ?? {})) {
    if ((await sizeOf(join(folder, path))) !== bytes) return undefined; // cut, or partly removed
  }
  return { version: record.version, gpu: record.gpu };
}

function parseRecord(text: string): InstallRecord | undefined {
  let record: Partial<InstallRecord> | null;
  try {
    record = JSON.parse(text) as Partial<InstallRecord> | null;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // not ours, or cut: installed anew
    throw error;
  }
  const same = JSON.stringify(record?.packages) === JSON.stringify(manifest.dependencies);
  return record?.format === 1 && same ? (record as InstallRecord) : undefined;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    () => undefined, // absent or not readable: the engine is not whole
  );
}

/**
 * @throws TrainingFailure `engine-install` with one sentence; an AbortError when `signal` says so. Either way
 *   an engine that was there before still is, nothing else is left in its place, and no program still runs.
 */
export async function installTfjsNode(options: InstallOptions): Promise<InstalledEngine> {
  const { folder, signal, onProgress } = options;
  try {
    const installed = await readInstalled(folder);
    if (installed) return { ...installed, alreadyThere: true };
    const wheel = options.wheel ?? wheelFor();
    const lockOptions = {
      what: `The folder of the tfjs-node engine (${folder})`,
      patience,
      onWait: () => onProgress?.('Waiting for another installation'),
      signal,
    };
    return await withLock(lockPath(folder), lockOptions, async () => {
      await removeLeftOvers(folder);
      const other = await readInstalled(folder);
      if (other) return { ...other, alreadyThere: true };
      return { ...(await installIn(folder, wheel, options)), alreadyThere: false };
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof TrainingFailure ? error : failure(explain(error, folder), error);
  }
}

const lockPath = (folder: string): string => `${folder}.lock`;
const partial = (folder: string, what: string): string => `${folder}.${what}.partial`;

/** What killed installs left beside `folder`; only whoever holds the lock may call it. */
async function removeLeftOvers(folder: string): Promise<void> {
  for (const path of await leftOvers(folder)) await rm(path, { recursive: true, force: true });
}

async function leftOvers(folder: string): Promise<string[]> {
  const names = await readdir(dirname(folder)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
    throw error;
  });
  return names
    .filter((name) => name.startsWith(`${basename(folder)}.`) && name.endsWith('.partial'))
    .map((name) => join(dirname(folder), name));
}

/** Removes what a killed install left, unless one is under way. */
export async function removeAbandonedInstall(folder: string): Promise<void> {
  if ((await leftOvers(folder)).length === 0) return;
  const options = { what: `The folder of the tfjs-node engine (${folder})`, patience: 0 };
  await withLock(lockPath(folder), options, () => removeLeftOvers(folder)).catch((error: unknown) => {
    if (!(error instanceof TrainingFailure && error.code === 'locked')) throw error;
  });
}

async function installIn(folder: string, wheel: Wheel, options: InstallOptions): Promise<ProbedEngine> {
  await requireRoom(folder);
  const workplace = partial(folder, String(process.pid));
  try {
    await makeFolder(workplace);
    const probed = await assemble(workplace, wheel, options);
    const files = await binariesIn(workplace);
    const record: InstallRecord = { format: 1, packages: manifest.dependencies, files, ...probed };
    await writeFile(join(workplace, recordName), `${JSON.stringify(record, undefined, 2)}\n`);
    options.signal?.throwIfAborted();
    await takePlace(workplace, folder);
    return probed;
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

async function requireRoom(folder: string): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(dirname(folder));
  // Some network drives tell nothing.
  if (blocks > 0 && bavail * bsize < neededBytes) throw failure(noRoom(folder));
}

/** Bytes by path; with `/` between folders on all systems. */
async function binariesIn(workplace: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const under of binaryFolders) {
    for (const name of await readdir(join(workplace, under))) {
      found[`${under}/${name}`] = (await stat(join(workplace, under, name))).size;
    }
  }
  return found;
}

/**
 * Puts the new engine where the old one was, whole at any moment. A training that runs on the old one keeps the files
 * that it has open; where the system does not allow that (Windows), the old engine stays.
 */
async function takePlace(workplace: string, folder: string): Promise<void> {
  const old = partial(folder, 'old');
  const replaced = await rename(folder, old).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return false;
      throw failure(
        `The tfjs-node engine could not be replaced in ${folder} (${reason(error)}): end the trainings that use it, and try again.`,
        error,
      );
    },
  );
  try {
    await rename(workplace, folder);
  } catch (error) {
    if (replaced) await rename(old, folder);
    throw error;
  }
  // What is still in use can't be removed everywhere: the next install tries again.
  await rm(old, { recursive: true, force: true }).catch(() => undefined);
}

function failure(message: string, cause?: unknown): TrainingFailure {
  return new TrainingFailure('engine-install', message, cause);
}

const noRoom = (folder: string): string =>
  `The tfjs-node engine needs about ${neededBytes / 1e9} GB while it is installed, and the disk of ${folder} is full; free some space and try again, or train with the wasm engine.`;

function explain(error: unknown, folder: string): string {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || /no space left|ENOSPC|quota exceeded/i.test(reason(error))) {
    return noRoom(folder);
  }
  if (error instanceof ProgramFailed && error.code === 'ENOENT') {
    return `The tfjs-node engine could not be installed because ${reason(error)}; install that program and try again, or train with the wasm engine.`;
  }
  return `The tfjs-node engine could not be installed in ${folder} (${reason(error)}); try again, or train with the wasm engine.`;
}

async function assemble(
  workplace: string,
  wheel: Wheel,
  { onProgress, signal }: InstallOptions,
): Promise<ProbedEngine> {
  onProgress?.('Installing the packages of tfjs-node');
  await writeFile(join(workplace, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await writeFile(join(workplace, 'package-lock.json'), JSON.stringify(lock, undefined, 2));
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], workplace, signal);
  await buildOnWheel(wheel, workplace, onProgress, signal);
  onProgress?.('Trying a training step on the tfjs-node engine');
  return await probeTfjsNode(workplace, signal);
}

async function npm(args: readonly string[], cwd: string, signal: AbortSignal | undefined): Promise<void> {
  const windows = process.platform === 'win32';
  const [command, prefix] = windows ? ['cmd.exe', ['/d', '/s', '/c', 'npm']] : ['npm', []];
  await runProgram(command, [...prefix, ...args], { cwd, signal });
}
