import { findLayer, isCatalogueWord } from '../../layers/catalogue.ts';
import { isBuiltin } from '../../network/values/builtins.ts';
import type { FileScope } from '../../network/fileScope.ts';
import type {
  Argument,
  BlockDeclaration,
  CallExpression,
  Declaration,
  Identifier,
  LetDeclaration,
  NetworkDeclaration,
  Range,
  RecipeEntry,
  Statement,
} from '../../syntax/tree.ts';
import { recipeEntries } from '../../training/recipe/entries.ts';
import type { Binding } from './bindings.ts';
import { bindingIn } from './bindings.ts';
import { formOf } from '../completion/completionRecipe.ts';
import type { SyntaxNode } from '../../syntax/syntaxAt.ts';
import { touches, walkSyntax } from '../../syntax/syntaxAt.ts';
import { fileKey } from '../../syntax/uri.ts';

/** What a name stands for. The same thing has the same key wherever, and in whichever file, it is named. */
export type Target = {
  readonly key: string;
  readonly name: string;
} & (
  | {
      /** Of the program: `uri` is the file that binds it. */
      readonly kind: Binding['kind'] | 'block' | 'network' | 'recipe';
      readonly uri: string;
      /** Seen by name in other files too: declarations, and the parameters that calls name. */
      readonly reaches: boolean;
    }
  | {
      /** An argument named in a call of what is passed: of the parameter, element or `let` with the key `through`. */
      readonly kind: 'passed';
      readonly uri: string;
      readonly reaches: boolean;
      readonly through: string;
    }
  /** Of the language: `argument` is a parameter of a layer or of a recipe's form. */
  | { readonly kind: 'input' | 'layer' | 'builtin' | 'word' | 'argument' | 'form' | 'entry' }
);

export interface Occurrence {
  readonly range: Range;
  readonly target: Target;
  /** Where the name is bound, not used. */
  readonly binds: boolean;
}

const known = new WeakMap<FileScope, readonly Occurrence[]>();

/** Every name of a file that is known to stand for something, in the order of the text. */
export function occurrencesOf(file: FileScope): readonly Occurrence[] {
  const before = known.get(file);
  if (before) return before;
  const collector = new Collector(file);
  for (const declaration of file.declarations) collector.declaration(declaration);
  const found = collector.found.sort((a, b) => a.range.start - b.range.start);
  known.set(file, found);
  return found;
}

/** The name that the cursor is in or behind; of two that touch there, the one that begins. */
export function occurrenceAt(file: FileScope, offset: number): Occurrence | undefined {
  return occurrencesOf(file).findLast(({ range }) => touches(range, offset));
}

type Declared = BlockDeclaration | NetworkDeclaration | LetDeclaration;

class Collector {
  readonly found: Occurrence[] = [];
  readonly #text: string;
  readonly #uri: string;
  #around: Declaration | undefined;
  #entry: RecipeEntry | undefined;

  constructor(private readonly file: FileScope) {
    this.#text = file.parsed.text;
    this.#uri = file.parsed.file.uri;
  }

