import type { Position, Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileLoader, ParsedFile } from '../syntax/parsedFile.ts';
import type { Location } from '../syntax/tree.ts';

const documents = new WeakMap<ParsedFile, TextDocument>();

/** The file's text with its lines; made once for each text. */
export function documentOf(parsed: ParsedFile): TextDocument {
  const known = documents.get(parsed);
  if (known) return known;
  const document = TextDocument.create(parsed.file.uri, 'cnn', 0, parsed.text);
  documents.set(parsed, document);
  return document;
}

const start: Position = { line: 0, character: 0 };

/** Lines and columns of places in any file; a place in a file that is gone is that file's beginning. */
export function placeWith(load: FileLoader): (location: Location) => Range {
  return (location) => {
    const parsed = load(location.uri);
    if (!parsed) return { start, end: start };
    const document = documentOf(parsed);
    return { start: document.positionAt(location.start), end: document.positionAt(location.end) };
  };
}

/** The offset behind the last character of a line (from 0) that is no white space. */
export function lineEnd(document: TextDocument, line: number): number {
  const first = document.offsetAt({ line, character: 0 });
  const next =
    line + 1 < document.lineCount ? document.offsetAt({ line: line + 1, character: 0 }) : undefined;
  return first + document.getText().slice(first, next).trimEnd().length;
}
