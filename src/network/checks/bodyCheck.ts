import { locate } from '../../syntax/mistakes.ts';
import type {
  AuxiliaryStatement,
  Body,
  FlowStatement,
  IfStatement,
  LetDeclaration,
  Parameter,
  Range,
  Statement,
} from '../../syntax/tree.ts';
import { boundInEveryArm, boundNames, insideStatement, isPlainValue } from '../../syntax/children.ts';
import { takesCurrent } from './currentValue.ts';
import { checkExpression } from './expressionCheck.ts';
import type { Checking } from './expressionCheck.ts';
import { NameScope, bindName } from './nameScope.ts';
import type { MistakeCode } from '../../syntax/codes.ts';

/** What a body is of; `inner`: of an `if`, a loop or an auxiliary head. */
type BodyKind = 'block' | 'network' | 'inner';

/** All names that a body binds, in inner bodies, too: for the message about one that is not known where it is used. */
export function namesBoundAnywhere(body: Body): Set<string> {
  const names = new Set<string>();
  const bodies = [body];
  for (const next of bodies) {
    for (const name of boundNames(next)) names.add(name);
    for (const statement of next.statements) bodies.push(...insideStatement(statement).bodies);
  }
  return names;
}

export function checkParameters(checking: Checking, scope: NameScope, parameters: readonly Parameter[]) {
  for (const parameter of parameters) {
    if (parameter.default) checkExpression(checking, scope, parameter.default, 'argument');
    bindName(checking, scope, parameter.name, 'parameter', false);
  }
}

/** Checks the statements of a body. Names that it binds are left in `scope`. */
export function checkBody(
  checking: Checking,
  scope: NameScope,
  { statements }: Body,
  kind: BodyKind,
  inAuxiliary = false,
) {
  const { file, mistakes } = checking;
  /** The statement whose result is current and that nothing has used yet. */
  let unused: FlowStatement | undefined;
  const report = (code: MistakeCode, range: Range, message: string) => {
    mistakes.add(code, locate(file.uri, range), message);
  };
  for (const statement of statements) {
    switch (statement.kind) {
      case 'flow': {
        const takes = takesCurrent(file, scope, statement.flow);
        checkExpression(checking, scope, statement.flow, 'step');
        if (!takes && unused) warnUnused(checking, scope, unused);
        unused = statement;
        break;
      }
      case 'branch':
        if (takesCurrent(file, scope, statement.flow)) unused = undefined;
        checkExpression(checking, scope, statement.flow, 'step');
        // A value that is no flow wants a `let`, which expansion says.
        if (isPlainValue(statement.flow)) bindName(checking, scope, statement.name, 'let', false);
        else bindName(checking, scope, statement.name, 'branch', true);
        break;
      case 'let':
        checkLet(checking, scope, statement);
        bindName(checking, scope, statement.name, 'let', false);
        break;
      case 'if':
        checkIf(checking, scope, statement, inAuxiliary);
        unused = undefined;
        break;
      case 'repeat':
      case 'for': {
        const inner = new NameScope(scope, 'loop');
        checkExpression(checking, scope, statement.kind === 'repeat' ? statement.count : statement.list);
        const names = statement.kind === 'for' ? statement.pattern.names : [];
        for (const name of names) bindName(checking, inner, name, 'loop', false);
        if (statement.index) bindName(checking, inner, statement.index, 'loop', false);
        checkBody(checking, inner, statement.body, 'inner', inAuxiliary);
        warnUnusedNames(checking, inner);
        unused = resultOf(statement.body);
        break;
      }
      case 'auxiliary':
        if (inAuxiliary) {
          report('auxiliary-nested', statement.header, 'An auxiliary head can’t stand inside another.');
        }
        checkAuxiliary(checking, scope, statement);
        unused = undefined;
        break;
      case 'expect':
        checkExpression(checking, scope, statement.value);
        if (kind !== 'network') {
          const message =
            'expect states what is true of a network: it stands in the network, not inside another body.';
          report('expect-misplaced', statement.range, message);
        }
        break;
      case 'input':
        checkExpression(checking, scope, statement.shape);
        if (kind !== 'network') {
          const message = 'Only a network states its input; a block’s input is what it is applied to.';
          report('input-misplaced', statement.range, message);
        }
        break;
    }
  }
  if (kind !== 'inner') warnEnd(checking, scope, statements);
}

/** A `let` of a file or a body. */
export function checkLet(checking: Checking, scope: NameScope, { name, parameters, value }: LetDeclaration) {
  if (!parameters) {
    checkExpression(checking, scope, value, 'argument');
    return;
  }
  const inner = new NameScope(scope);
  inner.names.set(name.name, {
    name: name.name,
    origin: 'let',
    location: locate(checking.file.uri, name.range),
    isValue: false,
    used: true,
  });
  checkParameters(checking, inner, parameters);
  checkExpression(checking, inner, value, 'argument');
}

