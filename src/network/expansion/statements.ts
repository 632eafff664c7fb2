import { evaluate, evaluateBoolean, letValue } from './evaluate.ts';
import { bounds } from '../bounds.ts';
import { Scope } from './expansion.ts';
import { brokenPlace, namedScope } from './flowContext.ts';
import type { FlowContext, RunBody } from './flowContext.ts';
import { bindValue, runFlow } from './flow.ts';
import { expectationOf } from './expectation.ts';
import { locate } from '../../syntax/mistakes.ts';
import { sourceText } from './operators.ts';
import type { LoopPosition } from '../network.ts';
import type {
  AuxiliaryStatement,
  Body,
  BranchStatement,
  Expression,
  ForStatement,
  Identifier,
  IfStatement,
  Range,
  RepeatStatement,
} from '../../syntax/tree.ts';
import type { MapValue, RuntimeValue } from '../values/values.ts';
import { numberValue, unknown } from '../values/values.ts';
import { boundInEveryArm, isPlainValue } from '../../syntax/children.ts';
import { describe, numberText, valueText } from '../values/valueText.ts';
import { exact } from '../../wording/figures.ts';

export const runBody: RunBody = (context, statements, input) => {
  let current = input;
  for (const statement of statements) {
    if (context.expansion.stopped) return { ...current, shape: undefined };
    switch (statement.kind) {
      case 'flow':
        current = runFlow(context, statement.flow, current, false).value;
        break;
      case 'branch': {
        if (isPlainValue(statement.flow)) {
          nameValue(context, statement);
          break;
        }
        const before = context.builder.nodes.length;
        const { value } = runFlow(namedScope(context, statement.name.name), statement.flow, current, false);
        bindValue(context, statement.name, value, before);
        break;
      }
      case 'let':
        if (context.expansion.spend(context, statement.range))
          bind(context, context.scope, statement.name, letValue(context, statement));
        break;
      case 'if':
        current = runIf(context, statement, current);
        break;
      case 'repeat':
        current = runRepeat(context, statement, current);
        break;
      case 'for':
        current = runFor(context, statement, current);
        break;
      case 'auxiliary':
        runAuxiliary(context, statement, current);
        break;
      case 'expect':
        context.expectations?.push(expectationOf(context, statement));
        break;
      case 'input':
        break;
    }
  }
  return current;
};

/** `width = 32` in a body, where only flows are named without `let`. */
function nameValue(context: FlowContext, { name, flow }: BranchStatement) {
  const message = `A value that is no flow is named with \`let\`: \`let ${name.name} = …\`.`;
  const { start } = name.range;
  const fixes = [{ title: 'Add `let`', range: { start, end: start }, text: 'let ' }];
  context.expansion.report(context, 'missing-let', name.range, message, { fixes });
  bind(context, context.scope, name, evaluate(context, flow));
}

/** A name that hides another is a mistake, and what is meant by it from here on is not known. */
function bind({ expansion, file }: FlowContext, scope: Scope, name: Identifier, value: RuntimeValue) {
  expansion.watch?.(file.uri, name, value);
  const hides = scope.find(name.name) !== undefined;
  if (hides) expansion.troubles++;
  if (!scope.get(name.name)) scope.bind(name.name, hides ? unknown : value);
}

/** A body in braces inside another: names that it binds stay in it. */
function runInner(
  context: FlowContext,
  body: Body,
  current: MapValue,
  scope: Scope,
  loops = context.loops,
): MapValue {
  const inside = { ...context, scope, loops, level: context.level + 1, expectations: undefined };
  return runBody(inside, body.statements, current);
}

function runIf(context: FlowContext, statement: IfStatement, current: MapValue): MapValue {
  const { expansion } = context;
  if (!expansion.spend(context, statement.range)) return current;
  const scope = new Scope(context.scope);
  let taken = statement.otherwise;
  for (const arm of statement.arms) {
    const condition = evaluateBoolean(context, arm.condition, 'if');
    if (condition === undefined) {
      for (const name of boundInEveryArm(statement)) context.scope.bind(name, unknown);
      return brokenPlace(context, arm.condition.range, `if ${sourceText(context, arm.condition)}`, 'if', [
        current,
      ]);
    }
    if (condition) {
      taken = arm.body;
      break;
    }
  }
  if (!taken) return current;
  const value = runInner(context, taken, current, scope);
  for (const name of boundInEveryArm(statement)) {
    const bound = scope.get(name);
    if (bound && !context.scope.find(name)) context.scope.bind(name, bound);
  }
  return value;
}

/** Counts a turn of a loop: each notes all loops around it. */
const beginsTurn = (context: FlowContext, { header }: { readonly header: Range }): boolean =>
  context.expansion.spend(context, header, 1 + Math.floor(context.loops.length / 4));

