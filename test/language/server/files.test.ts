import { describe, expect, it } from 'vitest';
import { understand } from '../../../src/analysis/understand.ts';
import { Files } from '../../../src/language/server/files.ts';
import { openProgram } from '../../../src/network/expand.ts';

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
