/** What a file or its name holds is shown on a terminal, never obeyed by it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dangersIn } from '../wording/readMarkdown.ts';
import { labelText, noticeText } from '../../src/wording/notice.ts';
import { visible, visibleJson, visibleLines } from '../../src/wording/visible.ts';
import { cnn, folderWith } from './cnn.ts';

// eslint-disable-next-line no-control-regex -- these are what is looked for
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const bad = 'a\u001b]0;title\u0007\u001b[2J\u009b31m\u202eb\u2066c\u007f\b\rd';
const name = 'net\u001b[31m\u202e.cnn';
const source = `# ${bad}
import { Unit } from "./${bad}.cnn"
let mode = "${bad}"
block Scale(mode) { Upsample(2, method: mode) }
network Net(title = "${bad}", rate = 1) {
  input 8x8x3
  Upsample(2, method: "${bad}")
  Scale("${bad}")
  Conv(8, 3) -> Nothing("${bad}")
  Conv(rate, "${bad}")
  ${bad}
}
train Net on "./${bad}" { epochs 1
  optimizer "${bad}"
}
`;

describe('on a hostile file, with a hostile name', () => {
  const folder = folderWith({ [name]: source });
  test.each([
    ['check', [name]],
    ['check', ['.']],
    ['check', ['--json', name]],
    ['summary', [name]],
    ['summary', ['--json', name]],
    ['diagram', [name]],
    ['diagram', ['--json', name]],
    ['format', ['--check', name]],
    ['train', [name]],
    ['train', ['--json', name]],
    ['train', ['--resume', `./${name}`]],
    ['profile', [name]],
    ['check', [`no${name}`]],
    ['summary', ['--network', bad, name]],
    ['summary', ['--set', `${bad}=1`, name]],
    ['summary', ['--set', `title=${bad}`, name]],
    [bad, []],
    ['check', [`--${bad}`]],
    ['diagram', ['--theme', bad, name]],
  ] as const)('%s %j prints nothing that is obeyed', (command, words) => {
    const { out, err } = cnn([command, ...words], folder);
    expect(out + err).not.toBe('');
    expect(out).not.toMatch(obeyed);
    expect(err).not.toMatch(obeyed);
  });

  test('names of classes are shown', () => {
    const pictures = folderWith({
      'net.cnn':
        'network Net {\n  input 8x8x3\n  GlobalAvgPool -> Dense(2)\n}\ntrain Net on "./birds" { epochs 1 }\n',
    });
    for (const each of ['a\u001b[31m\u202e', 'b']) {
      mkdirSync(join(pictures, 'birds', each), { recursive: true });
      writeFileSync(join(pictures, 'birds', each, '1\u001b[2J.png'), '');
    }
    for (const command of ['check', 'train']) {
      const { out, err } = cnn([command, 'net.cnn'], pictures);
      expect(out + err).toContain('a<U+001B>[31m<U+202E>');
      expect(out + err).not.toMatch(obeyed);
    }
  });

  test('what is hidden is shown; JSON is the same value', () => {
    expect(cnn(['check', name], folder).out).toContain('<U+001B>');
    const found = JSON.parse(cnn(['check', '--json', name], folder).out) as { file: string }[];
    expect(found[0]?.file).toBe(name);
  });
});

test.each([
  ['plain', 'plain', 'plain'],
  ['Grüße, 世界, שלום', 'Grüße, 世界, שלום', 'Grüße, 世界, שלום'],
  ['a\tb\r\nc', 'a b c', 'a\tb\nc'],
  ['\u202ea', '<U+202E>a', '<U+202E>a'],
  ['a\u200bb\ufeffc\u00add', 'a<U+200B>b<U+FEFF>c<U+00AD>d', 'a<U+200B>b<U+FEFF>c<U+00AD>d'],
  ['\ud800x', '<U+D800>x', '<U+D800>x'],
  ['\u{e0041}', '<U+E0041>', '<U+E0041>'],
  ['❤️ 👩‍💻 1️⃣', '❤️ 👩‍💻 1️⃣', '❤️ 👩‍💻 1️⃣'],
])('%j is seen as %j', (text, line, lines) => {
  expect(visible(text)).toBe(line);
  expect(visibleLines(text)).toBe(lines);
  expect(JSON.parse(visibleJson({ text }))).toEqual({ text });
  expect(visibleJson({ text }, 2)).not.toMatch(obeyed);
});

test.each([
  ['[x](command:a)', '[x] (command:a)'],
  ['a](http://b) \u202e', 'a] (http://b) <U+202E>'],
])('the notification %j makes no link', (text, shown) => {
  expect(noticeText(text)).toBe(shown);
  expect(dangersIn(noticeText(text))).toEqual([]);
});

test('a label makes no icon', () => {
  expect(labelText('a $(alert) \u001b[1m')).toBe('a $ (alert) <U+001B>[1m');
});
