import type { ParsedFile } from '../../../syntax/parsedFile.ts';
import { writtenText } from '../../../syntax/importPaths.ts';
import { declarationStart } from './declarationStart.ts';
import type { Range } from '../../../syntax/tree.ts';
import { commentsIn, lineStart, newlineOf } from './lines.ts';
import type { Change } from './site.ts';
import { fileKey, resolveImport, importPath } from '../../../syntax/uri.ts';

/**
 * What makes a file import a name of another: the name behind those that it imports from there, or a line of its own
 * behind the last import, before everything else where there is none.
 */
export function importChange(
  { file, text }: ParsedFile,
  names: readonly string[],
  from: string,
  /** A name that need not be imported from there any more. */
  dropped?: string,
): Change | undefined {
  const { uri } = file;
  const imports = file.declarations.filter((declaration) => declaration.kind === 'import');
  const same = imports.find(({ path }) => fileKey(resolveImport(uri, path.text)) === fileKey(from));
  const last = same?.names.at(-1);
  if (same && last && dropped !== undefined && commentsIn(text, same.range).length === 0) {
    const [first = last] = same.names;
    const left = [...same.names.map(({ name }) => name).filter((name) => name !== dropped), ...names];
    if (left.length > 0) return { uri, start: first.range.start, end: last.range.end, text: left.join(', ') };
    return { uri, ...withoutLine(text, same.range), text: '' };
  }
  if (names.length === 0) return undefined;
  if (last) {
    const { end } = last.range;
    return { uri, start: end, end, text: names.map((name) => `, ${name}`).join('') };
  }
  const to = importPath(uri, from);
  const path = to === undefined ? undefined : writtenText(to);
  if (path === undefined) return undefined;
  const line = `import { ${names.join(', ')} } from ${path}`;
  const newline = newlineOf(text);
  const before = imports.at(-1);
  if (before) {
    const { end } = before.range;
    return { uri, start: end, end, text: newline + line };
  }
  const [first] = file.declarations;
  const at = first ? declarationStart(text, first.range.start) : lineStart(text, text.length);
  return { uri, start: at, end: at, text: line + newline + newline };
}

/** The lines of a declaration, and the blank one behind it where one stands before it, too, or it is the first. */
function withoutLine(text: string, { start, end }: Range): Range {
  const next = text.indexOf('\n', end);
  const from = lineStart(text, start);
  if (next < 0 || text.slice(end, next).trim() !== '' || text.slice(from, start).trim() !== '')
    return { start, end };
  const behind = /^[ \t]*\r?\n/.exec(text.slice(next + 1))?.[0] ?? '';
  const before = from === 0 || /\n[ \t]*\r?\n$/.test(text.slice(0, from));
  return { start: from, end: next + 1 + (before ? behind.length : 0) };
}

/** Lines for several files, inserted at one place, are one change in their order. */
export function togetherAtOnePlace(changes: readonly Change[]): readonly Change[] {
  const byPlace = new Map<number, Change>();
  for (const change of changes) {
    const before = byPlace.get(change.start);
    if (!before) {
      byPlace.set(change.start, change);
      continue;
    }
    // Before the first declaration a blank line follows the imports; it stands behind the last of them.
    const [end = ''] = /(\r?\n)*$/.exec(before.text) ?? [];
    const text =
      end === ''
        ? before.text + change.text
        : before.text.slice(0, -end.length) + end.slice(0, end.length / 2) + change.text;
    byPlace.set(change.start, { ...change, text });
  }
  return [...byPlace.values()];
}
