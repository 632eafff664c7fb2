import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

const text = `network Tried {
  input 7x7x3
  Conv(8, 3) -> ReLU
  MaxPool(2)
}
`;

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({ 'tried.cnn': text });
  await workbench.openFile('tried.cnn');
});
afterAll(() => workbench.close());

test('a click on a diagnostic’s code in the Problems panel opens its explanation', async () => {
  const rows = await workbench.problems();
  const row = rows.filter({ hasText: 'never read' }).first();
  await row.waitFor();
  await row.locator('a', { hasText: 'border-lost' }).click();
  const page = await workbench.webview('h1#border-lost');
  const text = await page.locator('body').textContent();
  expect(text).toContain('Raises it');
  expect(text).toContain('MaxPool(2, ceil: true)');
  await workbench.screenshot('diagnostic-explained');
});

test('so does one in the hover', async () => {
  await workbench.openFile('tried.cnn');
  const hover = await workbench.editor.hover('MaxPool');
  await hover.locator('a.code-link', { hasText: 'border-lost' }).click();
  await workbench.tab('border-lost.md').locator('visible=true').first().waitFor();
  await workbench.webview('h1#border-lost');
});
