/** What the language server brings to an editor, each feature as a person uses it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contrast } from './colours.ts';
import { Workbench } from './workbench.ts';

const units = `# A convolution without bias, **normalized** and activated.
block ConvUnit(channels, kernel = 3, stride = 1) {
  Conv(channels, kernel, stride: stride, bias: false) -> BatchNorm -> ReLU
}

# The widths of the stages.
let widths = [16, 32, 64]
`;
const family = `import { ConvUnit, widths } from "./blocks/units.cnn"

# Halves the picture.
block Down(channels) {
  ConvUnit(channels, stride: 2)
}

let double(x) = x * 2

network Family(classes = 10, small = false) {
  input 32x32x3
  let first = double(widths[0] // 2)
  Conv(first, 3, padding: small ? same : 1) as stem -> ReLU
  for width in widths as i { Down(width) }
  repeat 2 { ConvUnit(64) }
  residual = Conv(64, 3)
  Add(residual, Identity) -> MaxPool(2, padding: valid)
  GlobalAvgPool -> Dense(classes) -> Softmax
  expect params == 137_578
}

train Family(classes: 10) on CIFAR10 as quick {
  batch     128
  epochs    2
  optimizer SGD(lr: 0.1, momentum: 0.9)
  schedule  Cosine(warmup: 1)
  augment   Pad(4) -> RandomCrop(32x32) -> RandomFlip
}
`;
const other = `import { ConvUnit } from "./blocks/units.cnn"

network Other {
  input 32x32x3
  ConvUnit(8, kernel: 5)
  ConvUnit(8)
}
`;
const scratch = `network Tried {
  input 32x32x3
  Conv(8, 3)
}
`;

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open(
    { 'blocks/units.cnn': units, 'family.cnn': family, 'other.cnn': other, 'scratch.cnn': scratch },
    { 'workbench.colorTheme': 'Default Dark Modern' },
  );
});
afterAll(() => workbench.close());

const activeTab = (file: string): Promise<void> =>
  workbench.page.locator('.tab.active', { hasText: file }).waitFor();

const queryInput = (): Locator => workbench.page.locator('.quick-input-widget:visible input[type=text]');

describe('a file that is read', () => {
  beforeAll(() => workbench.openFile('family.cnn'));

  const kinds = {
    layer: ['Dense(', 'ReLU', 'MaxPool'],
    block: ['Down(width', 'ConvUnit(64'],
    parameter: ['channels, stride', 'classes) ->'],
    'word that declares': [
      'network Family',
      'block Down',
      'input 32',
      'expect params',
      'train Family',
      'batch ',
    ],
    'word that steers': ['for width', 'repeat 2'],
    'named number': ['widths as', 'first, 3'],
    number: ['137_578', '32x32x3'],
  };
  test.each(['Dark Modern', 'Light Modern'])('%s gives each kind of name its colour', async (theme) => {
    await workbench.runCommand('Preferences: Color Theme');
    await workbench.pick(theme);
    await workbench.editor.focus();
    const background = (): Promise<string> =>
      workbench.editor.element
        .locator('.monaco-editor-background')
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    await expect
      .poll(async () => contrast(await background(), 'rgb(0, 0, 0)') < 2)
      .toBe(theme.startsWith('Dark'));
    /** The colours of each kind's words: one, where they agree. */
    const drawn = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const texts of Object.values(kinds)) {
        const colours = new Set<string>();
        for (const text of texts) colours.add(await workbench.editor.colourOf(text));
        found.push([...colours].join(' and '));
      }
      return found;
    };
    const clash = async (): Promise<string[]> => {
      const colours = await drawn();
      return colours.filter((colour, index) => colour.includes('and') || colours.indexOf(colour) !== index);
    };
    await expect.poll(clash).toEqual([]);
    for (const colour of await drawn()) expect(contrast(colour, await background())).toBeGreaterThan(4.5);
    await workbench.screenshot(`colours-${theme.toLowerCase().replace(' ', '-')}`);
  });

  const hovers: [string, string, RegExp][] = [
    ['an imported block', 'ConvUnit, ', /block ConvUnit\(channels, kernel = 3, stride = 1\).*normalized/s],
    ['an imported list', 'widths }', /widths of the stages.*= \[16, 32, 64\]/s],
    [
      'a block in its uses',
      'ConvUnit(channels',
      /Down\(16\).*32×32×16 → 16×16×16.*2,336.*Down\(64\).*18,560/s,
    ],
    ["a block's argument", 'stride: 2', /stride = 1.*Parameter of ConvUnit/s],
    ['a network', 'Family(classes = 10, s', /32×32×3 → 10.*137,578.*MACs.*depth: 8/s],
    ['a parameter', 'small ?', /small: parameter · false/],
    ["a network's input", 'input 32', /shape of one image/],
    ['a let of a body', 'first =', /first: let · 16/],
    ['a function', 'double(widths', /let double\(x\) = x \* 2/],
    ['a layer', 'Conv(first', /32×32×3 → 32×32×16.*3·3·3·16 \+ 16 = 448/s],
    ["a layer's argument", 'padding: small', /padding of Conv, default same/],
    ['a word', 'same :', /ceil\(size \/ stride\)/],
    ['a named step', 'stem ->', /stem: value · 32×32×16/],
    ['an element', 'width in', /width: element of the list · 16, 32, 64/],
    ['a loop', 'for width', /once for every element/],
    ['a branch', 'residual =', /residual: value · 4×4×64/],
    ['a merge', 'Add(', /4×4×64, 4×4×64 → 4×4×64/],
    ['an expectation', 'expect params', /true of the network/],
    ['what is expected', 'params ==', /params · 137,578/],
    ["a recipe's argument", 'classes: 10', /classes = 10.*Parameter of Family/s],
    ['a recipe', 'quick', /recipe to train Family on CIFAR10/],
    ['a data set', 'CIFAR10', /60,000.*10 classes/],
    ['an entry', 'batch', /batch, default 128.*Images in a step/s],
    ['an optimizer', 'SGD', /SGD\(lr, momentum: 0.*gradient descent/s],
    ["an optimizer's argument", 'momentum: 0.9', /momentum of SGD, default 0/],
    ['what is done to pictures', 'RandomCrop', /RandomCrop\(size\)/],
  ];
  test('everything explains itself on hover', async () => {
    // From top to bottom: a hover stands above its line, where it can't hide the next.
    for (const [what, text, told] of hovers) {
      const hover = await workbench.editor.hover(text);
      await expect.poll(() => hover.textContent(), { message: what }).toMatch(told);
      await workbench.editor.press('Escape');
      await hover.waitFor({ state: 'hidden' });
    }
  });

  test('the other places of a name light up', async () => {
    await workbench.editor.click('Down(width');
    const lit = workbench.editor.element.locator('.wordHighlight, .wordHighlightStrong, .wordHighlightText');
    await expect.poll(() => lit.count()).toBe(2);
    await workbench.editor.click('first, 3');
    await expect.poll(() => lit.count()).toBe(2);
  });

  test('a block, a comment and everything is folded and unfolded', async () => {
    await workbench.editor.moveTo(11);
    await workbench.editor.press('Control+Shift+[');
    await expect.poll(() => workbench.editor.linesInSight()).not.toContain(12);
    expect(await workbench.editor.linesInSight()).toEqual(expect.arrayContaining([10, 20, 21]));
    await workbench.editor.press('Control+Shift+]');
    await expect.poll(() => workbench.editor.linesInSight()).toContain(12);
    await workbench.runCommand('Fold All');
    await expect
      .poll(() => workbench.editor.linesInSight())
      .toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10, 20, 21, 22, 28, 29]);
    await workbench.screenshot('folded');
    await workbench.runCommand('Unfold All');
    await expect.poll(() => workbench.editor.linesInSight()).toContain(12);
  });

  test('the selection grows by what belongs together', async () => {
    await workbench.editor.click('classes) ->');
    const steps = ['classes', 'Dense(classes)', 'GlobalAvgPool -> Dense(classes) -> Softmax'];
    for (const text of steps) {
      await workbench.editor.press('Shift+Alt+ArrowRight');
      await expect.poll(() => workbench.editor.selectedText()).toBe(text);
    }
    await workbench.editor.press('Shift+Alt+ArrowLeft');
    await expect.poll(() => workbench.editor.selectedText()).toBe('Dense(classes)');
    await workbench.editor.press('ArrowRight');
  });

  test('the symbols of the file are gone to by name', async () => {
    await workbench.page.keyboard.press('Control+Shift+O');
    for (const name of [
      'Down',
      'double',
      'Family',
      'first',
      'stem',
      'residual',
      'train Family on CIFAR10 as quick',
    ])
      await workbench.quickEntry(name).first().waitFor();
    await workbench.screenshot('document-symbols');
    await queryInput().fill('@resid');
    await workbench.quickEntry('residual').first().waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.editor.cursorIsAt(16);
  });

  test('the outline shows its parts and leads to them', async () => {
    await workbench.runCommand('Explorer: Focus on Outline View');
    const row = (name: string): Locator =>
      workbench.page.locator('.outline-tree .monaco-list-row', { hasText: name });
    await row('Family').first().waitFor();
    await row('Down').first().click();
    await workbench.editor.cursorIsAt(4);
    await workbench.screenshot('outline-view');
    await workbench.editor.focus();
  });

  test('symbols of all files are found, and gone to', async () => {
    await workbench.page.keyboard.press('Control+T');
    await queryInput().fill('#cunit');
    await workbench.quickEntry('ConvUnit').first().waitFor();
    await workbench.screenshot('workspace-symbols');
    await queryInput().fill('#Oth');
    await workbench.quickEntry('Other').first().waitFor();
    await workbench.page.keyboard.press('Enter');
    await activeTab('other.cnn');
    await workbench.editor.cursorIsAt(3);
  });
});

