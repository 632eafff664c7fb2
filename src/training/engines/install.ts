/**
 * Installs the tfjs-node engine into a folder of its own: with its published binary where the host that has it
 * is reached, else with its addon built on the TensorFlow C library of the Python package `tensorflow-cpu`.
 * All of it happens in a folder beside, which takes the engine's name once a trial training step has run in it.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reason, systemCode, TrainingFailure } from '../failure.ts';
import { buildOnWheel } from './buildOnWheel.ts';
import { ProgramFailed, runProgram } from './childProcess.ts';
import { type ProbedEngine, probeTfjsNode } from './probe.ts';
import manifest from './tfjs-node/package.json' with { type: 'json' };
import { registryEnvironment } from './registryEnvironment.mjs';
import lock from './tfjs-node/package-lock.json' with { type: 'json' };

export interface InstallOptions {
  readonly folder: string;
  /** What is being done, for a progress notification: `Downloading TensorFlow (274 MB)`. */
  readonly onProgress?: (activity: string) => void;
  readonly signal?: AbortSignal;
}

export interface InstalledEngine extends ProbedEngine {
  /** Nothing had to be done. */
  readonly alreadyThere: boolean;
}

/** What the folder says about the engine in it; another format number, or other packages, and it is made anew. */
interface InstallRecord extends ProbedEngine {
  readonly format: 1;
  readonly packages: Readonly<Record<string, string>>;
}

const recordName = 'engine.json';

/** What an install left in `folder`, or undefined: then there is no engine of this version there. */
export async function readInstalled(folder: string): Promise<ProbedEngine | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, recordName), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
  const record = parseRecord(text);
  return record && { version: record.version, gpu: record.gpu };
}

function parseRecord(text: string): InstallRecord | undefined {
  let record: Partial<InstallRecord>;
  try {
    record = JSON.parse(text) as Partial<InstallRecord>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // not ours, or cut: installed anew
    throw error;
  }
  const same = JSON.stringify(record.packages) === JSON.stringify(manifest.dependencies);
  return record.format === 1 && same ? (record as InstallRecord) : undefined;
}

/**
 * @throws TrainingFailure `engine-install` with one sentence; an AbortError when `signal` says so. Either way
 *   an engine that was there before still is.
 */
export async function installTfjsNode(options: InstallOptions): Promise<InstalledEngine> {
  const { folder, signal } = options;
  const installed = await readInstalled(folder);
  if (installed) return { ...installed, alreadyThere: true };
  const workplace = `${folder}.${process.pid}.partial`;
  try {
    await rm(workplace, { recursive: true, force: true });
    await mkdir(workplace, { recursive: true });
    const probed = await assemble(workplace, options);
    const record: InstallRecord = { format: 1, packages: manifest.dependencies, ...probed };
    await writeFile(join(workplace, recordName), `${JSON.stringify(record, undefined, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    await rename(workplace, folder);
    return { ...probed, alreadyThere: false };
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof TrainingFailure ? error : failure(explain(error, folder), error);
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

function failure(message: string, cause?: unknown): TrainingFailure {
  return new TrainingFailure('engine-install', message, cause);
}

function explain(error: unknown, folder: string): string {
  if (systemCode(error) === 'ENOSPC' || /no space left/i.test(reason(error))) {
    return `The tfjs-node engine needs about 2 GB while it is installed, and the disk of ${folder} is full; free some space and try again, or train with the wasm engine.`;
  }
  if (error instanceof ProgramFailed && error.code === 'ENOENT') {
    return `The tfjs-node engine could not be installed because ${reason(error)}; install that program and try again, or train with the wasm engine.`;
  }
  return `The tfjs-node engine could not be installed in ${folder} (${reason(error)}); try again, or train with the wasm engine.`;
}

async function assemble(workplace: string, { onProgress, signal }: InstallOptions): Promise<ProbedEngine> {
  onProgress?.('Installing the packages of tfjs-node');
  await writeFile(join(workplace, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await writeFile(join(workplace, 'package-lock.json'), JSON.stringify(lock, undefined, 2));
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], workplace, signal);

  const published = await publishedBinary(workplace, onProgress, signal);
  if (published) return published;
  await buildOnWheel(workplace, onProgress, signal);
  onProgress?.('Trying a training step on the tfjs-node engine');
  return await probeTfjsNode(workplace, signal);
}

/** The engine with the addon and the library that its makers publish; undefined where these can't be had or run. */
async function publishedBinary(
  workplace: string,
  onProgress: InstallOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<ProbedEngine | undefined> {
  const source = join(workplace, 'node_modules', '@tensorflow', 'tfjs-node');
  const { binary } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as {
    binary: { host: string };
  };
  if (!(await answers(binary.host, signal))) return undefined;
  try {
    onProgress?.('Downloading TensorFlow for tfjs-node');
    await npm(['rebuild', '@tensorflow/tfjs-node'], workplace, signal);
    if (!existsSync(join(source, 'lib'))) return undefined;
    onProgress?.('Trying a training step on the tfjs-node engine');
    return await probeTfjsNode(workplace, signal);
  } catch (error) {
    signal?.throwIfAborted();
    onProgress?.(`The published TensorFlow could not be used (${reason(error)}); building on another`);
    await rm(join(source, 'deps'), { recursive: true, force: true });
    await rm(join(source, 'lib'), { recursive: true, force: true });
    return undefined;
  }
}

/** Whether a host can be reached at all; what it answers does not matter. */
async function answers(url: string, signal: AbortSignal | undefined): Promise<boolean> {
  const limits = [AbortSignal.timeout(10_000), ...(signal ? [signal] : [])];
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.any(limits) });
    // A proxy that refuses the host answers in its place.
    return ![403, 407, 502, 503, 504].includes(response.status);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Error) return false;
    throw error;
  }
}

async function npm(args: readonly string[], cwd: string, signal: AbortSignal | undefined): Promise<void> {
  const windows = process.platform === 'win32';
  const [command, prefix] = windows ? ['cmd.exe', ['/d', '/s', '/c', 'npm']] : ['npm', []];
  await runProgram(command, [...prefix, ...args], { cwd, signal, env: registryEnvironment() });
}
