import type { Node, Source } from '../network.ts';
import { findLayer } from '../../layers/catalogue.ts';
import { isSchemeName } from '../../layers/parts/initializers.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import { applyLayer, unapplied } from './applyLayer.ts';
import type { Operand } from './applyLayer.ts';
import { callBlock } from './blocks.ts';
import { bounds } from '../bounds.ts';
import { coalesce } from './coalesce.ts';
import { builtins } from '../values/builtins.ts';
import { captureFlow } from './capture.ts';
import { evaluate, evaluateBoolean, reportNotCallable, startOf, callFunction } from './evaluate.ts';
import { Scope } from './expansion.ts';
import { brokenStep, grow, namedScope, nodePath } from './flowContext.ts';
import type { FlowContext } from './flowContext.ts';
import { givenArgument, holdsOperands, withArguments } from './givenArguments.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { Fix } from '../../syntax/mistakes.ts';
import { mergeOf, operate, sourceText } from './operators.ts';
import type {
  Argument,
  BinaryExpression,
  CallExpression,
  Expression,
  Identifier,
  Range,
} from '../../syntax/tree.ts';
import type { Applicable, Given, MapValue, RuntimeValue } from '../values/values.ts';
import { unknown } from '../values/values.ts';
import { isWhat } from '../values/valueText.ts';

/** What a flow or step gives. */
interface Result {
  readonly value: MapValue;
  /** Whether it was made from what was handed to it. */
  readonly used: boolean;
}

/** Flows inside flows of one body; each is a few frames on the stack. */
const deepestFlows = 300;

/** Runs a flow from the current value. `handed`: something stands before it, after which `->` leads here. */
export function runFlow(
  context: FlowContext,
  flow: Expression,
  current: MapValue,
  handed: boolean,
  name?: Identifier,
): Result {
  if (flow.kind !== 'flow') return runStep(context, flow, current, handed, name);
  if (name) return runFlow(namedScope(context, name.name), flow, current, handed);
  let value = current;
  let used = true;
  let isHanded = handed;
  for (const step of flow.steps) {
    const before = context.builder.nodes.length;
    const result = runStep(context, step.expression, value, isHanded, step.name);
    value = result.value;
    used &&= result.used;
    isHanded = true;
    if (step.name) bindValue(context, step.name, value, before);
  }
  return { value, used };
}

/** Gives a value its name, and the node that made it, if it is one of those made since `before`. */
export function bindValue(context: FlowContext, name: Identifier, value: MapValue, before: number) {
  const { scope, builder, file } = context;
  if (!scope.find(name.name)) scope.bind(name.name, value);
  const made = 'node' in value.source && value.source.node >= before;
  builder.nameValue(value, name.name, locate(file.uri, name.range), made);
}

function runStep(
  context: FlowContext,
  expression: Expression,
  current: MapValue,
  handed: boolean,
  name: Identifier | undefined,
): Result {
  const { expansion } = context;
  const broken = () => ({ value: brokenStep(context, expression, [current], name), used: true });
  if (!expansion.spend(context, expression.range))
    return { value: { ...current, shape: undefined }, used: true };
  if (context.level > deepestFlows) {
    expansion.report(context, 'nests-too-deep', expression.range, 'Flows nest too deep here.');
    return broken();
  }
  const merge = expression.kind === 'binary' ? mergeMeant(context, expression) : undefined;
  if (merge && expression.kind === 'binary')
    return runMerge(context, merge, [], asMerge(expression), current, handed, name);
  switch (expression.kind) {
    case 'missing':
      return broken();
    case 'flow': {
      const inside = { ...context, level: context.level + 1 };
      return runFlow(inside, expression, current, handed, name);
    }
    case 'conditional': {
      const condition = evaluateBoolean(context, expression.condition, '?');
      if (condition === undefined) return broken();
      const inside = { ...context, level: context.level + 1 };
      return runFlow(inside, condition ? expression.then : expression.otherwise, current, handed, name);
    }
    case 'call':
      return runCall(context, expression, current, handed, name);
    default:
      return applyValue(
        context,
        evaluate(context, expression),
        expression,
        expression,
        current,
        handed,
        name,
      );
  }
}

