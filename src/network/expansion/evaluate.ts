import { findLayer, isCatalogueWord } from '../../layers/catalogue.ts';
import { isSchemeName, schemeFromCall } from '../../layers/parts/initializers.ts';
import { builtins } from '../values/builtins.ts';
import { bounded, capture, captureFlow } from './capture.ts';
import type { Context } from './expansion.ts';
import { bounds } from '../bounds.ts';
import { Scope } from './expansion.ts';
import { holdsOperands, withArguments, givenArgument } from './givenArguments.ts';
import { checkedList, finite, operate, sourceText } from './operators.ts';
import type { DeclaredLet } from '../fileScope.ts';
import type {
  CallExpression,
  Expression,
  LetDeclaration,
  MemberExpression,
  Range,
  Argument,
} from '../../syntax/tree.ts';
import type { RuntimeValue, FunctionValue, Given } from '../values/values.ts';
import {
  blockApplicable,
  booleanValue,
  deepest,
  layerApplicable,
  numberValue,
  textValue,
  unknown,
} from '../values/values.ts';
import { describe, isWhat, numberText } from '../values/valueText.ts';
import { bindArguments } from './binding.ts';

/**
 * The value of an expression, where it stands by itself: flows in it become something to apply. A mistake
 * is reported once and gives `unknown`, which everything passes on in silence.
 */
export function evaluate(context: Context, expression: Expression): RuntimeValue {
  const { expansion } = context;
  if (expansion.stopped) return unknown;
  if (expansion.level + levelsOfFlow * (context.level ?? 0) >= bounds.levels) {
    expansion.troubles++;
    if (!expansion.tooDeep) {
      expansion.report(context, 'nests-too-deep', expression.range, 'This nests too deep to be worked out.');
    }
    expansion.tooDeep = true;
    return unknown;
  }
  if (!takesNoTime(expression) && !expansion.spend(context, expression.range)) return unknown;
  expansion.level++;
  const value = evaluateHere(context, expression);
  expansion.level--;
  return value;
}

/** A body or flow takes as much of the stack as so many expressions. */
const levelsOfFlow = 2;

const takesNoTime = ({ kind }: Expression): boolean =>
  kind === 'number' || kind === 'name' || kind === 'text' || kind === 'boolean' || kind === 'missing';

function evaluateHere(context: Context, expression: Expression): RuntimeValue {
  switch (expression.kind) {
    case 'number':
      return finite(context, expression, expression.value);
    case 'boolean':
      return booleanValue(expression.value);
    case 'text':
      return textValue(expression.value);
    case 'name':
      return lookUp(context, expression.name, expression.range);
    case 'list':
      return checkedList(context, expression, expression.elements.length + 1, () =>
        expression.elements.map((element) => evaluate(context, element)),
      );
    case 'member':
      return evaluateMember(context, expression);
    case 'index':
      return evaluateIndex(context, expression.object, expression.index);
    case 'call':
      return evaluateCall(context, expression);
    case 'unary': {
      const { operator, operand } = expression;
      if (operator === 'not') {
        const value = evaluateBoolean(context, operand, 'not');
        return value === undefined ? unknown : booleanValue(!value);
      }
      const value = evaluate(context, operand);
      if (value.kind === 'number') return operator === '-' ? numberValue(-value.value) : value;
      return wrongOperand(context, operand, value, `${operator} takes a number`);
    }
    case 'binary': {
      const { operator, left, right } = expression;
      if (operator === 'and' || operator === 'or') {
        const first = evaluateBoolean(context, left, operator);
        if (first === undefined) return unknown;
        if (first === (operator === 'or')) return booleanValue(first);
        const second = evaluateBoolean(context, right, operator);
        return second === undefined ? unknown : booleanValue(second);
      }
      return operate(context, expression, evaluate(context, left), evaluate(context, right));
    }
    case 'conditional': {
      const condition = evaluateBoolean(context, expression.condition, '?');
      if (condition === undefined) return unknown;
      return evaluate(context, condition ? expression.then : expression.otherwise);
    }
    case 'flow': {
      const start = startOf(context, expression);
      if (start?.kind === 'unknown') return unknown;
      if (start?.kind === 'map') {
        const message = `A flow that starts at a value can't stand here; name its result first, as in x = ${sourceText(context, expression)}.`;
        context.expansion.report(context, 'flow-in-expression', expression.range, message);
        return unknown;
      }
      return captureFlow(context, expression);
    }
    case 'missing':
      return unknown;
  }
}

