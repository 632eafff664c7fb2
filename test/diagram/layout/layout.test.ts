import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DiagramLayout, LayoutError } from '../../../src/diagram/layout/layout.ts';
import type { DiagramModel } from '../../../src/protocol/diagram.ts';
import { model, node, opened } from './handMade.ts';

let folder = '';
let worker = '';
const made: DiagramLayout<DiagramModel>[] = [];

function layout(path = worker, timeout?: number): DiagramLayout<DiagramModel> {
  const one = new DiagramLayout<DiagramModel>(path, timeout === undefined ? {} : { timeout });
  made.push(one);
  return one;
}

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const small = (name: string): ReturnType<typeof model> =>
  model({ items: [node(name, name, 'dense', [10])], edges: [] }, { network: name });

const reasonOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof LayoutError ? error.reason : String(error)),
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cnn-layout-'));
  worker = join(folder, 'layoutWorker.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/diagram/layout/layoutWorker.ts', import.meta.url))],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
});
afterEach(async () => {
  await Promise.all(made.splice(0).map((each) => each.dispose()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('lays out in a thread, and remembers', async () => {
  const one = layout();
  const first = await one.layoutDiagram(opened());
  expect(first.items.length).toBeGreaterThan(15);
  expect(await one.layoutDiagram(opened())).toBe(first);
});

test('a newer diagram of the same topic supersedes one that waits or runs; others are left alone', async () => {
  const one = layout();
  const running = reasonOf(one.layoutDiagram(opened(), 'a'));
  const other = one.layoutDiagram(small('other'), 'b');
  const waiting = reasonOf(one.layoutDiagram(small('first'), 'a'));
  const last = one.layoutDiagram(small('second'), 'a');
  expect(await running).toBe('superseded');
  expect(await waiting).toBe('superseded');
  expect((await other).network).toBe('other');
  expect((await last).network).toBe('second');
});

test('a thread that crashes is told of, and the next diagram starts another', async () => {
  const path = script(
    'crash.cjs',
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ job, drawable }) => {
       if (drawable.network === 'bad') process.exit(3);
       parentPort.postMessage({ job, ok: true, diagram: { network: drawable.network } });
     });`,
  );
  const one = layout(path);
  const failed = one.layoutDiagram(small('bad'));
  await expect(failed).rejects.toMatchObject({ reason: 'crash' });
  expect((await one.layoutDiagram(small('good'))).network).toBe('good');
});

test('one that takes too long is given up, with what to do', async () => {
  const endless = script(
    'endless.cjs',
    `require('node:worker_threads').parentPort.on('message', () => { for (;;); });`,
  );
  const one = layout(endless, 200);
  await expect(one.layoutDiagram(small('slow'))).rejects.toMatchObject({
    reason: 'timeout',
    message: 'The diagram of slow was given up after 0.2 s; close some boxes and try again.',
  });
});

test('what runs for nobody is ended, so that the newer diagram need not wait for it', async () => {
  const path = script(
    'slow.cjs',
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ job, drawable }) => {
       if (drawable.network === 'slow') for (;;);
       parentPort.postMessage({ job, ok: true, diagram: { network: drawable.network } });
     });`,
  );
  const one = layout(path);
  const slow = reasonOf(one.layoutDiagram(small('slow'), 'a'));
  expect((await one.layoutDiagram(small('quick'), 'a')).network).toBe('quick');
  expect(await slow).toBe('superseded');

  const cancelled = reasonOf(one.layoutDiagram(small('slow'), 'a'));
  one.cancel('a');
  expect(await cancelled).toBe('superseded');
  let taken = Infinity;
  while (taken > 100) {
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { user, system } = process.cpuUsage(before);
    taken = (user + system) / 1000;
  }
});

test('disposing ends what is under way', async () => {
  const one = layout();
  const pending = reasonOf(one.layoutDiagram(opened()));
  await one.dispose();
  expect(await pending).toBe('closed');
  expect(await reasonOf(one.layoutDiagram(opened()))).toBe('closed');
});
