/** Turns the parser's expressions into the plain syntax tree's. */
import type { AstNode } from 'langium';
import { GrammarUtils } from 'langium';
import type {
  Argument,
  BinaryOperator,
  Expression,
  Identifier,
  MissingExpression,
  Range,
  Step,
  UnaryExpression,
} from '../../syntax/tree.ts';
import { meaning } from '../tokens/foreignWords.ts';
import type * as grammar from '../generated/ast.ts';
import { dimensionParts, numberValue } from '../tokens/numbers.ts';
import { buildOperation } from './operators.ts';
import type { SyntaxMistake, SyntaxMistakes } from '../syntaxMistakes.ts';
import { textValue } from '../tokens/texts.ts';

/** Evaluating and checking go down the tree by recursion: a deeper one is refused. */
const deepestExpression = 150;

/** Where a node lies in the text. */
export function rangeOf(node: AstNode): Range {
  const cst = node.$cstNode;
  return cst === undefined ? { start: 0, end: 0 } : { start: cst.offset, end: cst.end };
}

export function identifier(node: grammar.Identifier): Identifier {
  return { name: node.name, range: rangeOf(node) };
}

export class ExpressionConverter {
  private readonly depths = new WeakMap<Expression, number>();

  constructor(
    private readonly text: string,
    private readonly readings: ReadonlyMap<number, string>,
    private readonly mistakes: SyntaxMistakes,
  ) {}

  flow(node: grammar.Flow): Expression {
    const steps = node.steps.map((step): Step => {
      const expression = this.expression(step.expression);
      return { expression, range: rangeOf(step), ...(step.name && { name: identifier(step.name) }) };
    });
    const [only] = steps;
    if (steps.length === 1 && only && only.name === undefined) return only.expression;
    return this.deeper(
      { kind: 'flow', steps, range: rangeOf(node) },
      steps.map((step) => step.expression),
    );
  }

  expression(node: grammar.Expression): Expression {
    const condition = this.operation(node.condition);
    if (node.then === undefined || node.otherwise === undefined) return condition;
    const then = this.expression(node.then);
    const otherwise = this.expression(node.otherwise);
    return this.deeper({ kind: 'conditional', condition, then, otherwise, range: rangeOf(node) }, [
      condition,
      then,
      otherwise,
    ]);
  }

  arguments(nodes: readonly grammar.Argument[]): Argument[] {
    return nodes.map((node) => ({
      value: this.flow(node.value),
      range: rangeOf(node),
      ...(node.name && { name: identifier(node.name) }),
    }));
  }

  private operation(node: grammar.Operation): Expression {
    const [first] = node.operands;
    if (node.operands.length === 1 && first?.prefixes.length === 0) return this.operand(first);
    const operands = node.operands.map((operand) => ({
      ...rangeOf(operand),
      prefixes: this.prefixes(operand),
      expression: this.operand(operand),
      bareStart: rangeOf(operand.target).start,
    }));
    const operators = node.operators.map((written) => meaning(written) as BinaryOperator);
    return buildOperation(operands, operators, {
      unary: (operator, operand, range) =>
        this.deeper({ kind: 'unary', operator, operand, range }, [operand]),
      binary: (operator, left, right, range) =>
        this.deeper({ kind: 'binary', operator, left, right, range }, [left, right]),
      chained: (left, middle, right) => this.sayChained(left, middle, right),
    });
  }

  private prefixes(node: grammar.Operand): { operator: UnaryExpression['operator']; start: number }[] {
    if (node.prefixes.length === 0) return [];
    const leaves = GrammarUtils.findNodesForProperty(node.$cstNode, 'prefixes');
    return node.prefixes.map((written, index) => ({
      operator: meaning(written) as UnaryExpression['operator'],
      start: leaves[index]?.offset ?? rangeOf(node).start,
    }));
  }

  private sayChained(left: Range, middle: Range, right: Range): void {
    const range = { start: left.start, end: right.end };
    const [first, second, third] = [left, middle, right].map(({ start, end }) => this.text.slice(start, end));
    const operator = (from: Range, to: Range): string => this.text.slice(from.end, to.start).trim();
    const meant = `${first} ${operator(left, middle)} ${second} and ${second} ${operator(middle, right)} ${third}`;
    this.mistakes.add({
      code: 'chained-comparison',
      message: 'Comparisons are not chained: join two of them with `and`.',
      range,
      fixes: [{ title: `Write \`${meant}\``, range, text: meant }],
    });
  }

  private operand(node: grammar.Operand): Expression {
    const { start } = rangeOf(node.target);
    let expression = this.primary(node.target);
    for (const suffix of node.suffixes) {
      const range = { start, end: rangeOf(suffix).end };
      switch (suffix.$type) {
        case 'Member':
          expression = this.deeper(
            { kind: 'member', object: expression, member: identifier(suffix.member), range },
            [expression],
          );
          break;
        case 'Index': {
          const index = this.expression(suffix.index);
          expression = this.deeper({ kind: 'index', object: expression, index, range }, [expression, index]);
          break;
        }
        case 'Call': {
          const given = this.arguments(suffix.arguments);
          expression = this.deeper({ kind: 'call', callee: expression, arguments: given, range }, [
            expression,
            ...given.map((argument) => argument.value),
          ]);
        }
      }
    }
    return expression;
  }

  private primary(node: grammar.Primary): Expression {
    const range = rangeOf(node);
    switch (node.$type) {
      case 'NumberLiteral':
        return { kind: 'number', value: numberValue(this.reading(node.text, range)), range };
      case 'Dimensions':
        return this.dimensions(node.text, range);
      case 'Text':
        return { kind: 'text', value: textValue(node.text), range };
      case 'Truth':
        return { kind: 'boolean', value: node.text.toLowerCase() === 'true', range };
      case 'Name':
        return { kind: 'name', name: node.name, range };
      case 'Group':
        return this.flow(node.flow);
      case 'Missing':
        return { kind: 'missing', range };
      case 'List': {
        const elements = node.elements.map((element) => this.flow(element));
        return this.deeper({ kind: 'list', elements, range }, elements);
      }
    }
  }

  private reading(written: string, range: Range): string {
    return this.readings.get(range.start) ?? written;
  }

  private dimensions(written: string, range: Range): Expression {
    const reading = this.reading(written, range);
    const asWritten = reading === written && range.end - range.start === written.length;
    const elements = dimensionParts(reading).map(({ value, start, end }): Expression => {
      const place = asWritten ? { start: range.start + start, end: range.start + end } : range;
      return { kind: 'number', value, range: place };
    });
    return { kind: 'list', elements, dimensions: true, range };
  }

  private deeper(expression: Expression, parts: readonly Expression[]): Expression {
    let depth = 1;
    for (const part of parts) depth = Math.max(depth, (this.depths.get(part) ?? 0) + 1);
    if (depth > deepestExpression) {
      this.mistakes.add(tooDeep(expression.range));
      const missing: MissingExpression = { kind: 'missing', range: expression.range };
      return missing;
    }
    this.depths.set(expression, depth);
    return expression;
  }
}

export function tooDeep(range: Range): SyntaxMistake {
  return {
    code: 'too-deep',
    message: 'This expression is nested too deeply: give a part of it a name of its own.',
    range,
  };
}