function wrongOperand(
  context: Context,
  operand: Expression,
  value: RuntimeValue,
  needs: string,
): RuntimeValue {
  if (value.kind !== 'unknown') {
    const message = `${needs}; ${isWhat(sourceText(context, operand), value)}.`;
    context.expansion.report(context, 'operand-type', operand.range, message);
  }
  return unknown;
}

/** True or false; undefined after a mistake. `where`: `if`, `and`, `?`, … */
export function evaluateBoolean(
  context: Context,
  expression: Expression,
  where: string,
): boolean | undefined {
  const value = evaluate(context, expression);
  if (value.kind === 'boolean') return value.value;
  if (value.kind !== 'unknown') {
    const compare = value.kind === 'number' ? `, as in ${sourceText(context, expression)} != 0` : '';
    const needs =
      where === 'if' || where === '?' ? 'A condition must be true or false' : `${where} takes true or false`;
    const message = `${needs}; this is ${describe(value)}${compare}.`;
    context.expansion.report(context, 'condition-type', expression.range, message);
  }
  return undefined;
}

/** What a name means where it stands: names of the body, then of the file, then the catalogue and its words. */
function lookUp(context: Context, name: string, range: Range): RuntimeValue {
  const bound = context.scope.find(name);
  if (bound) return bound;
  const declared = context.file.names.get(name);
  switch (declared?.kind) {
    case undefined:
      break;
    case 'let':
      return evaluateLet(context, declared);
    case 'block':
      return context.expansion.named(declared, blockApplicable);
    case 'network':
    case 'broken':
      return unknown;
  }
  const layer = findLayer(name);
  if (layer) return context.expansion.named(layer, layerApplicable);
  if (isCatalogueWord(name)) return textValue(name);
  if (builtins.has(name)) {
    const message = `${name} is a function of the language; call it: ${builtins.get(name)!.call}.`;
    context.expansion.report(context, 'function-as-value', range, message);
    return unknown;
  }
  context.expansion.report(context, 'unknown-name', range, `There is nothing named ${name} here.`);
  return unknown;
}

/** A `let` of a file: evaluated when first needed, in the scope of its file. */
function evaluateLet(context: Context, { declaration, file }: DeclaredLet): RuntimeValue {
  const { expansion } = context;
  const known = expansion.lets.get(declaration);
  if (known === 'evaluating') {
    const message = `${declaration.name.name} is defined by itself.`;
    expansion.report({ ...context, file }, 'let-cycle', declaration.name.range, message);
    return unknown;
  }
  if (known) {
    if (!known.sound) expansion.troubles++;
    return known.value;
  }
  const { troubles } = expansion;
  expansion.lets.set(declaration, 'evaluating');
  // Its own frames on the stack, besides those of the expressions in it.
  expansion.level++;
  const value = expansion.apart(() =>
    letValue({ ...context, file, scope: new Scope(), calls: undefined }, declaration),
  );
  expansion.level--;
  expansion.lets.set(declaration, { value, sound: expansion.troubles === troubles });
  return value;
}

/** What a `let`, of a file or a body, binds its name to. */
export function letValue(context: Context, declaration: LetDeclaration): RuntimeValue {
  if (!declaration.parameters) return evaluate(context, declaration.value);
  const used = [declaration.value, ...declaration.parameters.flatMap((p) => (p.default ? [p.default] : []))];
  const captured = capture(context, used, declaration.name.name);
  const depth = 1 + deepest(captured.values());
  return bounded(context, declaration.name.range, {
    kind: 'function',
    declaration,
    file: context.file,
    captured,
    depth,
  });
}

