import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CifarMirror } from './cifarMirror.ts';
import { serveCifar10 } from './cifarMirror.ts';
import { drawn, openEncoder, write } from '../training/data/folder/pictureFolder.ts';
import { Workbench } from './workbench.ts';

const file = `network Small(classes = 10) {
  input 32x32x3
  Conv(8, 3, stride: 2) -> BatchNorm -> ReLU
  Conv(16, 3, stride: 2) -> BatchNorm -> ReLU
  GlobalAvgPool -> Dense(classes) as logits -> Softmax
}

train Small on CIFAR10 as short {
  batch     50
  epochs    3
  seed      1
  optimizer SGD(lr: 0.05, momentum: 0.9)
}

train Small on CIFAR10 as long {
  batch     50
  epochs    500
  seed      1
  optimizer SGD(lr: 0.05, momentum: 0.9)
}
`;

const onFolder = `
train Small(classes: 2) on "./sights" as own {
  batch     20
  epochs    3
  prepare   Resize(32x32) -> Normalize
  optimizer SGD(lr: 0.05, momentum: 0.9)
}
`;

/** Two classes of pictures in different sizes, dark and light. */
async function writeSights(folder: string): Promise<void> {
  const encoder = await openEncoder();
  for (const [label, name] of ['dark', 'light'].entries()) {
    for (let index = 0; index < 40; index++) {
      const value = (y: number, x: number) => 120 * label + ((7 * y + 5 * x + 3 * index) % 130);
      const picture = drawn([32 + (index % 9), 40, 3], value);
      write(folder, { [`sights/${name}/${index}.png`]: encoder.png(picture) });
    }
  }
}

const diverging = `
network Hot {
  input 32x32x3
  Conv(8, 3, stride: 2, init: Normal(1e30)) -> Conv(8, 3, init: Normal(1e30))
  GlobalAvgPool -> Dense(10) as logits -> Softmax
}

train Hot on CIFAR10 as hot {
  batch     50
  epochs    3
  seed      1
  optimizer SGD(lr: 0.05)
}
`;

let workbench: Workbench;
let mirror: CifarMirror;
let kept: string;

beforeAll(async () => {
  mirror = await serveCifar10();
  kept = await mkdtemp(join(tmpdir(), 'cnn-training-'));
  workbench = await Workbench.open(
    { 'small.cnn': file + onFolder + diverging },
    {
      'cnn.engine': 'wasm',
      'cnn.cifar10.source': mirror.url,
      'cnn.cifar10.checksum': mirror.checksum,
      'cnn.dataFolder': join(kept, 'data'),
      'cnn.runsFolder': join(kept, 'runs'),
      'workbench.colorTheme': 'Default Dark Modern',
    },
  );
  await writeSights(workbench.folder);
  await workbench.openFile('small.cnn');
});
afterAll(async () => {
  await workbench.close();
  await mirror.close();
  await rm(kept, { recursive: true, force: true, maxRetries: 5 });
});

const panel = (): Promise<Frame> => workbench.webview('main header h1');

/** The figure of one of the panel's cards. */
async function card(meaning: string): Promise<string> {
  const frame = await panel();
  return (await frame.locator('.card', { hasText: meaning }).locator('.figure').first().textContent()) ?? '';
}

/** Loss of every epoch of the only run so far, as the run keeps it. */
async function keptLosses(network: string): Promise<number[]> {
  const runs = await readdir(join(kept, 'runs'), { recursive: true });
  const metrics = runs.filter((path) => path.endsWith('.jsonl') && path.includes(network));
  expect(metrics).toHaveLength(1);
  const lines = (await readFile(join(kept, 'runs', metrics[0]!), 'utf8')).trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { kind?: string; training?: { loss: number } });
  return events.flatMap(({ kind, training }) => (kind === 'epoch' && training ? [training.loss] : []));
}

