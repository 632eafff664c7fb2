import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
let engines: string;

beforeAll(async () => {
  engines = await mkdtemp(join(tmpdir(), 'cnn-engines-'));
  workbench = await Workbench.open(
    { 'tiny.cnn': 'network Tiny {\n  input 8x8x3\n  Conv(8, 3)\n}\n' },
    { 'cnn.engineFolder': engines },
  );
  await workbench.openFile('tiny.cnn');
});
afterAll(async () => {
  await workbench.close();
  await rm(engines, { recursive: true, force: true, maxRetries: 5 });
});

test('"CNN: Install TensorFlow Engine" asks, installs, and the engine then runs', async () => {
  await workbench.runCommand('CNN: Install TensorFlow Engine (tfjs-node)');
  await workbench
    .dialog('Install the TensorFlow engine')
    .getByRole('button', { name: /Install/ })
    .click();
  await workbench.notification(/tfjs-node with TensorFlow [\d.]+ is ready/).waitFor({ timeout: 400_000 });
  expect(await readdir(engines)).not.toEqual([]);

  await workbench.runCommand('CNN: Show Engines');
  // It is started, not only looked for.
  await workbench.quickEntry('tfjs-node').filter({ hasText: 'TensorFlow' }).waitFor({ timeout: 60_000 });
  await workbench.screenshot('engines');
}, 480_000);
