/**
 * The precedence of operators, Python's: `or`, `and`, `not`, comparisons, `+ -`, `* / // %`, signs, `**`,
 * from the loosest to the tightest. `**` groups to the right, everything else to the left, and comparisons
 * do not chain.
 */
import type { BinaryOperator, Expression, Range, UnaryExpression } from '../../syntax/tree.ts';

interface Operand extends Range {
  readonly prefixes: readonly { readonly operator: UnaryExpression['operator']; readonly start: number }[];
  /** Its range may be smaller than the operand's, which includes parentheses. */
  readonly expression: Expression;
  /** Where the operand begins without its prefixes. */
  readonly bareStart: number;
}

interface Placed extends Range {
  readonly expression: Expression;
}

interface OperationBuilder {
  unary(operator: UnaryExpression['operator'], operand: Expression, range: Range): Expression;
  binary(operator: BinaryOperator, left: Expression, right: Expression, range: Range): Expression;
  /** `left` is a comparison already; the parts are given for a message. */
  chained(first: Range, middle: Range, last: Range): void;
}

const strength: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  ...{ '==': 4, '!=': 4, '<': 4, '<=': 4, '>': 4, '>=': 4 },
  ...{ '+': 5, '-': 5, '*': 6, '/': 6, '//': 6, '%': 6 },
  '**': 8,
};
const comparison = 4;
const prefixStrength = { not: 4, '-': 7, '+': 7 } as const;

/** Turns a flat row of operands, with the operators between them, into a tree. */
export function buildOperation(
  operands: readonly Operand[],
  operators: readonly BinaryOperator[],
  build: OperationBuilder,
): Expression {
  let next = 0;

  const row = (weakest: number): Placed => {
    const operand = operands[next];
    if (operand === undefined) throw new Error('An operation has one operand more than operators.');
    return climb(prefixed(operand, 0), weakest);
  };

  const prefixed = (operand: Operand, prefix: number): Placed => {
    const { operator, start } = operand.prefixes[prefix] ?? {};
    if (operator === undefined || start === undefined) {
      next++;
      return { start: operand.bareStart, end: operand.end, expression: operand.expression };
    }
    const inner = climb(prefixed(operand, prefix + 1), prefixStrength[operator]);
    const range = { start, end: inner.end };
    return { ...range, expression: build.unary(operator, inner.expression, range) };
  };

  const climb = (first: Placed, weakest: number): Placed => {
    let left = first;
    let compared: { first: Range; middle: Placed } | undefined;
    for (;;) {
      // Operator number i stands behind operand number i.
      const operator = operators[next - 1];
      if (operator === undefined || strength[operator] < weakest || next >= operands.length) return left;
      const right = row(operator === '**' ? strength[operator] : strength[operator] + 1);
      const range = { start: left.start, end: right.end };
      if (strength[operator] !== comparison) {
        left = { ...range, expression: build.binary(operator, left.expression, right.expression, range) };
      } else if (compared === undefined) {
        compared = { first: left, middle: right };
        left = { ...range, expression: build.binary(operator, left.expression, right.expression, range) };
      } else {
        const { first: leftmost, middle } = compared;
        build.chained(leftmost, middle, right);
        const inner = { start: middle.start, end: right.end };
        const second = build.binary(operator, middle.expression, right.expression, inner);
        compared = { first: middle, middle: right };
        left = { ...range, expression: build.binary('and', left.expression, second, range) };
      }
    }
  };

  return row(0).expression;
}
