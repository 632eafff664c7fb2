import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
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

test('the packed extension holds what ships and nothing else', async () => {
  const launcher = inject('launcher');
  const extensions = launcher.kind === 'desktop' ? launcher.extensions : join(launcher.data, 'extensions');
  const installed = (await readdir(extensions)).filter((name) => name.startsWith('cnn-architect.'));
  expect(installed).toHaveLength(1);
  const folder = join(extensions, installed[0]!);
  const files = await readdir(folder);
  expect(
    files
      .filter((name) => !name.startsWith('.'))
      .map((name) => name.toLowerCase())
      .sort(),
  ).toEqual([
    'changelog.md',
    'dist',
    'docs',
    'license.txt',
    'package.json',
    'readme.md',
    'samples',
    'syntaxes',
  ]);
  expect(
    (await readdir(join(folder, 'dist'), { recursive: true })).filter((name) => name.endsWith('.map')),
  ).toEqual([]);
});
