import type { Declaration, Expression, Identifier, Range, Statement } from '../../../syntax/tree.ts';
import type { Binding } from '../../names/bindings.ts';
import { bindingIn, bindingsOf } from '../../names/bindings.ts';
import { walkSyntax } from '../../../syntax/syntaxAt.ts';

export interface NameUse {
  readonly name: string;
  readonly range: Range;
  /** What directly holds the name; undefined where that is a statement, an argument or a step. */
  readonly parent: Expression | undefined;
  /** What binds it inside the declaration; undefined for names of the file, the catalogue and the language. */
  readonly binding: Binding | undefined;
}

/** Every use of a name in a range of a declaration, in the order of the text. Names of arguments are none. */
export function namesUsed(declaration: Declaration, within: Range): readonly NameUse[] {
  const parents = new Map<Expression, Expression>();
  const found: NameUse[] = [];
  walkSyntax({ uri: '', declarations: [declaration] }, ({ is, node }) => {
    if (is !== 'expression') return;
    for (const inner of directly(node)) parents.set(inner, node);
    if (node.kind !== 'name' || !holds(within, node.range)) return;
    found.push({
      name: node.name,
      range: node.range,
      parent: parents.get(node),
      binding: bindingIn(declaration, node.name, node.range.start),
    });
  });
  return found;
}

/** Those inside an expression that bind tighter than what they may be replaced by. */
function directly(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'member':
      return [node.object];
    case 'index':
      return [node.object];
    case 'call':
      return [node.callee];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.then, node.otherwise];
    case 'number':
    case 'boolean':
    case 'text':
    case 'list':
    case 'name':
    case 'flow':
    case 'missing':
      return [];
  }
}

export const holds = (outer: Range, { start, end }: Range): boolean =>
  outer.start <= start && end <= outer.end;

/** The names that a range binds. */
function namesBound(declaration: Declaration, within: Range): readonly Binding[] {
  return bindingsOf(declaration).filter(({ name }) => holds(within, name.range));
}

/** Where names that a range binds are used outside of it. */
export function usedOutside(declaration: Declaration, within: Range): readonly NameUse[] {
  const bound = new Set<Identifier>(namesBound(declaration, within).map(({ name }) => name));
  const isOutside = ({ range }: NameUse): boolean => !holds(within, range);
  return namesUsed(declaration, declaration.range).filter(
    (use) => isOutside(use) && use.binding !== undefined && sameScopeBound(declaration, use.binding, bound),
  );
}

/** A name that several arms of an `if` bind is bound by all of them. */
function sameScopeBound(
  declaration: Declaration,
  { name, scope }: Binding,
  bound: ReadonlySet<Identifier>,
): boolean {
  return bindingsOf(declaration).some(
    (each) =>
      each.name.name === name.name &&
      each.scope.start === scope.start &&
      each.scope.end === scope.end &&
      bound.has(each.name),
  );
}

/** Whether a statement leaves the current value where it was. */
export function keepsCurrent(statement: Statement): boolean {
  switch (statement.kind) {
    case 'branch':
    case 'let':
    case 'auxiliary':
    case 'expect':
    case 'input':
      return true;
    case 'if': {
      const { arms, otherwise } = statement;
      const bodies = [...arms.map(({ body }) => body), ...(otherwise ? [otherwise] : [])];
      return bodies.every(({ statements }) => statements.every(keepsCurrent));
    }
    case 'flow':
    case 'repeat':
    case 'for':
      return false;
  }
}
