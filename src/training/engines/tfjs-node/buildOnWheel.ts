/** tfjs-node's addon built against the TensorFlow C library that a Python package contains. */
import { copyFile, link, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../fetching/download.ts';
import { makeFolder } from '../../fetching/makeFolder.ts';
import { TrainingFailure } from '../../failure.ts';
import { ProgramFailed, runProgram } from './childProcess.ts';

/** A wheel of PyPI, known by its hash. Any Python can download it; none has to run it. */
export interface Wheel {
  readonly requirement: string;
  readonly platform: string;
  readonly sha256: string;
  readonly megabytes: number;
}

/** By `process.platform` and `process.arch`. */
const wheels: Readonly<Record<string, Wheel>> = {
  'linux-x64': {
    requirement: 'tensorflow-cpu==2.21.0',
    platform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    megabytes: 274,
  },
  'linux-arm64': {
    requirement: 'tensorflow==2.21.0',
    platform: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    megabytes: 282,
  },
  'darwin-arm64': {
    requirement: 'tensorflow==2.21.0',
    platform: 'macosx_12_0_arm64',
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
    megabytes: 223,
  },
};

const pythonTags = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];

/** @throws TrainingFailure `engine-install` where there is none for this system */
export function wheelFor(system = `${process.platform}-${process.arch}`): Wheel {
  const wheel = wheels[system];
  if (wheel) return wheel;
  throw new TrainingFailure(
    'engine-install',
    `The tfjs-node engine can be installed on ${Object.keys(wheels).join(', ')}, where the files it is made of are known by their hashes, not on ${system}: train with the wasm engine instead.`,
  );
}

/** Takes from the wheel (argument 1), into a folder (argument 2), what the addon needs. */
const unpacking = `
import sys, zipfile
wanted = ('tensorflow/include/', 'tensorflow/libtensorflow_cc.', 'tensorflow/libtensorflow_framework.')
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])
`;

/** @throws TrainingFailure `engine-install` where this system can't; ProgramFailed from the programs it runs */
export async function buildOnWheel(
  wheel: Wheel,
  workplace: string,
  onProgress: ((activity: string) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const source = join(workplace, 'node_modules', '@tensorflow', 'tfjs-node');
  const unpacked = join(workplace, 'wheel');
  await makeFolder(unpacked);
  const python = await findPython(workplace, signal);

  onProgress?.(`Downloading TensorFlow (${wheel.megabytes} MB)`);
  const archive = await fetchWheel(wheel, { python, workplace, into: unpacked, signal });

  onProgress?.('Unpacking TensorFlow');
  await runProgram(python, ['-c', unpacking, archive, unpacked], { cwd: workplace, signal });
  await rm(archive);
  await placeLibraries(join(unpacked, 'tensorflow'), join(source, 'deps', 'lib'));

  onProgress?.('Building the addon of tfjs-node');
  await compile(source, join(unpacked, 'tensorflow', 'include'), workplace, signal);
  await rm(unpacked, { recursive: true, force: true });
}

interface WheelFetch {
  readonly python: string;
  readonly workplace: string;
  readonly into: string;
  readonly signal: AbortSignal | undefined;
}

/** By pip, which knows its mirrors and proxies, and refuses a file of another hash; so do we, whatever pip this is. */
async function fetchWheel(wheel: Wheel, { python, workplace, into, signal }: WheelFetch): Promise<string> {
  const requirements = join(into, 'requirements.txt');
  await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'download', '--require-hashes', '--no-deps'];
  const choice = ['--only-binary=:all:', '--platform', wheel.platform, ...pythonTags];
  // The files lie in one folder, a cache would be a second copy of them.
  await runProgram(
    python,
    [...pip, '--no-cache-dir', '--progress-bar', 'off', ...choice, '-r', requirements, '-d', into],
    { cwd: workplace, signal },
  );
  const name = (await readdir(into)).find((candidate) => candidate.endsWith('.whl'));
  if (!name) throw new Error('pip left no wheel');
  const archive = join(into, name);
  const found = await digestOf(archive, 'sha256');
  if (found === wheel.sha256) return archive;
  throw new TrainingFailure(
    'engine-install',
    `The tfjs-node engine was not installed: the TensorFlow that pip fetched (${name}) is not the one that was checked, as its sha256 is ${found}, not ${wheel.sha256}; set another package index for pip, or train with the wasm engine.`,
  );
}

async function findPython(cwd: string, signal: AbortSignal | undefined): Promise<string> {
  for (const candidate of ['python3', 'python']) {
    try {
      await runProgram(candidate, ['-m', 'pip', '--version'], { cwd, signal });
      return candidate;
    } catch (error) {
      if (!(error instanceof ProgramFailed)) throw error; // a next one may have pip
    }
  }
  throw new TrainingFailure(
    'engine-install',
    'The tfjs-node engine is built on the TensorFlow of a Python package, and no python3 with pip was found; install these (Debian: apt-get install python3-pip) and try again, or train with the wasm engine.',
  );
}

/** Under the names that the addon is linked against, and those that the libraries know each other by. */
async function placeLibraries(from: string, to: string): Promise<void> {
  await makeFolder(to);
  const ending = process.platform === 'darwin' ? 'dylib' : 'so';
  const names = { libtensorflow_cc: 'libtensorflow', libtensorflow_framework: 'libtensorflow_framework' };
  for (const [stem, plain] of Object.entries(names)) {
    // `libtensorflow_cc.so.2`, `libtensorflow_cc.2.dylib`
    const file = (await readdir(from)).find((name) => name.startsWith(`${stem}.`));
    if (!file) throw new Error(`the TensorFlow package contains no ${stem}`);
    await place(join(from, file), join(to, file));
    await place(join(to, file), join(to, `${plain}.${ending}`));
  }
}

/** A second name for the same file; where the disk has no links, a copy. */
async function place(file: string, name: string): Promise<void> {
  await link(file, name).catch(() => copyFile(file, name));
}

async function compile(
  source: string,
  include: string,
  workplace: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const folder = join(source, 'lib', 'napi-v8');
  await makeFolder(folder);
  const includes = [
    join(workplace, 'node_modules', 'node-api-headers', 'include'),
    include,
    join(include, 'tsl'),
    join(source, '..'),
  ];
  const args = [
    ...['-O2', '-w', '-fPIC', '-shared', '-std=c++17', '-DNAPI_VERSION=8'],
    ...includes.flatMap((path) => ['-I', path]),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(source, 'binding', file)),
    ...['-o', join(folder, 'tfjs_binding.node'), '-L', join(source, 'deps', 'lib')],
    ...['-ltensorflow', '-ltensorflow_framework'],
    // Where the libraries are, from the addon; and who has Node's own functions: the Node that loads it.
    ...(process.platform === 'darwin'
      ? ['-Wl,-rpath,@loader_path/../../deps/lib', '-undefined', 'dynamic_lookup']
      : ['-Wl,-rpath,$ORIGIN/../../deps/lib']),
  ];
  const compilers = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  for (const compiler of compilers) {
    try {
      await runProgram(compiler, args, { cwd: workplace, signal });
      return;
    } catch (error) {
      if (!(error instanceof ProgramFailed && error.code === 'ENOENT')) throw error;
    }
  }
  throw new TrainingFailure(
    'engine-install',
    `The addon of the tfjs-node engine has to be compiled, and no C++ compiler was found (${compilers.join(', ')}); install one (Debian: apt-get install g++) and try again, or train with the wasm engine.`,
  );
}
