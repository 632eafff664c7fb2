import type { Context } from './expansion.ts';
import { bounds } from './bounds.ts';
import { Scope } from './expansion.ts';
import { bindArguments } from './binding.ts';
import { evaluate } from './evaluate.ts';
import type { CallExpression } from './syntax.ts';
import type { FunctionValue, Given, RuntimeValue } from './values.ts';
import { unknown } from './values.ts';

/** `f(x)` for a `let f(x) = …`; recursion is bounded. */
export function callFunction(
  context: Context,
  target: FunctionValue,
  given: readonly Given[],
  expression: CallExpression,
): RuntimeValue {
  const { declaration, file, captured } = target;
  const { expansion } = context;
  if (expansion.runaway.has(declaration)) {
    expansion.troubles++;
    return unknown;
  }
  if (!expansion.spend(context, expression.range)) return unknown;
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
  scope.names.set(declaration.name.name, captured.get(declaration.name.name) ?? target);
  const inside: Context = { ...context, file, scope };
  expansion.functionDepth++;
  for (const parameter of declaration.parameters ?? []) {
    const argument = bound.get(parameter.name.name);
    const value = argument
      ? argument.value
      : parameter.default
        ? evaluate(inside, parameter.default)
        : unknown;
    scope.names.set(parameter.name.name, value);
  }
  const value = evaluate(inside, declaration.value);
  expansion.functionDepth--;
  return value;
}
