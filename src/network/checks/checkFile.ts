import type { FileScope } from '../files.ts';
import type { Mistake } from '../mistake.ts';

const checked = new WeakMap<FileScope, readonly Mistake[]>();

/** All mistakes of a file that need no network to be expanded: syntax, imports, names, arguments. */
export function checkFile(file: FileScope): readonly Mistake[] {
  const known = checked.get(file);
  if (known) return known;
  const mistakes = [...file.parsed.mistakes, ...file.mistakes];
  checked.set(file, mistakes);
  return mistakes;
}
