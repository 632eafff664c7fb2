/** The paths that the editor writes lead back to the files that they name, whatever signs their names have. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { textValue } from '../../../src/language/tokens/texts.ts';
import { writtenText } from '../../../src/syntax/importPaths.ts';
import { fileKey, resolveImport, importPath } from '../../../src/syntax/uri.ts';

const names = [
  'a b',
  'a#c',
  'a?c',
  '100%',
  '%20',
  'a\\b',
  'a"b',
  "a'b",
  'größe',
  '网络',
  'é',
  'a(b)[c]',
  'a&b=c',
  '~x',
  'a\nb',
];

it.each(names)('%j as a file and as a folder', (name) => {
  const from = pathToFileURL(join('/work', name, 'main.cnn')).href;
  for (const to of [join('/work', name, `${name}.cnn`), join('/work', 'other', name, `${name}.cnn`)]) {
    const written = writtenText(importPath(from, pathToFileURL(to).href)!)!;
    expect(fileKey(resolveImport(from, textValue(written)))).toBe(to);
  }
});
