import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

const file = `block Unit(channels, stride = 1) {
  residual = Conv(channels, 3, stride: stride) -> BatchNorm -> ReLU -> Conv(channels, 3)
  shortcut = Conv(channels, 1, stride: stride)
  Add(residual, shortcut) -> ReLU
}

network Miniature(classes = 10) {
  input 32x32x3
  Conv(16, 3) as stem -> ReLU
  Unit(32, stride: 2)
  repeat 2 { Unit(48) }
  GlobalAvgPool -> Dense(classes)
}
`;

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({ 'miniature.cnn': file });
  await workbench.openFile('miniature.cnn');
});
afterAll(() => workbench.close());

const page = (): Promise<Frame> => workbench.webview('.canvas svg.cnn');
/** Nodes and opened boxes whose own title begins with a text. */
const items = (frame: Frame, title: string): Locator => frame.locator(`g.item[aria-label*="${title}"]`);
const viewBox = async (): Promise<string> =>
  (await (await page()).locator('.canvas svg.cnn').getAttribute('viewBox')) ?? '';

test('"CNN: Open Diagram" draws the network beside the editor, blocks closed', async () => {
  await workbench.runCommand('CNN: Open Diagram');
  const frame = await page();
  const stem = items(frame, 'Conv 3×3, 16');
  await stem.waitFor();
  const text = await stem.textContent();
  expect(text).toMatch(/32×32×16/); // its output
  expect(text).toMatch(/448/); // its parameters
  expect(await items(frame, 'Unit(32').getAttribute('aria-expanded')).toBe('false');
  expect(await items(frame, 'Add').count()).toBe(0);
  await workbench.tab(/Miniature · Diagram/).waitFor();
  await workbench.screenshot('diagram-closed');
});

test('a closed block opens on a click and shows its branches and its merge', async () => {
  const frame = await page();
  await items(frame, 'Unit(32').locator('.chevron').click();
  await items(frame, 'Add').waitFor();
  expect(await items(frame, 'Unit(32').getAttribute('aria-expanded')).toBe('true');
  await items(frame, 'Conv 1×1, 32').waitFor();
  await workbench.screenshot('diagram-open');
});

test('a click on a node selects its source, shows its figures, and moves nothing sideways', async () => {
  const frame = await page();
  const line = workbench.editor.line('shortcut = Conv');
  const before = await line.boundingBox();
  const node = items(frame, 'Conv 1×1, 32');
  await node.click();
  await workbench.editor.cursorIsAt(3);
  const details = frame.locator('aside');
  await expect.poll(() => details.textContent()).toMatch(/Conv 1×1, 32.*16×16×32/);
  // The details take room from the diagram, and the node stays in sight.
  const isInSight = async (): Promise<boolean> => {
    const [face, canvas] = [
      await node.locator('.face').boundingBox(),
      await frame.locator('.canvas').boundingBox(),
    ];
    if (!face || !canvas) return false;
    const isIn = (start: number, length: number, from: number, room: number): boolean =>
      start >= from && start + length <= from + room;
    return (
      isIn(face.x, face.width, canvas.x, canvas.width) && isIn(face.y, face.height, canvas.y, canvas.height)
    );
  };
  await expect.poll(isInSight).toBe(true);
  expect((await line.boundingBox())?.x).toBe(before?.x);
  await workbench.screenshot('diagram-selected');
});

test('the cursor marks its node', async () => {
  await workbench.editor.focus();
  await workbench.editor.moveTo(9, 4);
  const frame = await page();
  await expect
    .poll(() => frame.locator('.item.at-cursor').first().getAttribute('aria-label'))
    .toMatch(/^Conv 3×3, 16/);
});

test('a line inserted above keeps opened blocks, selection and view', async () => {
  const frame = await page();
  await frame.locator('.item.selected[aria-label*="Conv 1×1, 32"]').waitFor();
  const place = await items(frame, 'Conv 1×1, 32').boundingBox();
  const view = await viewBox();
  await workbench.editor.focus();
  await workbench.editor.moveTo(7);
  await workbench.editor.press('Control+Shift+Enter');
  await workbench.editor.type('# A comment of one line.');
  await workbench.editor.line('# A comment of one line.').waitFor();
  // The node of the stem follows its text, which stands a line further down now.
  await workbench.editor.moveTo(9);
  await expect.poll(() => frame.locator('.item.at-cursor').count()).toBe(0);
  await workbench.editor.moveTo(10, 4);
  await frame.locator('.item.at-cursor[aria-label*="Conv 3×3, 16"]').waitFor();
  await frame.locator('.item.selected[aria-label*="Conv 1×1, 32"]').waitFor();
  expect(await items(frame, 'Unit(32').getAttribute('aria-expanded')).toBe('true');
  expect(await items(frame, 'Conv 1×1, 32').boundingBox()).toEqual(place);
  expect(await viewBox()).toBe(view);
});