/** What `a + b` of feature maps is meant to be, once it is told that it is a merge. */
function mergeMeant(context: FlowContext, expression: BinaryExpression): AnyLayer | undefined {
  const name = mergeOf(expression.operator);
  if (name === undefined) return undefined;
  const sides = [evaluate(context, expression.left), evaluate(context, expression.right)] as const;
  if (sides.some(({ kind }) => kind !== 'map' && kind !== 'applicable')) return undefined;
  operate(context, expression, ...sides);
  return findLayer(name);
}

const asMerge = ({ left, right, range }: BinaryExpression): CallExpression => ({
  kind: 'call',
  callee: { kind: 'missing', range },
  arguments: [left, right].map((value) => ({ value, range: value.range })),
  range,
});

function runCall(
  context: FlowContext,
  expression: CallExpression,
  current: MapValue,
  handed: boolean,
  name: Identifier | undefined,
): Result {
  const { callee } = expression;
  if (isFunctionName(context, callee)) {
    return applyValue(context, evaluate(context, expression), expression, callee, current, handed, name);
  }
  const target = evaluate(context, callee);
  let value: RuntimeValue = unknown;
  if (target.kind === 'applicable') {
    if (target.form === 'layer' && holdsOperands(target, expression)) {
      return runMerge(context, target.layer, target.given, expression, current, handed, name);
    }
    value = withArguments(context, target, runArguments(context, expression.arguments, current), expression);
  } else if (target.kind === 'function') {
    value = callFunction(context, target, runArguments(context, expression.arguments, current), expression);
  } else if (target.kind === 'unknown') {
    runArguments(context, expression.arguments, current);
  } else reportNotCallable(context, expression, target);
  return applyValue(context, value, expression, callee, current, handed, name);
}

/** A function of the language or an initializer: nothing that a flow could run. */
function isFunctionName({ scope, file }: FlowContext, callee: Expression): boolean {
  if (callee.kind !== 'name' || scope.find(callee.name) || file.names.has(callee.name)) return false;
  return builtins.has(callee.name) || (isSchemeName(callee.name) && !findLayer(callee.name));
}

/** Applies what a step turned out to be. */
function applyValue(
  context: FlowContext,
  value: RuntimeValue,
  expression: Expression,
  callee: Expression,
  current: MapValue,
  handed: boolean,
  name: Identifier | undefined,
): Result {
  const { expansion } = context;
  switch (value.kind) {
    case 'unknown':
      return { value: brokenStep(context, expression, [current], name), used: true };
    case 'map': {
      if (handed) {
        const text = sourceText(context, expression);
        const message = `${text} is a value, and after -> stands a step; a flow begins with its value, as in ${text} -> …`;
        expansion.report(context, 'value-after-arrow', expression.range, message);
      }
      return { value, used: false };
    }
    case 'applicable':
      return apply(context, value, expression, callee.range, current, handed, name);
    case 'function': {
      const text = value.declaration.name.name;
      const message = `${text} is a function; call it: ${text}(…).`;
      expansion.report(context, 'function-as-value', expression.range, message);
      break;
    }
    default: {
      const nothing = value.kind === 'boolean' ? ', and one that does nothing is Identity' : '';
      const message = `${isWhat(sourceText(context, expression), value)}; a step is a layer, a block or a value${nothing}.`;
      expansion.report(context, 'not-a-step', expression.range, message);
    }
  }
  return { value: brokenStep(context, expression, [current], name), used: true };
}

