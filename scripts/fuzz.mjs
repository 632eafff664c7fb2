/**
 * `npm run fuzz -- --minutes N [--seed S]`: plays mutations of the samples into the language's features, in
 * processes of their own with a bounded heap, until the time is over: no exception, no step over a second, no
 * hang, no heap that grows, and the same answers for the same texts in whatever order they come. The first
 * failure is made smaller, written to .cache/fuzz/, and ends it with status 1.
 * `npm run fuzz -- --again FILE` plays such a file.
 */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
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
/** More than this between the first quarter of a process's cases and its end is growth. */
const growthMegabytes = 96;

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, again: { type: 'string' } },
});

await mkdir(folder, { recursive: true });
await generateParser();
await buildPlayer();
process.exitCode = values.again === undefined ? await fuzz() : await playAgain(values.again);

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

/** Runs the player and gathers what it says; ended without a word, it ran out of memory. */
async function played(words, until) {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMegabytes}`, '--expose-gc', player, ...words.map(String)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
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
    entryPoints: ['test/fuzz/player.ts', 'test/fuzz/cases.ts'],
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
