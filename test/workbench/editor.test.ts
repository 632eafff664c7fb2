import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

const resnet = `# A residual network in miniature.
block Unit(channels, stride = 1) {
  residual = Conv(channels, 3, stride: stride) -> BatchNorm -> ReLU -> Conv(channels, 3)
  shortcut = Conv(channels, 1, stride: stride)
  Add(residual, shortcut) -> ReLU
}

network Miniature(classes = 10) {
  input 32x32x3
  Conv(16, 3) as stem -> ReLU
  repeat 2 as i { Unit(32, stride: i == 0 ? 2 : 1) }
  GlobalAvgPool -> Dense(classes)
}
`;

/** A network around some lines. */
const network = (...lines: string[]): string =>
  ['network Tried {', '  input 32x32x3', ...lines.map((line) => `  ${line}`), '}', ''].join('\n');

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({
    'miniature.cnn': resnet,
    'tried.cnn': network('Conv(8, 3)'),
    'vast.cnn': network('Conv(8, 3)\n'.repeat(910_000)), // ten million characters
  });
});
afterAll(() => workbench.close());

describe('a network as it stands', () => {
  beforeAll(() => workbench.openFile('miniature.cnn'));

  test('has output shapes at the ends of its lines', async () => {
    await expect.poll(() => workbench.editor.line('as stem').textContent()).toMatch(/32×32×16/);
    await expect.poll(() => workbench.editor.line('GlobalAvgPool').textContent()).toMatch(/10/);
  });

  test('has its parameters, MACs and actions above it', async () => {
    const lens = (text: RegExp) => workbench.editor.codeLens(text).first().waitFor();
    await lens(/param/i);
    await lens(/MACs/);
    await lens(/Open diagram/i);
    await lens(/Train/);
    await lens(/Profile/);
    await workbench.screenshot('editor');
  });

  test('opens the diagram from above the network', async () => {
    const diagram = workbench.tab(/Miniature · Diagram/);
    // A lens that is drawn anew under the mouse misses the click: a person clicks again.
    await expect
      .poll(async () => {
        await workbench.editor.codeLens('Open diagram').first().click();
        await diagram.waitFor({ timeout: 5_000 }).catch(() => undefined);
        return diagram.count();
      })
      .toBe(1);
    await workbench.webview('.canvas svg.cnn');
    await diagram.click({ button: 'middle' });
    await diagram.waitFor({ state: 'detached' });
    await workbench.editor.focus();
  });

  test('explains a layer on hover', async () => {
    const hover = await workbench.editor.hover('Conv(16');
    await expect.poll(() => hover.textContent()).toMatch(/32×32×3.*32×32×16/s);
    const text = await hover.textContent();
    expect(text).toMatch(/448/); // 3·3·3·16 + 16
    expect(text).toMatch(/MACs/);
    expect(text).toMatch(/442[,.]?(368|K)/); // 32·32·3·3·3·16 = 442,368
    expect(text).toMatch(/receptive field/i);
    await workbench.screenshot('hover');
    await workbench.editor.press('Escape');
  });

  test('explains a layer of a block for each use of the block', async () => {
    await workbench.editor.moveTo(3, 14);
    const hover = await workbench.editor.hover('Conv(channels');
    await expect.poll(() => hover.textContent()).toMatch(/32×32×16/);
    await expect.poll(() => hover.textContent()).toMatch(/16×16×32/);
    await workbench.screenshot('hover-block');
    await workbench.editor.press('Escape');
  });

  test('shows its parts in the outline', async () => {
    await workbench.page.keyboard.press('Control+Shift+O');
    await workbench.quickEntry('Miniature').first().waitFor();
    await workbench.quickEntry('Unit').first().waitFor();
    await workbench.quickEntry('stem').first().waitFor();
    await workbench.screenshot('outline');
    await workbench.page.keyboard.press('Escape');
  });

  test('leads from a call to its block', async () => {
    await workbench.editor.moveTo(11, 20);
    await workbench.editor.press('F12');
    await workbench.editor.cursorIsAt(2);
  });

  test('takes # for the comment', async () => {
    await workbench.editor.moveTo(10);
    await workbench.editor.press('Control+/');
    await workbench.editor.line('# Conv(16, 3)').waitFor();
    await workbench.editor.press('Control+/');
    await expect.poll(() => workbench.editor.line('# Conv(16, 3)').count()).toBe(0);
  });
});

