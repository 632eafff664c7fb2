import { describe, expect, it } from 'vitest';
import { caseOf } from './cases.ts';
import type { Case } from './cases.ts';
import { Editor } from './editor.ts';
import { piecesOf } from './pieces.ts';
import { Broken, checkCase } from './property.ts';
import { shrink } from './shrink.ts';

const uri = 'file:///fuzz/samples/text.cnn';
const caseWith = (text: string): Case => ({
  title: 'text',
  uri,
  texts: { [uri]: 'let a = 1' },
  edits: [{ uri, text }],
});

describe('the cases', () => {
  it('of a seed are the same each time, and others for another seed', () => {
    expect(caseOf(5, 7)).toEqual(caseOf(5, 7));
    expect(caseOf(5, 7)).not.toEqual(caseOf(6, 7));
    expect(caseOf(5, 8)).not.toEqual(caseOf(5, 7));
  });

  it('cut texts into pieces that are the text again', () => {
    for (let index = 0; index < 40; index++) {
      for (const { text } of caseOf(9, index).edits) expect(piecesOf(text).join('')).toBe(text);
    }
  });
});

/** Answers as if a text with `Conv(` in it had another one behind it. */
class Wrong extends Editor {
  override portrait(of: string): Record<string, unknown> {
    const picture = super.portrait(of);
    return String(picture['text']).includes('Conv(') ? { ...picture, networks: [] } : picture;
  }
}

const text = 'network A {\n  input 8x8x3\n  ReLU -> Conv(8, 3)\n  Flatten -> Dense(10)\n}\n';

describe('what is checked', () => {
  it('holds for an editor that is in order', () => {
    expect(() => checkCase(caseWith(text))).not.toThrow();
  });

  it('tells an answer that differs, and an exception', () => {
    expect(() => checkCase(caseWith(text), { fresh: (texts) => new Wrong(texts) })).toThrow(
      /is seen differs|differs from/,
    );
    class Failing extends Editor {
      override actions(): readonly unknown[] {
        throw new Error('no actions');
      }
    }
    expect(() => checkCase(caseWith(text), { editor: new Failing() })).toThrow(/no actions/);
  });

  it('is made smaller to what fails', () => {
    const fails = (each: Case): boolean => {
      try {
        checkCase(each, { fresh: (texts) => new Wrong(texts) });
        return false;
      } catch (error) {
        return error instanceof Broken && error.what === 'not the same';
      }
    };
    const smaller = shrink(caseWith(text), fails, 20_000);
    const left = smaller.edits[0]!.text.replace(/\s+/g, '');
    expect(left).toMatch(/^network.?\{?Conv\(\}?$|^network[A-Z]?\{?.*Conv\(.*$/);
    expect(left.length).toBeLessThan(text.replace(/\s+/g, '').length / 2);
  });
});
