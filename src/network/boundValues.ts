import { expandDeclaration } from './expandDeclaration.ts';
import type { FileScope } from './files.ts';
import type { Location, NetworkDeclaration } from './syntax.ts';
import type { RuntimeValue } from './values.ts';

/** More different values than these are not looked for. */
const mostValues = 1_000;

/**
 * The different values, as the source would write them, that a name of a body is bound to in a network: over all
 * calls of the block that it stands in and all turns of its loops, in their order. `name` is where it is bound.
 * Expands the network anew.
 */
export function boundValues(
  file: FileScope,
  network: NetworkDeclaration,
  name: Location,
  textOf: (value: RuntimeValue) => string | undefined,
): readonly string[] {
  const found = new Set<string>();
  expandDeclaration(file, network, undefined, undefined, (uri, { range }, value) => {
    if (uri !== name.uri || range.start !== name.start || found.size >= mostValues) return;
    const text = textOf(value);
    if (text !== undefined) found.add(text);
  });
  return [...found];
}