describe('while typing', () => {
  beforeEach(async () => {
    await workbench.openFile('tried.cnn');
  });

  test('layers, arguments and values are completed', async () => {
    await workbench.editor.replaceAll(network('Conv(8, 3)'));
    await workbench.editor.moveTo(3, 13);
    await workbench.editor.press('Enter');
    await workbench.editor.type('MaxP');
    await workbench.editor.suggestion('MaxPool').first().waitFor();
    await workbench.screenshot('completion');
    await workbench.editor.press('Tab');
    await workbench.editor.line('MaxPool').waitFor();
    await workbench.editor.replaceAll(network('Conv(8, 3, )'));
    await workbench.editor.moveTo(3, 14);
    await workbench.editor.press('Control+Space');
    await workbench.editor.suggestion('padding').first().waitFor();
    await workbench.editor.suggestion('stride').first().waitFor();
    await workbench.editor.press('Escape');
    await workbench.editor.type('padding: ');
    await workbench.editor.press('Control+Space');
    await workbench.editor.suggestion('valid').first().waitFor();
    await workbench.editor.press('Escape');
  });

  test('a misspelt layer is put right by the quick fix', async () => {
    await workbench.editor.replaceAll(network('Conf(8, 3)'));
    const problems = await workbench.problems();
    await problems
      .filter({ hasText: /Conf.*Conv/s })
      .first()
      .waitFor();
    await workbench.editor.focus();
    await workbench.editor.moveTo(3, 4);
    await workbench.editor.press('Control+.');
    const fix = workbench.page.locator('.action-widget .monaco-list-row', { hasText: 'Conv' }).first();
    await fix.waitFor();
    await workbench.screenshot('quick-fix');
    await fix.click();
    await workbench.editor.line('Conv(8, 3)').waitFor();
    await expect.poll(() => problems.filter({ hasText: /Conf/ }).count()).toBe(0);
  });

  /** What is written, the sentence it brings, and the text that is underlined. */
  const mistakes: [string, string, RegExp][] = [
    ['two statements on one line', network('Conv(8, 3) ReLU'), /->/],
    ['a bracket that is not closed', network('Conv(8, 3'), /\)/],
    ['an unknown layer', network('Covn(8, 3)'), /Covn.*Conv/s],
    ['an unknown argument', network('Conv(8, 3, strid: 2)'), /strid.*stride/s],
    ['an unknown name', network('Conv(8, 3) as stem', 'Add(sten, Identity)'), /sten.*stem/s],
    ['a wrong type', network('Conv(true, 3)'), /number/],
    [
      'shapes that clash',
      network('a = Conv(8, 3)', 'b = Conv(16, 3)', 'Add(a, b)'),
      /32×32×8.*32×32×16|8.*16/s,
    ],
    ['a size that collapses', network('MaxPool(64)'), /32/],
    ['groups that do not divide', network('Conv(8, 3, groups: 2)'), /groups.*3|3.*groups/s],
    ['a fraction', network('Conv(input.channels / 2, 3)'), /1\.5/],
    ['a dense layer on a feature map', network('Dense(10)'), /flatten|pool/i],
    ['too much repetition', network('repeat 1e9 { ReLU }'), /100,000|100 ?000/],
    ['a failed expectation', network('Conv(8, 3)', 'expect params == 7'), /224/],
    ['recursion', `block A { A }\n${network('A')}`, /256|recurs|deep/i],
    [
      'a network that does not fit its data',
      `${network('GlobalAvgPool -> Dense(7)')}train Tried on CIFAR10 { epochs 1 }\n`,
      /7.*10|10.*7/s,
    ],
  ];
  test.each(mistakes)('%s is told in plain words', async (_, text, sentence) => {
    await workbench.editor.replaceAll(text);
    const problems = await workbench.problems();
    await problems.filter({ hasText: sentence }).first().waitFor();
    await workbench.editor.focus();
  });

  test('a mistake inside a block names the calls that lead to it', async () => {
    await workbench.editor.replaceAll(
      `block Inner(n) {\n  Conv(8, 3, groups: n)\n}\nblock Outer {\n  Inner(2)\n}\n${network('Outer')}`,
    );
    const problems = await workbench.problems();
    await problems
      .filter({ hasText: /groups/ })
      .first()
      .waitFor();
    await problems.filter({ hasText: /Inner/ }).first().waitFor();
    await problems.filter({ hasText: /Outer/ }).first().waitFor();
    await workbench.screenshot('problems');
  });
});

test('a file that is too large is refused at once, and the others go on', async () => {
  await workbench.openFile('vast.cnn');
  const problems = await workbench.problems();
  await problems
    .filter({ hasText: /files of up to 64 kB are read/ })
    .first()
    .waitFor({ timeout: 10_000 });
  await workbench.screenshot('vast');
  await workbench.editor.focus();
  await workbench.openFile('miniature.cnn');
  await expect.poll(() => workbench.editor.line('as stem').textContent()).toMatch(/32×32×16/);
  const hover = await workbench.editor.hover('GlobalAvgPool');
  await expect.poll(() => hover.textContent()).toMatch(/→ 32/);
});
