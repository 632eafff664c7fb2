/**
 * `npm run fuzz -- --minutes N [--seed S]`: plays mutations of the samples into the language's features, in
 * processes of their own with a bounded heap, until the time is over: no exception, no step over a second, no
 * hang, no heap that grows, and the same answers for the same texts in whatever order they come. The first
 * failure is made smaller, written to .cache/fuzz/, and ends it with status 1.
 * `npm run fuzz -- --hostile [--cases N] [--minutes N] [--seed S]`: texts that are hostile in their structure, or, of
 * N cases, one in 200 of them among mutations of the samples; no answer over a second of the process's own time, no
 * hang, none over 300 MB. All are played, and each that fails is written to .cache/fuzz/.
 * `npm run fuzz -- --again FILE` plays such a file.
 */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { generateParser } from './generate.mjs';
import { root } from './project.mjs';

const folder = join(root, '.cache/fuzz');
const player = join(folder, 'player.mjs');
const casesAProcess = 150;
const heapMegabytes = 768;
/** With all of the program: a text that takes more ends the process. */
const hostileMegabytes = 300;
/** More than this between the first quarter of a process's cases and its end is growth. */
const growthMegabytes = 96;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    again: { type: 'string' },
    hostile: { type: 'boolean' },
    cases: { type: 'string' },
  },
});
if (values.cases !== undefined && !values.hostile) {
  console.error('--cases goes with --hostile.');
  process.exit(2);
}

await mkdir(folder, { recursive: true });
await generateParser();
await buildPlayer();
process.exitCode =
  values.again !== undefined
    ? await playAgain(values.again)
    : values.hostile
      ? await hostile()
      : await fuzz();

async function fuzz() {
  const minutes = wholeOrPart(values.minutes ?? '5', 'minutes');
  const seed = wholeOrPart(values.seed ?? String(Date.now() % 1e9), 'seed');
  const until = Date.now() + minutes * 60_000;
  console.log(`Seed ${seed}, ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`);
  const total = { cases: 0, edits: 0, heap: 0 };
  for (let from = 0; Date.now() < until; from += casesAProcess) {
    const to = from + casesAProcess - 1;
    const there = await played(['play', seed, from, to], until);
    const back = there.failure
      ? undefined
      : await played(['play', seed, from + there.hashes.size - 1, from], until + 60_000);
    const failure = there.failure ?? back?.failure ?? differing(there.hashes, back.hashes);
    for (const each of [there, back ?? there]) total.heap = Math.max(total.heap, each.heap);
    total.cases += there.hashes.size;
    total.edits += there.edits;
    if (failure) return tell(failure, seed);
    const heap = `${Math.round(total.heap / 1e6)} MB of heap`;
    console.log(`${total.cases} cases, ${total.edits} edits, each twice, in two orders; ${heap} at most.`);
  }
  console.log('Nothing was found.');
  return 0;
}

