import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

const file = `network Tiny(classes = 10) {
  input 32x32x3
  Conv(8, 3) -> ReLU
  GlobalAvgPool -> Dense(classes) -> Softmax
}

train Tiny on CIFAR10 {
  epochs 1
}
`;

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({ 'tiny.cnn': file }, {}, { isTrusted: false });
  await workbench.openFile('tiny.cnn');
});
afterAll(() => workbench.close());

test('a workspace that is not trusted has its networks explained and drawn', async () => {
  await workbench.page.locator('.statusbar', { hasText: 'Restricted Mode' }).waitFor();
  await expect.poll(() => workbench.editor.line('Conv(8').textContent()).toMatch(/32×32×8/);
  await workbench.runCommand('CNN: Open Diagram');
  await (await workbench.webview('.canvas svg.cnn')).locator('g.item[aria-label*="Conv 3×3, 8"]').waitFor();
});

test.each([
  ['CNN: Train Network', 'nothing is trained in it: trust it first'],
  ['CNN: Profile', 'nothing is profiled in it: trust it first'],
  ['CNN: Install TensorFlow Engine (tfjs-node)', 'nothing is installed in it: trust it first'],
])('%s says what to do and runs nothing there', async (command, sentence) => {
  await workbench.editor.focus();
  await workbench.runCommand(command);
  const told = workbench.notification(sentence);
  await told.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
  await workbench.screenshot('untrusted');
  expect(await workbench.page.locator('.monaco-dialog-box').count()).toBe(0);
  expect(await workbench.tab(/Training|Profile/).count()).toBe(0);
  expect(await readdir(workbench.folder)).toEqual(['tiny.cnn']);
});
