import type { FoldingRange, SelectionRange } from 'vscode-languageserver';
import { FoldingRangeKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ParsedFile } from '../../syntax/parsedFile.ts';
import type { Range } from '../../syntax/tree.ts';
import { documentOf } from '../positions.ts';
import type { SyntaxNode } from '../../syntax/syntaxAt.ts';
import { syntaxAt, touches, walkSyntax } from '../../syntax/syntaxAt.ts';

/** What can be folded: bodies and recipes, calls and lists over several lines, comments, the imports at the top. */
export function foldingRanges(parsed: ParsedFile): FoldingRange[] {
  const document = documentOf(parsed);
  const found = new Map<number, FoldingRange>();
  const fold = (startLine: number, endLine: number, kind?: FoldingRangeKind): void => {
    // Of two that begin on a line, the outer one: it was found first.
    if (endLine > startLine && !found.has(startLine))
      found.set(startLine, { startLine, endLine, ...(kind !== undefined && { kind }) });
  };
  /** From the line of an opening bracket to the line before that of its closing one, which stays in sight. */
  const bracketed = ({ start, end }: Range): void => {
    const closes = /[)\]}]/.test(parsed.text[end - 1] ?? '');
    const endLine = document.positionAt(end).line;
    fold(document.positionAt(start).line, closes ? endLine - 1 : endLine);
  };
  walkSyntax(parsed.file, (node) => {
    if (node.is === 'body') bracketed(node.node.range);
    else if (node.is === 'declaration' && node.node.kind === 'train') bracketed(node.node.range);
    else if (node.is === 'expression' && (node.node.kind === 'call' || node.node.kind === 'list'))
      bracketed(node.node.range);
  });
  for (const [first, last] of runs(document, /^\s*#/)) fold(first, last, FoldingRangeKind.Comment);
  const imports = parsed.file.declarations.filter(({ kind }) => kind === 'import');
  const [first] = imports;
  const last = imports.at(-1);
  if (first && last) {
    const [from, to] = [first.range.start, last.range.end];
    const between = parsed.file.declarations.some(
      ({ kind, range }) => kind !== 'import' && range.start > from && range.start < to,
    );
    if (!between)
      fold(document.positionAt(from).line, document.positionAt(to).line, FoldingRangeKind.Imports);
  }
  return [...found.values()].sort((a, b) => a.startLine - b.startLine);
}

/** The first and last lines of runs of lines that match. */
function runs(document: TextDocument, pattern: RegExp): [number, number][] {
  const found: [number, number][] = [];
  document
    .getText()
    .split(/\r\n|\r|\n/)
    .forEach((line, index) => {
      if (!pattern.test(line)) return;
      const last = found.at(-1);
      if (last?.[1] === index - 1) last[1] = index;
      else found.push([index, index]);
    });
  return found;
}

/** From the word at an offset outwards: the word, its expression, step, statement, body, declaration, file. */
export function selectionRange(parsed: ParsedFile, offset: number): SelectionRange {
  const document = documentOf(parsed);
  const { text } = parsed;
  const ranges: Range[] = [{ start: 0, end: text.length }];
  /** Only what lies inside the last, so that every range holds the next. */
  const add = ({ start, end }: Range): void => {
    const outer = ranges.at(-1);
    if (!outer || start < outer.start || end > outer.end || !touches({ start, end }, offset)) return;
    if (start !== outer.start || end !== outer.end) ranges.push({ start, end });
  };
  for (const node of syntaxAt(parsed.file, offset)) {
    add(node.node.range);
    if (node.is === 'body') add(inside(node.node.range, text));
    for (const part of partsOf(node)) add(part);
  }
  const before = /\w*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0;
  const after = /^\w*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  if (before + after > 0) add({ start: offset - before, end: offset + after });
  let selected: SelectionRange | undefined;
  for (const { start, end } of ranges) {
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    selected = { range, ...(selected && { parent: selected }) };
  }
  return selected ?? { range: { start: document.positionAt(0), end: document.positionAt(text.length) } };
}

/** What is between a body's braces, white space at both ends left out. */
function inside({ start, end }: Range, text: string): Range {
  const content = text.slice(start + 1, end - 1);
  const from = start + 1 + (content.length - content.trimStart().length);
  return { start: from, end: Math.max(from, start + 1 + content.trimEnd().length) };
}

/** Headers, and the arguments of a call together. */
function partsOf({ is, node }: SyntaxNode): Range[] {
  if (is === 'statement' && 'header' in node) return [node.header];
  if (is !== 'expression' || node.kind !== 'call') return [];
  const [first] = node.arguments;
  const last = node.arguments.at(-1);
  return first && last ? [{ start: first.range.start, end: last.range.end }] : [];
}
