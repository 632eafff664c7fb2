import { evaluate } from './evaluate.ts';
import type { FlowContext } from './flowContext.ts';
import { locate } from '../../syntax/mistakes.ts';
import { habitHint } from '../../wording/elsewhere.ts';
import { nearestName } from '../../wording/spelling.ts';
import type { Expectation } from '../network.ts';
import { quantities, takenBy } from '../quantities.ts';
import type { ExpectStatement } from '../../syntax/tree.ts';
import { describe } from '../values/valueText.ts';

/** `expect` with its right-hand side evaluated. */
export function expectationOf(context: FlowContext, statement: ExpectStatement): Expectation {
  const { quantity, operator, value: expression } = statement;
  const { expansion } = context;
  const location = locate(context.file.uri, statement.range);
  const quantityLocation = locate(context.file.uri, quantity.range);
  const known = quantities.find((name) => name === quantity.name);
  const made = { quantity: known ?? 'params', operator, location, quantityLocation };
  const value = evaluate(context, expression);
  if (!known) {
    if (quantity.name !== '') {
      const nearest = nearestName(quantity.name, quantities);
      const hint = habitHint(quantity.name);
      const others = hint ? `; ${hint}.` : `: ${quantities.join(', ')}.`;
      const message = `There is no quantity ${quantity.name} to expect${nearest ? `; did you mean ${nearest}?` : others}`;
      const range = { start: quantity.range.start, end: quantity.range.end };
      const fixes = nearest ? [{ title: `Change to ${nearest}`, range, text: nearest }] : [];
      expansion.report(context, 'unknown-quantity', quantity.range, message, { fixes });
    }
    return { ...made, value: undefined };
  }
  if (value.kind === 'unknown' || !expansion.spendOn(context, expression.range, value))
    return { ...made, value: undefined };
  const list = value.kind === 'list' ? numbersOf(value.elements) : undefined;
  const orders = operator !== '==' && operator !== '!=';
  const takes = takenBy(known);
  if (takes !== 'number') {
    if (list && !orders) return { ...made, value: list };
    if (takes === 'shape' && value.kind === 'number' && !orders) return { ...made, value: [value.value] };
    if (takes === 'shape' || list) {
      const message = orders
        ? `${known} of several numbers is compared with == or !=.`
        : `The ${known} is a shape, as in 28x28x256 or [1000]; this is ${describe(value)}.`;
      expansion.report(context, 'expect-type', expression.range, message);
      return { ...made, value: undefined };
    }
  }
  if (value.kind === 'number') return { ...made, value: value.value };
  expansion.report(
    context,
    'expect-type',
    expression.range,
    `${known} is a number; this is ${describe(value)}.`,
  );
  return { ...made, value: undefined };
}

function numbersOf(
  elements: readonly { readonly kind: string; readonly value?: unknown }[],
): number[] | undefined {
  const numbers = elements.map((element) =>
    element.kind === 'number' ? (element.value as number) : Number.NaN,
  );
  return numbers.length > 0 && numbers.every((value) => !Number.isNaN(value)) ? numbers : undefined;
}
