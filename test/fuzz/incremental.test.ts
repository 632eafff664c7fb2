import { describe, expect, it, vi } from 'vitest';
import { caseOf } from './cases.ts';
import { Editor } from './editor.ts';
import { checkCase, secondsOf } from './property.ts';

/** Of the process; more cases are tried by `npm run fuzz`. */
const seconds = 12;
const seed = 1;

describe('a text that is edited', () => {
  it('is understood as the same text is that was never edited', () => {
    const editor = new Editor();
    let spent = 0;
    let index = 0;
    for (; spent < seconds; index++) {
      const given = caseOf(seed, index);
      spent += secondsOf(() => checkCase(given, { editor })).seconds;
    }
    expect(index).toBeGreaterThan(10);
  }, 120_000);

  it('is understood so by a program that has seen nothing else', async () => {
    const editor = new Editor();
    for (let index = 0; index < 8; index++) {
      vi.resetModules();
      const { Editor: OtherEditor } = await import('./editor.ts');
      expect(OtherEditor).not.toBe(Editor);
      checkCase(caseOf(seed + 1, index), { editor, fresh: (texts) => new OtherEditor(texts) });
    }
  }, 120_000);
});
