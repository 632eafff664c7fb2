import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({
    'tiny.cnn': 'network Tiny {\n  input 32x32x3\n  Conv(8, 3) -> ReLU\n}\n',
  });
});
afterAll(() => workbench.close());

test('a .cnn file opens in the language CNN', async () => {
  await workbench.openFile('tiny.cnn');
  await expect.poll(() => workbench.languageMode().textContent()).toBe('CNN');
  await workbench.screenshot('activation');
});
