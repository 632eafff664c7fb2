import { pathRefusal, quotedPath, writtenText } from '../syntax/importPaths.ts';
import { Mistakes, locate } from '../syntax/mistakes.ts';
import type { Mistake } from '../syntax/mistakes.ts';
import { nearestName } from '../wording/spelling.ts';
import type { FileLoader, ParsedFile, Refusal } from '../syntax/parsedFile.ts';
import type {
  BlockDeclaration,
  Declaration,
  Identifier,
  ImportDeclaration,
  LetDeclaration,
  Location,
  NetworkDeclaration,
} from '../syntax/tree.ts';
import { deepestNesting, tooDeepAt } from '../syntax/children.ts';
import { resolveImport } from '../syntax/uri.ts';
import type { MistakeCode } from '../syntax/codes.ts';

export interface DeclaredBlock {
  readonly kind: 'block';
  readonly declaration: BlockDeclaration;
  readonly file: FileScope;
}

export interface DeclaredLet {
  readonly kind: 'let';
  readonly declaration: LetDeclaration;
  readonly file: FileScope;
}

/**
 * What a name means at the level of a file. `broken`: it is declared or imported, but with a mistake; `named` is what it
 * names where that is known, though nothing is taken from it.
 */
type Declared =
  | DeclaredBlock
  | DeclaredLet
  | { readonly kind: 'network'; readonly declaration: NetworkDeclaration; readonly file: FileScope }
  | { readonly kind: 'broken'; readonly named?: DeclaredBlock | DeclaredLet };

/** A file with its names, imported ones included. The same object as long as its text and its imports stay. */
export interface FileScope {
  readonly uri: string;
  readonly parsed: ParsedFile;
  /** Those that nest too deep are left out. */
  readonly declarations: readonly Declaration[];
  readonly names: ReadonlyMap<string, Declared>;
  /** The files imported, in order; undefined where one could not be had. */
  readonly imports: readonly (FileScope | undefined)[];
  /** Of imports and declarations: missing files, cycles, clashes, too deep nesting. */
  readonly mistakes: readonly Mistake[];
}

const longestImportChain = 64;
/** UTF-16 units of a file and all that it imports, so that they are read and checked within a second or so. */
const mostText = 256 * 1024;
const known = new WeakMap<ParsedFile, FileScope>();

interface Opening {
  readonly uri: string;
  importing: ImportDeclaration | undefined;
  readonly mistakes: Mistakes;
}

/** Opens a file and what it imports, each once. */
export class FileOpener {
  readonly files = new Map<string, FileScope>();
  readonly #load: FileLoader;
  readonly #opening: Opening[] = [];
  /** The file that was opened first. */
  #main: string | undefined;
  readonly #inCycles = new Map<string, ImportDeclaration[]>();
  /** Of the files that were loaded, together. */
  #textLength = 0;

  constructor(load: FileLoader) {
    this.#load = load;
  }

  open(uri: string): FileScope | undefined {
    const done = this.files.get(uri);
    if (done) return done;
    this.#main ??= uri;
    const parsed = this.#load(uri);
    if (!parsed) return undefined;
    this.#textLength += parsed.text.length;
    const opening: Opening = { uri, importing: undefined, mistakes: new Mistakes() };
    this.#opening.push(opening);
    const imports = parsed.file.declarations
      .filter((declaration) => declaration.kind === 'import')
      .map((declaration) => this.#import(opening, declaration));
    this.#opening.pop();
    const before = known.get(parsed);
    const unchanged =
      before?.uri === uri &&
      opening.mistakes.list.length === 0 &&
      before.imports.every((file, index) => file !== undefined && file === imports[index]);
    const scope = unchanged ? before : fileScope(uri, parsed, imports, opening.mistakes);
    known.set(parsed, scope);
    this.files.set(uri, scope);
    return scope;
  }

  #import(opening: Opening, declaration: ImportDeclaration): FileScope | undefined {
    const { path } = declaration;
    const location = locate(opening.uri, path.range);
    // Where no path is read, that is told already.
    if (path.text === '' && path.range.end - path.range.start < 2) return undefined;
    opening.importing = declaration;
    const uri = resolveImport(opening.uri, path.text);
    const refusal = this.#refusal(uri, path.text);
    if (refusal) {
      const message = `${quotedPath(path.text)} is not imported: ${refusal.reason}`;
      this.#tellMissing(opening, declaration, refusal.code, message);
      return undefined;
    }
    const at = this.#opening.findIndex((other) => other.uri === uri);
    if (at >= 0) {
      this.#tellCycle(this.#opening.slice(at));
      return undefined;
    }
    if (this.#opening.length > longestImportChain) {
      opening.mistakes.add(
        'import-depth',
        location,
        `Imports nest more than ${longestImportChain} deep here.`,
      );
      return undefined;
    }
    if (this.#textLength > mostText && !this.files.has(uri)) {
      const limit = `${mostText / 1024} kB`;
      const message = `This file is left out: what is imported before it has more than ${limit}, which is all that is read.`;
      opening.mistakes.add('import-size', location, message);
      return undefined;
    }
    const file = this.open(uri);
    if (!file && !(this.#inCycles.get(opening.uri) ?? []).includes(declaration)) {
      const message = `There is no file ${quotedPath(path.text)} beside this one`;
      this.#tellMissing(opening, declaration, 'import-missing', message);
    }
    return file;
  }

  #refusal(uri: string, path: string): Refusal | undefined {
    return pathRefusal(path) ?? this.#load.refuses?.(uri, this.#main ?? uri);
  }

