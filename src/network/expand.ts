/**
 * The room gives networks: texts opened with what they import, checked, and each network expanded into layers with
 * shapes. It never imports the parser (language/), nor what counts, draws or trains what it gives.
 */
import type { Account } from './account.ts';
import { expandDeclaration } from './expansion/expandDeclaration.ts';
import { KeptBodies } from './kept/keptBodies.ts';
import { FileOpener } from './fileScope.ts';
import type { FileScope } from './fileScope.ts';
import type { ExpandedNetwork, Value } from './network.ts';
import type { FileLoader } from '../syntax/parsedFile.ts';
import { checkFile } from './checks/checkFile.ts';
import type { NetworkDeclaration, SourceFile } from '../syntax/tree.ts';
import type { Mistake } from '../syntax/mistakes.ts';

/** A file with what it imports, names resolved, checked as far as that is possible without expanding a network. */
export interface Program {
  readonly uri: string;
  /** Undefined where there is no such file. */
  readonly file: FileScope | undefined;
  /** All files that belong to it, by URI. */
  readonly files: ReadonlyMap<string, FileScope>;
  readonly networks: readonly NetworkDeclaration[];
  /** The file's own: syntax, imports, names; none of an imported file. */
  readonly mistakes: readonly Mistake[];
  readonly kept: KeptBodies;
}

/**
 * Opens a file and, through `load`, what it imports. Never throws. Files whose texts have not changed (for which
 * `load` gives the same object) are not checked again; bodies in `kept` are not expanded again.
 */
export function openProgram(uri: string, load: FileLoader, kept = new KeptBodies()): Program {
  kept.beginTurn();
  const opener = new FileOpener(load);
  const file = opener.open(uri);
  return {
    uri,
    file,
    files: opener.files,
    networks: file ? networksOf(file) : [],
    mistakes: file ? checkFile(file) : [],
    kept,
  };
}

function networksOf(file: FileScope): NetworkDeclaration[] {
  return file.declarations.filter((declaration) => declaration.kind === 'network');
}

/**
 * Expands the network of that name, or the declaration itself. `given` are values for its parameters; those left
 * out have their defaults. `account`: what it may take, with others. Undefined where the file has no such network.
 * Never throws: mistakes are in the result, whose shapes are unknown from a mistake on.
 */
export function expandNetwork(
  program: Program,
  network: string | NetworkDeclaration,
  given?: ReadonlyMap<string, Value>,
  account?: Account,
): ExpandedNetwork | undefined {
  const { file, kept } = program;
  const declaration =
    typeof network === 'string' ? program.networks.find(({ name }) => name.name === network) : network;
  return file && declaration ? expandDeclaration(file, declaration, { given, kept, account }) : undefined;
}

export type { FileScope, SourceFile };