describe('names across files', () => {
  beforeEach(() => workbench.openFile('family.cnn'));

  test('a call leads to the block in the imported file, by key and by mouse', async () => {
    await workbench.editor.click('ConvUnit(channels');
    await workbench.editor.press('F12');
    await activeTab('units.cnn');
    await workbench.editor.cursorIsAt(2);
    await workbench.openFile('family.cnn');
    await workbench.editor.followLink('ConvUnit(64');
    await activeTab('units.cnn');
    await workbench.openFile('family.cnn');
    await workbench.editor.followLink('units.cnn');
    await activeTab('units.cnn');
  });

  test('a value, an argument and a function lead to where they are declared', async () => {
    await workbench.editor.click('residual, Identity');
    await workbench.editor.press('F12');
    await workbench.editor.cursorIsAt(16);
    await workbench.editor.click('double(widths');
    await workbench.editor.press('F12');
    await workbench.editor.cursorIsAt(8);
    await workbench.editor.click('classes: 10');
    await workbench.editor.press('F12');
    await workbench.editor.cursorIsAt(10);
  });

  test('the references of a block are shown over all files', async () => {
    await workbench.editor.click('ConvUnit(channels');
    await workbench.editor.press('Shift+F12');
    const peek = workbench.page.locator('.peekview-widget');
    await expect.poll(() => peek.locator('.peekview-title').textContent()).toMatch(/References \(7\)/);
    const files = peek.locator('.ref-tree .monaco-list-row');
    for (const file of ['family.cnn', 'units.cnn', 'other.cnn'])
      await files.filter({ hasText: file }).first().waitFor();
    await workbench.screenshot('references');
    await workbench.editor.press('Escape');
    await peek.waitFor({ state: 'detached' });
  });

  test('who calls a block is shown over all files', async () => {
    await workbench.editor.click('ConvUnit(channels');
    await workbench.runCommand('Peek Call Hierarchy');
    const peek = workbench.page.locator('.peekview-widget');
    const row = (name: string): Locator => peek.locator('.monaco-list-row', { hasText: name });
    for (const caller of ['Down', 'Family', 'Other']) await row(caller).first().waitFor();
    await workbench.screenshot('calls');
    await workbench.editor.press('Escape');
    await peek.waitFor({ state: 'detached' });
  });

  const rename = async (text: string, to: string): Promise<void> => {
    await workbench.editor.click(text);
    await workbench.editor.press('F2');
    const box = workbench.page.locator('.rename-box input');
    await box.waitFor();
    await box.fill(to);
    await box.press('Enter');
  };

  test('a block is renamed in every file, open or not', async () => {
    await rename('ConvUnit(channels', 'Unit');
    await workbench.editor.line('Unit(channels, stride: 2)').waitFor();
    await workbench.editor.line('import { Unit, widths }').waitFor();
    await workbench.editor.line('repeat 2 { Unit(64) }').waitFor();
    const written = (file: string): Promise<string> => readFile(join(workbench.folder, file), 'utf8');
    await expect.poll(() => written('blocks/units.cnn')).toBe(units.replace('ConvUnit', 'Unit'));
    await expect.poll(() => written('other.cnn')).toBe(other.replaceAll('ConvUnit', 'Unit'));
    await expect.poll(() => workbench.editor.errorSquiggles().count()).toBe(0);
  });

  test('a name that would clash is refused, as is what is not ours to rename', async () => {
    await rename('stem ->', 'residual');
    await workbench.notification("stem can't be renamed to residual").waitFor();
    expect(await workbench.editor.line('as stem').count()).toBe(1);
    await workbench.editor.click('MaxPool');
    await workbench.editor.press('F2');
    await workbench.page
      .locator('.monaco-editor-overlaymessage', { hasText: 'a layer of the catalogue' })
      .waitFor();
    await workbench.editor.press('Escape');
  });
});