test('a mistake is marked on its node, with the sentence of the editor', async () => {
  const frame = await page();
  await workbench.editor.focus();
  await workbench.editor.moveTo(11, 20);
  await workbench.editor.press('End');
  await workbench.editor.type(' -> Conv(7, 3, groups: 5)');
  const broken = frame.locator('.item.error', { hasText: 'Conv' }).first();
  await broken.locator('.mark').waitFor();
  await expect.poll(() => broken.textContent()).toMatch(/groups/);
  await expect.poll(() => frame.locator('button.mistakes').textContent()).toBe('1 mistake');
  expect(await items(frame, 'Unit(32').getAttribute('aria-expanded')).toBe('true');
  await workbench.screenshot('diagram-mistake');
  await workbench.editor.replaceAll(file.replace('32x32x3', '3x32x32'));
  await expect.poll(() => frame.locator('button.mistakes').textContent()).toBe('1 warning');
  await workbench.screenshot('diagram-warning');
  await workbench.editor.replaceAll(file);
  await expect.poll(() => frame.locator('.item.error').count()).toBe(0);
});

test('what was opened and selected outlives a half-typed line', async () => {
  const frame = await page();
  await frame.locator('.item.selected[aria-label*="Conv 1×1, 32"]').waitFor();
  await workbench.editor.replaceAll(file.replace('Unit(32, stride: 2)', 'Unit(32, stride: 2) Conv(('));
  await frame.locator('button.mistakes').waitFor();
  await workbench.editor.replaceAll(file.replace('Unit(32, stride: 2)', '-> (('));
  await expect.poll(() => items(frame, 'Unit(32').count()).toBe(0);
  await workbench.editor.replaceAll(file);
  await expect.poll(() => frame.locator('button.mistakes').count()).toBe(0);
  await items(frame, 'Unit(32').waitFor();
  expect(await items(frame, 'Unit(32').getAttribute('aria-expanded')).toBe('true');
  await frame.locator('.item.selected[aria-label*="Conv 1×1, 32"]').waitFor();
});

test('it is as it was after the window is loaded again', async () => {
  await workbench.editor.focus();
  await workbench.editor.press('ControlOrMeta+S');
  await workbench.page.locator('.tab.dirty').waitFor({ state: 'detached' });
  await workbench.page.reload();
  const frame = await page();
  await items(frame, 'Unit(32').waitFor();
  expect(await items(frame, 'Unit(32').getAttribute('aria-expanded')).toBe('true');
  await frame.locator('.item.selected[aria-label*="Conv 1×1, 32"]').waitFor();
  await workbench.screenshot('diagram-reloaded');
});

test('it is closed and opened again', async () => {
  const tab = workbench.tab(/Miniature · Diagram/);
  await tab.click({ button: 'middle' });
  await tab.waitFor({ state: 'detached' });
  await workbench.editor.focus();
  await workbench.runCommand('CNN: Open Diagram');
  await items(await page(), 'Conv 3×3, 16').waitFor();
  await tab.waitFor();
});

test('it is zoomed and fitted', async () => {
  const frame = await page();
  const button = (title: string): Locator => frame.locator(`[title^="${title}"]`).first();
  await button('Show the whole diagram').click();
  await expect.poll(() => items(frame, 'Dense').isVisible()).toBe(true);
  const width = async (): Promise<number> => Number((await viewBox()).split(' ')[2]);
  const whole = await width();
  await button('Zoom in').click();
  await expect.poll(width).toBeLessThan(whole * 0.9);
  await button('Show the whole diagram').click();
  await expect.poll(width).toBeCloseTo(whole, 0);
});

test('it takes its colours from the theme', async () => {
  const frame = await page();
  const colour = (): Promise<string> =>
    items(frame, 'Conv 3×3, 16')
      .locator('.title')
      .evaluate((title) => getComputedStyle(title).fill);
  const seen = new Set<string>();
  for (const theme of ['Dark Modern', 'Light High Contrast', 'Dark High Contrast', 'Light Modern']) {
    const before = await colour();
    await workbench.editor.focus();
    await workbench.runCommand('Preferences: Color Theme');
    await workbench.pick(theme);
    await expect.poll(colour).not.toBe(before);
    seen.add(await colour());
    await workbench.screenshot(`diagram-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
  expect(seen.size).toBeGreaterThanOrEqual(3);
});

test('it is exported as an SVG file', async () => {
  const frame = await page();
  await frame.getByText('Export as SVG').click();
  const name = workbench.page.locator('.quick-input-widget:visible input[type=text]');
  await expect.poll(() => name.inputValue()).toMatch(/Miniature\.svg$/);
  await name.press('Enter');
  await workbench.notification(/Miniature\.svg/).waitFor();
  const svg = await readFile(join(workbench.folder, 'Miniature.svg'), 'utf8');
  expect(svg).toMatch(/^<svg [^]*Conv 3×3, 16[^]*<\/svg>\s*$/);
});
