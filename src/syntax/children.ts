import type { Argument, Body, Declaration, Expression, Range, Statement } from './tree.ts';

const none: readonly never[] = [];

/** The expressions directly inside an expression. */
export function subexpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'text':
    case 'name':
    case 'missing':
      return none;
    case 'list':
      return expression.elements;
    case 'member':
      return [expression.object];
    case 'index':
      return [expression.object, expression.index];
    case 'call':
      return [expression.callee, ...values(expression.arguments)];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, expression.then, expression.otherwise];
    case 'flow':
      return expression.steps.map((step) => step.expression);
  }
}

const values = (given: readonly Argument[]) => given.map((argument) => argument.value);

/** The expressions and bodies directly inside a statement. */
export function insideStatement(statement: Statement): {
  expressions: readonly Expression[];
  bodies: readonly Body[];
} {
  switch (statement.kind) {
    case 'input':
      return { expressions: [statement.shape], bodies: none };
    case 'flow':
    case 'branch':
      return { expressions: [statement.flow], bodies: none };
    case 'let':
      return { expressions: [statement.value, ...defaults(statement.parameters ?? [])], bodies: none };
    case 'if':
      return {
        expressions: statement.arms.map((arm) => arm.condition),
        bodies: [
          ...statement.arms.map((arm) => arm.body),
          ...(statement.otherwise ? [statement.otherwise] : []),
        ],
      };
    case 'repeat':
      return { expressions: [statement.count], bodies: [statement.body] };
    case 'for':
      return { expressions: [statement.list], bodies: [statement.body] };
    case 'auxiliary':
      return { expressions: values(statement.arguments), bodies: [statement.body] };
    case 'expect':
      return { expressions: [statement.value], bodies: none };
  }
}

const defaults = (parameters: readonly { readonly default?: Expression }[]) =>
  parameters.flatMap((parameter) => (parameter.default ? [parameter.default] : []));

/** The expressions and bodies directly inside a declaration. */
export function insideDeclaration(declaration: Declaration): {
  expressions: readonly Expression[];
  bodies: readonly Body[];
} {
  switch (declaration.kind) {
    case 'import':
      return { expressions: none, bodies: none };
    case 'let':
      return insideStatement(declaration);
    case 'block':
    case 'network':
      return { expressions: defaults(declaration.parameters), bodies: [declaration.body] };
    case 'train':
      return {
        expressions: [...values(declaration.arguments), ...declaration.entries.map((entry) => entry.value)],
        bodies: [],
      };
  }
}

/**
 * Expressions and bodies inside each other at most so deep. What lies deeper is refused before anything
 * walks it, so that everything else may walk a tree by recursion.
 */
export const deepestNesting = 150;

/** Where a declaration nests deeper than that, if it does. */
export function tooDeepAt(declaration: Declaration): Range | undefined {
  const { expressions, bodies } = insideDeclaration(declaration);
  return tooDeepIn(expressions, 1) ?? tooDeepInBodies(bodies, 1);
}

function tooDeepIn(expressions: readonly Expression[], depth: number): Range | undefined {
  for (const expression of expressions) {
    if (depth > deepestNesting) return expression.range;
    const deep = tooDeepIn(subexpressions(expression), depth + 1);
    if (deep) return deep;
  }
  return undefined;
}

function tooDeepInBodies(bodies: readonly Body[], depth: number): Range | undefined {
  for (const body of bodies) {
    if (depth > deepestNesting) return body.range;
    for (const statement of body.statements) {
      const inside = insideStatement(statement);
      const deep = tooDeepIn(inside.expressions, depth + 1) ?? tooDeepInBodies(inside.bodies, depth + 1);
      if (deep) return deep;
    }
  }
  return undefined;
}

const namesMemo = new WeakMap<Expression, readonly string[]>();

/** All names that an expression mentions, in order of first mention; those that it binds itself included. */
export function namesIn(expression: Expression): readonly string[] {
  const known = namesMemo.get(expression);
  if (known) return known;
  const names = new Set<string>();
  const stack = [expression];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next.kind === 'name') names.add(next.name);
    for (const inner of [...subexpressions(next)].reverse()) stack.push(inner);
  }
  const result = [...names];
  namesMemo.set(expression, result);
  return result;
}

/** All names that the expressions of a declaration mention, each once. */
export function namesInDeclaration(declaration: Declaration): readonly string[] {
  const names = new Set<string>();
  const stack = [insideDeclaration(declaration)];
  for (let next = stack.pop(); next; next = stack.pop()) {
    for (const expression of next.expressions) for (const name of namesIn(expression)) names.add(name);
    for (const body of next.bodies)
      for (const statement of body.statements) stack.push(insideStatement(statement));
  }
  return [...names];
}

const boundMemo = new WeakMap<Body, ReadonlySet<string>>();

/** The names that a body leaves bound where it stands: its own, and those bound in every arm of an `if`. */
export function boundNames(body: Body): ReadonlySet<string> {
  const known = boundMemo.get(body);
  if (known) return known;
  const names = new Set<string>();
  for (const statement of body.statements) {
    if (statement.kind === 'branch' || statement.kind === 'let') names.add(statement.name.name);
    if (statement.kind === 'if') for (const name of boundInEveryArm(statement)) names.add(name);
    if (statement.kind === 'flow' || statement.kind === 'branch') {
      for (const name of namesOfSteps(statement.flow)) names.add(name);
    }
  }
  boundMemo.set(body, names);
  return names;
}

/** Bound by `as` in the flow itself, arguments left out. */
function namesOfSteps(flow: Expression): string[] {
  if (flow.kind === 'conditional') return [];
  if (flow.kind !== 'flow') return [];
  return flow.steps.flatMap((step) => [
    ...namesOfSteps(step.expression),
    ...(step.name ? [step.name.name] : []),
  ]);
}

export function boundInEveryArm(statement: Extract<Statement, { kind: 'if' }>): string[] {
  const { otherwise, arms } = statement;
  if (!otherwise) return [];
  return [...boundNames(otherwise)].filter((name) => arms.every((arm) => boundNames(arm.body).has(name)));
}

/** What is known when the file is read, and never a flow. */
export const isPlainValue = ({ kind }: Expression): boolean =>
  kind === 'number' || kind === 'boolean' || kind === 'text' || kind === 'list';