function apply(
  context: FlowContext,
  target: Applicable,
  expression: Expression,
  callee: Range,
  current: MapValue,
  handed: boolean,
  name: Identifier | undefined,
): Result {
  switch (target.form) {
    case 'block':
      return { value: callBlock(context, target, expression, callee, current, name), used: true };
    case 'flow': {
      const named = name ? namedScope(context, name.name) : context;
      const scope = new Scope(undefined, target.captured);
      const inside = { ...named, scope, file: target.file, level: context.level + 1 };
      return runFlow(inside, target.expression, current, handed);
    }
    case 'layer': {
      if (target.layer.operands === 'many') {
        reportOperandCount(context, target.layer, callee, 0, handed);
        return { value: brokenStep(context, expression, [current], name), used: true };
      }
      const operands = [{ value: current, range: expression.range }];
      return {
        value: addLayer(context, target.layer, target.given, operands, expression.range, callee, name),
        used: true,
      };
    }
  }
}

function addLayer(
  context: FlowContext,
  layer: AnyLayer,
  given: readonly Given[],
  operands: readonly Operand[],
  step: Range,
  callee: Range,
  name: Identifier | undefined,
  countable = true,
): MapValue {
  const path = nodePath(context, layer.name, name, step);
  const applied = countable
    ? applyLayer(context, layer, given, operands, { step, callee, nodes: context.builder.nodes })
    : unapplied(operands);
  const { builder, expansion } = context;
  if (!builder.applied.has(applied)) {
    builder.applied.add(applied);
    expansion.spend(context, step, bounds.stepsOfLayer);
  }
  grow(context, step, Math.max(1, operands.length), 1, 1);
  return builder.addNode({
    kind: 'layer',
    index: builder.nodes.length,
    layer,
    path,
    label: undefined,
    location: locate(context.file.uri, step),
    inputs: operands.map(({ value }) => value.source),
    inputShapes: applied.inputs,
    output: applied.output,
    loops: context.loops,
    auxiliary: context.auxiliary,
    arguments: applied.arguments,
    partly: applied.partly,
    problem: applied.problem,
  });
}

function reportOperandCount(
  context: FlowContext,
  layer: AnyLayer,
  callee: Range,
  count: number,
  handed: boolean,
  fixes: readonly Fix[] = [],
) {
  const has = count === 0 ? 'none' : 'only one';
  const hint =
    handed && count === 1 ? `; what -> hands over is Identity, as in ${layer.name}(Identity, …)` : '';
  const message = `${layer.name} combines two or more values, its arguments; it has ${has}${hint}.`;
  context.expansion.report(context, 'merge-operands', callee, message, { fixes });
}

function runMerge(
  context: FlowContext,
  layer: AnyLayer,
  already: readonly Given[],
  expression: CallExpression,
  current: MapValue,
  handed: boolean,
  name: Identifier | undefined,
): Result {
  const operands: Operand[] = [];
  const given = [...already];
  let used = false;
  let count = 0;
  let complete = true;
  for (const argument of operandArguments(context, layer, expression)) {
    if (argument.name) {
      given.push(givenArgument(context, argument, evaluate(context, argument.value)));
      continue;
    }
    // What a flow names stays in it; a name alone names nothing.
    const inside =
      argument.value.kind === 'name'
        ? context
        : { ...context, scope: new Scope(context.scope), level: context.level + 1 };
    count++;
    const before = context.builder.nodes.length;
    const operand = runOperand(inside, layer, argument.value, current);
    complete &&= operand !== undefined;
    if (!operand) continue;
    used ||= operand.used || reads(operand.value, current, context.builder.nodes.slice(before));
    const { range } = argument.value;
    for (const value of coalesce(context.builder, layer, operand.value, before))
      operands.push({ value, range });
  }
  const { callee } = expression;
  if (count < 2) {
    const { start } = expression.arguments.find((argument) => !argument.name)?.range ?? expression.range;
    const insert = {
      title: 'Add Identity, the current value',
      range: { start, end: start },
      text: 'Identity, ',
    };
    reportOperandCount(context, layer, callee.range, count, handed, handed ? [insert] : []);
  } else if (handed && !used) {
    const message = `None of ${layer.name}'s arguments uses what -> hands to it; it combines exactly its arguments (Identity is what was handed over).`;
    context.expansion.report(context, 'merge-ignores-input', callee.range, message);
  }
  complete &&= count >= 2;
  const value = addLayer(context, layer, given, operands, expression.range, callee.range, name, complete);
  return { value, used };
}

