/** What an import reads, and what it refuses, with files on a disk. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Files } from '../../src/workspace/files.ts';
import { importableNames } from '../../src/workspace/importChoices.ts';
import { Understandings } from '../../src/workspace/understanding.ts';
import { writtenText } from '../../src/syntax/importPaths.ts';

/** `/tmp/…/all`: in it a workspace, `work`, and what lies beside it. */
const all = join(mkdtempSync(join(realpathSync(tmpdir()), 'cnn-imports-')), 'all');
const work = join(all, 'work');
const mainPath = join(work, 'nets', 'main.cnn');

function write(path: string, text: string): void {
  mkdirSync(dirname(join(all, path)), { recursive: true });
  writeFileSync(join(all, path), text);
}

const stem = 'block Stem {\n  Conv(8, 3) -> ReLU\n}\nlet KEY = 7\n';

beforeAll(() => {
  for (const path of [
    'work/nets/stem.cnn',
    'work/nets/deep/stem.cnn',
    'work/blocks/stem.cnn',
    'beside/stem.cnn',
    '../far/stem.cnn',
    'work/nets/stem.CNN',
    'work/nets/stem.txt',
    'work/nets/large.cnn',
  ])
    write(path, path.includes('large') ? '#'.repeat(3_000_000) : stem);
  write('work/.env', 'KEY="leaked"\n');
  mkdirSync(join(work, 'nets', 'folder.cnn'));
  execFileSync('mkfifo', [join(work, 'nets', 'fifo.cnn')]);
  symlinkSync('stem.cnn', join(work, 'nets', 'near.cnn'));
  symlinkSync('../.env', join(work, 'nets', 'env.cnn'));
  symlinkSync('../../../far/stem.cnn', join(work, 'nets', 'far.cnn'));
  symlinkSync('/dev/zero', join(work, 'nets', 'zero.cnn'));
  symlinkSync('circle.cnn', join(work, 'nets', 'circle.cnn'));
  symlinkSync('/proc/self', join(work, 'nets', 'self'));
});
afterAll(() => rmSync(dirname(all), { recursive: true, force: true }));

interface Opened {
  readonly folders?: readonly string[];
  readonly isTrusted?: boolean;
}

function understood(path: string, { folders = [work], isTrusted = true }: Opened = {}) {
  const files = new Files(() => ({ folders, isTrusted }));
  const uri = pathToFileURL(mainPath).href;
  const text = `import { KEY } from ${writtenText(path)!}\nnetwork Net {\n  input 8x8x3\n  Conv(KEY, 3)\n}\n`;
  files.set({ uri, version: 1, text });
  const understanding = new Understandings(files).of(uri)!;
  return {
    codes: understanding.mistakes.map(({ code }) => code),
    message: understanding.mistakes[0]?.message,
    value: understanding.letText('KEY'),
    names: importableNames(uri, path, files.load),
  };
}

