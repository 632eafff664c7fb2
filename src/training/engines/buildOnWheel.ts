/** tfjs-node's addon built against the TensorFlow C library that the Python package `tensorflow-cpu` contains. */
import { copyFile, link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TrainingFailure } from '../failure.ts';
import { ProgramFailed, runProgram } from './childProcess.ts';

/** The wheel, by its hash: pip refuses any other file. Any Python can download it; none has to run it. */
const wheel = {
  requirement:
    'tensorflow-cpu==2.21.0 --hash=sha256:2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  tags: ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
  platform: 'manylinux_2_27_x86_64',
  megabytes: 274,
};

/** Takes from the wheel (argument 1), into a folder (argument 2), what the addon needs. */
const unpacking = `
import sys, zipfile
wanted = ('tensorflow/include/', 'tensorflow/libtensorflow_cc.so.', 'tensorflow/libtensorflow_framework.so.')
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])
`;

/** @throws TrainingFailure `engine-install` where this system can't; ProgramFailed from the programs it runs */
export async function buildOnWheel(
  workplace: string,
  onProgress: ((activity: string) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new TrainingFailure(
      'engine-install',
      `The tfjs-node engine's published binary could not be downloaded, and without it the engine can be built on Linux with an x86-64 processor only, not on ${process.platform} ${process.arch}; train with the wasm engine instead.`,
    );
  }
  const source = join(workplace, 'node_modules', '@tensorflow', 'tfjs-node');
  const unpacked = join(workplace, 'wheel');
  await mkdir(unpacked, { recursive: true });
  const python = await findPython(workplace, signal);

  onProgress?.(`Downloading TensorFlow (${wheel.megabytes} MB)`);
  const requirements = join(unpacked, 'requirements.txt');
  await writeFile(requirements, `${wheel.requirement}\n`);
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'download', '--require-hashes', '--no-deps'];
  const choice = ['--only-binary=:all:', '--platform', wheel.platform, ...wheel.tags];
  // The files lie in one folder, a cache would be a second copy of them.
  await runProgram(
    python,
    [...pip, '--no-cache-dir', '--progress-bar', 'off', ...choice, '-r', requirements, '-d', unpacked],
    { cwd: workplace, signal },
  );

  onProgress?.('Unpacking TensorFlow');
  const archive = (await readdir(unpacked)).find((name) => name.endsWith('.whl'));
  if (!archive) throw new Error('pip left no wheel');
  await runProgram(python, ['-c', unpacking, join(unpacked, archive), unpacked], { cwd: workplace, signal });
  await rm(join(unpacked, archive));
  await placeLibraries(join(unpacked, 'tensorflow'), join(source, 'deps', 'lib'));

  onProgress?.('Building the addon of tfjs-node');
  await compile(source, join(unpacked, 'tensorflow', 'include'), workplace, signal);
  await rm(unpacked, { recursive: true, force: true });
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
  await mkdir(to, { recursive: true });
  const names = {
    libtensorflow_cc: 'libtensorflow.so',
    libtensorflow_framework: 'libtensorflow_framework.so',
  };
  for (const [stem, plain] of Object.entries(names)) {
    const file = (await readdir(from)).find((name) => name.startsWith(`${stem}.so.`));
    if (!file) throw new Error(`the TensorFlow package contains no ${stem}`);
    await link(join(from, file), join(to, file));
    // A second name for the same file; where the disk has no links, a copy.
    await link(join(to, file), join(to, plain)).catch(() => copyFile(join(to, file), join(to, plain)));
  }
}

async function compile(
  source: string,
  include: string,
  workplace: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const folder = join(source, 'lib', 'napi-v8');
  await mkdir(folder, { recursive: true });
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
    ...['-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
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