/** The value that a flow starts at, unknown if that can't be said; undefined if it starts with a step. */
export function startOf(context: Context, expression: Expression): RuntimeValue | undefined {
  switch (expression.kind) {
    case 'flow':
      return expression.steps[0] ? startOf(context, expression.steps[0].expression) : unknown;
    case 'name': {
      const value = context.scope.find(expression.name);
      return value?.kind === 'map' || value?.kind === 'unknown' ? value : undefined;
    }
    case 'conditional': {
      const condition = evaluateBoolean(context, expression.condition, '?');
      if (condition === undefined) return unknown;
      return startOf(context, condition ? expression.then : expression.otherwise);
    }
    case 'index': {
      const value = evaluate(context, expression);
      return value.kind === 'map' || value.kind === 'unknown' ? value : undefined;
    }
    case 'missing':
      return unknown;
    default:
      return undefined;
  }
}

function evaluateMember(context: Context, { object, member }: MemberExpression): RuntimeValue {
  const value = evaluate(context, object);
  if (value.kind === 'unknown') return unknown;
  const { name } = member;
  if (name !== 'height' && name !== 'width' && name !== 'channels') return unknown;
  if (value.kind !== 'map') {
    const current = value.kind === 'applicable' ? `, the current one after \`Identity as x\`: x.${name}` : '';
    const message = `${isWhat(sourceText(context, object), value)}; only values have .${name}${current}.`;
    context.expansion.report(context, 'member-of-no-value', object.range, message);
    return unknown;
  }
  const { shape } = value;
  if (!shape) return unknown;
  if (name === 'channels') return numberValue(shape.channels);
  if (shape.kind === 'map') return numberValue(shape[name]);
  const message = `${sourceText(context, object)} is a vector of ${shape.channels}: it has .channels, but no .${name}.`;
  context.expansion.report(context, 'member-of-vector', member.range, message);
  return unknown;
}

function evaluateIndex(context: Context, object: Expression, position: Expression): RuntimeValue {
  const list = evaluate(context, object);
  const index = evaluate(context, position);
  if (list.kind === 'unknown' || index.kind === 'unknown') return unknown;
  if (list.kind !== 'list') return wrongOperand(context, object, list, '[ ] takes an element of a list');
  if (index.kind !== 'number')
    return wrongOperand(context, position, index, 'An index is a whole number from 0');
  const element = list.elements[index.value];
  if (element) return element;
  const { length } = list.elements;
  const reason =
    index.value < 0
      ? `negative indexes are errors (the last is [len(${sourceText(context, object)}) - 1])`
      : !Number.isInteger(index.value)
        ? 'an index is a whole number'
        : length === 0
          ? 'the list is empty'
          : `the list has ${length} elements, numbered from 0 to ${length - 1}`;
  context.expansion.report(
    context,
    'index-range',
    position.range,
    `There is no element ${numberText(index.value)}: ${reason}.`,
  );
  return unknown;
}

function evaluateCall(context: Context, expression: CallExpression): RuntimeValue {
  const { callee } = expression;
  const { expansion } = context;
  if (callee.kind === 'name' && !context.scope.find(callee.name) && !context.file.names.has(callee.name)) {
    const builtin = builtins.get(callee.name);
    if (builtin) {
      const given = evaluateGiven(context, expression.arguments);
      const named = given.find(({ name }) => name !== undefined);
      if (given.some(({ value }) => value.kind === 'unknown')) return unknown;
      if (named) {
        expansion.reportAt(
          context,
          'unknown-argument',
          named.whole,
          `${callee.name} takes no named arguments.`,
        );
        return unknown;
      }
      for (const { value } of given) if (!expansion.spendOn(context, expression.range, value)) return unknown;
      const result = builtin.apply(given.map(({ value }) => value));
      if (result.kind !== 'wrong') return result;
      const place = result.argument === undefined ? expression : expression.arguments[result.argument]!.value;
      expansion.report(context, 'builtin-arguments', place.range, result.message);
      return unknown;
    }
    if (isSchemeName(callee.name)) return evaluateScheme(context, callee.name, expression);
  }
  const target = evaluate(context, callee);
  switch (target.kind) {
    case 'unknown':
      for (const argument of expression.arguments) evaluate(context, argument.value);
      return unknown;
    case 'function':
      return callFunction(context, target, evaluateGiven(context, expression.arguments), expression);
    case 'applicable':
      if (holdsOperands(target, expression)) return captureFlow(context, expression);
      return withArguments(context, target, evaluateGiven(context, expression.arguments), expression);
    default:
      reportNotCallable(context, expression, target);
      return unknown;
  }
}

