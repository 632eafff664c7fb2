/** Texts for the tests: `|` marks the cursor, `«…»` a range. */
import { Files } from '../../src/workspace/files.ts';
import type { Understanding } from '../../src/workspace/understanding.ts';
import { Understandings } from '../../src/workspace/understanding.ts';

export const mainUri = 'file:///written/main.cnn';

export interface Written {
  readonly understanding: Understanding;
  readonly files: Files;
  /** Of the cursor; 0 where the text has none. */
  readonly offset: number;
  /** Of the marked range. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
}

/** Understands a text as if it were open in the editor, beside others. */
export function written(text: string, others: Readonly<Record<string, string>> = {}): Written {
  const start = text.indexOf('«');
  const plain = text.replace(/[«»]/g, '');
  const offset = Math.max(0, plain.indexOf('|'));
  const files = new Files();
  files.set({ uri: mainUri, version: 1, text: plain.replace('|', '') });
  for (const [name, other] of Object.entries(others)) {
    files.set({ uri: `file:///written/${name}`, version: 1, text: other });
  }
  const understanding = new Understandings(files).of(mainUri);
  if (!understanding) throw new Error('The text was not understood.');
  const range = start < 0 ? undefined : { start, end: text.indexOf('»') - 1 };
  return { understanding, files, offset, range };
}

/** A network around some lines. */
export const network = (...lines: string[]): string =>
  ['network Tried {', '  input 32x32x3', ...lines.map((line) => `  ${line}`), '}', ''].join('\n');
