import { visible } from '../../wording/visible.ts';
import type { SymbolInformation } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import type { Declaration, Identifier, Range } from '../../syntax/tree.ts';
import type { Place } from '../diagnostics.ts';
import type { Turns } from '../../workspace/turns.ts';
import type { AllFiles, WorkspaceFiles } from '../../workspace/workspaceFiles.ts';
import { exact } from '../../wording/figures.ts';

/** More than these nobody reads: a longer query finds fewer. */
const mostSymbols = 1_000;

interface FoundSymbols {
  readonly symbols: readonly SymbolInformation[];
  /** Why there are more, in half a sentence. */
  readonly leftOut?: string;
}

/**
 * The networks, blocks, `let`s and recipes of all files whose names have the letters of the query in their order,
 * those that begin with it first.
 */
export function* workspaceSymbols(
  workspace: WorkspaceFiles,
  query: string,
  place: Place,
  all: AllFiles,
): Turns<FoundSymbols> {
  const wanted = query.toLowerCase();
  const found: { uri: string; name: string; kind: SymbolKind; range: Range }[] = [];
  for (const [done, uri] of all.uris.entries()) {
    yield { done, of: all.uris.length };
    for (const declaration of workspace.files.load(uri)?.file.declarations ?? []) {
      const symbol = symbolOf(declaration);
      if (!symbol || symbol.name.name === '' || !hasLetters(symbol.title.toLowerCase(), wanted)) continue;
      found.push({ uri, name: visible(symbol.title), kind: symbol.kind, range: symbol.name.range });
    }
  }
  const rank = ({ name }: { readonly name: string }): number =>
    name.toLowerCase().startsWith(wanted) ? 0 : 1;
  const symbols = found
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .slice(0, mostSymbols)
    .map(({ uri, name, kind, range: { start, end } }) => ({
      name,
      kind,
      location: { uri, range: place({ uri, start, end }) },
    }));
  if (found.length === symbols.length) return { symbols };
  const limit = exact(mostSymbols);
  return { symbols, leftOut: `more than ${limit} have the letters that were typed, so type more of them` };
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

/** Whether a name has letters in their order, others between them or not. */
export function hasLetters(name: string, wanted: string): boolean {
  let from = 0;
  for (const letter of wanted) {
    from = name.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
