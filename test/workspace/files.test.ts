import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { understand } from '../../src/analysis/understand.ts';
import { Files } from '../../src/workspace/files.ts';
import { openProgram } from '../../src/network/expand.ts';
import type { ParsedFile } from '../../src/syntax/parsedFile.ts';

describe('a file that is imported by a name that no file can have', () => {
  it.each([
    ['too long', 'a'.repeat(300)],
    ['with a zero byte', 'a\0b'],
    ['in a file instead of a folder', 'files.test.ts/a'],
    ['of a folder', '.'],
  ])('is missing: %s', (_, name) => {
    const files = new Files();
    const uri = new URL('unwritten.cnn', import.meta.url).href;
    const text = `import { Unit } from "./${name}.cnn"\nnetwork A { input 8x8x3\nUnit }\n`;
    files.set({ uri, version: 1, text });
    const { mistakes } = understand(openProgram(uri, files.load));
    expect(mistakes.map(({ code }) => code)).toEqual(['import-missing']);
  });
});

describe('what is kept of the disk', () => {
  let folder: string;
  const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cnn-files-'));
    for (let index = 0; index < 20; index++)
      writeFileSync(join(folder, `${index}.cnn`), `// ${'x'.repeat(1_000)}\nlet n = ${index}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is no more than its bound, the last used', async () => {
    const files = new Files(undefined, 5_000);
    const held: WeakRef<ParsedFile>[] = [];
    for (let index = 0; index < 20; index++) {
      held.push(new WeakRef(files.load(uri(`${index}.cnn`))!));
      files.load(uri('0.cnn'));
    }
    await collectGarbage();
    expect(held.flatMap((each, index) => (each.deref() ? [index] : []))).toEqual([0, 18, 19]);
  });
  it('stays the same object while anybody holds it, and never longer than its text', async () => {
    const files = new Files(undefined, 5_000);
    const first = files.load(uri('1.cnn'));
    for (let index = 2; index < 20; index++) files.load(uri(`${index}.cnn`));
    await collectGarbage();
    expect(files.load(uri('1.cnn'))).toBe(first);
    writeFileSync(join(folder, '1.cnn'), 'let other = 1\n');
    expect(files.load(uri('1.cnn'))?.text).toBe('let other = 1\n');
    expect(files.load(uri('1.cnn'))).not.toBe(first);
  });
});

/** A reference is strong until the end of the turn that made it. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 3; turn++) {
    await nextTurn();
    collect();
  }
}
