import { exact } from '../../wording/figures.ts';
import { findLayer } from '../../layers/catalogue.ts';
import type { Argument, Expression } from '../../syntax/tree.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { inMarkdown } from '../../wording/markdown.ts';
import { formOf } from '../completion/completionRecipe.ts';
import type { Visible } from '../../workspace/declarations.ts';
import type { SyntaxNode } from '../../syntax/syntaxAt.ts';
import { numberText } from '../../network/values/valueText.ts';

/** What is written as it is: `1.5K`, `224x224x3`, `false`, `"nearest"`. */
export type Literal = Extract<Expression, { kind: 'number' | 'boolean' | 'text' | 'list' }>;

export function isLiteral(expression: Expression): expression is Literal {
  const { kind } = expression;
  if (kind === 'list') return expression.dimensions === true;
  return kind === 'number' || kind === 'boolean' || kind === 'text';
}

/** A number that is not written out, written out, and dimensions as the list that they are; else undefined. */
export function literalValue(literal: Literal, written: string): Markdown | undefined {
  if (literal.kind === 'list') {
    const elements = literal.elements.map((element) => (element.kind === 'number' ? element.value : '?'));
    return inMarkdown`**${written}** = [${elements.join(', ')}]`;
  }
  if (literal.kind !== 'number' || numberText(literal.value) === written) return undefined;
  const { value } = literal;
  return inMarkdown`**${written}** = ${Math.abs(value) >= 1 ? exact(value) : numberText(value)}`;
}

/** What a literal is given to: the innermost argument, recipe's entry or `input` around it that it is all or a part of. */
export function ownerOf(
  path: readonly SyntaxNode[],
): Extract<SyntaxNode, { is: 'argument' | 'entry' | 'statement' }> | undefined {
  for (const node of path.slice(0, -1).reverse()) {
    if (node.is === 'argument' || node.is === 'entry' || node.is === 'statement') return node;
    // In a sum or a product it is not what is given.
    const isPart = node.is === 'expression' && (node.node.kind === 'list' || node.node.kind === 'unary');
    if (!isPart) return undefined;
  }
  return undefined;
}

/** The name of the parameter that an argument fills, by its name or by its position. */
export function filledParameter(
  argument: Argument,
  path: readonly SyntaxNode[],
  visible: Visible,
  recipeKey: string | undefined,
): string | undefined {
  if (argument.name) return argument.name.name;
  const call = path.findLast((node) => node.is === 'expression' && node.node.kind === 'call');
  if (call?.is !== 'expression' || call.node.kind !== 'call' || call.node.callee.kind !== 'name')
    return undefined;
  const { callee, arguments: given } = call.node;
  const names = parametersOf(callee.name, visible, recipeKey);
  const index = given.indexOf(argument);
  return index < 0 ? undefined : names[index];
}

function parametersOf(callee: string, visible: Visible, recipeKey: string | undefined): readonly string[] {
  if (recipeKey !== undefined) return Object.keys(formOf(recipeKey, callee)?.parameters ?? {});
  const declared = visible.blocks.get(callee) ?? visible.lets.get(callee);
  if (declared) return (declared.declaration.parameters ?? []).map(({ name }) => name.name);
  const layer = findLayer(callee);
  return layer && layer.operands !== 'many' ? Object.keys(layer.parameters) : [];
}
