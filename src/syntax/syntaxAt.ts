import type {
  Argument,
  Body,
  Declaration,
  Expression,
  Parameter,
  Range,
  RecipeEntry,
  SourceFile,
  Statement,
  Step,
} from './tree.ts';

/** What can stand around an offset of a file, from the whole to the detail. */
export type SyntaxNode =
  | { readonly is: 'declaration'; readonly node: Declaration }
  | { readonly is: 'statement'; readonly node: Statement }
  | { readonly is: 'expression'; readonly node: Expression }
  | { readonly is: 'argument'; readonly node: Argument }
  | { readonly is: 'parameter'; readonly node: Parameter }
  | { readonly is: 'step'; readonly node: Step }
  | { readonly is: 'entry'; readonly node: RecipeEntry }
  | { readonly is: 'body'; readonly node: Body };

/** Whether an offset is in a range or at its end, where a cursor behind a word still means the word. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** The nodes around an offset, outermost first; empty between declarations. */
export function syntaxAt(file: SourceFile, offset: number): readonly SyntaxNode[] {
  const path: SyntaxNode[] = [];
  const inside = (range: Range | undefined): boolean => range !== undefined && touches(range, offset);
  let candidates: readonly SyntaxNode[] = file.declarations.map((node) => ({ is: 'declaration', node }));
  for (;;) {
    // Of two that touch at the offset, the one that begins there is meant.
    const next = candidates.findLast((candidate) => inside(candidate.node.range));
    if (!next) return path;
    path.push(next);
    candidates = children(next);
  }
}

/** Calls `visit` for every node of a file, outer ones first, in the order of the text. */
export function walkSyntax(file: SourceFile, visit: (node: SyntaxNode) => void): void {
  const pending: SyntaxNode[] = file.declarations
    .map((node): SyntaxNode => ({ is: 'declaration', node }))
    .reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    visit(node);
    pending.push(...children(node).reverse());
  }
}

const expression = (node: Expression): SyntaxNode => ({ is: 'expression', node });
const body = (node: Body): SyntaxNode => ({ is: 'body', node });
const argument = (node: Argument): SyntaxNode => ({ is: 'argument', node });
const parameter = (node: Parameter): SyntaxNode => ({ is: 'parameter', node });

function children(parent: SyntaxNode): SyntaxNode[] {
  switch (parent.is) {
    case 'declaration':
      return ofDeclaration(parent.node);
    case 'statement':
      return ofStatement(parent.node);
    case 'expression':
      return ofExpression(parent.node);
    case 'argument':
    case 'entry':
      return [expression(parent.node.value)];
    case 'parameter':
      return parent.node.default ? [expression(parent.node.default)] : [];
    case 'step':
      return [expression(parent.node.expression)];
    case 'body':
      return parent.node.statements.map((node) => ({ is: 'statement', node }));
  }
}

function ofDeclaration(node: Declaration): SyntaxNode[] {
  switch (node.kind) {
    case 'import':
      return [];
    case 'let':
      return [...(node.parameters ?? []).map(parameter), expression(node.value)];
    case 'block':
    case 'network':
      return [...node.parameters.map(parameter), body(node.body)];
    case 'train':
      return [
        ...node.arguments.map(argument),
        ...node.entries.map((entry): SyntaxNode => ({ is: 'entry', node: entry })),
      ];
  }
}

function ofStatement(node: Statement): SyntaxNode[] {
  switch (node.kind) {
    case 'input':
      return [expression(node.shape)];
    case 'flow':
    case 'branch':
      return [expression(node.flow)];
    case 'let':
      return ofDeclaration(node);
    case 'if':
      return [
        ...node.arms.flatMap((arm) => [expression(arm.condition), body(arm.body)]),
        ...(node.otherwise ? [body(node.otherwise)] : []),
      ];
    case 'repeat':
      return [expression(node.count), body(node.body)];
    case 'for':
      return [expression(node.list), body(node.body)];
    case 'auxiliary':
      return [...node.arguments.map(argument), body(node.body)];
    case 'expect':
      return [expression(node.value)];
  }
}

function ofExpression(node: Expression): SyntaxNode[] {
  switch (node.kind) {
    case 'number':
    case 'boolean':
    case 'text':
    case 'name':
    case 'missing':
      return [];
    case 'list':
      return node.elements.map(expression);
    case 'member':
      return [expression(node.object)];
    case 'index':
      return [expression(node.object), expression(node.index)];
    case 'call':
      return [expression(node.callee), ...node.arguments.map(argument)];
    case 'unary':
      return [expression(node.operand)];
    case 'binary':
      return [expression(node.left), expression(node.right)];
    case 'conditional':
      return [expression(node.condition), expression(node.then), expression(node.otherwise)];
    case 'flow':
      return node.steps.map((step): SyntaxNode => ({ is: 'step', node: step }));
  }
}

/** The name of what the innermost arguments around are given to: a step's callee, or the network of a `train`. */
export function calledAround(path: readonly SyntaxNode[]): string | undefined {
  const taker = path.findLast(
    ({ is, node }) =>
      (is === 'expression' && node.kind === 'call') || (is === 'declaration' && node.kind === 'train'),
  );
  if (taker?.is === 'declaration' && taker.node.kind === 'train') return taker.node.network.name;
  const callee = taker?.is === 'expression' && taker.node.kind === 'call' ? taker.node.callee : undefined;
  return callee?.kind === 'name' ? callee.name : undefined;
}
