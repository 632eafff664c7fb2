/**
 * Plays cases in a process of its own: `play SEED FROM TO` (backwards where FROM is larger), `hostile SEED FROM TO`,
 * `many SEED FROM TO`, `again FILE`, `shrink FILE`. One line of JSON on standard output for each thing to know; scripts/fuzz.mjs reads them.
 * A thread watches that each step ends: one that does not is told, and the process ended.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { caseOf } from './cases.ts';
import type { Case } from './cases.ts';
import { Editor } from './editor.ts';
import { hostileCaseOf, oneOfManyCases } from './hostileCases.ts';
import { checkHostile, checkLightly, slowness } from './hostileProperty.ts';
import type { Longest } from './hostileProperty.ts';
import { Broken, checkCase } from './property.ts';
import { shrink } from './shrink.ts';

/** Of the process's own time, without a step having ended: it hangs. */
const hangSeconds = 5;
const shrinkMilliseconds = 60_000;
const broken = 4;

const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

/** What the watching thread reads: how many steps have ended, and the number of the case. */
const shared = isMainThread
  ? new Int32Array(new SharedArrayBuffer(8))
  : new Int32Array(workerData as SharedArrayBuffer);
const step = (): void => void Atomics.add(shared, 0, 1);

function watch(): void {
  let steps = -1;
  let since = 0;
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    const now = (user + system) / 1e6;
    const ended = Atomics.load(shared, 0);
    if (ended !== steps) {
      steps = ended;
      since = now;
    } else if (now - since > hangSeconds && now - since > hangSeconds * slowness()) {
      say({
        kind: 'broken',
        index: Atomics.load(shared, 1),
        what: 'hang',
        message: `No end after ${hangSeconds} s.`,
      });
      process.kill(process.pid, 'SIGKILL');
    }
  }, 100);
}

const failureOf = (error: unknown): { what: string; message: string } =>
  error instanceof Broken
    ? { what: error.what, message: error.message }
    : { what: 'exception', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };

/** The bytes of the heap that are in use once what nobody holds is gone. */
function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function play(seed: number, from: number, to: number): number {
  const editor = new Editor();
  const direction = from <= to ? 1 : -1;
  for (let index = from; index !== to + direction; index += direction) {
    Atomics.store(shared, 1, index);
    const given = caseOf(seed, index);
    try {
      const picture = checkCase(given, { editor, step });
      say({
        kind: 'played',
        index,
        edits: given.edits.length,
        hash: createHash('sha256').update(picture).digest('hex'),
      });
    } catch (error) {
      say({ kind: 'broken', index, ...failureOf(error) });
      return broken;
    }
    if (index % 25 === 0) say({ kind: 'heap', index, bytes: heap() });
  }
  say({ kind: 'heap', index: to, bytes: heap() });
  return 0;
}

/** Plays all of them, whatever is found. */
function playAll(from: number, to: number, check: (index: number) => Longest): number {
  let found = 0;
  for (let index = from; index <= to; index++) {
    Atomics.store(shared, 1, index);
    try {
      say({ kind: 'played', index, edits: 0, longest: check(index) });
    } catch (error) {
      found = broken;
      say({ kind: 'broken', index, ...failureOf(error) });
    }
  }
  return found;
}

const check = (given: Case): unknown =>
  given.edits.length === 0 ? checkHostile(given, { step }) : checkCase(given, { step });

const readCase = (file: string): Case => JSON.parse(readFileSync(file, 'utf8')) as Case;

function again(file: string): number {
  try {
    check(readCase(file));
    return 0;
  } catch (error) {
    say({ kind: 'broken', ...failureOf(error) });
    return broken;
  }
}

/** Makes the case in a file smaller in its place; one that does not end is tried in processes of its own. */
function shrinkFile(file: string): number {
  const given = readCase(file);
  const elsewhere = ((): boolean => {
    const { status } = tryElsewhere(given);
    return status !== 0 && status !== broken;
  })();
  const kind = (error: unknown): string => {
    const { what, message } = failureOf(error);
    return what === 'exception' ? message.replace(/\d+/g, '').slice(0, 160) : what;
  };
  const wrong = (each: Case): string | undefined => {
    try {
      check(each);
      return undefined;
    } catch (error) {
      return kind(error);
    }
  };
  const first = elsewhere ? '' : wrong(given);
  const fails = (each: Case): boolean => {
    step();
    if (!elsewhere) return wrong(each) === first;
    const { status } = tryElsewhere(each);
    return status !== 0 && status !== broken;
  };
  if (first === undefined) return 0;
  writeFileSync(file, `${JSON.stringify(shrink(given, fails, shrinkMilliseconds), undefined, 2)}\n`);
  return broken;

  function tryElsewhere(each: Case) {
    const tried = `${file}.tried`;
    writeFileSync(tried, JSON.stringify(each));
    return spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), 'again', tried]);
  }
}

if (isMainThread) {
  const [command, ...words] = process.argv.slice(2);
  if (command !== 'shrink') {
    const watcher = new Worker(new URL(import.meta.url), { workerData: shared.buffer });
    watcher.unref();
  }
  const numbers = words.map(Number);
  switch (command) {
    case 'play':
      process.exitCode = play(numbers[0]!, numbers[1]!, numbers[2]!);
      break;
    case 'hostile':
      process.exitCode = playAll(numbers[1]!, numbers[2]!, (index) =>
        checkHostile(hostileCaseOf(numbers[0]!, index), { step }),
      );
      break;
    case 'many':
      process.exitCode = playAll(numbers[1]!, numbers[2]!, (index) => {
        const { given, isHostile } = oneOfManyCases(numbers[0]!, index);
        return isHostile ? checkHostile(given, { step }) : checkLightly(given, { step });
      });
      break;
    case 'again':
      process.exitCode = again(words[0]!);
      break;
    case 'shrink':
      process.exitCode = shrinkFile(words[0]!);
      break;
    default:
      throw new Error(`There is no command ${command}.`);
  }
} else {
  watch();
}
