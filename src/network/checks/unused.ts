import type { FileScope } from '../fileScope.ts';
import type { Mistakes, Fix } from '../../syntax/mistakes.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { Body, Declaration, Expression, Identifier, ImportDeclaration } from '../../syntax/tree.ts';
import {
  insideDeclaration,
  insideStatement,
  namesInDeclaration,
  subexpressions,
} from '../../syntax/children.ts';

/**
 * Tells what a file declares or imports and does not use. After the file's other checks: where something is wrong, it
 * is not known what was meant to be used.
 */
export function tellUnused(file: FileScope, mistakes: Mistakes) {
  if (mistakes.list.some(({ severity }) => severity === 'error')) return;
  warnUnusedParameters(file, mistakes);
  hintUnusedBlocks(file, mistakes);
  warnUnusedImports(file, mistakes);
}

/**
 * Warns about parameters that nothing reads. A name that begins with `_` says that it is meant so, and a block that
 * is handed over by name takes what those take in whose place it stands.
 */
function warnUnusedParameters(file: FileScope, mistakes: Mistakes) {
  for (const declaration of file.declarations) {
    if (declaration.kind === 'import' || declaration.kind === 'train') continue;
    if ('body' in declaration && declaration.body.statements.length === 0) continue;
    const { parameters = [], name } = declaration;
    const used = new Set(namesInDeclaration(declaration));
    for (const { name: parameter } of parameters) {
      if (used.has(parameter.name) || parameter.name.startsWith('_') || isHandedOver(file, name.name))
        continue;
      const message = `${name.name} does not use its parameter ${parameter.name}: what is given for it changes nothing.`;
      mistakes.add('unused-parameter', locate(file.uri, parameter.range), message);
    }
  }
}

/** Hints at blocks that no network of a file with networks uses. Another file may import them. */
function hintUnusedBlocks(file: FileScope, mistakes: Mistakes) {
  const { declarations } = file;
  if (!declarations.some(({ kind }) => kind === 'network')) return;
  const byName = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    if (declaration.kind !== 'block' && declaration.kind !== 'let') continue;
    const { name } = declaration.name;
    byName.set(name, [...(byName.get(name) ?? []), declaration]);
  }
  const used = new Set(declarations.filter(({ kind }) => kind === 'network' || kind === 'train'));
  for (const declaration of used) {
    for (const name of namesInDeclaration(declaration))
      for (const meant of byName.get(name) ?? []) used.add(meant);
  }
  for (const declaration of declarations) {
    if (declaration.kind !== 'block' || used.has(declaration) || declaration.name.name === '') continue;
    const { name, range } = declaration.name;
    const message = `No network of this file uses ${name}: remove it, unless another file imports it.`;
    mistakes.add('unused-block', locate(file.uri, range), message);
  }
}

/** Warns about imported names that nothing in the file uses. */
function warnUnusedImports(file: FileScope, mistakes: Mistakes) {
  const { declarations } = file;
  const used = new Set(declarations.flatMap((declaration) => namesInDeclaration(declaration)));
  for (const declaration of declarations) {
    if (declaration.kind !== 'import') continue;
    for (const name of declaration.names) {
      const meant = file.names.get(name.name);
      if (used.has(name.name) || !meant || meant.kind === 'broken' || meant.file === file) continue;
      const message = `Nothing in this file uses ${name.name}, which is imported here.`;
      const fixes = [removeImport(file, declaration, name)];
      mistakes.add('unused-import', locate(file.uri, name.range), message, { fixes });
    }
  }
}

function removeImport({ parsed }: FileScope, { names, range }: ImportDeclaration, name: Identifier): Fix {
  const title = `Remove the import of ${name.name}`;
  const at = names.indexOf(name);
  if (names.length === 1) {
    const after = parsed.text[range.end] === '\n' ? 1 : 0;
    return { title, range: { start: range.start, end: range.end + after }, text: '' };
  }
  const [before, next] = [names[at - 1], names[at + 1]];
  const start = next || !before ? name.range.start : before.range.end;
  return { title, range: { start, end: next ? next.range.start : name.range.end }, text: '' };
}

function expressionsIn(declaration: Declaration): readonly Expression[] {
  const inside = insideDeclaration(declaration);
  const expressions: Expression[] = [...inside.expressions];
  const bodies: Body[] = [...inside.bodies];
  for (const body of bodies) {
    for (const statement of body.statements) {
      const within = insideStatement(statement);
      expressions.push(...within.expressions);
      bodies.push(...within.bodies);
    }
  }
  for (const expression of expressions) expressions.push(...subexpressions(expression));
  return expressions;
}

const handedMemo = new WeakMap<FileScope, ReadonlySet<string>>();

/** Whether a name stands somewhere in the file other than as what is called. */
function isHandedOver(file: FileScope, name: string): boolean {
  const known = handedMemo.get(file);
  if (known) return known.has(name);
  const handed = new Set<string>();
  for (const expression of file.declarations.flatMap(expressionsIn)) {
    const values =
      expression.kind === 'call'
        ? expression.arguments.map(({ value }) => value)
        : expression.kind === 'list'
          ? expression.elements
          : expression.kind === 'conditional'
            ? [expression.then, expression.otherwise]
            : [];
    for (const value of values) if (value.kind === 'name') handed.add(value.name);
  }
  for (const declaration of file.declarations) {
    if (declaration.kind === 'let' && declaration.value.kind === 'name') handed.add(declaration.value.name);
    if (!('parameters' in declaration)) continue;
    for (const parameter of declaration.parameters ?? []) {
      if (parameter.default?.kind === 'name') handed.add(parameter.default.name);
    }
  }
  handedMemo.set(file, handed);
  return handed.has(name);
}