export function reportNotCallable(context: Context, call: CallExpression, target: RuntimeValue) {
  const { callee, arguments: given, range } = call;
  const [position] = given;
  const isIndexed = target.kind === 'list' && position && given.length === 1 && !position.name;
  const text = isIndexed ? `${sourceText(context, callee)}[${sourceText(context, position.value)}]` : '';
  const hint = isIndexed ? `; an element of it is ${text}.` : "; it can't be called.";
  const message = `${isWhat(sourceText(context, callee), target)}${hint}`;
  const fixes = isIndexed
    ? [{ title: `Write ${text}`, range: { start: range.start, end: range.end }, text }]
    : [];
  context.expansion.report(context, 'not-callable', callee.range, message, { fixes });
}

function evaluateScheme(
  context: Context,
  name: Parameters<typeof schemeFromCall>[0],
  expression: CallExpression,
): RuntimeValue {
  const given = evaluateGiven(context, expression.arguments);
  if (given.some(({ value }) => value.kind === 'unknown')) return unknown;
  const numbers = given.map(({ value }) => (value.kind === 'number' ? value.value : Number.NaN));
  const check = schemeFromCall(name, numbers);
  if (check.ok) return { kind: 'scheme', scheme: check.value };
  context.expansion.report(context, 'argument-type', expression.range, `This must be ${check.expected}.`);
  return unknown;
}

/** Binding the parameters and keeping the result takes about as long as so many other steps. */
const stepsOfBody = 8;

/** `f(x)` for a `let f(x) = …`; recursion is bounded. */
export function callFunction(
  context: Context,
  target: FunctionValue,
  given: readonly Given[],
  expression: CallExpression,
): RuntimeValue {
  const { declaration } = target;
  const { expansion } = context;
  if (expansion.runaway.has(declaration)) {
    expansion.troubles++;
    return unknown;
  }
  if (!expansion.spend(context, expression.range)) return unknown;
  const results = expansion.resultsOf(target).of(given);
  if (!results) return callAnew(context, target, given, expression);
  if (results.value) return results.value;
  const { troubles } = expansion;
  const value = expansion.apart(() => callAnew(context, target, given, expression));
  if (expansion.troubles === troubles && !expansion.stopped) results.value = value;
  return value;
}

function callAnew(
  context: Context,
  target: FunctionValue,
  given: readonly Given[],
  expression: CallExpression,
): RuntimeValue {
  const { declaration, file, captured } = target;
  const { expansion } = context;
  if (!expansion.spend(context, expression.range, stepsOfBody)) return unknown;
  if (expansion.functionDepth >= bounds.calls) {
    const { name } = declaration.name;
    const message = `${name} calls itself more than ${bounds.calls} deep: it needs a case that ends the recursion.`;
    expansion.report(context, 'endless-recursion', expression.callee.range, message);
    expansion.runaway.add(declaration);
    return unknown;
  }
  const bound = bindArguments(
    context,
    declaration.name.name,
    declaration.parameters ?? [],
    given,
    expression.callee.range,
  );
  const scope = new Scope(undefined, captured);
  scope.bind(declaration.name.name, captured.get(declaration.name.name) ?? target);
  const inside: Context = { ...context, file, scope };
  expansion.functionDepth++;
  for (const parameter of declaration.parameters ?? []) {
    const argument = bound.get(parameter.name.name);
    const value = argument
      ? argument.value
      : parameter.default
        ? evaluate(inside, parameter.default)
        : unknown;
    expansion.watch?.(file.uri, parameter.name, value);
    scope.bind(parameter.name.name, value);
  }
  const value = evaluate(inside, declaration.value);
  expansion.functionDepth--;
  return value;
}

function evaluateGiven(context: Context, given: readonly Argument[]): Given[] {
  return given.map((argument) => givenArgument(context, argument, evaluate(context, argument.value)));
}