  declaration(declaration: Declaration): void {
    this.#around = declaration;
    this.#entry = undefined;
    walkSyntax({ uri: this.#uri, declarations: [declaration] }, (node) => this.visit(node));
  }

  private visit(node: SyntaxNode): void {
    switch (node.is) {
      case 'declaration':
        return this.names(node.node);
      case 'statement':
        return this.bound(node.node);
      case 'parameter':
        return this.bind(node.node.name);
      case 'step':
        return this.bind(node.node.name);
      case 'entry': {
        this.#entry = node.node;
        const { key } = node.node;
        const isKnown = Object.hasOwn(recipeEntries, key.name);
        return this.add(key, isKnown ? ofLanguage('entry', key.name) : undefined, false);
      }
      case 'expression':
        if (node.node.kind === 'name') this.add(node.node, this.meaning(node.node), false);
        else if (node.node.kind === 'call') this.call(node.node);
        return;
      case 'argument':
      case 'body':
        return;
    }
  }

  /** A repaired text may hold a name that is not written where its range is: such a name is left out. */
  private add(name: Identifier | undefined, target: Target | undefined, binds: boolean): void {
    if (!name || !target || name.name === '') return;
    const { start, end } = name.range;
    if (this.#text.slice(start, end) === name.name) this.found.push({ range: { start, end }, target, binds });
  }

  private names(declaration: Declaration): void {
    switch (declaration.kind) {
      case 'import':
        for (const name of declaration.names) this.add(name, this.declared(name.name), false);
        return;
      case 'block':
      case 'network':
      case 'let':
        // The second of two of one name is nobody's: the clash is told.
        if (this.ownDeclaration(declaration.name.name) === declaration)
          this.add(declaration.name, this.declared(declaration.name.name), true);
        return;
      case 'train': {
        const { network, name } = declaration;
        const target = this.declared(network.name);
        this.add(network, target, false);
        this.argumentNames(declaration.arguments, network);
        if (name) this.add(name, this.recipe(name), true);
      }
    }
  }

  private bound(statement: Statement): void {
    switch (statement.kind) {
      case 'branch':
      case 'let':
        return this.bind(statement.name);
      case 'repeat':
        return this.bind(statement.index);
      case 'for':
        for (const name of statement.pattern.names) this.bind(name);
        return this.bind(statement.index);
      case 'input': {
        const { start } = statement.range;
        return this.add({ name: 'input', range: { start, end: start + 5 } }, this.input(), true);
      }
      case 'flow':
      case 'if':
      case 'auxiliary':
      case 'expect':
        return;
    }
  }

  private bind(name: Identifier | undefined): void {
    if (name) this.add(name, this.binding(name), true);
  }

  private binding({ name, range }: Identifier): Target | undefined {
    const found = this.#around && bindingIn(this.#around, name, range.start);
    return found && this.boundIn(this.#uri, found.scope, name, found.kind);
  }

  /** Names of one scope are one: so are those that the arms of an `if` bind. */
  private boundIn(uri: string, scope: Range, name: string, kind: Binding['kind']): Target {
    return { key: boundKey(uri, scope, name), name, kind, uri, reaches: kind === 'parameter' };
  }

  private recipe({ name, range }: Identifier): Target {
    const key = `${fileKey(this.#uri)} recipe ${range.start}`;
    return { key, name, kind: 'recipe', uri: this.#uri, reaches: false };
  }

  private input(): Target | undefined {
    const start = this.#around?.range.start;
    return start === undefined
      ? undefined
      : { key: `${fileKey(this.#uri)} input ${start}`, name: 'input', kind: 'input' };
  }

  private ownDeclaration(name: string): Declared | undefined {
    return this.named(name)?.declaration;
  }

  private named(name: string) {
    const found = this.file.names.get(name);
    return found?.kind === 'broken' ? found.named : found;
  }

  private declared(name: string): Target | undefined {
    const found = this.named(name);
    if (!found) return undefined;
    const { uri } = found.file.parsed.file;
    const kind = found.kind === 'let' && found.declaration.parameters ? 'function' : found.kind;
    return { key: `${fileKey(uri)} ${name}`, name, kind, uri, reaches: true };
  }

  private meaning(written: Identifier): Target | undefined {
    const { name } = written;
    if (this.form(name)) return ofLanguage('form', name);
    if (name === 'input') return this.input();
    const own = this.binding(written) ?? this.declared(name);
    if (own) return own;
    if (this.file.names.has(name)) return undefined;
    if (findLayer(name)) return ofLanguage('layer', name);
    if (isBuiltin(name)) return ofLanguage('builtin', name);
    return isCatalogueWord(name) ? ofLanguage('word', name) : undefined;
  }

  private form(name: string) {
    return this.#entry && formOf(this.#entry.key.name, name);
  }

  private call({ callee, arguments: given }: CallExpression): void {
    if (callee.kind === 'name') this.argumentNames(given, callee);
  }

  /** The names of arguments name parameters of what is called, if the text alone tells what that is. */
  private argumentNames(given: readonly Argument[], callee: Identifier): void {
    for (const { name } of given) if (name) this.add(name, this.parameter(callee, name.name), false);
  }

  private parameter(callee: Identifier, name: string): Target | undefined {
    const form = this.form(callee.name);
    if (form)
      return Object.hasOwn(form.parameters, name)
        ? ofLanguage('argument', name, `form ${callee.name}`)
        : undefined;
    const local = this.#around && bindingIn(this.#around, callee.name, callee.range.start);
    if (local) {
      const { value, kind, scope } = local;
      if (kind === 'parameter' || kind === 'element' || kind === 'let')
        return passed(this.boundIn(this.#uri, scope, callee.name, kind), this.#uri, name);
      if (kind !== 'function' || !value || !this.#around) return undefined;
      const own = bindingIn(this.#around, name, value.end - 1);
      return own?.kind === 'parameter' && own.scope.start === value.start
        ? this.boundIn(this.#uri, own.scope, name, 'parameter')
        : undefined;
    }
    const found = this.named(callee.name);
    if (!found && this.file.names.has(callee.name)) return undefined;
    const declared = this.declared(callee.name);
    if (declared?.kind === 'let' && found) return passed(declared, found.file.parsed.file.uri, name);
    if (found) {
      const has = found.declaration.parameters?.some((each) => each.name.name === name);
      return has
        ? this.boundIn(found.file.parsed.file.uri, found.declaration.range, name, 'parameter')
        : undefined;
    }
    return layerArgument(callee.name, name);
  }
}

/** An argument of a layer, if it has one of this name. */
export function layerArgument(layer: string, name: string): Target | undefined {
  return Object.hasOwn(findLayer(layer)?.parameters ?? {}, name)
    ? ofLanguage('argument', name, `layer ${layer}`)
    : undefined;
}

/** The key of a name that is bound in a scope. */
export const boundKey = (uri: string, scope: Range, name: string): string =>
  `${fileKey(uri)} ${scope.start}-${scope.end} ${name}`;

function passed({ key }: Target, uri: string, name: string): Target {
  return { key: `${key} argument ${name}`, name, kind: 'passed', uri, reaches: true, through: key };
}

function ofLanguage(
  kind: 'layer' | 'builtin' | 'word' | 'argument' | 'form' | 'entry',
  name: string,
  owner = '',
): Target {
  return { key: `language ${kind} ${owner} ${name}`, name, kind };
}
