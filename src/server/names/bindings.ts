import type {
  Body,
  Declaration,
  Expression,
  Identifier,
  Range,
  SourceFile,
  Statement,
} from '../../syntax/tree.ts';
import { insideStatement, subexpressions } from '../../syntax/children.ts';
import { touches } from '../../syntax/syntaxAt.ts';

/** A name bound inside a declaration, and where it can be seen. */
export interface Binding {
  readonly name: Identifier;
  readonly kind: 'parameter' | 'branch' | 'step' | 'let' | 'function' | 'index' | 'element';
  readonly scope: Range;
  /** What it names, where that is written. */
  readonly value?: Range;
}

const known = new WeakMap<Declaration, readonly Binding[]>();

/** All names bound inside a declaration, in the order of the text. */
export function bindingsOf(declaration: Declaration): readonly Binding[] {
  const before = known.get(declaration);
  if (before) return before;
  const found: Binding[] = [];
  const collect = new Collector(found);
  switch (declaration.kind) {
    case 'import':
    case 'train':
      break;
    case 'let':
      collect.parameters(declaration.parameters ?? [], declaration.range);
      break;
    case 'block':
    case 'network':
      collect.parameters(declaration.parameters, declaration.range);
      collect.body(declaration.body, declaration.body.range);
      break;
  }
  known.set(declaration, found);
  return found;
}

class Collector {
  constructor(private readonly found: Binding[]) {}

  private add(name: Identifier | undefined, kind: Binding['kind'], scope: Range, value?: Range): void {
    if (name && name.name !== '') this.found.push({ name, kind, scope, ...(value && { value }) });
  }

  parameters(
    parameters: readonly { readonly name: Identifier; readonly range: Range }[],
    scope: Range,
  ): void {
    for (const parameter of parameters) this.add(parameter.name, 'parameter', scope, parameter.range);
  }

  body({ statements }: Body, scope: Range): void {
    for (const statement of statements) this.statement(statement, scope);
  }

  private statement(statement: Statement, scope: Range): void {
    const inner = this.namesOf(statement, scope);
    const { expressions, bodies } = insideStatement(statement);
    for (const each of expressions) this.expression(each, scope);
    // What every arm of an `if` binds can be seen behind it.
    for (const each of bodies) this.body(each, statement.kind === 'if' ? scope : (inner ?? each.range));
  }

  /** The scope of the statement's bodies, where it is not theirs. */
  private namesOf(statement: Statement, scope: Range): Range | undefined {
    switch (statement.kind) {
      case 'branch':
        this.add(statement.name, 'branch', scope, statement.flow.range);
        return undefined;
      case 'let':
        this.add(statement.name, statement.parameters ? 'function' : 'let', scope, statement.range);
        this.parameters(statement.parameters ?? [], statement.range);
        return undefined;
      case 'repeat':
        this.add(statement.index, 'index', statement.range);
        return statement.range;
      case 'for':
        for (const name of statement.pattern.names)
          this.add(name, 'element', statement.range, statement.list.range);
        this.add(statement.index, 'index', statement.range);
        return statement.range;
      case 'input':
      case 'flow':
      case 'if':
      case 'auxiliary':
      case 'expect':
        return undefined;
    }
  }

  private expression(expression: Expression, scope: Range): void {
    if (expression.kind === 'flow') {
      for (const step of expression.steps) {
        this.add(step.name, 'step', scope, step.expression.range);
        this.expression(step.expression, scope);
      }
      return;
    }
    // Names bound in an argument stay there.
    const inside = expression.kind === 'call' ? undefined : scope;
    for (const each of subexpressions(expression)) this.expression(each, inside ?? each.range);
  }
}

/** The declaration around an offset. */
export function declarationAt(file: SourceFile, offset: number): Declaration | undefined {
  return file.declarations.findLast(({ range }) => touches(range, offset));
}

const byName = new WeakMap<Declaration, ReadonlyMap<string, readonly Binding[]>>();

function bindingsNamed(declaration: Declaration, name: string): readonly Binding[] {
  const before = byName.get(declaration);
  if (before) return before.get(name) ?? [];
  const named = new Map<string, Binding[]>();
  for (const binding of bindingsOf(declaration)) {
    const same = named.get(binding.name.name);
    if (same) same.push(binding);
    else named.set(binding.name.name, [binding]);
  }
  byName.set(declaration, named);
  return named.get(name) ?? [];
}

/** What a name at an offset is bound to: the innermost binding that can be seen there. */
export function bindingAt(file: SourceFile, name: string, offset: number): Binding | undefined {
  const declaration = declarationAt(file, offset);
  return declaration && bindingIn(declaration, name, offset);
}

/** The same where the declaration around the offset is known. */
export function bindingIn(declaration: Declaration, name: string, offset: number): Binding | undefined {
  const seen = bindingsNamed(declaration, name).filter((binding) => touches(binding.scope, offset));
  const own = seen.find((binding) => touches(binding.name.range, offset));
  if (own) return own;
  const size = ({ scope }: Binding): number => scope.end - scope.start;
  const before = seen.filter((binding) => binding.name.range.start <= offset);
  return before.reduce<Binding | undefined>(
    (best, binding) => (best && size(best) < size(binding) ? best : binding),
    undefined,
  );
}
