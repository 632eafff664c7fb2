import { mkdtemp, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CifarMirror } from '../cifarMirror.ts';
import { serveCifar10 } from '../cifarMirror.ts';
import { Workbench } from '../workbench.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const images = join(root, 'docs/images');

/** Nothing but what the picture is about. */
const quiet = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.editor.showTabs': 'multiple',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.fontSize': 14,
  'editor.lineHeight': 1.55,
  'editor.scrollbar.horizontal': 'hidden',
  'editor.renderLineHighlight': 'none',
  'editor.stickyScroll.enabled': false,
  'editor.scrollBeyondLastLine': false,
  'editor.matchBrackets': 'never',
  'editor.occurrencesHighlight': 'off',
  'editor.guides.indentation': false,
};

let samples: Record<string, string>;
let mirror: CifarMirror;
let kept: string;
let workbench: Workbench;

beforeAll(async () => {
  const paths = await readdir(join(root, 'samples'), { recursive: true });
  const texts = paths
    .filter((path) => path.endsWith('.cnn'))
    .map(async (path) => [path, await readFile(join(root, 'samples', path), 'utf8')] as const);
  samples = Object.fromEntries(await Promise.all(texts));
  mirror = await serveCifar10();
  kept = await mkdtemp(join(tmpdir(), 'cnn-pictures-'));
  await mkdir(images, { recursive: true });
});
afterEach(() => workbench.close());
afterAll(async () => {
  await mirror.close();
  await rm(kept, { recursive: true, force: true, maxRetries: 5 });
});

async function open(file: string, settings: Record<string, unknown> = {}): Promise<void> {
  workbench = await Workbench.open(samples, { ...quiet, ...settings });
  await workbench.openFile(file);
  await workbench.runCommand('View: Close Primary Side Bar');
  await workbench.editor.codeLens(/MACs/).first().waitFor();
  await workbench.editor.focus();
}

async function take(name: string): Promise<void> {
  await workbench.page.screenshot({
    path: join(images, `${name}.png`),
    animations: 'disabled',
    caret: 'hide',
  });
}

/** Gives the editor this many pixels, and what stands beside it the rest. */
async function narrowEditor(width: number): Promise<void> {
  const beside = workbench.page.locator('.editor-group-container').nth(1);
  const box = await beside.boundingBox();
  if (!box) throw new Error('Nothing stands beside the editor.');
  const { mouse } = workbench.page;
  await mouse.move(box.x, box.y + 400);
  await mouse.down();
  await mouse.move(width - 20, box.y + 400, { steps: 5 });
  await mouse.move(width, box.y + 400);
  await mouse.up();
  // Away from the edge, which is coloured under the pointer.
  await mouse.move(width / 2, 880);
  await expect.poll(async () => (await beside.boundingBox())?.x).toBeLessThan(width + 20);
}

test('editor', async () => {
  await open('resnet50.cnn', { 'editor.fontSize': 16 });
  await expect.poll(() => workbench.editor.line('GlobalAvgPool').textContent()).toMatch(/1000/);
  await workbench.editor.press('ControlOrMeta+Home');
  await workbench.editor.line('import').first().waitFor();
  await take('editor');
});

test('hover', async () => {
  await open('alexnet.cnn', { 'editor.fontSize': 16, 'editor.hover.above': false });
  await workbench.editor.press('ControlOrMeta+Home');
  const hover = await workbench.editor.hover('Conv(256, 5');
  await expect.poll(() => hover.textContent()).toMatch(/MACs/);
  await take('hover');
});

test('diagram', async () => {
  await open('resnet50.cnn', { 'editor.fontSize': 12.5 });
  await workbench.editor.moveTo(21, 1);
  await workbench.runCommand('CNN: Open Diagram');
  const frame = await workbench.webview('.canvas svg.cnn');
  await narrowEditor(520);
  const item = (title: string) => frame.locator(`g.item[aria-label*="${title}"]`).first();
  await item('Bottleneck(64)').locator('.chevron').first().click();
  await frame.locator('g.item[aria-label*="Bottleneck(64)"]').nth(2).waitFor();
  await frame.locator('g.item[aria-label*="Bottleneck(64)"]').nth(1).locator('.chevron').first().click();
  await item('Add').waitFor();
  await item('Conv 3×3, 64').click();
  await frame.locator('aside h3').first().waitFor();
  // The layer's text is another file's.
  await workbench.tab('bottleneck.cnn').waitFor();
  await workbench.page.mouse.move(200, 880);
  await take('diagram');
});

test('training', async () => {
  await open('quickCifar10.cnn', {
    'editor.fontSize': 12.5,
    'cnn.cifar10.source': mirror.url,
    'cnn.cifar10.checksum': mirror.checksum,
    'cnn.dataFolder': join(kept, 'data'),
    'cnn.runsFolder': join(kept, 'runs'),
  });
  await workbench.runCommand('Notifications: Toggle Do Not Disturb Mode');
  await workbench.editor.focus();
  await workbench.runCommand('CNN: Train Network');
  await workbench
    .dialog(/CIFAR-10/)
    .getByRole('button', { name: /Download|Fetch/ })
    .click();
  const frame = await workbench.webview('main header h1');
  await frame.locator('.card', { hasText: 'training loss' }).first().waitFor({ timeout: 120_000 });
  await narrowEditor(470);
  const epoch = frame.locator('.card .figure', { hasText: /^6 of 15/ });
  await epoch.waitFor({ timeout: 420_000 });
  await take('training');
}, 600_000);
