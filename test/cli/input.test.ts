import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cnn, folderWith } from './cnn.ts';

const good = 'network Good {\n  input 8x8x3\n  Conv(8, 3)\n}\n';
const bad = 'network Bad {\n  input 8x8x3\n  Covn(8, 3)\n}\n';
const utf16 = (text: string, mark: boolean): Uint8Array =>
  Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');

describe('- is standard input', () => {
  test('for check, with the places in it', () => {
    const { out, status } = cnn(['check', '-'], undefined, bad);
    expect(out).toMatch(/^-:3:3: error: .*Covn/);
    expect(status).toBe(1);
    expect(cnn(['check', '-'], undefined, good)).toMatchObject({ out: '', err: '', status: 0 });
  });

  test('for summary and diagram, beside files', () => {
    const folder = folderWith({ 'bad.cnn': bad });
    const summaries = JSON.parse(cnn(['summary', '--json', '-', 'bad.cnn'], folder, good).out) as {
      file: string;
      network: string;
    }[];
    expect(summaries.map(({ file, network }) => [file, network])).toEqual([
      ['-', 'Good'],
      ['bad.cnn', 'Bad'],
    ]);
    expect(cnn(['diagram', '-'], undefined, good).out).toMatch(/^<svg.*Conv 3×3, 8/s);
  });

  test('for format, which writes to standard output, to the last character', () => {
    const text = `# a mark: \u202e\n${good}`;
    expect(cnn(['format', '-'], undefined, text.replaceAll('  ', '')).out).toBe(text);
    expect(cnn(['format', '-', '--check'], undefined, text.replaceAll('  ', ''))).toMatchObject({
      out: '- is not formatted.\n',
      status: 1,
    });
  });

  test('with imports from the working folder', () => {
    const folder = folderWith({ 'stem.cnn': 'block Stem { Conv(8, 3) }\n' });
    const text = 'import { Stem } from "./stem.cnn"\nnetwork N {\n  input 8x8x3\n  Stem\n}\n';
    expect(cnn(['check', '-'], folder, text)).toMatchObject({ out: '', err: '', status: 0 });
  });

  test('is bounded, and no other encoding', () => {
    expect(cnn(['check', '-'], undefined, 'a'.repeat(5_000_000)).err).toMatch(
      /^cnn: What standard input holds is larger than the 64 kB that are read\.\n$/,
    );
    expect(cnn(['check', '-'], undefined, utf16(good, true)).err).toMatch(/holds is UTF-16 text/);
  });
});

describe('a file that cannot be read', () => {
  const folder = folderWith({
    'good.cnn': good,
    'bad.cnn': bad,
    'mark.cnn': utf16(good, true),
    'plain.cnn': utf16(good, false),
  });
  mkdirSync(join(folder, 'empty'));

  test.each([
    ['absent.cnn', /^cnn: absent\.cnn: there is no such file\.$/],
    ['mark.cnn', /^cnn: mark\.cnn is UTF-16 text, which is not read: save it as UTF-8\.$/],
    ['plain.cnn', /^cnn: plain\.cnn is UTF-16 text/],
    ['empty', /^cnn: empty holds no \.cnn file\.$/],
    ['/dev/null', /^cnn: \/dev\/null is /],
  ])('%s silences no other', (path, message) => {
    for (const command of ['check', 'summary'] as const) {
      const { out, err, status } = cnn([command, 'good.cnn', path, 'bad.cnn'], folder);
      expect(err.split('\n')[0]).toMatch(message);
      expect(out + err).toContain('Covn');
      if (command === 'summary') expect(out).toContain('Good');
      expect(status).toBe(2);
    }
  });

  test('a setting that is none is told once', () => {
    const { err, status } = cnn(['check', 'good.cnn', 'bad.cnn', '--set', 'nothing'], folder);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });
});

test('.CNN in a folder counts', () => {
  const folder = folderWith({ 'UPPER.CNN': bad });
  expect(cnn(['check', '.'], folder).out).toContain('UPPER.CNN:3:3: error');
});

describe('--json holds all that the text does', () => {
  const folder = folderWith({
    'net.cnn':
      'block B {\n  Covn(8, 3)\n}\nblock C { Conv(8, 3)\n Add(Identity, Conv(16, 3)) }\nnetwork N {\n  input 8x8x3\n  C\n}\n',
    'heads.cnn':
      'network N {\n  input 8x8x3\n  Conv(8, 3) -> ReLU\n  auxiliary(weight: 0.3) { GlobalAvgPool -> Dense(2) }\n  GlobalAvgPool -> Dense(2)\n}\n',
  });

  test('of check: where it ends, and what led there', () => {
    const told = JSON.parse(cnn(['check', '--json', 'net.cnn'], folder).out) as Record<string, unknown>[];
    expect(told[0]).toMatchObject({ line: 2, column: 3, endLine: 2, endColumn: 7 });
    expect(told.find(({ code }) => code === 'merge-shapes')).toMatchObject({
      calls: [{ text: 'in C', file: 'net.cnn', line: 8, column: 3 }],
      related: [
        { text: 'operand 1 is 8x8x8', file: 'net.cnn', line: 5 },
        { text: 'Conv makes 16 channels here', file: 'net.cnn', line: 5 },
      ],
    });
  });

  test('of summary: heads, elementwise operations, all of the memory', () => {
    const [summary] = JSON.parse(cnn(['summary', '--json', 'heads.cnn'], folder).out) as Record<
      string,
      unknown
    >[];
    // Conv 3*3*3*8+8 = 224, each Dense 8*2+2 = 18; ReLU 512 and the means 512 values. The outputs: 512 + 512 + 8 + 2.
    expect(summary).toMatchObject({
      complete: true,
      parameters: { trainable: 242, nonTrainable: 0, auxiliary: 18 },
      activationMemory: 4 * 1034,
      memory: { withoutInPlace: 4 * 522 },
    });
    expect(summary!['elementwise']).toBeGreaterThan(0);
    const memory = summary!['memory'] as Record<string, number>;
    expect(Object.keys(memory)).toEqual(['withoutInPlace', 'peak', 'training']);
    expect(Object.values(memory).every((bytes) => bytes > 0)).toBe(true);
  });
});

test('--open names a box that is shown, or ends in a sentence', () => {
  const folder = folderWith({
    'net.cnn':
      'block B { Conv(8, 3)\nConv(8, 3)\nConv(8, 3) }\nnetwork N {\n  input 8x8x3\n  Conv(8, 3)\n  B\n}\n',
  });
  writeFileSync(join(folder, 'kept.svg'), 'before');
  expect(cnn(['diagram', 'net.cnn', '--open', 'B1'], folder)).toMatchObject({ err: '', status: 0 });
  const wrong = cnn(['diagram', 'net.cnn', '--open', 'B1', '--open', 'B7', '--output', 'kept.svg'], folder);
  expect(wrong).toMatchObject({ out: '', status: 2 });
  expect(wrong.err).toMatch(/^cnn: The diagram of N shows no box B7: it shows B1; .*\n$/);
});
