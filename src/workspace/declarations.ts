import type { FileScope } from '../network/fileScope.ts';
import type { ParsedFile } from '../syntax/parsedFile.ts';
import type { BlockDeclaration, LetDeclaration, NetworkDeclaration } from '../syntax/tree.ts';

import { documentation } from '../wording/documentation.ts';
import type { Markdown } from '../wording/markdown.ts';

/** A declaration and the file that it stands in. */
export interface Declared<Declaration> {
  readonly declaration: Declaration;
  readonly parsed: ParsedFile;
}

/** What a file can name: its own declarations and those that it imports. */
export interface Visible {
  readonly blocks: ReadonlyMap<string, Declared<BlockDeclaration>>;
  readonly lets: ReadonlyMap<string, Declared<LetDeclaration>>;
  readonly networks: ReadonlyMap<string, Declared<NetworkDeclaration>>;
}

export function visibleDeclarations(scope: FileScope): Visible {
  const blocks = new Map<string, Declared<BlockDeclaration>>();
  const lets = new Map<string, Declared<LetDeclaration>>();
  const networks = new Map<string, Declared<NetworkDeclaration>>();
  for (const [name, found] of scope.names) {
    if (found.kind === 'block')
      blocks.set(name, { declaration: found.declaration, parsed: found.file.parsed });
    else if (found.kind === 'let')
      lets.set(name, { declaration: found.declaration, parsed: found.file.parsed });
    else if (found.kind === 'network') {
      networks.set(name, { declaration: found.declaration, parsed: found.file.parsed });
    }
  }
  return { blocks, lets, networks };
}

/** The comment above a declaration. */
export function commentOn({
  declaration,
}: Declared<{ readonly documentation?: string }>): Markdown | undefined {
  return declaration.documentation === undefined ? undefined : documentation(declaration.documentation);
}

/** `Bottleneck(width, stride = 1)`, as declared. */
export function signature({
  declaration,
  parsed,
}: Declared<BlockDeclaration | NetworkDeclaration | LetDeclaration>): string {
  const { name, parameters } = declaration;
  if (!parameters || parameters.length === 0) return name.name;
  const texts = parameters.map((parameter) => parsed.text.slice(parameter.range.start, parameter.range.end));
  return `${name.name}(${texts.join(', ').replace(/\s+/g, ' ')})`;
}