test('"CNN: Train on CIFAR-10" from the palette asks, fetches real images, and learns', async () => {
  await workbench.runCommand('CNN: Train on CIFAR-10');
  await workbench.pick('', 'short');
  await workbench
    .dialog(/CIFAR-10/)
    .getByRole('button', { name: /Download|Fetch/ })
    .click();
  await workbench.notification(/Small/).first().waitFor();
  const frame = await panel();
  await frame.locator('.card', { hasText: 'training loss' }).first().waitFor({ timeout: 90_000 });
  await workbench.screenshot('training-running');
  await frame.locator('.notice', { hasText: 'Finished after' }).waitFor({ timeout: 240_000 });
  await workbench.screenshot('training');
  expect(mirror.requests()).toBeGreaterThan(0);
  const losses = await keptLosses('Small');
  expect(losses).toHaveLength(3);
  expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.1);
  expect(losses.at(-1)!).toBeLessThan(2.2); // ln 10 = 2.303 is what guessing costs
  expect(await card('test accuracy')).toMatch(/%/);
}, 400_000);

test('a network is trained on a folder of pictures, without a question', async () => {
  const requests = mirror.requests();
  await workbench.editor.focus();
  await workbench.runCommand('CNN: Train Network');
  await workbench.pick('', 'own');
  // The panel may be made anew where it stood for the run before.
  const shown = async () => (await panel()).locator('main').textContent();
  await expect
    .poll(() => shown().catch(String), { timeout: 120_000 })
    .toMatch(/Small\(classes: 2\) on sights.*Finished after/s);
  await workbench.screenshot('training-folder');
  const names = (await panel()).locator('table.confusion th[scope="row"]');
  expect(await names.allTextContents()).toEqual(['dark', 'light']);
  expect(mirror.requests()).toBe(requests);
}, 240_000);

test('a training is cancelled from its notification, kept, and resumed from the panel', async () => {
  const requests = mirror.requests();
  await workbench.editor.focus();
  await workbench.runCommand('CNN: Train Network');
  await workbench.pick('', 'long');
  // The panel may be made anew where it stood for the run before.
  await expect.poll(() => card('epoch').catch(String), { timeout: 60_000 }).toMatch(/^[12] of 500/);
  const frame = await panel();
  const progress = workbench.notification(/Small/).first();
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await frame.locator('.notice', { hasText: 'Stopped after' }).waitFor({ timeout: 60_000 });
  await workbench.screenshot('training-stopped');
  expect(mirror.requests()).toBe(requests); // the images are cached
  await frame.getByRole('button', { name: 'Resume' }).first().click();
  await (await panel()).getByRole('button', { name: 'Stop and Keep' }).waitFor({ timeout: 60_000 });
  // Pressed as long as a person does: the panel is drawn anew many times meanwhile.
  await (await panel()).getByRole('button', { name: 'Stop and Keep' }).click({ delay: 300 });
  await (await panel()).locator('.notice', { hasText: 'Stopped after' }).waitFor({ timeout: 60_000 });
}, 240_000);

test('a training that fails says so in the panel, in one sentence', async () => {
  await workbench.editor.focus();
  await workbench.runCommand('CNN: Train Network');
  await workbench.pick('', 'hot');
  const failure = (await workbench.webview('.failure')).locator('.failure');
  expect(await failure.textContent()).toMatch(/learning rate/);
  await workbench.screenshot('training-failed');
}, 120_000);

test('"CNN: Profile" shows the time of each layer beside its predicted cost', async () => {
  await workbench.editor.focus();
  await workbench.runCommand('CNN: Profile');
  await workbench.pick('', 'Small');
  const table = (await workbench.webview('table.profile')).locator('table.profile');
  await expect.poll(() => table.locator('thead').textContent()).toMatch(/MACs.*forward.*backward/s);
  const convolution = table.locator('tbody tr', { hasText: 'Conv' }).first();
  expect(await convolution.textContent()).toMatch(/16×16×8/);
  await workbench.screenshot('profile');
  // Beside the editor too, no column is cut off.
  const room = await table.evaluate(({ parentElement: box }) =>
    box ? box.scrollWidth - box.clientWidth : NaN,
  );
  expect(room).toBeLessThanOrEqual(0);
  await convolution.click();
  await workbench.editor.cursorIsAt(3);
}, 240_000);