/** Whether a value is what was handed over, by whatever name, or steps made for it read that. */
function reads(value: MapValue, { source: handed }: MapValue, made: readonly Node[]): boolean {
  const isHanded = (source: Source): boolean =>
    'node' in handed ? 'node' in source && source.node === handed.node : sameInput(source, handed);
  return isHanded(value.source) || made.some(({ inputs }) => inputs.some(isHanded));
}

const sameInput = (source: Source, { input }: { readonly input: number }): boolean =>
  'input' in source && source.input === input;

/** The arguments of a merge; a list of operands is read as if they stood there one by one, and told. */
function operandArguments(context: FlowContext, layer: AnyLayer, { arguments: given }: CallExpression) {
  const only = given.find((argument) => !argument.name);
  const list = only?.value;
  if (list?.kind !== 'list' || given.some((argument) => argument !== only && !argument.name)) return given;
  const { text } = context.file.parsed;
  const inside = text.slice(list.range.start + 1, list.range.end - 1).trim();
  const { start, end } = list.range;
  const message = `${layer.name} takes the values that it combines one by one, not as a list.`;
  const fixes = [{ title: 'Remove the brackets', range: { start, end }, text: inside }];
  context.expansion.report(context, 'operand-list', list.range, message, { fixes });
  return given.flatMap((argument): Argument[] =>
    argument === only ? list.elements.map((value) => ({ value, range: value.range })) : [argument],
  );
}

/** An operand of a merge; undefined where it is nothing that a merge can combine. */
function runOperand(
  context: FlowContext,
  layer: AnyLayer,
  expression: Expression,
  current: MapValue,
): Result | undefined {
  if (expression.kind === 'call' || expression.kind === 'flow' || expression.kind === 'conditional') {
    return runFlow(context, expression, current, false);
  }
  const value = evaluate(context, expression);
  if (value.kind === 'map' || value.kind === 'applicable' || value.kind === 'unknown') {
    return applyValue(context, value, expression, expression, current, false, undefined);
  }
  const message = `${layer.name} combines values; ${isWhat(sourceText(context, expression), value)}.`;
  context.expansion.report(context, 'operand-type', expression.range, message);
  return undefined;
}

function runArguments(context: FlowContext, given: readonly Argument[], current: MapValue): Given[] {
  const values: Given[] = [];
  for (const argument of given) {
    const { kind } = argument.value;
    const isRun = kind === 'flow' || kind === 'conditional' || kind === 'call';
    const value = isRun ? runArgument(context, argument.value, current) : evaluate(context, argument.value);
    values.push(givenArgument(context, argument, value));
  }
  return values;
}

/** An argument: a flow that starts at a value is run and gives a value, any other is something to apply. */
function runArgument(context: FlowContext, expression: Expression, current: MapValue): RuntimeValue {
  switch (expression.kind) {
    case 'flow': {
      const start = startOf(context, expression);
      if (start === undefined) return captureFlow(context, expression);
      const inside = { ...context, scope: new Scope(context.scope), level: context.level + 1 };
      return runFlow(inside, expression, current, false).value;
    }
    case 'conditional': {
      const condition = evaluateBoolean(context, expression.condition, '?');
      if (condition === undefined) return unknown;
      return runArgument(context, condition ? expression.then : expression.otherwise, current);
    }
    case 'call': {
      if (isFunctionName(context, expression.callee)) return evaluate(context, expression);
      const target = evaluate(context, expression.callee);
      if (target.kind !== 'applicable' || holdsOperands(target, expression)) {
        return evaluate(context, expression);
      }
      return withArguments(context, target, runArguments(context, expression.arguments, current), expression);
    }
    default:
      return evaluate(context, expression);
  }
}
