import type { Context } from './expansion.ts';
import { bounds } from '../bounds.ts';
import { Scope } from './expansion.ts';
import { bindArguments } from './binding.ts';
import { evaluate } from './evaluate.ts';
import type { CallExpression } from '../../syntax/tree.ts';
import type { FunctionValue, Given, RuntimeValue } from '../values/values.ts';
import { unknown } from '../values/values.ts';

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
