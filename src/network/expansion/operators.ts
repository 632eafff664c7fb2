import type { Context } from './expansion.ts';
import { stepsToMake } from './expansion.ts';
import { bounds } from '../bounds.ts';
import type { FileScope } from '../fileScope.ts';
import type { BinaryExpression, Expression } from '../../syntax/tree.ts';
import type { ListValue, RuntimeValue } from '../values/values.ts';
import { booleanValue, listValue, numberValue, textValue, unknown } from '../values/values.ts';
import { isWhat, numberText } from '../values/valueText.ts';
import { shortened } from '../../wording/visible.ts';
import { exact } from '../../wording/figures.ts';

type Operator = Exclude<BinaryExpression['operator'], 'and' | 'or'>;

/** The text of an expression of a file as the source has it. */
export function sourceText({ file }: { readonly file: FileScope }, { range }: Expression): string {
  const written = file.parsed.text.slice(range.start, range.end);
  const text = /\s\s|[^\S ]/.test(written) ? written.replace(/\s+/g, ' ') : written;
  return shortened(text, 80);
}

/** `left operator right` of two known values; a mistake gives unknown. `and` and `or` are lazy: see evaluate. */
export function operate(
  context: Context,
  expression: BinaryExpression,
  left: RuntimeValue,
  right: RuntimeValue,
): RuntimeValue {
  const operator = expression.operator as Operator;
  if (left.kind === 'unknown' || right.kind === 'unknown') return unknown;
  if (operator === '==' || operator === '!=') return equality(context, expression, left, right);
  if (left.kind === 'number' && right.kind === 'number')
    return compute(context, expression, left.value, right.value);
  if (operator === '+' && left.kind === 'text' && right.kind === 'text') {
    if (left.value.length + right.value.length <= bounds.textLength)
      return textValue(left.value + right.value);
    return tooLong(context, expression, `this text has more than ${bounds.textLength} characters`);
  }
  if (operator === '+' && left.kind === 'list' && right.kind === 'list')
    return join(context, expression, [left, right]);
  if (operator === '*') {
    const [list, times] = left.kind === 'list' ? [left, right] : [right, left];
    if (list.kind === 'list' && times.kind === 'number')
      return repeat(context, expression, list, times.value);
  }
  if (left.kind === 'text' && right.kind === 'text' && /^[<>]/.test(operator)) {
    return booleanValue(compare(operator, left.value < right.value ? -1 : left.value > right.value ? 1 : 0));
  }
  if (reportFlowMeant(context, expression, left, right)) return unknown;
  const wrong = left.kind === 'number' ? right : left;
  const place = wrong === left ? expression.left : expression.right;
  const needs =
    operator === '+' && wrong.kind === 'list' ? 'two numbers, two lists or two texts' : 'two numbers';
  context.expansion.report(
    context,
    'operand-type',
    place.range,
    `${operator} takes ${needs}; ${isWhat(sourceText(context, place), wrong)}.`,
  );
  return unknown;
}

/** The merge that people write as an operator. */
export const mergeOf = (operator: string): string | undefined => ({ '+': 'Add', '*': 'Multiply' })[operator];

/** `a + b` of feature maps, `Conv(8, 3) > ReLU`: what a merge or `->` does. */
function reportFlowMeant(
  context: Context,
  expression: BinaryExpression,
  left: RuntimeValue,
  right: RuntimeValue,
): boolean {
  const { operator, range } = expression;
  const isFlow = ({ kind }: RuntimeValue) => kind === 'map' || kind === 'applicable';
  if (!isFlow(left) || !isFlow(right)) return false;
  const merge = mergeOf(operator);
  const arrow = operator === '>' || operator === '>=';
  if (!merge && !arrow) return false;
  const { text } = context.file.parsed;
  const [first, second] = [expression.left, expression.right].map((side) =>
    text.slice(side.range.start, side.range.end),
  );
  const meant = merge ? `${merge}(${first}, ${second})` : `${first} -> ${second}`;
  const message = merge
    ? `${operator} takes two numbers; feature maps are combined by a merge: ${shortened(meant, 60)}.`
    : `A step hands its result on with \`->\`, not \`${operator}\`.`;
  const fixes = [
    { title: `Write ${shortened(meant, 60)}`, range: { start: range.start, end: range.end }, text: meant },
  ];
  context.expansion.report(context, 'operand-type', range, message, { fixes });
  return true;
}