/** Plays hostile texts, or very many that are not, and tells all that fail. */
async function hostile() {
  const seed = wholeOrPart(values.seed ?? String(Date.now() % 1e9), 'seed');
  const many = values.cases === undefined ? Infinity : wholeOrPart(values.cases, 'cases');
  const minutes = wholeOrPart(values.minutes ?? (many < Infinity ? '1440' : '5'), 'minutes');
  const until = Date.now() + minutes * 60_000;
  const kind = many < Infinity ? 'many' : 'hostile';
  const atOnce = kind === 'many' ? 200 : 25;
  const longest = new Map();
  const failures = [];
  let [next, cases] = [0, 0];
  console.log(`Seed ${seed}, ${many < Infinity ? `${many} cases` : `${minutes} minutes`}.`);
  const work = async () => {
    while (next < many && Date.now() < until) {
      let from = next;
      const to = Math.min(from + atOnce, many) - 1;
      next = to + 1;
      while (from <= to) {
        const ended = await playedAll([kind, seed, from, to], longest);
        failures.push(...ended.failures);
        for (const failure of ended.failures) await tellHostile(failure, kind, seed);
        cases += ended.next - from;
        from = ended.next;
      }
      const slowest = [...longest].sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, 3);
      const told = slowest.map(([what, { seconds, index }]) => `${what} ${seconds.toFixed(2)} s (${index})`);
      console.log(`${cases} cases, ${failures.length} failed; longest: ${told.join(', ')}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  console.log(failures.length === 0 ? 'Nothing was found.' : `${failures.length} of ${cases} cases failed.`);
  return failures.length === 0 ? 0 : 1;
}

/** Plays to the end, or to the case that ended the process; `next` is the one to go on with. */
async function playedAll([kind, seed, from, to], longest) {
  const child = startPlayer([kind, seed, from, to], hostileMegabytes);
  const failures = [];
  let [last, complaint] = [from - 1, ''];
  const ending = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  child.stderr.on('data', (text) => (complaint = (complaint + String(text)).slice(-4000)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line);
    last = said.index;
    if (said.kind === 'broken') failures.push(said);
    for (const [what, seconds] of Object.entries(said.longest ?? {})) {
      if (seconds > (longest.get(what)?.seconds ?? 0)) longest.set(what, { seconds, index: said.index });
    }
  });
  const { code, signal } = await ending;
  const isThrough = last === to || failures.at(-1)?.what === 'hang';
  if (isThrough || (code === 0 && last >= to)) return { failures, next: last + 1 };
  const reason = /heap out of memory/.test(complaint)
    ? `more than ${hostileMegabytes} MB`
    : `${signal ?? code}`;
  failures.push({ what: 'crash', index: last + 1, message: `It ended with ${reason}.` });
  return { failures, next: last + 2 };
}

async function tellHostile({ what, index, message }, kind, seed) {
  const { hostileCaseOf, oneOfManyCases } = await import(join(folder, 'hostileCases.mjs'));
  const given = kind === 'many' ? oneOfManyCases(seed, index).given : hostileCaseOf(seed, index);
  const file = join(folder, `failure-${seed}-${index}.json`);
  await writeFile(file, `${JSON.stringify(given, undefined, 2)}\n`);
  const again = `npm run fuzz -- --again ${relative(process.cwd(), file)}`;
  console.error(`${what}, ${given.title}: ${message.split('\n', 3).join(' ')} ${again}`);
}

function startPlayer(words, megabytes) {
  return spawn(
    process.execPath,
    [`--max-old-space-size=${megabytes}`, '--expose-gc', player, ...words.map(String)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

/** Runs the player and gathers what it says; ended without a word, it ran out of memory. */
async function played(words, until) {
  const child = startPlayer(words, heapMegabytes);
  const hashes = new Map();
  const heaps = [];
  let [edits, failure, late, complaint] = [0, undefined, false, ''];
  const ending = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  child.stderr.on('data', (text) => (complaint = (complaint + String(text)).slice(-4000)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line);
    if (said.kind === 'broken') failure = said;
    else if (said.kind === 'heap') heaps.push(said.bytes);
    else {
      hashes.set(said.index, said.hash);
      edits += said.edits;
    }
    if (Date.now() > until && !failure && !late) {
      late = true;
      child.kill();
    }
  });
  const { code, signal } = await ending;
  const heap = Math.max(0, ...heaps);
  if (!failure && !late && code !== 0) {
    const index = words[0] === 'play' ? nextCase(words, hashes) : undefined;
    failure = { what: 'crash', index, message: `It ended with ${signal ?? code}.\n${complaint}` };
  }
  const settled = heaps[Math.floor(heaps.length / 4)] ?? 0;
  if (!failure && !late && (heaps.at(-1) ?? 0) > settled + growthMegabytes * 1e6) {
    const [before, after] = [settled, heaps.at(-1)].map((bytes) => Math.round(bytes / 1e6));
    failure = { what: 'growth', message: `The heap grew from ${before} MB to ${after} MB.` };
  }
  return { hashes, edits, heap, failure };
}

/** The case at which a player ended. */
function nextCase([, , from, to], hashes) {
  return from <= to ? from + hashes.size : from - hashes.size;
}

function differing(there, back) {
  for (const [index, hash] of back) {
    if (there.get(index) !== hash)
      return { what: 'not the same', index, message: 'Another order of the cases gave other answers.' };
  }
  return undefined;
}

async function tell({ what, index, message }, seed) {
  console.error(`${what}${index === undefined ? '' : `, seed ${seed}, case ${index}`}: ${message}`);
  if (index === undefined) return 1;
  const { caseOf } = await import(join(folder, 'cases.mjs'));
  const file = join(folder, `failure-${seed}-${index}.json`);
  await writeFile(file, `${JSON.stringify(caseOf(seed, index), undefined, 2)}\n`);
  console.error('Making it smaller …');
  const smaller = await played(['shrink', file], Infinity);
  const alone = smaller.failure === undefined ? ' Alone, in a new process, it does not fail.' : '';
  console.error(`Play it with npm run fuzz -- --again ${relative(process.cwd(), file)}.${alone}`);
  return 1;
}

async function playAgain(file) {
  const { failure } = await played(['again', file], Infinity);
  console.log(failure ? `${failure.what}: ${failure.message}` : 'It does not fail.');
  return failure ? 1 : 0;
}

function buildPlayer() {
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/fuzz/player.ts', 'test/fuzz/cases.ts', 'test/fuzz/hostileCases.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    sourcemap: 'inline',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  });
}

function wholeOrPart(text, name) {
  const value = Number(text);
  if (!(value >= 0) || text.trim() === '') {
    console.error(`--${name} takes a number, not "${text}".`);
    process.exit(2);
  }
  return value;
}
