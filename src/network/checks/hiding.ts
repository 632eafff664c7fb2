import { findLayer } from '../../layers/catalogue.ts';
import type { FileScope } from '../fileScope.ts';
import type { Mistakes } from '../../syntax/mistakes.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { Identifier } from '../../syntax/tree.ts';
import { isBuiltin } from '../values/builtins.ts';

/** A file may name its own things like a layer or a function of the language, but should know that it does. */
export function tellHidden(file: FileScope, mistakes: Mistakes) {
  // Of two with the same name the first has it.
  const seen = new Set<string>();
  const tell = ({ name, range }: Identifier, meant: string) => {
    if (name === '' || seen.has(name)) return;
    seen.add(name);
    if (!findLayer(name) && !isBuiltin(name)) return;
    const what = isBuiltin(name) ? 'a function of the language' : 'a layer of the catalogue';
    const message = `${name} is also ${what}; in this file it means ${meant}.`;
    mistakes.add('hides-catalogue', locate(file.uri, range), message);
  };
  for (const declaration of file.declarations) {
    if (declaration.kind === 'import' || declaration.kind === 'train') continue;
    tell(declaration.name, `this ${declaration.kind}`);
  }
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'import') continue;
    for (const name of declaration.names) {
      if (file.names.get(name.name)?.kind !== 'broken') tell(name, 'what is imported here');
    }
  }
}