function runRepeat(context: FlowContext, statement: RepeatStatement, current: MapValue): MapValue {
  const { expansion } = context;
  const { count: expression } = statement;
  const count = evaluate(context, expression);
  let wrong: string | undefined;
  if (count.kind === 'number') {
    const text = numberText(count.value);
    const { quotient } = count;
    if (!Number.isInteger(count.value)) {
      const because = quotient
        ? ` (${sourceText(quotient, quotient.expression)} = ${numberText(quotient.left)} / ${numberText(quotient.right)})`
        : '';
      wrong = `repeat takes a whole number, not ${text}${because}.`;
    } else if (count.value < 0) wrong = `repeat takes a number of 0 or more, not ${text}.`;
    else if (count.value > bounds.iterations) {
      wrong = `repeat takes at most ${exact(bounds.iterations)}, not ${exact(count.value)}.`;
    }
  } else if (count.kind !== 'unknown') wrong = `repeat takes a whole number; this is ${describe(count)}.`;
  if (wrong !== undefined) expansion.report(context, 'repeat-count', expression.range, wrong);
  if (count.kind !== 'number' || wrong !== undefined)
    return brokenLoop(context, statement, expression, current);

  const loop = nextLoop(context, 'repeat', count.value, statement.header);
  for (let iteration = 0; iteration < count.value; iteration++) {
    if (!beginsTurn(context, statement)) break;
    const scope = new Scope(context.scope);
    if (statement.index) bind(context, scope, statement.index, numberValue(iteration));
    const loops = [...context.loops, { ...loop, iteration }];
    current = runInner(context, statement.body, current, scope, loops);
  }
  return current;
}

function runFor(context: FlowContext, statement: ForStatement, current: MapValue): MapValue {
  const { expansion } = context;
  const list = evaluate(context, statement.list);
  if (list.kind !== 'list') {
    if (list.kind !== 'unknown') {
      const counted = list.kind === 'number' ? `: a loop that counts is \`repeat ${list.value} as i\`` : '';
      expansion.report(
        context,
        'for-list',
        statement.list.range,
        `for goes through a list; this is ${describe(list)}${counted}.`,
      );
    }
    return brokenLoop(context, statement, statement.list, current);
  }
  const loop = nextLoop(context, 'for', list.elements.length, statement.header);
  for (const [iteration, element] of list.elements.entries()) {
    if (!beginsTurn(context, statement)) break;
    const scope = new Scope(context.scope);
    bindPattern(context, scope, statement, element);
    if (statement.index) bind(context, scope, statement.index, numberValue(iteration));
    const loops = [...context.loops, { ...loop, iteration }];
    current = runInner(context, statement.body, current, scope, loops);
  }
  return current;
}

function bindPattern(context: FlowContext, scope: Scope, { pattern }: ForStatement, element: RuntimeValue) {
  const { names } = pattern;
  if (!pattern.isList) {
    if (names[0]) bind(context, scope, names[0], element);
    return;
  }
  const fits = element.kind === 'list' && element.elements.length === names.length;
  if (!fits && element.kind !== 'unknown') {
    const found =
      element.kind === 'list'
        ? `${valueText(element)}, a list of ${element.elements.length}`
        : describe(element);
    const message = `The pattern takes lists of ${names.length}, but an element is ${found}.`;
    context.expansion.report(context, 'for-pattern', pattern.range, message);
  }
  for (const [index, name] of names.entries()) {
    bind(context, scope, name, fits ? element.elements[index]! : unknown);
  }
}

/** A loop whose count is unknown: what follows it is unknown too. */
function brokenLoop(
  context: FlowContext,
  { kind, header }: { kind: 'repeat' | 'for'; header: Range },
  over: Expression,
  current: MapValue,
) {
  return brokenPlace(context, header, `${kind} ${sourceText(context, over)}`, kind, [current]);
}

function nextLoop(context: FlowContext, kind: 'repeat' | 'for', count: number, header: Range): LoopPosition {
  const loop = context.builder.loopCount++;
  return { loop, kind, iteration: 0, count, location: locate(context.file.uri, header) };
}

function runAuxiliary(context: FlowContext, statement: AuxiliaryStatement, current: MapValue): void {
  const { builder, expansion } = context;
  const name = context.paths.count('auxiliary');
  let weight: number | undefined;
  for (const { name: given, value: expression } of statement.arguments) {
    if (given && given.name !== 'weight') continue;
    const value = evaluate(context, expression);
    if (value.kind === 'number' && value.value >= 0) weight = value.value;
    else if (value.kind !== 'unknown') {
      const message = `An auxiliary head's weight in the loss is a number of 0 or more, not ${describe(value)}.`;
      expansion.report(context, 'auxiliary-weight', expression.range, message);
    }
  }
  const nested = context.auxiliary;
  const index = nested ?? builder.auxiliaries.length;
  const location = locate(context.file.uri, statement.header);
  const head = {
    name: [...context.paths.prefix, name].join('.'),
    weight: weight ?? 0,
    output: current.source,
    location,
  };
  if (nested === undefined) builder.auxiliaries.push(head);
  const inside = { ...namedScopeAt(context, name), auxiliary: index };
  const { source } = runInner(inside, statement.body, current, new Scope(context.scope));
  if (nested === undefined) builder.auxiliaries[index] = { ...head, output: source };
}

/** Auxiliaries are counted with loops expanded, so their names need no index. */
function namedScopeAt(context: FlowContext, name: string): FlowContext {
  return namedScope({ ...context, loopsFrom: context.loops.length }, name);
}
