import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FromTrainer, Job } from '../../../src/protocol/training.ts';
import { runJob } from '../../../src/training/run/runJob.ts';
import { listRuns } from '../../../src/training/run/runList.ts';
import { excerptSource, temporaryFolder } from '../data/sets/cifar10Excerpt.ts';
import { tamperedBests, tamperedCheckpoints, tamperedMetrics } from './tamperedFiles.ts';
import { tamperedRecipes, tamperedSources } from './tamperedRecords.ts';
import type { Row } from './tamperings.ts';
import { best, goesOn, last, outside, text } from './tamperings.ts';
import { wasmFolder } from './trainerProcess.ts';

/**
 * A run's folder may come from anyone. Each row changes one thing in a real run that was stopped in its third epoch;
 * going on with it ends in one sentence that names the file, or goes on rightly, and never hides the run beside it.
 */
const rows: Row[] = [
  ...tamperedRecipes,
  ...tamperedSources,
  ...tamperedCheckpoints,
  ...tamperedBests,
  ...tamperedMetrics,
];
/** Nothing on a disk of Windows is one of these. */
const isForHere = ([what]: Row): boolean =>
  process.platform !== 'win32' || !/link|FIFO|device|\/proc/.test(what);

let base: Awaited<ReturnType<typeof temporaryFolder>>;
const excerpt = () => excerptSource(join(base.path, 'cache'));
beforeAll(async () => {
  base = await temporaryFolder();
  // As someone who may not read everything also goes on with some of the runs.
  chmodSync(base.path, 0o755);
  const stop = new AbortController();
  const job: Job = {
    kind: 'train',
    sources: { 'file:///small.cnn': text },
    main: 'file:///small.cnn',
    arguments: {},
    overrides: {},
    engine: 'wasm',
    data: excerpt(),
    runFolder: join(base.path, 'original'),
  };
  const events = await run(job, stop, (event) => {
    if (event.kind === 'epoch' && event.epoch === 2) setTimeout(() => stop.abort(), 20);
  });
  expect(events.at(-1)).toMatchObject({ kind: 'stopped', epochs: 2 });
  expect(readdirSync(join(base.path, 'original'))).toHaveLength(5);
}, 60_000);
afterAll(() => base.remove());

async function run(
  job: Job,
  stop = new AbortController(),
  onEvent: (event: FromTrainer) => void = () => undefined,
): Promise<FromTrainer[]> {
  const events: FromTrainer[] = [];
  const emit = (event: FromTrainer) => {
    events.push(event);
    onEvent(event);
  };
  // No picture is decoded here.
  await runJob(job, { emit, stop: stop.signal, wasmFolder, pictureWorker: '' });
  return events;
}

let made = 0;
/** A folder with the run to be tampered with, a sound one beside it, and a file outside. */
function prepare(): { runs: string; path: string; sound: string } {
  const runs = join(base.path, `case${made++}`, 'runs');
  const [path, sound] = [join(runs, 'run'), join(runs, 'sound')];
  mkdirSync(runs, { recursive: true });
  cpSync(join(base.path, 'original'), path, { recursive: true });
  cpSync(join(base.path, 'original'), sound, { recursive: true });
  writeFileSync(outside(path), 'nobody’s business\n');
  return { runs, path, sound };
}

function expectSentence(message: string): void {
  expect(message).not.toMatch(/error of its own|please report|\n|\bat .*:\d+:\d+|undefined|\[object/);
  expect(message).toMatch(/[.]$/);
  expect(message.length).toBeLessThan(900);
}

async function outcome(path: string): Promise<string> {
  const seconds = AbortSignal.timeout(20_000);
  const stop = new AbortController();
  seconds.addEventListener('abort', () => stop.abort());
  const end = (await run({ kind: 'resume', engine: 'wasm', data: excerpt(), runFolder: path }, stop)).at(-1)!;
  if (end.kind === 'finished') return 'goes on';
  if (end.kind !== 'failed') return `${end.kind} in the end`;
  expect(end.code).not.toBe('internal');
  expectSentence(end.message);
  return end.message;
}

describe(`a run that was tampered with (${rows.length} ways) ends in a sentence, or goes on`, () => {
  it('is one of 120 or more, each another', () => {
    expect(rows.length).toBeGreaterThanOrEqual(120);
    expect(new Set(rows.map(([what]) => what)).size).toBe(rows.length);
  });

  it.each(rows.filter(isForHere).map((row) => [row[0], row] as const))('%s', async (_, row) => {
    const [, tamper, file, says = /./] = row;
    const { runs, path, sound } = prepare();
    tamper(path);
    const list = await listRuns(runs);
    const listed = list.runs.map(({ summary }) => summary.folder);
    expect(listed).toContain(sound);
    list.problems.forEach(expectSentence);
    for (const problem of list.problems) expect(problem).toContain(path);
    // What is wrong with the other files shows when the run goes on.
    expect(listed.length + list.problems.length).toBe(/holds no run/.test(String(says)) ? 1 : 2);
    const memory = process.memoryUsage.rss();
    const found = await outcome(path);
    expect(found).toMatch(says);
    if (says !== goesOn) expect(found).toContain(file);
    expect(process.memoryUsage.rss() - memory).toBeLessThan(300e6);
    expect(readFileSync(outside(path), 'utf8')).toBe('nobody’s business\n');
    const other = join(path, '..', '..', 'metrics-of-run');
    if (readdirSync(join(path, '..', '..')).includes('metrics-of-run'))
      expect(readFileSync(other, 'utf8').trim().split('\n')).toHaveLength(2);
    rmSync(join(runs, '..'), { recursive: true, force: true });
  });

  it.runIf(process.getuid)(
    'a file that may not be read is named, also to whom may read everything else',
    async () => {
      for (const file of ['recipe.json', 'sources/1-small.cnn', last, best, 'metrics.jsonl']) {
        const { path } = prepare();
        const isRoot = process.getuid!() === 0;
        // Root may read everything, so that nobody tries.
        const nobody = 65_534;
        if (isRoot) for (const each of [path, join(path, '..')]) chownSync(each, nobody, nobody);
        chmodSync(join(path, file), 0);
        if (isRoot) process.seteuid!(nobody);
        try {
          const message = await outcome(path);
          expect(message).toContain(`${file} may not be read by you`);
        } finally {
          if (isRoot) process.seteuid!(0);
          chmodSync(join(path, file), 0o600);
        }
      }
    },
    60_000,
  );
});
