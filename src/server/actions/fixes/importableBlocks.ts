import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { CompletionItemKind } from 'vscode-languageserver';
import { findLayer } from '../../../layers/catalogue.ts';
import type { ParsedFile } from '../../../syntax/parsedFile.ts';
import type { Location } from '../../../syntax/tree.ts';
import { blockItem } from '../../completion/completionItems.ts';
import { importChange } from '../editing/importing.ts';
import type { Choices } from '../../../workspace/importChoices.ts';
import type { Turns } from '../../../workspace/turns.ts';
import type { WorkspaceFiles } from '../../../workspace/workspaceFiles.ts';
import { hasLetters } from '../../names/workspaceSymbols.ts';
import { leadsTo } from './missingImport.ts';
import { fileKey, importPath } from '../../../syntax/uri.ts';

/** More blocks than these are not offered. */
const mostBlocks = 300;

/**
 * Blocks of other files that a file does not know yet, as completions that import them, too.
 * @param typed letters that the names have, in their order
 */
export function* importableBlocks(
  workspace: WorkspaceFiles,
  parsed: ParsedFile,
  isKnown: (name: string) => boolean,
  place: (location: Location) => TextEdit['range'],
  typed: string,
): Turns<Choices<CompletionItem>> {
  const { uri } = parsed.file;
  const items: CompletionItem[] = [];
  const { uris } = yield* workspace.all(uri);
  for (const [done, from] of uris.entries()) {
    yield { done, of: uris.length };
    const other = fileKey(from) === fileKey(uri) ? undefined : workspace.files.load(from);
    const path = importPath(uri, from);
    if (!other || path === undefined) continue;
    const blocks = other.file.declarations.filter((declaration) => declaration.kind === 'block');
    // What a file named like a layer means, nobody expects from a list.
    const offered = blocks.filter(
      ({ name }) =>
        name.name !== '' &&
        hasLetters(name.name.toLowerCase(), typed.toLowerCase()) &&
        !isKnown(name.name) &&
        !findLayer(name.name),
    );
    if (offered.length === 0 || leadsTo(workspace, from, uri)) continue;
    for (const declaration of offered) {
      const change = importChange(parsed, [declaration.name.name], from);
      if (!change) continue;
      if (items.length === mostBlocks) return { offered: items, isCut: true };
      const item = blockItem({ declaration, parsed: other }, CompletionItemKind.Class);
      items.push({
        ...item,
        labelDetails: { description: path },
        // Behind what is known already.
        sortText: `3${item.label}`,
        additionalTextEdits: [{ range: place(change), newText: change.text }],
      });
    }
  }
  return { offered: items, isCut: false };
}
