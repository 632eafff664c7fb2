/**
 * Programs that stand for npm, Python and the compiler while an install is tried: they leave what the real ones
 * would, or get stuck in one of the stages with children of their own.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Wheel } from '../../../src/training/engines/tfjs-node/buildOnWheel.ts';

export const stages = ['npm', 'pip', 'unpack', 'compile', 'trial'] as const;
export type Stage = (typeof stages)[number];

const wheelText = 'a wheel\n';
export const wheel: Wheel = {
  requirement: 'tensorflow==0',
  platform: 'any',
  sha256: createHash('sha256').update(wheelText).digest('hex'),
  megabytes: 1,
};

/** `stage NAME` notes the call, and is stuck where that was asked for: one child waited for, one in the background. */
const shared = `#!/bin/sh
stage() {
  echo "$1" >> "$CNN_TEST_LOG/calls"
  env > "$CNN_TEST_LOG/environment.$1"
  [ "$CNN_TEST_STUCK" = "$1" ] || return 0
  sleep 600 & echo $! >> "$CNN_TEST_LOG/children"
  sh -c 'echo $$ >> "$CNN_TEST_LOG/children"; sleep 600; :' & 
  echo $$ >> "$CNN_TEST_LOG/children"
  wait
}
last() { for word; do :; done; echo "$word"; }
`;

/** Enough of tfjs-node for the trial step; the loss falls. */
const engine = `
if (process.env.CNN_TEST_STUCK === 'trial') {
  require('node:fs').appendFileSync(process.env.CNN_TEST_LOG + '/children', process.pid + '\\n');
  require('node:child_process').spawnSync('sh', ['-c', 'echo $$ >> "$CNN_TEST_LOG/children"; sleep 600; :']);
}
const any = new Proxy(function () {}, { get: () => any, apply: () => any });
let loss = 3;
module.exports = new Proxy({
  backend: () => ({ binding: { TF_Version: '0.0' }, isUsingGpuDevice: false }),
  train: { sgd: () => ({ minimize: () => ({ dataSync: () => [loss--] }) }) },
}, { get: (own, name) => own[name] || any });
`;

const programs = {
  npm: `
echo "$@" > "$CNN_TEST_LOG/npm.arguments"
[ -z "$CNN_TEST_NPM_SAYS" ] || { echo "$CNN_TEST_NPM_SAYS" >&2; exit 1; }
package=node_modules/@tensorflow/tfjs-node
mkdir -p $package/binding
printf '{"name":"@tensorflow/tfjs-node","main":"index.js"}' > $package/package.json
cp "$CNN_TEST_LOG/engine.js" $package/index.js
stage npm
`,
  python3: `
case "$*" in
  *--version) ;;
  *download*) printf 'a wheel%s\\n' "$CNN_TEST_ALTERED" > "$(last "$@")/tensorflow.whl"; stage pip;;
  -c*) mkdir -p "$4/tensorflow/include"
    echo library > "$4/tensorflow/libtensorflow_cc.so.2"
    echo framework > "$4/tensorflow/libtensorflow_framework.so.2"
    stage unpack;;
esac
`,
  'c++': `
[ "$1" != --version ] || exit 0
while [ "$1" != -o ]; do shift; done
echo addon > "$2"
stage compile
`,
};

export interface Workbench {
  /** For the process that installs; `stuck` in a stage, or not at all. */
  environment(stuck?: Stage, more?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  /** The stages that were reached, in order. */
  calls(): string[];
  /** Resolves with the process numbers of those that are stuck, once they are. */
  children(): Promise<number[]>;
  /** What a program was started with. */
  startedWith(stage: Stage): Promise<string>;
  npmArguments(): Promise<string>;
}

/** Puts the programs into `folder`. */
export async function installWorkbench(folder: string): Promise<Workbench> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(bin, name), shared + text);
    await chmod(join(bin, name), 0o755);
  }
  await writeFile(join(folder, 'engine.js'), engine);
  const lines = (name: string): string[] => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };
  let expected: Stage | undefined;
  return {
    environment: (stuck, more = {}) => {
      expected = stuck;
      return {
        ...process.env,
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        CXX: '',
        CNN_TEST_LOG: folder,
        CNN_TEST_STUCK: stuck ?? '',
        ...more,
      };
    },
    calls: () => lines('calls'),
    children: async () => {
      await until(() => lines('children').length >= (expected === 'trial' ? 2 : 3));
      return lines('children').map(Number);
    },
    startedWith: (stage) => readFile(join(folder, `environment.${stage}`), 'utf8'),
    npmArguments: () => readFile(join(folder, 'npm.arguments'), 'utf8'),
  };
}

export async function until(reached: () => boolean): Promise<void> {
  for (let waited = 0; !reached(); waited += 50) {
    if (waited > 25_000) throw new Error('it did not come to that in 25 s');
    await sleep(50);
  }
}

/** Whether a process still runs: one that ended and is not yet asked for by its parent does not. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // ESRCH
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // it ended between the two looks
  }
}
