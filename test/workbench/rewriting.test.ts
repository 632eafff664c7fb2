/** What changes a text for the one who writes it: quick fixes, refactorings and the formatter. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

/** A network around some lines. */
const network = (...lines: string[]): string =>
  ['network Tried {', '  input 32x32x3', ...lines.map((line) => `  ${line}`), '}', ''].join('\n');

const blocks = `# A convolution and what follows it.
block ConvUnit(channels) {
  Conv(channels, 3) -> ReLU
}
`;

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open(
    {
      'tried.cnn': network('Conv(8, 3)'),
      'saved.cnn': network('Conv(8,3)->ReLU'),
      'blocks/units.cnn': blocks,
    },
    { 'editor.formatOnSave': true, 'files.autoSave': 'off' },
  );
  await workbench.openFile('tried.cnn');
});
afterAll(() => workbench.close());

/** Entries of the menu of the light bulb. */
const offer = (title: string | RegExp): Locator =>
  workbench.page.locator('.action-widget .monaco-list-row.action', { hasText: title });

/** Opens the menu of the light bulb at a text, or where the cursor or selection is, and waits for an entry. */
async function lightBulb(at: string | undefined, title: string | RegExp): Promise<Locator> {
  if (at !== undefined) await workbench.editor.click(at);
  const menu = workbench.page.locator('.action-widget .monaco-list-row').first();
  const wanted = offer(title).first();
  // The offers follow the text after a moment: a person would ask again.
  await expect
    .poll(async () => {
      await workbench.editor.press('Control+.');
      await menu.waitFor({ timeout: 5_000 }).catch(() => undefined);
      if (await wanted.isVisible()) return true;
      // Where there is no menu, Escape would take back the selection.
      if (await menu.isVisible()) await workbench.editor.press('Escape');
      return false;
    })
    .toBe(true);
  return wanted;
}

/** Takes what the light bulb offers at a text. */
async function take(at: string, title: string | RegExp): Promise<void> {
  const wanted = await lightBulb(at, title);
  await wanted.click();
  await wanted.waitFor({ state: 'detached' });
}

/** The lines of the file as they are written, without what the editor adds at their ends. */
async function text(): Promise<string> {
  await workbench.editor.focus();
  await workbench.editor.press('ControlOrMeta+A');
  const selected = await workbench.editor.selectedText();
  await workbench.editor.press('ArrowLeft');
  return selected;
}

/** Parameters above the network, as they are shown. */
const cost = (shown: string): Promise<void> => workbench.editor.codeLens(shown).first().waitFor();

describe('quick fixes', () => {
  test('a dense layer on a feature map gets its Flatten', async () => {
    await workbench.editor.replaceAll(network('Conv(8, 3)', 'Dense(10)'));
    await take('Dense(10)', 'Insert Flatten');
    await workbench.editor.line('Flatten -> Dense(10)').waitFor();
    await expect.poll(() => workbench.editor.errorSquiggles().count()).toBe(0);
  });

  test('a bias that the batch norm takes away is dropped', async () => {
    await workbench.editor.replaceAll(network('Conv(8, 3) -> BatchNorm -> ReLU'));
    const problems = await workbench.problems();
    await problems.filter({ hasText: /bias/ }).first().waitFor();
    await take('Conv(8', /bias/);
    await workbench.editor.line('Conv(8, 3, bias: false) -> BatchNorm').waitFor();
    await expect.poll(() => problems.count()).toBe(0);
  });

  test('a shortcut is fitted to what it is added to', async () => {
    await workbench.editor.replaceAll(
      network('Conv(16, 3) as stem -> ReLU', 'Conv(32, 3, stride: 2) -> ReLU', 'Add(Identity, stem)'),
    );
    await take('stem)', 'Project the shortcut: Conv(32, 1, stride: 2');
    await expect.poll(() => workbench.editor.line('Add(').textContent()).toMatch(/16×16×32/);
    await expect.poll(() => workbench.editor.errorSquiggles().count()).toBe(0);
    await workbench.screenshot('projection');
  });

  test('a block of another file is imported', async () => {
    await workbench.editor.replaceAll(network('ConvUnit(8) -> ConvUnit(16)'));
    await take('ConvUnit(8', 'Import ConvUnit from "./blocks/units.cnn"');
    await workbench.editor.line('import { ConvUnit } from "./blocks/units.cnn"').waitFor();
    await expect.poll(() => workbench.editor.line('ConvUnit(16)').textContent()).toMatch(/32×32×16/);
  });
});

test('completing the name of a block of another file imports it', async () => {
  await workbench.editor.replaceAll(network('Conv(8, 3)'));
  await workbench.editor.moveTo(3, 13);
  await workbench.editor.press('Enter');
  await workbench.editor.type('ConvUn');
  await workbench.editor.suggestion('ConvUnit').first().waitFor();
  await workbench.screenshot('completion-import');
  await workbench.editor.press('Tab');
  await workbench.editor.type('16');
  await workbench.editor.line('import { ConvUnit } from "./blocks/units.cnn"').waitFor();
  await expect.poll(() => workbench.editor.line('ConvUnit(16)').textContent()).toMatch(/32×32×16/);
});

describe("a reviewer's warnings", () => {
  test('stand in Problems, each with its code', async () => {
    await workbench.editor.replaceAll(
      network(
        'Conv(16, 2, stride: 3) -> ReLU',
        'Conv(16, 3) -> BatchNorm',
        'GlobalAvgPool -> Dense(10) -> Dropout(0.5)',
      ),
    );
    const problems = await workbench.problems();
    for (const code of ['stride-skips', 'bias-before-norm', 'dropout-last'])
      await problems.filter({ hasText: code }).first().waitFor();
    await workbench.screenshot('warnings');
  });
});

