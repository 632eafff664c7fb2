import { visible } from '../../wording/visible.ts';
import type { SymbolInformation } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import type { Declaration, Identifier } from '../../network/syntax.ts';
import type { Place } from './diagnostics.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

/** More than these nobody reads: a longer query finds fewer. */
const mostSymbols = 1_000;

/**
 * The networks, blocks, `let`s and recipes of all files whose names have the letters of the query in their order,
 * those that begin with it first.
 */
export function workspaceSymbols(
  workspace: WorkspaceFiles,
  query: string,
  place: Place,
): SymbolInformation[] {
  const wanted = query.toLowerCase();
  const found = workspace.uris().flatMap((uri) => {
    const parsed = workspace.files.load(uri);
    return (parsed?.file.declarations ?? []).flatMap((declaration): SymbolInformation[] => {
      const symbol = symbolOf(declaration);
      if (!symbol || symbol.name.name === '' || !hasLetters(symbol.title.toLowerCase(), wanted)) return [];
      const { start, end } = symbol.name.range;
      return [
        {
          name: visible(symbol.title),
          kind: symbol.kind,
          location: { uri, range: place({ uri, start, end }) },
        },
      ];
    });
  });
  const rank = ({ name }: SymbolInformation): number => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return found
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .slice(0, mostSymbols);
}

function symbolOf(
  declaration: Declaration,
): { readonly name: Identifier; readonly title: string; readonly kind: SymbolKind } | undefined {
  switch (declaration.kind) {
    case 'import':
      return undefined;
    case 'block':
      return { name: declaration.name, title: declaration.name.name, kind: SymbolKind.Class };
    case 'network':
      return { name: declaration.name, title: declaration.name.name, kind: SymbolKind.Module };
    case 'let': {
      const kind = declaration.parameters ? SymbolKind.Function : SymbolKind.Variable;
      return { name: declaration.name, title: declaration.name.name, kind };
    }
    case 'train': {
      const { network, name, dataset } = declaration;
      const title = `train ${network.name} on ${dataset.text}${name ? ` as ${name.name}` : ''}`;
      return { name: name ?? network, title, kind: SymbolKind.Event };
    }
  }
}

function hasLetters(name: string, wanted: string): boolean {
  let from = 0;
  for (const letter of wanted) {
    from = name.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
