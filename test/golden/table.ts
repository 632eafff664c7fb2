import { readFileSync } from 'node:fs';

/** The rows of a tab-separated file of this folder, by the names of its columns. */
export function table<Column extends string>(name: string, columns: readonly Column[]): Record<Column, string>[] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.split('\t');
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new Error(`${name} has no column ${missing.join(', ')}.`);
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((column, k) => [column, cells[k] ?? ''])) as Record<Column, string>;
  });
}