describe('an import', () => {
  it.each<[string, Opened?]>([
    ['./stem.cnn'],
    ['stem.cnn'],
    ['./deep/../stem.cnn'],
    ['./deep/stem.cnn'],
    ['../blocks/stem.cnn'],
    ['./near.cnn'],
    [`${work}/blocks/stem.cnn`],
    // Around the file's own folder, without a workspace or beside it.
    ['../blocks/stem.cnn', { folders: [] }],
    ['./stem.cnn', { folders: [], isTrusted: false }],
    ['../blocks/stem.cnn', { isTrusted: false }],
    ['../../beside/stem.cnn', { folders: [work, join(all, 'beside')], isTrusted: false }],
  ])('reads %s %o', (path, opened) => {
    expect(understood(path, opened)).toMatchObject({ codes: [], value: '7', names: ['Stem', 'KEY'] });
  });

  it.each<[string, string, RegExp, Opened?]>([
    ['../.env', 'import-not-cnn', /reads \.cnn files only/],
    ['./stem.txt', 'import-not-cnn', /reads \.cnn files only/],
    ['./stem.CNN', 'import-not-cnn', /reads \.cnn files only/],
    ['./env.cnn', 'import-not-cnn', /leads to a file of another kind/],
    ['../../../far/stem.cnn', 'import-outside', /folders that are open and of the folder around/],
    ['./far.cnn', 'import-outside', /is a link/],
    ['/etc/x.cnn', 'import-outside', /reads files of/],
    ['../../beside/stem.cnn', 'import-outside', /not trusted/, { isTrusted: false }],
    ['../blocks/stem.cnn', 'import-outside', /not trusted/, { folders: [], isTrusted: false }],
    ['../../beside/stem.cnn', 'import-outside', /around/, { folders: [] }],
    ['./folder.cnn', 'import-unreadable', /it is a folder/],
    ['./fifo.cnn', 'import-unreadable', /it is a FIFO/],
    ['./zero.cnn', 'import-unreadable', /system/],
    ['./circle.cnn', 'import-unreadable', /circle/],
    ['./self/pagemap', 'import-not-cnn', /reads \.cnn files only/],
    ['./self/maps.cnn', 'import-missing', /no file/],
    ['/proc/self/pagemap', 'import-not-cnn', /reads \.cnn files only/],
    ['/proc/kmsg', 'import-not-cnn', /reads \.cnn files only/],
    ['/proc/kmsg.cnn', 'import-outside', /reads files of/],
    ['//host/share/a.cnn', 'import-address', /another machine/],
    ['\\\\host\\share\\a.cnn', 'import-address', /another machine/],
    ['file://host/share/a.cnn', 'import-address', /address/],
    ['file:///etc/a.cnn', 'import-address', /address/],
    ['http://127.0.0.1:9/a.cnn', 'import-address', /address/],
    ['data:text/plain,a.cnn', 'import-address', /address/],
    ['./nowhere.cnn', 'import-missing', /no file/],
  ])('refuses %s as %s', (path, code, sentence, opened) => {
    const found = understood(path, opened);
    expect(found).toMatchObject({ codes: [code], value: undefined, names: [] });
    expect(found.message).toMatch(sentence);
    expect(found.message).toMatch(/\.$/);
  });

  it('of a large file is told, and not read further than the bound', () => {
    const before = process.memoryUsage().rss;
    expect(understood('./large.cnn').codes).toContain('import-has-mistakes');
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  it('is asked for again when trust is granted, a folder opened, or a link turned', () => {
    let opened = { folders: [work], isTrusted: false };
    const files = new Files(() => opened);
    const uri = pathToFileURL(join(work, 'main.cnn')).href;
    files.set({ uri, version: 1, text: 'import { KEY } from "../beside/stem.cnn"\nlet twice = 2 * KEY\n' });
    const understandings = new Understandings(files);
    const codes = (): readonly string[] => understandings.of(uri)!.mistakes.map(({ code }) => code);
    expect(codes()).toContain('import-outside');
    opened = { ...opened, isTrusted: true };
    expect(codes()).not.toContain('import-outside');
    opened = { folders: [work], isTrusted: false };
    expect(codes()).toContain('import-outside');
    opened = { folders: [all], isTrusted: false };
    expect(codes()).not.toContain('import-outside');
  });
});

describe('a text of another language, named like the language', () => {
  const secret = 'sk-live-0123456789';
  const texts: Readonly<Record<string, string>> = {
    env: `# keys\nDEBUG=1\nKEY="${secret}"\nURL=postgres://u:p@host/db\n`,
    'env with blanks': `KEY = '${secret}'\n`,
    'exported env': `export KEY="${secret}"\n`,
    python: `import os\nDEBUG = True\nKEY = "${secret}"\nDATABASES = {"default": {"NAME": "x"}}\n`,
    'python with types': `KEY: str = "${secret}"\n`,
    tfvars: `region = "eu"\nKEY = "${secret}"\ntags = {\n  a = "b"\n}\n`,
    'terraform variable': `variable "KEY" {\n  default = "${secret}"\n}\n`,
    javascript: `const KEY = "${secret}";\nmodule.exports = { KEY };\n`,
    'javascript let': `let KEY = "${secret}";\n`,
    'javascript let without semicolons': `let KEY = "${secret}"\nexport default KEY\n`,
    'javascript var': `var KEY = '${secret}'\n`,
    'exported javascript': `export const KEY = "${secret}";\n`,
    typescript: `let KEY: string = "${secret}"\n`,
    'javascript import': `import fs from "fs"\nlet KEY = "${secret}"\n`,
    swift: `import Foundation\nlet KEY = "${secret}"\n`,
    rust: `let KEY = "${secret}";\nfn main() {}\n`,
    yaml: `KEY: "${secret}"\n`,
    toml: `[keys]\nKEY = "${secret}"\n`,
    json: `{ "KEY": "${secret}" }\n`,
    php: `<?php\n$KEY = "${secret}";\ndefine("KEY", "${secret}");\n`,
    'php let': `<?php\nlet KEY = "${secret}"\n?>\n`,
    c: `#define KEY "${secret}"\n`,
    'many mistakes first': `${'a += 1\nx = = 2\n'.repeat(200)}KEY = "${secret}"\n`,
    'a function': `def KEY(key = "${secret}"):\n    return key\n`,
  };

  it.each(Object.keys(texts))('%s gives no value to those that import it', (name) => {
    write('work/nets/foreign.cnn', texts[name]!);
    for (const isTrusted of [true, false]) {
      const found = understood('./foreign.cnn', { isTrusted });
      expect(found.value).toBeUndefined();
      expect(found.names).not.toContain('KEY');
      expect(found.codes.length).toBeGreaterThan(0);
    }
  });

  it('keeps its values for itself, and what is written in the language for others', () => {
    const files = new Files(() => ({ folders: [work], isTrusted: true }));
    const [own, main] = ['sizes.cnn', 'main.cnn'].map((name) => pathToFileURL(join(work, name)).href);
    const text = 'let wide = 24\nnarrow = 12\nlet title = "a"\nblock Unit {\n  Conv(narrow, 3) ->\n}\n';
    files.set({ uri: own!, version: 1, text });
    files.set({ uri: main!, version: 1, text: 'import { wide, narrow, title, Unit } from "./sizes.cnn"\n' });
    const understandings = new Understandings(files);
    const values = (uri: string) =>
      ['wide', 'narrow', 'title'].map((name) => understandings.of(uri)!.letText(name));
    expect(values(own!)).toEqual(['24', '12', 'a']);
    expect(values(main!)).toEqual(['24', undefined, undefined]);
    expect(understandings.of(main!)!.visible.blocks.has('Unit')).toBe(true);
  });
});
