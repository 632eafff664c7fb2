import { bounded } from './capture.ts';
import type { Context } from './expansion.ts';
import { sourceText } from './operators.ts';
import type { Argument, CallExpression, Expression } from '../../syntax/tree.ts';
import type { Applicable, RuntimeValue } from '../values/values.ts';
import { Given, blockApplicable, layerApplicable, unknown } from '../values/values.ts';
import { describe } from '../values/valueText.ts';

/** A merge with operands: its arguments are flows of the place where it is applied. */
export const holdsOperands = (target: Applicable, { arguments: given }: CallExpression) =>
  target.form === 'layer' && target.layer.operands === 'many' && given.some(({ name }) => name === undefined);

export function givenArgument(context: Context, argument: Argument, value: RuntimeValue): Given {
  return new Given(functionless(context, argument.value, value), context.file.uri, argument);
}

function functionless(context: Context, expression: Expression, value: RuntimeValue): RuntimeValue {
  if (value.kind !== 'function') return value;
  const { name } = value.declaration.name;
  context.expansion.report(
    context,
    'function-as-value',
    expression.range,
    `${name} is a function; call it: ${name}(…).`,
  );
  return unknown;
}

/** The same to apply, with further arguments. */
export function withArguments(
  context: Context,
  target: Applicable,
  given: readonly Given[],
  at: CallExpression,
): RuntimeValue {
  if (given.length === 0) return target;
  switch (target.form) {
    case 'layer':
      return bounded(context, at.range, layerApplicable(target.layer, [...target.given, ...given]));
    case 'block':
      return bounded(context, at.range, blockApplicable(target.block, [...target.given, ...given]));
    case 'flow': {
      const message = `${sourceText(context, at.callee)} is ${describe(target)}, which takes no arguments.`;
      context.expansion.report(context, 'not-callable', at.callee.range, message);
      return unknown;
    }
  }
}
