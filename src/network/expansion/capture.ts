import { bounds } from '../bounds.ts';
import type { Context } from './expansion.ts';
import type { Expression, Range } from '../../syntax/tree.ts';
import type { FlowApplicable, RuntimeValue } from '../values/values.ts';
import { deepest, unknown } from '../values/values.ts';
import { namesIn } from '../../syntax/children.ts';

/** The values of the names that expressions use, as far as they are names of the body; `except`: not this one's. */
export function capture(
  context: Context,
  expressions: readonly Expression[],
  except?: string,
): Map<string, RuntimeValue> {
  const captured = new Map<string, RuntimeValue>();
  for (const expression of expressions) {
    for (const name of namesIn(expression)) {
      const value = name === except ? undefined : context.scope.find(name);
      if (value) captured.set(name, value);
    }
  }
  return captured;
}

/** A value, unless it holds values too deep inside each other. */
export function bounded(context: Context, range: Range, value: RuntimeValue): RuntimeValue {
  if (!('depth' in value) || value.depth <= bounds.valueDepth) return value;
  const message = `Flows and lists hold each other more than ${bounds.valueDepth} deep here.`;
  context.expansion.report(context, 'nests-too-deep', range, message);
  return unknown;
}

/** A flow as something to apply later: with the values of the names that it uses. */
export function captureFlow(context: Context, expression: Expression): RuntimeValue {
  const captured = capture(context, [expression]);
  const depth = 1 + deepest(captured.values());
  const flow: FlowApplicable = {
    kind: 'applicable',
    form: 'flow',
    expression,
    file: context.file,
    captured,
    depth,
  };
  return bounded(context, expression.range, flow);
}
