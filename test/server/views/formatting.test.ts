import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from 'vscode-languageserver';
import { parseSource } from '../../../src/language/parse.ts';
import { formatting, formattingOnType } from '../../../src/server/views/formatting.ts';

const uri = 'file:///net.cnn';
const apply = (text: string, edits: TextEdit[]): string =>
  TextDocument.applyEdits(TextDocument.create(uri, 'cnn', 0, text), edits);

const text = 'let a=1\nblock A{\n Conv( 64,3 )\n   if true{\nReLU}\n\n\n\n}\nlet b=2\n';

test('a document, and the lines of a range', () => {
  const parsed = parseSource(uri, text);
  const formatted = 'let a = 1\nblock A {\n  Conv(64, 3)\n  if true {\n    ReLU\n  }\n}\nlet b = 2\n';
  expect(apply(text, formatting(parsed))).toBe(formatted);
  expect(formatting(parseSource(uri, formatted))).toEqual([]);
  const lines = { start: { line: 1, character: 3 }, end: { line: 2, character: 0 } };
  expect(apply(text, formatting(parsed, lines))).toBe(
    text.replace('block A{\n Conv( 64,3 )', 'block A {\n  Conv(64, 3)'),
  );
});

/** The text with the cursor at `|`, once the character before it was typed. */
function typed(marked: string, character: string): string {
  const offset = marked.indexOf('|');
  const given = marked.replace('|', '');
  const position = TextDocument.create(uri, 'cnn', 0, given).positionAt(offset);
  return apply(given, formattingOnType(parseSource(uri, given), position, character));
}

test('behind a typed } the lines of its body', () => {
  expect(typed('let a=1\nblock A{\n Conv( 64,3 )\n }|\nlet b=2\n', '}')).toBe(
    'let a=1\nblock A {\n  Conv(64, 3)\n}\nlet b=2\n',
  );
  expect(typed('let a=1 }|\n', '}')).toBe('let a=1 }\n');
});

test.each(['\n', '\r\n'])('behind a typed line end the line that it ends, never the cursor’s (%j)', (end) => {
  const lines = ['let a=1', 'block A {', 'Conv( 64,3 )  ', '    |', '}', ''];
  const wanted = ['let a=1', 'block A {', '  Conv(64, 3)', '    ', '}', ''];
  expect(typed(lines.join(end), '\n')).toBe(wanted.join(end));
  expect(typed(`|let a=1${end}`, '\n')).toBe(`let a=1${end}`);
});

test('a line that is not finished stays as it is', () => {
  expect(typed('block A {\n Conv( 64,\n|\n}\n', '\n')).toBe('block A {\n Conv( 64,\n\n}\n');
});