describe('refactorings', () => {
  test('a large kernel becomes a stack of small ones, for less', async () => {
    await workbench.editor.replaceAll(network('Conv(64, 3) -> ReLU', 'Conv(64, 7) -> ReLU'));
    await cost('203 K parameters'); // 3·9·64 + 64 + 64·49·64 + 64 = 202,560
    const stack = await lightBulb('Conv(64, 7', /Replace 7x7 by three 3x3/);
    // 64·49·64 + 64 = 200,768 become 3 · (64·9·64 + 64) = 110,784: 89,984 fewer.
    expect(await stack.textContent()).toMatch(/90\.0 K fewer parameters \(−44\s%\)/);
    await workbench.screenshot('refactorings');
    await stack.click();
    await cost('113 K parameters'); // 112,576
    expect((await text()).match(/Conv\(64, 3\)/g)).toHaveLength(4);
  });

  test('a convolution gets its 1x1 bottleneck', async () => {
    await workbench.editor.replaceAll(network('Conv(64, 3) -> ReLU', 'Conv(128, 3) -> ReLU'));
    await cost('75.6 K parameters'); // 1,792 + 73,856
    const bottleneck = await lightBulb('Conv(128', /Insert a 1x1 bottleneck of 16 channels/);
    expect(await bottleneck.textContent()).toMatch(/fewer parameters.*fewer MACs/);
    await bottleneck.click();
    await workbench.editor.line('Conv(16, 1)').waitFor();
    await cost('21.4 K parameters'); // 1,792 + 64·16 + 16 + 16·9·128 + 128 = 21,392
  });

  test('Flatten before a dense layer becomes global pooling', async () => {
    await workbench.editor.replaceAll(network('Conv(64, 3) -> ReLU', 'Flatten -> Dense(10) -> Softmax'));
    await cost('657 K parameters'); // 1,792 + 65,536·10 + 10
    const pooling = await lightBulb('Flatten', /by GlobalAvgPool/);
    expect(await pooling.textContent()).toMatch(/655 K fewer parameters/);
    await pooling.click();
    await workbench.editor.line('GlobalAvgPool -> Dense(10) -> Softmax').waitFor();
    await cost('2.44 K parameters');
  });

  test('lines become a block, and a block becomes its lines', async () => {
    const before = network(
      'Conv(8, 3)',
      'Conv(16, 3, stride: 2) -> ReLU',
      'Conv(16, 3) -> ReLU',
      'GlobalAvgPool',
    );
    await workbench.editor.replaceAll(before);
    await cost('3.71 K parameters');
    await workbench.editor.moveTo(4, 3);
    await workbench.editor.press('Shift+ArrowDown');
    await workbench.editor.press('Shift+End');
    const extract = await lightBulb(undefined, /Extract into a block: same parameters and MACs/);
    await workbench.screenshot('extract');
    await extract.click();
    await workbench.editor.line(/^block/).waitFor();
    await workbench.screenshot('extracted');
    await cost('3.71 K parameters');
    const extracted = await text();
    expect(extracted).toMatch(
      /block (\w+)[^]*network Tried {\n {2}input 32x32x3\n {2}Conv\(8, 3\)\n {2}\1.*\n {2}GlobalAvgPool\n}/,
    );
    const [, name = ''] = /block (\w+)/.exec(extracted) ?? [];
    await workbench.editor.moveTo(
      extracted.split('\n').findIndex((line) => line.startsWith(`  ${name}`)) + 1,
      4,
    );
    await (await lightBulb(undefined, `Inline ${name}: same parameters and MACs`)).click();
    await workbench.screenshot('inlined');
    await expect.poll(text).toContain(before.slice(before.indexOf('  input')));
  });
});

describe('the formatter', () => {
  const untidy = `network   Tried{
   input 32x32x3
 Conv( 8,3 )->ReLU # first
   MaxPool(2,stride:2)  ->  ReLU



 GlobalAvgPool->Dense(10)
}
train Tried on CIFAR10 {
batch 128
epochs 2
optimizer SGD(lr:0.1,momentum:0.9)
}
`;
  const tidy = `network Tried {
  input 32x32x3
  Conv(8, 3) -> ReLU  # first
  MaxPool(2, stride: 2) -> ReLU

  GlobalAvgPool -> Dense(10)
}
train Tried on CIFAR10 {
  batch     128
  epochs    2
  optimizer SGD(lr: 0.1, momentum: 0.9)
}
`;
  test('a file is formatted, and once more changes nothing', async () => {
    await workbench.openFile('tried.cnn');
    await workbench.editor.replaceAll(untidy);
    await workbench.runCommand('Format Document');
    // Looked at only: an editor drops what it is to format when somebody selects or types meanwhile.
    await workbench.editor.line('Conv(8, 3) -> ReLU').waitFor();
    await expect.poll(text).toBe(tidy);
    await workbench.runCommand('Format Document');
    await expect.poll(text).toBe(tidy);
    await workbench.screenshot('formatted');
  });

  test('works around a mistake', async () => {
    await workbench.editor.replaceAll(network('Conv( 8,3 )->ReLU', 'Conv(8, ((', 'MaxPool( 2 )'));
    await workbench.runCommand('Format Document');
    await workbench.editor.line('Conv(8, 3) -> ReLU').waitFor();
    await workbench.screenshot('formatted-mistake');
  });

  test('formats on saving', async () => {
    await workbench.openFile('saved.cnn');
    await workbench.editor.press('ControlOrMeta+S');
    await workbench.editor.line('Conv(8, 3) -> ReLU').waitFor();
    await expect
      .poll(() => readFile(join(workbench.folder, 'saved.cnn'), 'utf8'))
      .toBe(network('Conv(8, 3) -> ReLU'));
  });
});