function checkIf(checking: Checking, scope: NameScope, statement: IfStatement, inAuxiliary: boolean) {
  const bodies = [
    ...statement.arms.map((arm) => arm.body),
    ...(statement.otherwise ? [statement.otherwise] : []),
  ];
  for (const arm of statement.arms) checkExpression(checking, scope, arm.condition);
  const everywhere = new Set(boundInEveryArm(statement));
  const arms = bodies.map((body) => {
    const inner = new NameScope(scope, 'if');
    checkBody(checking, inner, body, 'inner', inAuxiliary);
    return inner;
  });
  for (const arm of arms) {
    for (const bound of arm.names.values()) {
      if (!everywhere.has(bound.name)) {
        scope.partly.set(bound.name, bound.location);
        continue;
      }
      const known = scope.names.get(bound.name);
      const isValue = bound.isValue && (known?.isValue ?? true);
      const used = bound.used || (known?.used ?? false);
      scope.names.set(bound.name, { ...(known ?? bound), isValue, used });
      bound.used = true;
    }
    warnUnusedNames(checking, arm);
  }
}

function checkAuxiliary(checking: Checking, scope: NameScope, statement: AuxiliaryStatement) {
  const { file, mistakes } = checking;
  for (const { name, value, range } of statement.arguments) {
    checkExpression(checking, scope, value);
    if (name?.name === 'weight' || name?.name === '') continue;
    const location = locate(file.uri, range);
    if (!name) mistakes.add('auxiliary-weight', location, 'The weight goes by name: auxiliary(weight: 0.3).');
    else mistakes.add('unknown-argument', location, `auxiliary has no argument ${name.name}; it has weight.`);
  }
  if (statement.arguments.length === 0) {
    const message = 'An auxiliary head needs its weight in the loss, as in auxiliary(weight: 0.3).';
    mistakes.add('auxiliary-weight', locate(file.uri, statement.header), message);
  }
  const inner = new NameScope(scope);
  checkBody(checking, inner, statement.body, 'inner', true);
  warnUnusedNames(checking, inner);
}

/** Warns about branches that nothing reads. */
export function warnUnusedNames({ mistakes }: Checking, scope: NameScope) {
  for (const { name, origin, used, location } of scope.names.values()) {
    if (origin !== 'branch' || used) continue;
    mistakes.add('unused-value', location, `Nothing uses ${name}.`);
  }
}

function warnUnused({ file, mistakes }: Checking, scope: NameScope, { flow }: FlowStatement) {
  if (flow.kind === 'missing' || (flow.kind === 'name' && scope.find(flow.name)?.isValue)) return;
  const last = flow.kind === 'flow' ? flow.steps.at(-1) : undefined;
  // A step that has a name is used by it or not: that is told apart.
  if (last?.name) return;
  const message = 'Nothing uses this result: the statements after it start from other values.';
  mistakes.add('unused-result', locate(file.uri, (last ?? flow).range), message);
}

/** The flow whose result a loop's body leaves current, where it is good for nothing else: no head hangs on it. */
function resultOf(body: Body): FlowStatement | undefined {
  const last = body.statements.findLast(({ kind }) => kind !== 'let' && kind !== 'branch');
  return last?.kind === 'flow' && !holdsHead(body) ? last : undefined;
}

function holdsHead({ statements }: Body): boolean {
  return statements.some((statement) => {
    switch (statement.kind) {
      case 'auxiliary':
        return true;
      case 'repeat':
      case 'for':
        return holdsHead(statement.body);
      case 'if':
        return (
          statement.arms.some((arm) => holdsHead(arm.body)) ||
          (statement.otherwise !== undefined && holdsHead(statement.otherwise))
        );
      default:
        return false;
    }
  });
}

/** A body that ends in `name = …` gives out what was current before. */
function warnEnd({ file, mistakes }: Checking, scope: NameScope, statements: readonly Statement[]) {
  const last = statements.findLast(({ kind }) => kind !== 'expect' && kind !== 'let');
  if (last?.kind !== 'branch') return;
  const bound = scope.names.get(last.name.name);
  if (bound) bound.used = true;
  const { name } = last.name;
  const message = `This body ends by naming ${name}, which is not its output: the output is the value that was current before. Write ${name} on a line of its own to give it out.`;
  const { end } = last.range;
  const fixes = [
    {
      title: `Give out ${name}`,
      range: { start: end, end },
      text: `\n${indentation(file.parsed.text, last.range)}${name}`,
    },
  ];
  mistakes.add('ends-in-name', locate(file.uri, last.name.range), message, { fixes });
}

function indentation(text: string, { start }: Range): string {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, start))![0];
}
