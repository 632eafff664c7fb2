import { Account } from '../account.ts';
import { bounds } from '../bounds.ts';
import { evaluate } from '../expansion/evaluate.ts';
import { Expansion, Scope } from '../expansion/expansion.ts';
import type { FileScope } from '../fileScope.ts';
import { quotedPath } from '../../syntax/importPaths.ts';
import { Mistakes, locate } from '../../syntax/mistakes.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import type { BlockDeclaration, NetworkDeclaration } from '../../syntax/tree.ts';
import { checkBody, checkLet, checkParameters, namesBoundAnywhere, warnUnusedNames } from './bodyCheck.ts';
import type { Checking } from './expressionCheck.ts';
import { tellHidden } from './hiding.ts';
import { NameScope } from './nameScope.ts';
import { checkNetwork } from './networkCheck.ts';
import { tellUnused } from './unused.ts';

const checked = new WeakMap<FileScope, readonly Mistake[]>();

/** All mistakes of a file that need no network to be expanded: syntax, imports, names, arguments, `let`s. */
export function checkFile(file: FileScope): readonly Mistake[] {
  const known = checked.get(file);
  if (known) return known;
  const mistakes = new Mistakes();
  for (const mistake of [...file.parsed.mistakes, ...file.mistakes]) mistakes.take(mistake);
  tellHidden(file, mistakes);
  checkImports(file, mistakes);
  for (const declaration of file.declarations) {
    switch (declaration.kind) {
      case 'block':
      case 'network':
        checkCallable(file, mistakes, declaration);
        break;
      case 'let':
        checkLet({ file, mistakes, boundSomewhere: new Set() }, new NameScope(), declaration);
        break;
      case 'import':
      case 'train':
        break;
    }
  }
  for (const mistake of letMistakes(file)) mistakes.take(mistake);
  tellUnused(file, mistakes);
  checked.set(file, mistakes.list);
  return mistakes.list;
}

/** An import of a file with mistakes says so: what it brings may be unknown. */
function checkImports(file: FileScope, mistakes: Mistakes) {
  const imports = file.parsed.file.declarations.filter(({ kind }) => kind === 'import');
  for (const [index, declaration] of imports.entries()) {
    const imported = file.imports[index];
    if (declaration.kind !== 'import' || !imported) continue;
    const errors = checkFile(imported).filter(({ severity }) => severity === 'error');
    const [first] = errors;
    const { start } = declaration.path.range;
    // A circle of imports is told already.
    if (!first || file.mistakes.some(({ location }) => location.start === start)) continue;
    const count = errors.length === 1 ? 'a mistake' : `${errors.length} mistakes, the first`;
    const message = `${quotedPath(declaration.path.text)} has ${count}: ${first.message}`;
    const related = [{ text: first.message, location: first.location }];
    mistakes.add('import-has-mistakes', locate(file.uri, declaration.path.range), message, { related });
  }
}

function checkCallable(
  file: FileScope,
  mistakes: Mistakes,
  declaration: BlockDeclaration | NetworkDeclaration,
) {
  const { kind, name, parameters, body } = declaration;
  const checking: Checking = { file, mistakes, boundSomewhere: namesBoundAnywhere(body) };
  const scope = new NameScope();
  const input = {
    name: 'input',
    origin: 'input',
    location: locate(file.uri, name.range),
    isValue: true,
    used: true,
  } as const;
  if (kind === 'block') scope.names.set('input', input);
  checkParameters(checking, scope, parameters);
  if (kind === 'network') scope.names.set('input', input);
  checkBody(checking, scope, body, kind);
  warnUnusedNames(checking, scope);
  if (declaration.kind === 'network') checkNetwork(checking, declaration);
}

/** What is wrong with the values of the file's own `let`s. */
function letMistakes(file: FileScope): readonly Mistake[] {
  const expansion = new Expansion(undefined, undefined, new Account(bounds.steps / 2));
  const context = { expansion, file, scope: new Scope(), calls: undefined };
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'let' || file.names.get(declaration.name.name)?.kind !== 'let') continue;
    evaluate(context, { kind: 'name', name: declaration.name.name, range: declaration.name.range });
  }
  return expansion.mistakes.list.filter(({ location }) => location.uri === file.uri);
}