  /** With a fix where only the ending is missing. */
  #tellMissing({ uri, mistakes }: Opening, { path }: ImportDeclaration, code: MistakeCode, message: string) {
    const whole = `${path.text}.cnn`;
    const other = resolveImport(uri, whole);
    const isMeant =
      !path.text.endsWith('.cnn') && !this.#refusal(other, whole) && this.#load(other) !== undefined;
    const meant = isMeant ? writtenText(whole) : undefined;
    const { start, end } = path.range;
    const fixes =
      meant === undefined ? [] : [{ title: `Change to ${meant}`, range: { start, end }, text: meant }];
    const question = meant === undefined ? '.' : `; did you mean ${meant}?`;
    mistakes.add(code, locate(uri, path.range), message + question, { fixes });
  }

  #tellCycle(cycle: readonly Opening[]) {
    const names = [...cycle, cycle[0]!].map((file) => file.uri.split('/').at(-1)!);
    for (const { uri, importing, mistakes } of cycle) {
      if (!importing) continue;
      const message = `These files import each other in a circle: ${names.join(' → ')}.`;
      mistakes.add('import-cycle', locate(uri, importing.path.range), message);
      this.#inCycles.set(uri, [...(this.#inCycles.get(uri) ?? []), importing]);
    }
  }
}

function fileScope(
  uri: string,
  parsed: ParsedFile,
  imports: readonly (FileScope | undefined)[],
  mistakes: Mistakes,
): FileScope {
  const names = new Map<string, Declared>();
  const first = new Map<string, Location>();
  const scope = { uri, parsed, names, imports, mistakes: mistakes.list, declarations: [] as Declaration[] };
  const clash = (name: Identifier, where: string) => {
    const earlier = first.get(name.name);
    if (!earlier) {
      first.set(name.name, locate(uri, name.range));
      return false;
    }
    const related = [{ text: `${name.name} is first declared here`, location: earlier }];
    mistakes.add('duplicate-name', locate(uri, name.range), `${name.name} is ${where} twice in this file.`, {
      related,
    });
    return true;
  };

  for (const declaration of parsed.file.declarations) {
    const deep = tooDeepAt(declaration);
    if (deep) {
      const message = `This nests more than ${deepestNesting} deep; name its parts with let or block.`;
      mistakes.add('nests-too-deep', locate(uri, deep), message);
      if ('name' in declaration && declaration.name) names.set(declaration.name.name, { kind: 'broken' });
      continue;
    }
    scope.declarations.push(declaration);
    if (declaration.kind === 'import' || declaration.kind === 'train') continue;
    const { name } = declaration;
    if (name.name === '' || clash(name, 'declared')) continue;
    names.set(name.name, declared(declaration, scope));
  }
  let index = 0;
  for (const declaration of parsed.file.declarations) {
    if (declaration.kind !== 'import') continue;
    const file = imports[index++];
    for (const name of declaration.names) {
      if (name.name === '') continue;
      if (clash(name, 'declared or imported')) continue;
      names.set(name.name, imported(name, declaration, file, scope, mistakes));
    }
  }
  return scope;
}

function declared(
  declaration: BlockDeclaration | LetDeclaration | NetworkDeclaration,
  file: FileScope,
): Declared {
  switch (declaration.kind) {
    case 'block':
      return { kind: 'block', declaration, file };
    case 'let':
      return { kind: 'let', declaration, file };
    case 'network':
      return { kind: 'network', declaration, file };
  }
}

function imported(
  name: Identifier,
  declaration: ImportDeclaration,
  file: FileScope | undefined,
  scope: FileScope,
  mistakes: Mistakes,
): Declared {
  if (!file) return { kind: 'broken' };
  const location = locate(scope.uri, name.range);
  const found = file.names.get(name.name);
  const own = found && found.kind !== 'broken' && found.file === file ? found : undefined;
  // That the file has mistakes is told at its path.
  if (own?.kind === 'block' || own?.kind === 'let')
    return file.parsed.guessed.has(own.declaration) ? { kind: 'broken', named: own } : own;
  if (found?.kind === 'broken') return found;
  const path = quotedPath(declaration.path.text);
  if (own?.kind === 'network') {
    const message = `${name.name} is a network; an import brings blocks and lets. What networks share is a block.`;
    mistakes.add('import-network', location, message);
    return { kind: 'broken' };
  }
  const offered = offeredNames(file.parsed);
  const nearest = nearestName(name.name, offered);
  const message = `${path} declares no ${name.name}${nearest ? `; did you mean ${nearest}?` : '.'}`;
  mistakes.add('import-unknown', location, message, { fixes: nearest ? [rename(name, nearest)] : [] });
  return { kind: 'broken' };
}

/** What a file has for those that import it. */
export function offeredNames({ file, guessed }: ParsedFile): string[] {
  return file.declarations.flatMap((declaration) =>
    (declaration.kind === 'block' || declaration.kind === 'let') &&
    declaration.name.name !== '' &&
    !guessed.has(declaration)
      ? [declaration.name.name]
      : [],
  );
}

/** The quick fix for a misspelt name. */
export function rename(name: Identifier, to: string) {
  return { title: `Change to ${to}`, range: { start: name.range.start, end: name.range.end }, text: to };
}