test('a file that is renamed is renamed in the imports of the others', async () => {
  await workbench.openFile('units.cnn');
  const row = workbench.page
    .locator('.explorer-folders-view .monaco-list-row', { hasText: 'units.cnn' })
    .first();
  await row.click();
  await workbench.page.keyboard.press('F2');
  const box = workbench.page.locator('.explorer-item-edited input');
  await box.fill('parts.cnn');
  await box.press('Enter');
  await workbench
    .dialog(/CNN Architect.*refactoring changes/)
    .getByText('OK', { exact: true })
    .click();
  await expect
    .poll(() => readFile(join(workbench.folder, 'other.cnn'), 'utf8'))
    .toMatch(/from ".\/blocks\/parts.cnn"/);
  await workbench.openFile('family.cnn');
  await workbench.editor.line('from "./blocks/parts.cnn"').waitFor();
  await expect.poll(() => workbench.editor.errorSquiggles().count()).toBe(0);
});

describe('what helps while typing', () => {
  beforeEach(async () => {
    await workbench.openFile('scratch.cnn');
    await workbench.editor.replaceAll(scratch);
  });

  test('the arguments of a call are told as it is written', async () => {
    await workbench.editor.moveTo(3, 13);
    await workbench.editor.press('Enter');
    await workbench.editor.type('Conv(');
    const help = workbench.page.locator('.parameter-hints-widget.visible');
    const active = help.locator('.parameter.active');
    await expect.poll(() => active.textContent()).toBe('filters');
    await workbench.editor.type('8, ');
    await expect.poll(() => active.textContent()).toBe('kernel');
    await workbench.editor.type('3, padding: ');
    await expect.poll(() => active.textContent()).toBe('padding = same');
    expect(await help.textContent()).toMatch(/same keeps ceil\(size \/ stride\)/);
    await workbench.screenshot('signature-help');
    await workbench.editor.type('valid)');
    await help.waitFor({ state: 'detached' }).catch(() => help.waitFor({ state: 'hidden' }));
  });

  test('lines are ended by Enter and indented, whatever is suggested', async () => {
    await workbench.editor.moveTo(3, 13);
    await workbench.editor.press('Enter');
    // The layer is written out: Enter ends the line, though the list of completions is open.
    await workbench.editor.type('Conv(16, 3) -> ReLU');
    await workbench.editor.suggestion('ReLU').first().waitFor();
    await workbench.editor.press('Enter');
    await workbench.editor.type('MaxP');
    await workbench.editor.suggestion('MaxPool').first().waitFor();
    await workbench.editor.press('Tab');
    // The bracket came with the completion, and is typed over.
    await workbench.editor.type('2) ->');
    await workbench.editor.press('Enter');
    await workbench.editor.type('Conv');
    await workbench.editor.suggestion('Conv').first().waitFor();
    await workbench.editor.type('(32, 3,');
    await workbench.editor.press('Enter');
    await workbench.editor.type('stride: 2');
    for (const line of ['Conv(16, 3) -> ReLU', 'MaxPool(2) ->']) await workbench.editor.line(line).waitFor();
    await workbench.editor.line(/^\s{4}Conv\(32,\s3,/).waitFor();
    await workbench.editor.line(/^\s{6}stride:\s2$/).waitFor();
    await workbench.editor.line(/^\s{4}\)/).waitFor();
    await expect.poll(() => workbench.editor.errorSquiggles().count()).toBe(0);
  });

  test('a snippet is filled in by typing and Tab', async () => {
    await workbench.editor.replaceAll('\n');
    const take = async (prefix: string): Promise<void> => {
      await workbench.editor.type(prefix);
      await workbench.editor
        .suggestion(new RegExp(`^${prefix}`))
        .first()
        .waitFor();
      await workbench.editor.press('Tab');
    };
    await take('network');
    await workbench.editor.line('network Name(classes = 10) {').waitFor();
    await workbench.editor.type('Mine');
    await workbench.editor.press('Tab');
    await workbench.editor.press('Tab');
    await workbench.editor.type('28x28x1');
    await workbench.editor.press('Tab');
    await take('repeat');
    await workbench.editor.line('repeat 3 {').waitFor();
    await workbench.editor.type('2');
    await workbench.editor.press('Tab');
    await workbench.editor.type('ReLU');
    await workbench.editor.press('Escape');
    await workbench.editor.line('network Mine(classes = 10) {').waitFor();
    await workbench.editor.line('  input 28x28x1').waitFor();
    await workbench.editor.line('  repeat 2 {').waitFor();
    await expect.poll(() => workbench.editor.line(/^\s{4}ReLU/).textContent()).toMatch(/28×28×1/);
    await expect.poll(() => workbench.editor.errorSquiggles().count()).toBe(0);
    await workbench.screenshot('snippet');
  });

  test('the shapes at the ends of lines are switched off and on in the settings, and by a command', async () => {
    const line = (): Promise<string | null> => workbench.editor.line('Conv(8, 3)').textContent();
    await expect.poll(line).toMatch(/32×32×8/);
    /** The file behind the settings follows before they are closed: they are saved after a moment. */
    const toggle = async (followed: () => Promise<void>): Promise<void> => {
      await workbench.page.keyboard.press('Control+,');
      const settings = workbench.page.locator('.settings-editor');
      await settings.locator('.suggest-input-container').waitFor();
      await workbench.page.keyboard.type('cnn.inlayHints');
      const setting = settings.locator('.setting-item-contents', { hasText: /Inlay Hints.*Enabled/ });
      await setting.locator('.setting-value-checkbox').click();
      await followed();
      // The first Escape leaves the setting, the next the settings.
      await expect
        .poll(async () => {
          await workbench.page.keyboard.press('Escape');
          return settings.count();
        })
        .toBe(0);
      await workbench.editor.focus();
    };
    await toggle(() => expect.poll(line).not.toMatch(/×/));
    await toggle(() => expect.poll(line).toMatch(/32×32×8/));
    await workbench.runCommand('CNN: Toggle Shapes at Line Ends');
    await expect.poll(line).not.toMatch(/×/);
    await workbench.runCommand('CNN: Toggle Shapes at Line Ends');
    await expect.poll(line).toMatch(/32×32×8/);
  });
});