function equality(
  context: Context,
  expression: BinaryExpression,
  left: RuntimeValue,
  right: RuntimeValue,
): RuntimeValue {
  if (left.kind === 'map' || right.kind === 'map') {
    const place = left.kind === 'map' ? expression.left : expression.right;
    const text = sourceText(context, place);
    const message = `What ${text} holds is not known before the network runs; compare ${text}.channels or another size.`;
    context.expansion.report(context, 'operand-type', place.range, message);
    return unknown;
  }
  const equal =
    left.kind === 'number' && right.kind === 'number'
      ? left.value === right.value
      : context.expansion.keys.of(left) === context.expansion.keys.of(right);
  return booleanValue(equal === (expression.operator === '=='));
}

function compare(operator: string, order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

function compute(context: Context, expression: BinaryExpression, left: number, right: number): RuntimeValue {
  const operator = expression.operator as Operator;
  switch (operator) {
    case '<':
    case '<=':
    case '>':
    case '>=':
      return booleanValue(compare(operator, left - right));
    case '==':
    case '!=':
      return booleanValue((left === right) === (operator === '=='));
    case '+':
      return finite(context, expression, left + right);
    case '-':
      return finite(context, expression, left - right);
    case '*':
      return finite(context, expression, left * right);
    case '**':
      return finite(context, expression, left ** right);
    case '/':
    case '//':
    case '%':
      break;
  }
  if (right === 0) {
    const text = sourceText(context, expression.right);
    const message =
      text === '0' ? 'Nothing can be divided by 0.' : `${text} is 0, and nothing can be divided by it.`;
    context.expansion.report(context, 'division-by-zero', expression.right.range, message);
    return unknown;
  }
  const floored = Math.floor(left / right);
  if (operator === '//') return finite(context, expression, floored);
  if (operator === '%') {
    const rest = left % right;
    return finite(context, expression, rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest);
  }
  const value = left / right;
  if (Number.isInteger(value)) return numberValue(value);
  if (!Number.isFinite(value)) return finite(context, expression, value);
  return { kind: 'number', value, quotient: { left, right, file: context.file, expression } };
}

/** A number, unless it is none. */
export function finite(context: Context, expression: Expression, value: number): RuntimeValue {
  if (Number.isFinite(value)) return numberValue(value);
  const what = Number.isNaN(value) ? 'is not a real number' : 'is too large a number';
  context.expansion.report(
    context,
    'not-a-number',
    expression.range,
    `${sourceText(context, expression)} ${what}.`,
  );
  return unknown;
}

function join(context: Context, expression: Expression, lists: readonly ListValue[]): RuntimeValue {
  return checkedList(
    context,
    expression,
    lists.reduce((sum, list) => sum + list.size, 1),
    () => lists.flatMap((list) => list.elements),
  );
}

function repeat(
  context: Context,
  expression: BinaryExpression,
  list: ListValue,
  times: number,
): RuntimeValue {
  if (!Number.isInteger(times) || times < 0) {
    const message = `A list can be repeated a whole number of times, not ${numberText(times)} times.`;
    context.expansion.report(context, 'operand-type', expression.range, message);
    return unknown;
  }
  return checkedList(context, expression, 1 + (list.size - 1) * times, () =>
    Array.from({ length: times }, () => list.elements).flat(),
  );
}

/** A list, unless it is too long or too deep. `size` is what it will hold, counted before it is made. */
export function checkedList(
  context: Context,
  expression: Expression,
  size: number,
  make: () => readonly RuntimeValue[],
): RuntimeValue {
  if (size > bounds.listElements) return tooManyElements(context, expression);
  if (!context.expansion.spend(context, expression.range, stepsToMake(size))) return unknown;
  const list = listValue(make());
  if (list.size > bounds.listElements) return tooManyElements(context, expression);
  if (list.depth > bounds.valueDepth)
    return tooLong(context, expression, `lists nest more than ${bounds.valueDepth} deep here`);
  return list;
}

function tooManyElements(context: Context, expression: Expression): RuntimeValue {
  const limit = exact(bounds.listElements);
  return tooLong(context, expression, `this list has more than ${limit} elements`);
}

function tooLong(context: Context, expression: Expression, what: string): RuntimeValue {
  context.expansion.report(context, 'too-long', expression.range, `Expansion stops here: ${what}.`);
  return unknown;
}
